"""With many records the desk costs the queries that it costs with a few; `bench/` has the thousands."""

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from agreements.models import Agreement
from meetings.models import Meeting
from tehran_diplomacy.publishing.status import Status

STATES = [Status.PUBLISHED, Status.DRAFT, Status.IN_REVIEW]


def fill(first: int, last: int) -> None:
    """Make agreements and meetings of every state, numbered; without a revision for each."""

    def made(model, **values):
        columns = [
            model(
                uid=f"{model.__name__[:4].lower()}{n:06}",
                slug=f"bulk-{n}",
                title_fa=f"شمارهٔ {n}",
                title_en=f"Number {n}" if n % 3 else None,
                status=STATES[n % 3],
                sort_fa=f"{n:06}",
                sort_en=f"{n:06}",
                words=f"شماره {n}",
                **values,
            )
            for n in range(first, last)
        ]
        QuerySet(model).bulk_create(columns, batch_size=500)

    made(Agreement, form="mou", kind="multilateral")
    made(Meeting, kind="council")


@pytest.mark.slow
def test_lists_forms_and_the_desk_cost_the_same_with_many_records(admin_client, content):
    agreement = Agreement.objects.get(slug="tehran-yerevan-sister-city")
    meeting = Meeting.objects.get(slug="yerevan-sisterhood")
    pages = [
        "/admin/",
        "/admin/agreements/agreement/",
        "/admin/agreements/agreement/?q=شماره",
        "/admin/agreements/agreement/?needs=review",
        "/admin/meetings/meeting/",
        "/admin/meetings/meeting/?status__exact=published",
        f"/admin/agreements/agreement/{agreement.pk}/change/",
        f"/admin/agreements/agreement/{agreement.pk}/history/",
        f"/admin/meetings/meeting/{meeting.pk}/change/",
        "/admin/autocomplete/?term=شماره&app_label=meetings&model_name=meetingagreement&field_name=agreement",
    ]

    def costs() -> dict[str, int]:
        found = {}
        for page in pages:
            with CaptureQueriesContext(connection) as queries:
                assert admin_client.get(page).status_code == 200, page
            found[page] = len(queries)
        return found

    fill(0, 3)  # one of each state
    costs()
    few = costs()
    for first, last in ((3, 30), (30, 240)):  # within a page of the list, and beyond it
        fill(first, last)
        assert costs() == few
    assert max(few.values()) <= 60
