"""No road changes a sum, a state or a party without a public trace: saving, bulk, deleting, a command."""

import pytest
from django.core.management import call_command

from agreements.models import Agreement
from meetings.models import JourneyAccount, JourneyCost, Meeting
from tehran_diplomacy.places.models import City
from tests.accountable.test_changes import YEREVAN, page_of, weights


def _a_sum():
    meeting = Meeting.objects.filter(kind="visit_made").first()
    JourneyAccount.objects.create(meeting=meeting, people=4)
    return (
        JourneyCost.objects.create(meeting=meeting, heading="stay", amount="1000", currency="EUR"),
        "amount",
        "1200",
    )


def _a_state():
    meeting = Meeting.objects.get(slug="yerevan-sisterhood")
    return meeting.outcomes.create(text_en="A working group", state="open"), "state", "done"


def _a_party():
    agreement = Agreement.objects.get(slug=YEREVAN)
    return agreement.parties.get(), "city_id", City.objects.get(slug="seoul").pk


@pytest.mark.parametrize("road", ["save", "update", "bulk_update", "delete", "delete in bulk", "command"])
@pytest.mark.parametrize("fact", [_a_sum, _a_state, _a_party])
def test_no_road_changes_a_sum_a_state_or_a_party_without_a_trace(client, content, fact, road):
    row, name, value = fact()
    record = getattr(row, row.part_of)
    before = len(weights(record))
    rows = type(row).objects.filter(pk=row.pk)
    if road == "save":
        setattr(row, name, value)
        row.save()
    elif road == "update":
        rows.update(**{name: value})
    elif road == "bulk_update":
        setattr(row, name, value)
        type(row).objects.bulk_update([row], [name.removesuffix("_id")])
    elif road == "delete":
        row.delete()
    elif road == "delete in bulk":
        rows.delete()
    else:
        script = f"from {type(row).__module__} import {type(row).__name__} as M; M.objects.filter(pk={row.pk}).update({name}={value!r})"
        call_command("shell", command=script)
    assert len(weights(record)) == before + 1
    code = "agreements" if isinstance(record, Agreement) else "meetings"
    newest = page_of(client, record, code=code).partition('class="change"')[2].partition("</article>")[0]
    assert "<del" in newest or "<ins" in newest
