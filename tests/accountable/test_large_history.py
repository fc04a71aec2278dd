"""With many records and a long history of each the pages of changes cost what they cost with a few."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agreements.models import Agreement
from tehran_diplomacy.publishing.revisions import Revision, Weight
from tehran_diplomacy.publishing.snapshots import snapshot
from tehran_diplomacy.publishing.trace import content_type_of
from tests.desk.test_many_records import fill

RECORDS, VERSIONS = 300, 10
MOST_QUERIES = 12


@pytest.fixture
def history(content) -> Agreement:
    """Ten versions of each of many agreements, each version told to readers."""
    model = snapshot(Agreement.objects.get(slug="tehran-yerevan-sister-city"))
    fill(0, RECORDS)
    keys = list(Agreement.objects.filter(slug__startswith="bulk-").order_by("pk").values_list("pk", "uid"))
    kind, now = content_type_of(Agreement), timezone.now()
    start = Revision.objects.order_by("-pk").values_list("pk", flat=True).first() + 1
    rows = []
    for place, (key, uid) in enumerate(keys):
        for version in range(VERSIONS):
            pk = start + place * VERSIONS + version
            fields = {"uid": uid, "status": "published", "title_en": f"Title {version}", "form": "mou"}
            at = now - timedelta(seconds=RECORDS * VERSIONS - (pk - start))
            rows.append(
                Revision(
                    pk=pk, content_type=kind, object_id=key, number=version + 1, step="changed", status="published",
                    data={"fields": model["fields"] | fields, "many": {}, "parts": {}}, title_en=f"Title {version}",
                    weight=Weight.CORRECTION if version else Weight.FIRST, public_from=at, shown_from=at, made_at=at,
                    follows_id=pk - 1 if version else None,
                )
            )  # fmt: skip
    QuerySet(Revision).bulk_create(rows)
    return Agreement.objects.get(pk=keys[0][0])


@pytest.mark.slow
def test_pages_of_changes_cost_the_same(client, history):
    assert Revision.objects.count() > RECORDS * VERSIONS
    pages = [
        "/en/changes/", "/fa/changes/?what=all", "/en/changes/?register=agreements", "/en/changes/all.atom",
        f"/en/changes/agreements/{history.uid}/", f"/fa/changes/agreements/{history.uid}.atom",
        f"/en/agreements/{history.slug}/", "/api/v1/agreements/withdrawn", "/en/",
    ]  # fmt: skip
    for page in pages:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page).status_code == 200, page
        assert len(queries) <= MOST_QUERIES, (page, len(queries))
    html = client.get("/en/changes/").content.decode()
    assert html.count('class="change"') == 20
    assert "?before=" in html
