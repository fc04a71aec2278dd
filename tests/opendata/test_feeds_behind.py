"""Feeds and calendars over time: nothing falls out, what is gone is named, and names outlive host and slug."""

import feedparser
import icalendar
from django.utils import timezone
from lxml import etree

from agreements.models import Agreement
from meetings.models import Meeting
from tehran_diplomacy.publishing import verbs
from tehran_diplomacy.publishing.history import changes
from tehran_diplomacy.publishing.status import Status

ATOM = "{http://www.w3.org/2005/Atom}"
DELETED = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"


def body(response) -> bytes:
    assert response.status_code == 200, response
    return b"".join(response) if response.streaming else response.content


def walk(client, address: str) -> list[str]:
    """Return the ids of all entries, page by page."""
    found = []
    while address:
        page = feedparser.parse(body(client.get(address)))
        assert not page.bozo
        found += [entry.id for entry in page.entries]
        links = {link.rel: link.href for link in page.feed.links}
        assert ("current" in links) == ("before=" in address)
        address = links.get("prev-archive", "").removeprefix("http://127.0.0.1")
    return found


def test_whatever_comes_in_one_go_stands_in_the_pages_behind(client, content, account):
    with changes():
        for number in range(120):
            Meeting.objects.create(title_en=f"M {number}", kind="online", status=Status.PUBLISHED)
    at = timezone.now() - timezone.timedelta(days=1)
    Agreement.objects.filter(pk__in=Agreement.objects.values("pk")[:20]).update(publish_at=at)
    for name, records in (("meetings", Meeting.objects.public()), ("all", None)):
        ids = walk(client, f"/en/feeds/{name}.atom")
        assert len(ids) == len(set(ids))
        for uid in (records or Meeting.objects.public()).values_list("uid", flat=True):
            assert any(f"/{uid}/" in one for one in ids)
    assert len(ids) > 150
    assert set(ids).isdisjoint(walk(client, "/fa/feeds/all.atom"))  # a reader of both keeps both


def test_what_is_withdrawn_or_deleted_is_named_in_feeds_and_calendars(client, content, account, settings):
    exact = [one for one in Meeting.objects.public() if one.held_on and one.held_on.is_exact]
    first, second = exact[:2]
    single = f"/en/calendar/meetings/{first.uid}.ics"
    before = icalendar.Calendar.from_ical(body(client.get(single))).walk("VEVENT")[0]
    assert str(before["STATUS"]) == "CONFIRMED"
    page = client.get(first.get_absolute_url().replace("/fa/", "/en/")).content.decode()
    assert f'href="{single}"' in page
    verbs.archive(first, account("publishers"))
    second.delete()
    tree = etree.fromstring(body(client.get("/en/feeds/meetings.atom")))
    gone = {one.get("ref") for one in tree.iter(DELETED)}
    name = "tag:city-diplomacy.tehran.ir,2023:meeting/%s/en"
    assert gone == {name % first.uid, name % second.uid}
    events = {
        str(event["UID"]): event
        for event in icalendar.Calendar.from_ical(body(client.get("/en/calendar/all.ics"))).walk("VEVENT")
    }
    for one in (first, second):
        event = events[f"meeting-{one.uid}@city-diplomacy.tehran.ir"]
        assert str(event["STATUS"]) == "CANCELLED"
    after = icalendar.Calendar.from_ical(body(client.get(single))).walk("VEVENT")[0]
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    settings.SITE_ADDRESS = "https://elsewhere.example"
    assert {
        one.get("ref") for one in etree.fromstring(body(client.get("/en/feeds/meetings.atom"))).iter(DELETED)
    } == gone
    assert "webcal://elsewhere.example/en/calendar/all.ics" in client.get("/en/feeds/").content.decode()
