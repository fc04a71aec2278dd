"""Commitments under agreements, the rule beside 'overdue', signs of life, and the notice of missing activity."""

import datetime
import re

import icalendar
import jdatetime
import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agreements.models import Agreement, Commitment, SilenceLine
from agreements.signs import months_before, read_sign
from meetings.models import Meeting
from roadmap.models import Goal, ProgressReport
from tehran_diplomacy.dates.partial import PartialDate
from tehran_diplomacy.files.models import Document
from tehran_diplomacy.places.models import City
from tehran_diplomacy.publishing import verbs, versions
from tehran_diplomacy.publishing.public_view import shown_part_fields
from tehran_diplomacy.publishing.revisions import Weight
from tehran_diplomacy.publishing.status import Status
from tests.accountable.test_changes import html5_fields, page_of, weights
from tests.accountable.test_journeys import words
from tests.forms import sent

YEREVAN = "tehran-yerevan-sister-city"
PAGE = f"/en/agreements/{YEREVAN}/"
MULTILATERAL = "brics-capitals-2025"
MOST_QUERIES = 12
RULE = "Overdue: it was due on 3 May 2024 and is not recorded as done"


@pytest.fixture
def agreement(content) -> Agreement:
    """One whose only dated sign of life is its signing, on 18 January 2023."""
    found = Agreement.objects.get(slug=YEREVAN)
    found.meeting_links.all().delete()
    return found


@pytest.fixture
def promise(agreement) -> Commitment:
    return agreement.commitments.create(
        text_fa="برپایی کارگروه", text_en="A working group", responsible_en="Office of foreign relations",
        due_on=PartialDate(2024, 5, 3), state="open",
    )  # fmt: skip


def last_sign(agreement: Agreement):
    return read_sign(Agreement.objects.with_last_sign().get(pk=agreement.pk).last_sign)


def test_a_commitment_shows_with_the_rule_beside_overdue(client, promise):
    said = words(client, PAGE)
    assert "A working group Office of foreign relations due 3 May 2024" in said
    assert RULE in said
    assert "سررسید گذشته: سررسید این تعهد ۱۴ اردیبهشت ۱۴۰۳ بود و انجام آن ثبت نشده است" in words(
        client, PAGE.replace("/en/", "/fa/")
    )


@pytest.mark.parametrize(
    "values",
    [
        {"state": "done", "state_on": PartialDate(2024, 5)},
        {"state": "dropped"},
        {"due_on": PartialDate(2190)},
        {"due_on": None},
        {"paused_reason_fa": "در انتظار پاسخ طرف مقابل"},
        {"paused_reason_en": "Waiting for the other side."},
    ],
)
def test_what_is_closed_paused_or_not_due_is_not_overdue(client, promise, values):
    for name, value in values.items():
        setattr(promise, name, value)
    promise.save()
    said = words(client, PAGE)
    assert "overdue" not in said
    assert Commitment.objects.overdue().count() == 0
    if "paused_reason_en" in values:
        assert "The reminder is paused: Waiting for the other side." in said


@pytest.mark.parametrize(
    ("due", "today", "overdue"),
    [
        (PartialDate(2024, 5, 3), datetime.date(2024, 5, 3), False),
        (PartialDate(2024, 5, 3), datetime.date(2024, 5, 4), True),
        (PartialDate(2024, 5), datetime.date(2024, 5, 31), False),
        (PartialDate(2024, 5), datetime.date(2024, 6, 1), True),
        (PartialDate(1403), datetime.date(2025, 3, 20), False),
        (PartialDate(1403), datetime.date(2025, 3, 21), True),
    ],
)
def test_a_day_has_passed_only_when_every_reading_of_it_has(promise, due, today, overdue):
    promise.due_on = due
    promise.save()
    assert promise.is_overdue(today) is overdue
    assert Commitment.objects.overdue(today).exists() is overdue


def test_evidence_leads_there_in_the_page_s_language(client, promise, settings):
    settings.SITE_ADDRESS = "http://127.0.0.1"
    promise.state, promise.evidence_url = "done", "http://127.0.0.1/fa/meetings/yerevan-sisterhood/"
    promise.save()
    assert 'href="/en/meetings/yerevan-sisterhood/"' in client.get(PAGE).content.decode()
    promise.evidence_url = "https://example.org/paper"
    promise.save()
    assert 'href="https://example.org/paper"' in client.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("change", "weight"),
    [
        ({"state": "under_way"}, Weight.ADDITION),
        ({"state": "done", "state_on": PartialDate(2024, 6), "evidence_url": "https://x.org/2"}, Weight.ADDITION),
        ({"state_on": PartialDate(2024, 3)}, Weight.CORRECTION),
        ({"evidence_url": "https://x.org/2"}, Weight.CORRECTION),
        ({"due_on": PartialDate(2025)}, Weight.CORRECTION),
        ({"text_en": "A smaller group"}, Weight.CORRECTION),
        ({"responsible_en": "Somebody else"}, Weight.CORRECTION),
        ({"paused_reason_en": "Waiting."}, Weight.ADDITION),
    ],
)  # fmt: skip
def test_no_promise_changes_without_a_trace(client, agreement, promise, change, weight):
    promise.state_on, promise.evidence_url = PartialDate(2024, 2), "https://x.org/1"
    promise.save()
    for name, value in change.items():
        setattr(promise, name, value)
    promise.save()
    assert weights(agreement)[0] == weight
    html = page_of(client, agreement)
    assert "commitment" in html


def test_a_promise_taken_away_stays_in_the_record(client, agreement, promise):
    promise.delete()
    assert weights(agreement)[0] == Weight.CORRECTION
    assert "A working group" in page_of(client, agreement)
    assert "A working group" not in words(client, PAGE)


def test_every_column_is_thought_of():
    names = {
        part: sorted(
            {one.name.removesuffix("_fa").removesuffix("_en") for one in shown_part_fields(Agreement, part)}
        )
        for part in ("commitments", "parties", "events")
    }
    assert names == {
        "commitments": [
            "due_on",
            "evidence_url",
            "paused_reason",
            "responsible",
            "state",
            "state_on",
            "text",
        ],
        "parties": ["city", "network", "organisation", "state", "state_on"],
        "events": ["act_number", "act_url", "day", "kind", "note", "until"],
    }


def test_parties_of_a_multilateral_agreement_have_states_of_their_own(client, content):
    agreement = Agreement.objects.get(slug=MULTILATERAL)
    one, other = (agreement.parties.create(city=city) for city in City.objects.filter(parties=None)[:2])
    page = f"/en/agreements/{MULTILATERAL}/"
    assert "Status not confirmed" in words(client, page)
    one.state, one.state_on = "signed", PartialDate(2025)
    one.save()
    other.state = "withdrawn"
    other.save()
    said = words(client, page)
    assert "Signed: 2025" in said
    assert "Withdrew" in said and "Withdrew:" not in said
    rows = client.get(f"/api/v1/agreements/{agreement.uid}").json()["data"]["parties"]
    assert {"signed", "withdrawn"} <= {row["state"] for row in rows}
    assert "2025" in [row["state_on"]["given"] for row in rows if row["state_on"]]
    one.state, one.state_on = "approved", PartialDate(1404, 8)
    one.save()
    assert weights(agreement)[0] == Weight.ADDITION  # it moved on, with its day
    assert "Approved: Aban 1404" in words(client, page)
    one.state_on = PartialDate(1404, 7)
    one.save()
    assert weights(agreement)[0] == Weight.CORRECTION
    assert "Status not confirmed" not in words(client, PAGE)  # a bilateral one has a state of its own


def test_a_day_of_a_party_needs_its_state(content):
    party = Agreement.objects.get(slug=YEREVAN).parties.first()
    party.state_on = PartialDate(2020)
    with pytest.raises(ValidationError):
        party.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        party.save()


def test_an_approval_carries_the_act(client, agreement):
    event = agreement.events.create(
        kind="approved", day=PartialDate(1402, 3), act_number="160/12", act_url="https://example.org/act"
    )
    html = client.get(PAGE).content.decode()
    assert 'href="https://example.org/act"' in html
    assert "act number 160/12" in words(client, PAGE)
    assert "شمارهٔ مصوبه ۱۶۰/۱۲" in words(client, PAGE.replace("/en/", "/fa/"))
    row = client.get(f"/api/v1/agreements/{agreement.uid}").json()["data"]["events"][-1]
    assert (row["act_number"], row["act_url"]) == ("160/12", "https://example.org/act")
    assert YEREVAN in client.get("/en/search/?q=160/12").content.decode()
    event.act_number = "160/13"
    event.save()
    assert weights(agreement)[0] == Weight.CORRECTION
    event.kind = "ended"
    with pytest.raises(ValidationError):
        event.full_clean()


def _meeting(agreement, day, **values):
    meeting = Meeting.objects.create(
        **({"title_en": "On it", "kind": "online", "status": Status.PUBLISHED, "held_on": day} | values)
    )
    meeting.agreement_links.create(agreement=agreement)
    return meeting


def _report(agreement, day):
    report = ProgressReport.objects.create(
        goal=Goal.objects.first(), day=day, statement_en="Done", status=Status.PUBLISHED
    )
    report.evidence.create(record=agreement)


def _document(agreement, day):
    Document.objects.create(
        record=agreement, title_en="Paper", language="en", file=ContentFile(b"%PDF", "a.pdf"), bytes=4,
        sha256="0" * 64, dated=day,
    )  # fmt: skip


SIGNS = [
    ("meeting", lambda one: _meeting(one, PartialDate(2025, 1, 2)), "2025-01-02"),
    ("meeting", lambda one: _meeting(one, PartialDate(2025, 1, 2), held_until=PartialDate(2025, 1, 4)), "2025-01-04"),
    ("commitment", lambda one: one.commitments.create(text_en="x", state="open", state_on=PartialDate(1403, 11)), "1403-11"),
    ("report", lambda one: _report(one, jdatetime.date(1403, 10, 1)), "2024-12-21"),
    ("event", lambda one: one.events.create(kind="confirmed", day=PartialDate(2025)), "2025"),
    ("document", lambda one: _document(one, PartialDate(2025, 2)), "2025-02"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "make", "day"), SIGNS)
def test_each_dated_thing_is_a_sign_of_life(agreement, kind, make, day):
    assert str(last_sign(agreement).day) == "2023-01-18"
    make(agreement)
    assert (last_sign(agreement).kind, str(last_sign(agreement).day)) == (kind, day)


@pytest.mark.parametrize(
    "make",
    [
        lambda one: _meeting(one, PartialDate(2190, 1, 1)),
        lambda one: _meeting(one, PartialDate(2025, 1, 2), status=Status.DRAFT),
        lambda one: _meeting(one, PartialDate(2025), publish_at=timezone.now() + timezone.timedelta(days=1)),
        lambda one: _meeting(one, None),
        lambda one: _document(one, None),
        lambda one: one.commitments.create(text_en="x", due_on=PartialDate(2025)),
    ],
)
def test_what_is_to_come_hidden_or_undated_is_none(agreement, make):
    make(agreement)
    assert str(last_sign(agreement).day) == "2023-01-18"


def test_months_are_counted_by_the_calendar():
    assert months_before(datetime.date(2026, 3, 15), 24) == datetime.date(2024, 3, 15)
    assert months_before(datetime.date(2026, 3, 31), 1) == datetime.date(2026, 3, 1)
    assert months_before(datetime.date(2026, 1, 5), 1) == datetime.date(2025, 12, 5)


def test_readers_see_the_line_only_when_the_office_switches_it_on(client, agreement):
    city = "/en/cities/yerevan/"
    assert "No activity recorded" not in words(client, PAGE) + words(client, city)
    line = SilenceLine.objects.create(is_shown=True, months=12, note_en="Tell us of more.")
    Meeting.objects.filter(partners__slug="yerevan").update(status=Status.DRAFT)
    assert "No activity recorded since 18 January 2023 (signing). Tell us of more." in words(client, PAGE)
    assert "No activity recorded since 18 January 2023 (signing)." in words(client, city)
    assert "از ۲۸ دی ۱۴۰۱ (امضا) تاکنون فعالیتی ثبت نشده است." in words(client, PAGE.replace("/en/", "/fa/"))
    line.months = 600
    line.save()
    assert "No activity recorded" not in words(client, PAGE) + words(client, city)
    line.months, line.is_shown = 12, False
    line.save()
    assert "No activity recorded" not in words(client, PAGE) + words(client, city)


def test_of_what_is_over_nothing_is_expected(client, agreement):
    SilenceLine.objects.create(is_shown=True, months=1)
    agreement.events.create(kind="ended", day=PartialDate(2023, 6))
    assert "No activity recorded" not in words(client, PAGE)


def test_the_last_sign_of_a_city_is_that_of_all_with_it(client, agreement):
    SilenceLine.objects.create(is_shown=True, months=1)
    city = City.objects.get(slug="yerevan")
    met = Meeting.objects.create(
        title_en="Later", kind="online", status=Status.PUBLISHED, held_on=PartialDate(2025, 4)
    )
    met.partners.add(city)
    assert "No activity recorded since April 2025 (meeting)." in words(client, "/en/cities/yerevan/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/en/cities/yerevan/")
    assert len(queries) <= MOST_QUERIES


def test_the_desk_shows_it_at_once_and_before_readers_do(admin_client, client, agreement, promise):
    listed = admin_client.get("/admin/agreements/agreement/").content.decode()
    assert "آخرین فعالیت ثبت‌شده" in listed
    assert "۲۸ دی ۱۴۰۱ · امضا" in listed
    desk = admin_client.get("/admin/").content.decode()
    assert "توافق‌نامه‌هایی که مدت‌هاست فعالیتی برای آن‌ها ثبت نشده است" in desk
    assert "تعهدهایی که سررسیدشان گذشته است" in desk
    silent = admin_client.get("/admin/agreements/agreement/?needs=silent").context["cl"].queryset
    assert agreement in silent
    overdue = admin_client.get("/admin/agreements/agreement/?needs=overdue").context["cl"].queryset
    assert list(overdue) == [agreement]
    form = admin_client.get("/admin/agreements/silenceline/add/").content.decode()
    assert str(agreement.title_fa) in form
    assert "از ۲۸ دی ۱۴۰۱ (امضا) تاکنون فعالیتی ثبت نشده است." in form
    fields = html5_fields(form) | {"months": "600", "_save": "1"}
    admin_client.post("/admin/agreements/silenceline/add/", fields)
    line = SilenceLine.objects.get()
    assert (line.is_shown, line.months) == (False, 600)
    again = admin_client.get(f"/admin/agreements/silenceline/{line.pk}/change/").content.decode()
    assert str(agreement.title_fa) not in again
    assert admin_client.get("/admin/agreements/silenceline/add/").status_code == 403


def test_the_list_of_the_desk_costs_the_same_however_many(admin_client, agreement):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            admin_client.get("/admin/agreements/agreement/")
        return len(queries)

    cost()
    few = cost()
    for number in range(30):
        one = Agreement.objects.create(title_en=f"A {number}", form="mou", kind="multilateral")
        one.commitments.create(text_en="x", state="open", state_on=PartialDate(2020))
    assert cost() <= few


def test_only_publishers_switch_the_line(client, content, account):
    client.force_login(account("editors"))
    assert client.get("/admin/agreements/silenceline/add/").status_code == 403
    client.force_login(account("publishers"))
    assert client.get("/admin/agreements/silenceline/add/").status_code == 200


FORM = "/admin/agreements/agreement/{}/change/"
PROMISE = {
    "commitments-TOTAL_FORMS": "1", "commitments-INITIAL_FORMS": "0", "commitments-0-text_fa": "برپایی کارگروه",
    "commitments-0-due_on": "۱۴۰۳/۲/۱۴", "commitments-0-state": "open", "commitments-0-position": "0",
}  # fmt: skip


def test_a_commitment_written_by_an_editor_waits_for_a_publisher(client, agreement, account):
    client.force_login(account("editors"))
    sent(client, FORM.format(agreement.pk), **PROMISE, _submit="1")
    assert agreement.commitments.count() == 0
    assert "برپایی کارگروه" not in words(client, PAGE)
    versions.approve(versions.in_work(agreement), account("publishers"))
    assert str(agreement.commitments.get().due_on) == "1403-02-14"
    assert "برپایی کارگروه" in words(client, PAGE.replace("/en/", "/fa/"))


@pytest.mark.parametrize(
    ("name", "value", "answer"),
    [
        ("state", "", "بنویسید این تاریخ مربوط به کدام وضعیت است"),
        ("evidence_url", "http://127.0.0.1/fa/meetings/hidden/", "این صفحه هنوز عمومی نیست"),
        ("text_fa", "", "errorlist"),
    ],
)
def test_what_cannot_be_is_refused(client, agreement, account, name, value, answer):
    Meeting.objects.create(title_en="Hidden", slug="hidden", kind="online")
    client.force_login(account("publishers"))
    values = PROMISE | {"commitments-0-state_on": "1403", f"commitments-0-{name}": value}
    html = sent(client, FORM.format(agreement.pk), **values, _publish="1", sure="1").content.decode()
    assert answer in html
    assert agreement.commitments.count() == 0


def test_commitments_in_api_calendar_search_and_mirror(client, agreement, promise, freezer):
    row = client.get(f"/api/v1/agreements/{agreement.uid}").json()["data"]["commitments"][0]
    assert row["text"] == {"fa": "برپایی کارگروه", "en": "A working group"}
    assert (row["due_on"]["given"], row["state"], row["overdue"]) == ("2024-05-03", "open", True)
    data = b"".join(client.get("/en/calendar/dates.ics"))
    events = {str(one["UID"]): one for one in icalendar.Calendar.from_ical(data).walk("VEVENT")}
    event = events[f"agreement-{agreement.uid}-commitment-{promise.pk}@city-diplomacy.tehran.ir"]
    assert event["DTSTART"].dt == datetime.date(2024, 5, 3)
    assert str(event["SUMMARY"]) == "Due: A working group"
    assert YEREVAN in client.get("/en/search/?q=working+group").content.decode()
    promise.due_on = PartialDate.of_day(timezone.localdate())
    promise.save()
    assert (
        client.get(f"/api/v1/agreements/{agreement.uid}").json()["data"]["commitments"][0]["overdue"] is False
    )
    freezer.move_to(timezone.now() + timezone.timedelta(days=2))
    since = (timezone.now() - timezone.timedelta(days=1)).date().isoformat()
    found = client.get(f"/api/v1/agreements?modified_since={since}&limit=100").json()["data"]
    assert [one["commitments"][0]["overdue"] for one in found if one["uid"] == agreement.uid] == [True]


def test_the_page_costs_no_more_with_everything_on_it(client, agreement, promise):
    SilenceLine.objects.create(is_shown=True, months=1)
    for number in range(10):
        agreement.commitments.create(text_en=f"Promise {number}", evidence_url="https://example.org/")
        agreement.events.create(kind="approved", act_number=str(number))
    _meeting(agreement, PartialDate(2020))
    agreement.goals.set(Goal.objects.all()[:3])
    with CaptureQueriesContext(connection) as queries:
        client.get(PAGE)
    assert len(queries) <= MOST_QUERIES


def test_a_withdrawn_agreement_takes_its_promises_along(client, agreement, promise, account):
    verbs.archive(agreement, account("publishers"))
    assert client.get(PAGE).status_code == 410
    data = b"".join(client.get("/en/calendar/all.ics")).decode()
    assert "A working group" not in re.sub(r"\r\n ", "", data)
