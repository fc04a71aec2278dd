"""Feeds and calendars, read as a reader's programs read them."""

import datetime

import feedparser
import icalendar
import jdatetime
import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agreements.models import Agreement, Party
from meetings.models import Meeting, Outcome
from networks.models import Network
from roadmap.models import Goal, ProgressReport
from tehran_diplomacy.dates.partial import PartialDate
from tehran_diplomacy.places.models import City
from tehran_diplomacy.publishing import verbs
from tehran_diplomacy.publishing.identifiers import new_uid
from tehran_diplomacy.publishing.status import Status

FEEDS = ["all", "roadmaps", "goals", "progress-reports", "agreements", "meetings", "networks", "cities"]


def body(response) -> bytes:
    assert response.status_code == 200, response
    return b"".join(response) if response.streaming else response.content


def feed(client, address: str):
    response = client.get(address)
    assert response["Content-Type"].startswith("application/atom+xml")
    found = feedparser.parse(body(response), response_headers={"content-type": response["Content-Type"]})
    assert not found.bozo, found.get("bozo_exception")
    assert found.version == "atom10"
    return found


def events(client, address: str) -> dict[str, icalendar.Event]:
    data = body(client.get(address))
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert b"\n" not in data.replace(b"\r\n", b"")
    found = icalendar.Calendar.from_ical(data)
    assert found.errors == []
    for event in found.walk("VEVENT"):
        assert event.errors == []
        for name in ("UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "URL"):
            assert name in event, name
    uids = [str(event["UID"]) for event in found.walk("VEVENT")]
    assert len(uids) == len(set(uids))
    return {str(event["UID"]): event for event in found.walk("VEVENT")}


@pytest.mark.parametrize("language", ["fa", "en"])
@pytest.mark.parametrize("name", FEEDS)
def test_every_feed_is_valid_in_its_language(client, content, language, name):
    found = feed(client, f"/{language}/feeds/{name}.atom")
    assert found.feed.language == language
    assert found.feed.id.startswith(f"tag:city-diplomacy.tehran.ir,2023:feeds/{language}/")
    own = next(link.href for link in found.feed.links if link.rel == "self")
    assert own == f"http://127.0.0.1/{language}/feeds/{name}.atom"
    assert bool(found.entries) == (name != "progress-reports")
    for entry in found.entries:
        assert entry.title
        assert entry.id.startswith("tag:city-diplomacy.tehran.ir,2023:")
        address = entry.link.replace("http://127.0.0.1", "").split("#")[0]
        assert address.startswith(f"/{language}/")
    if found.entries:
        assert client.get(address).status_code == 200, address
    days = [entry.updated_parsed for entry in found.entries]
    assert days == sorted(days, reverse=True)


def test_a_feed_holds_the_newest_and_each_entry_once(client, content, account, freezer):
    freezer.move_to(timezone.now() + datetime.timedelta(minutes=1))
    meeting = Meeting.objects.get(slug="yerevan-sisterhood")
    meeting.title_en = "The newest"
    meeting.save()
    found = feed(client, "/en/feeds/all.atom")
    assert found.entries[0].id.endswith(f"meeting/{meeting.uid}/en")
    assert len({entry.id for entry in found.entries}) == len(found.entries) == 50
    agreement = Agreement.objects.first()
    verbs.publish(agreement, account("publishers"), timezone.now() + datetime.timedelta(hours=1))
    freezer.tick(1800)
    assert all(agreement.uid not in entry.id for entry in feed(client, "/en/feeds/agreements.atom").entries)
    freezer.tick(3600)
    assert feed(client, "/en/feeds/all.atom").entries[0].id.endswith(f"agreement/{agreement.uid}/en")


def test_goal_city_and_network_have_feeds_of_what_is_tied_to_them(client, content):
    goal, city = Goal.objects.get(number=3), City.objects.get(slug="yerevan")
    network = Network.objects.get(slug="uclg")
    agreement = Agreement.objects.get(slug="tehran-yerevan-sister-city")
    agreement.goals.add(goal)
    Party.objects.create(agreement=agreement, network=network)
    ProgressReport.objects.create(
        goal=goal, day=jdatetime.date(1403, 1, 1), statement_fa="گزارش", status="published"
    )
    for address, kinds in (
        (f"goals/{goal.uid}", {"goal", "agreement", "progressreport"}),
        (f"cities/{city.uid}", {"city", "agreement", "meeting"}),
        (f"networks/{network.uid}", {"network", "agreement"}),
    ):
        found = feed(client, f"/fa/feeds/{address}.atom")
        names = {entry.id.split(":")[-1].split("/")[0] for entry in found.entries}
        assert kinds <= names, address
        assert any(agreement.uid in entry.id for entry in found.entries)
        page = found.feed.link.replace("http://127.0.0.1", "")
        assert f'href="/fa/feeds/{address}.atom"' in client.get(page).content.decode()


def test_a_feed_shows_only_what_is_public(client, content, account):
    agreement, goal = Agreement.objects.get(slug="tehran-yerevan-sister-city"), Goal.objects.get(number=3)
    agreement.goals.add(goal)
    agreement.office_note_fa = "یادداشت پنهان"
    agreement.save()
    assert "یادداشت پنهان" not in body(client.get("/fa/feeds/agreements.atom")).decode()
    publisher = account("publishers")
    verbs.archive(agreement, publisher)
    for address in (
        "all",
        "agreements",
        f"goals/{goal.uid}",
        f"cities/{City.objects.get(slug='yerevan').uid}",
    ):
        assert all(
            agreement.uid not in entry.id for entry in feed(client, f"/fa/feeds/{address}.atom").entries
        )
        assert agreement.slug not in body(client.get(f"/fa/feeds/{address}.atom")).decode()
    verbs.archive(goal, publisher)
    assert client.get(f"/fa/feeds/goals/{goal.uid}.atom").status_code == 404


def test_a_title_cannot_break_a_feed_or_a_calendar(client, content):
    meeting = Meeting.objects.get(slug="yerevan-sisterhood")
    meeting.title_en = None
    meeting.title_fa = "الف \x0b<b>&]]> ; , \\n " + "بسیار بلند " * 12
    meeting.note_en = "one\r\ntwo; three, four\\"
    meeting.save()
    entry = next(e for e in feed(client, "/en/feeds/meetings.atom").entries if meeting.uid in e.id)
    assert entry.title_detail.language == "fa"
    assert entry.title.startswith("الف <b>&]]>")
    event = events(client, "/en/calendar/meetings.ics")[f"meeting-{meeting.uid}@city-diplomacy.tehran.ir"]
    assert str(event["SUMMARY"]) == meeting.title_fa.replace("\x0b", "")
    assert event["SUMMARY"].params["LANGUAGE"] == "fa"
    assert "one\ntwo; three, four\\" in str(event["DESCRIPTION"])


@pytest.mark.parametrize(
    "address", ["nonsense.atom", "photos.atom", "goals/0000000000.atom", "agreements/0000000000.atom"]
)
def test_a_feed_that_there_is_not_is_missing(client, content, address):
    assert client.get(f"/fa/feeds/{address}").status_code == 404


def test_a_meeting_stands_on_its_days_in_both_calendars(client, content):
    meeting = Meeting.objects.get(slug="yerevan-sisterhood")
    assert meeting.held_on.is_exact
    key = f"meeting-{meeting.uid}@city-diplomacy.tehran.ir"
    persian, english = (events(client, f"/{code}/calendar/meetings.ics")[key] for code in ("fa", "en"))
    assert persian.decoded("DTSTART") == meeting.held_on.first
    assert persian.decoded("DTEND") == meeting.held_on.first + datetime.timedelta(days=1)
    assert persian.decoded("DTSTAMP") == meeting.changed_at.replace(microsecond=0)
    assert "۲۸ دی ۱۴۰۱ (۱۸ ژانویهٔ ۲۰۲۳)" in str(persian["DESCRIPTION"])
    assert "18 January 2023 (28 Dey 1401)" in str(english["DESCRIPTION"])
    assert str(english["SUMMARY"]) == meeting.title_en


def test_a_month_or_a_year_is_not_made_a_day(client, content):
    exact = Meeting.objects.public().filter(held_on_first=models.F("held_on_last"))
    uids = {f"meeting-{uid}@city-diplomacy.tehran.ir" for uid in exact.values_list("uid", flat=True)}
    assert set(events(client, "/fa/calendar/meetings.ics")) == uids
    assert len(uids) < Meeting.objects.public().count()


def _agreement(**values) -> Agreement:
    return Agreement.objects.create(form="mou", status=Status.PUBLISHED, title_en="Agreement", **values)


def test_the_end_of_an_agreement_is_what_its_life_says(client, db):
    day = PartialDate(2020, 5, 1)
    plain = _agreement(signed_on=day, expires_on=PartialDate(2030, 5, 31))
    extended = _agreement(signed_on=day, expires_on=PartialDate(2021, 5, 31))
    extended.events.create(kind="extended", day=PartialDate(2021, 1, 1), until=PartialDate(1411, 12, 29))
    ended = _agreement(signed_on=day, expires_on=PartialDate(2030, 5, 31))
    ended.events.create(kind="ended", day=PartialDate(2022, 1, 1))
    _agreement(signed_on=day, expires_on=PartialDate(2030))
    _agreement(signed_on=day)
    found = events(client, "/en/calendar/dates.ics")
    assert {uid: event.decoded("DTSTART") for uid, event in found.items()} == {
        f"agreement-{plain.uid}-end@city-diplomacy.tehran.ir": datetime.date(2030, 5, 31),
        f"agreement-{extended.uid}-end@city-diplomacy.tehran.ir": PartialDate(1411, 12, 29).first,
    }


def test_an_outcome_stands_on_the_day_on_which_it_is_due(client, content, account):
    meeting = Meeting.objects.get(slug="yerevan-sisterhood")
    outcome = Outcome.objects.create(
        meeting=meeting, text_fa="گزارش", text_en="Report", due_on=jdatetime.date(1403, 1, 1)
    )
    Outcome.objects.create(meeting=meeting, text_fa="بی موعد")
    due = {uid for uid in events(client, "/fa/calendar/dates.ics") if "outcome" in uid}
    key = f"meeting-{meeting.uid}-outcome-{outcome.pk}@city-diplomacy.tehran.ir"
    assert due == {key}
    event = events(client, "/en/calendar/all.ics")[key]
    assert event.decoded("DTSTART") == datetime.date(2024, 3, 20)
    assert "Report" in str(event["SUMMARY"])
    verbs.return_to_draft(meeting, account("publishers"))
    left = {uid: event for uid, event in events(client, "/fa/calendar/all.ics").items() if meeting.uid in uid}
    assert [str(event["STATUS"]) for event in left.values()] == ["CANCELLED"]
    assert "گزارش" not in str(left)


def test_a_calendar_of_many_meetings_is_streamed_in_a_constant_number_of_queries(client, content):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            response = client.get("/fa/calendar/all.ics")
            assert response.streaming
            pieces = list(response)
        assert max(map(len, pieces)) < 200_000
        return len(queries)

    few = cost()
    seoul = City.objects.get(slug="seoul")
    models.QuerySet(Meeting).bulk_create(  # without a revision of each
        Meeting(
            uid=new_uid(), slug=f"m-{n}", title_fa=f"دیدار {n}", kind="online", status=Status.PUBLISHED, place=seoul,
            held_on=PartialDate.of_day(datetime.date(2000, 1, 1) + datetime.timedelta(days=n)),
        )
        for n in range(500)
    )  # fmt: skip
    assert cost() == few <= 12
    assert len(events(client, "/fa/calendar/all.ics")) > 500


@pytest.mark.parametrize("address", ["/fa/feeds/all.atom", "/en/calendar/all.ics"])
def test_what_has_not_changed_is_not_sent_again(client, content, address):
    first = client.get(address)
    assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 304
    meeting = Meeting.objects.get(slug="yerevan-sisterhood")
    meeting.title_en = "Another"
    meeting.title_fa = "دیگر"
    meeting.save()
    assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 200
    assert "Set-Cookie" not in first


@pytest.mark.slow
def test_the_cost_of_a_feed_does_not_grow(client, content):
    goal, seoul = Goal.objects.get(number=3), City.objects.get(slug="seoul")
    addresses = ["all", "meetings", f"goals/{goal.uid}", f"cities/{seoul.uid}"]

    def costs() -> list[int]:
        found = []
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                body(client.get(f"/fa/feeds/{address}.atom"))
            found.append(len(queries))
        return found

    few = costs()
    for n in range(20):
        agreement = _agreement(signed_on=PartialDate(2001))
        agreement.goals.add(goal)
        Party.objects.create(agreement=agreement, city=seoul)
        meeting = Meeting.objects.create(
            title_en=f"M {n}", kind="online", status=Status.PUBLISHED, place=seoul
        )
        meeting.goals.add(goal)
    assert costs() == few
    assert max(few) <= 12


@pytest.mark.parametrize("language", ["fa", "en"])
def test_every_page_names_the_feed_and_a_page_lists_them_all(client, content, language):
    html = client.get(f"/{language}/feeds/").content.decode()
    for name in FEEDS:
        assert f'href="/{language}/feeds/{name}.atom"' in html
    for name in ("all", "meetings", "dates"):
        assert f'href="/{language}/calendar/{name}.ics"' in html
    for path in ("", "meetings/", "agreements/", "contact/"):
        html = client.get(f"/{language}/{path}").content.decode()
        assert f'type="application/atom+xml" href="/{language}/feeds/all.atom"' in html
