"""Every public page, in both languages, as a reader opens it."""

import re
from collections import Counter
from html.parser import HTMLParser

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve
from django.utils import timezone, translation
from django.utils.translation import override

from agreements.models import Agreement, Party
from agreements.states import State
from meetings.models import Meeting
from networks.models import Network
from roadmap.models import Goal, Roadmap
from tehran_diplomacy.dates.partial import PartialDate
from tehran_diplomacy.languages.digits import localise
from tehran_diplomacy.places.models import City
from tehran_diplomacy.publishing.history import changes
from tehran_diplomacy.publishing.status import Status
from tests.starter_content import AGREEMENTS, MEMORANDA, OFFICE_NOTES

MOST_QUERIES = 12
MOST_OF_A_KIND = 6  # pages that the walk over all links opens


class Page(HTMLParser):
    """What the tests look at in a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links, self.headings, self.styles, self.loaded = [], 0, [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "a":
            self.links.append(attrs.get("href", ""))
        if tag == "h1":
            self.headings += 1
        if "style" in attrs or any(name.startswith("on") for name in attrs):
            self.styles.append(tag)
        if tag == "script" and attrs.get("type") == "application/ld+json":
            return  # data, not a script
        if tag in ("img", "script", "link", "source", "image") and attrs.get("rel") not in (
            "canonical",
            "alternate",
        ):
            self.loaded.append(attrs.get("src") or attrs.get("href") or "")


def expire(slug: str) -> None:
    """Give an agreement a last day that has passed, which no source says of any."""
    agreement = Agreement.objects.get(slug=slug)
    agreement.events.all().delete()
    agreement.expires_on = PartialDate(2019, 2, 27)
    agreement.save()


def body(response) -> str:
    return (b"".join(response) if response.streaming else response.content).decode()


@pytest.mark.slow
def kind_of(address: str) -> tuple:
    """What pages have in common: the route, what is asked of it, the language. An address without a route is an error."""
    path, _mark, query = address.partition("?")
    names = tuple(sorted(part.partition("=")[0] for part in query.split("&")))
    with translation.override(path.split("/")[1] if path[:4] in ("/fa/", "/en/") else None):
        return resolve(path).route, names, path[:4]


def test_every_link_from_the_home_page_leads_to_a_good_page(client, content):
    """Of each kind of page some are opened; every page of a record is by test_machine_files.py."""
    seen, todo, opened = set(), ["/fa/", "/en/"], Counter()
    while todo:
        address = todo.pop()
        if address in seen:
            continue
        seen.add(address)
        opened[kind_of(address)] += 1
        if opened[kind_of(address)] > MOST_OF_A_KIND:
            continue
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
        assert response.status_code in (200, 302), address
        if not response["Content-Type"].startswith("text/html"):
            assert b"".join(response) or response.status_code == 302, address
            continue
        assert len(queries) <= MOST_QUERIES, (address, len(queries))
        html = body(response)
        page = Page(html)
        assert page.headings == 1, address
        assert page.styles == [], address
        assert [a for a in page.loaded if not a.startswith("/")] == [], address
        assert "Set-Cookie" not in response, address
        language = address.split("/")[1]
        assert f'<html lang="{language}" dir="{"rtl" if language == "fa" else "ltr"}">' in html
        todo += [link.split("#")[0] for link in page.links if link.startswith("/")]
        todo += [address + link for link in page.links if link.startswith("?") and "?" not in address]
    assert len(seen) > 500
    assert len(opened) > 100


@pytest.mark.parametrize(
    ("language", "day", "state"),
    [("fa", "۸ اسفند ۱۳۹۲", State.EXPIRED), ("en", "27 February 2014", State.EXPIRED)],
)
def test_days_and_states_are_in_the_language_of_the_page(client, content, language, day, state):
    expire("tehran-beijing-sister-city")
    html = body(client.get(f"/{language}/agreements/tehran-beijing-sister-city/"))
    assert day in html
    with override(language):
        assert str(state.label) in html


def test_a_year_is_never_turned_into_a_day(client, content):
    html = body(client.get("/fa/agreements/tehran-pretoria-sister-city/"))
    assert "۲۰۰۲ میلادی" in html
    assert "۱۳۸۰" not in html


def test_filters_stay_in_the_address_and_can_be_taken_off(client, content):
    html = body(client.get("/en/agreements/?form=mou&sort=title"))
    assert f"{MEMORANDA} agreements" in html
    assert 'href="?sort=title"' in html
    assert f"{MEMORANDA} agreements" in body(client.get("/en/agreements/?form=mou&country="))
    expire("tehran-beijing-sister-city")
    expired = body(client.get("/fa/agreements/?state=expired"))
    assert re.search(rf"(?<![۰-۹]){localise('1', 'fa')} توافق‌نامه", expired)


def test_a_filter_that_is_not_understood_says_so_and_hides_nothing(client, content):
    html = body(client.get("/en/agreements/?form=nonsense"))
    assert f"{AGREEMENTS} agreements" in html
    assert "errorlist" in html


def test_a_search_finds_other_ways_of_typing(client, content):
    for typed in ("خواهر خواندگی ايروان", "خواهرخواندگی ایروان", "yerevan sister"):
        assert "tehran-yerevan-sister-city" in body(client.get("/fa/agreements/", {"q": typed})), typed


def test_the_archive_counts_a_gregorian_month_in_every_jalali_month_it_may_belong_to(client, content):
    for month, is_there in ((9, False), (10, True), (11, True), (12, False)):
        html = body(client.get(f"/fa/meetings/1401/{month}/"))
        assert ("yerevan-mayor-and-council-chair" in html) == is_there, "January 2023"
    assert client.get("/fa/meetings/1401/13/").status_code == 404


def test_the_language_switch_keeps_the_page_and_its_filters(client, content):
    html = body(client.get("/fa/agreements/?form=mou"))
    assert 'href="/en/agreements/?form=mou"' in html
    assert '<link rel="alternate" hreflang="en" href="http://testserver/en/agreements/">' in html


@pytest.mark.parametrize(
    ("headers", "cookie", "leads_to"),
    [({}, None, "/fa/"), ({"accept-language": "en-GB,en"}, None, "/en/"), ({"accept-language": "de"}, None, "/fa/"),
     ({"accept-language": "en"}, "fa", "/fa/")],
)  # fmt: skip
def test_the_root_leads_to_the_readers_language(client, db, headers, cookie, leads_to):
    if cookie:
        client.cookies["language"] = cookie
    assert client.get("/", headers=headers)["Location"] == leads_to


@pytest.mark.parametrize(("language", "words"), [("fa", "صفحه پیدا نشد"), ("en", "Page not found")])
def test_a_missing_page_says_so_in_the_readers_language(client, db, language, words):
    response = client.get(f"/{language}/nothing/")
    assert (response.status_code, words in body(response)) == (404, True)


def test_an_empty_portal_still_stands(client, db):
    for address in (
        "/fa/",
        "/en/roadmap/",
        "/fa/agreements/",
        "/en/meetings/",
        "/fa/networks/",
        "/en/photos/",
    ):
        assert client.get(address).status_code == 200, address


def test_only_what_is_published_is_public(client, content):
    later = timezone.now() + timezone.timedelta(hours=1)
    for status, moment, answer in (
        (Status.DRAFT, None, 410),  # it was public until now
        (Status.IN_REVIEW, None, 410),
        (Status.ARCHIVED, None, 410),
        (Status.PUBLISHED, later, 410),  # it comes back then
    ):
        Agreement.objects.filter(slug="tehran-yerevan-sister-city").update(status=status, publish_at=moment)
        assert client.get("/fa/agreements/tehran-yerevan-sister-city/").status_code == answer
        for address in ("/fa/", "/fa/agreements/", "/fa/cities/yerevan/", "/fa/meetings/yerevan-sisterhood/"):
            assert "tehran-yerevan-sister-city" not in body(client.get(address)), (status, address)
        assert f"{AGREEMENTS - 1} agreements" in body(client.get("/en/agreements/"))


def test_a_renamed_record_redirects_from_its_old_address(client, content):
    agreement = Agreement.objects.get(slug="tehran-yerevan-sister-city")
    agreement.slug = "yerevan"
    agreement.save()
    response = client.get("/en/agreements/tehran-yerevan-sister-city/")
    assert (response.status_code, response["Location"]) == (301, "/en/agreements/yerevan/")
    assert response["Cache-Control"] == "no-cache"


def test_what_is_not_translated_is_shown_in_its_own_language_and_says_so(client, content):
    Agreement.objects.filter(slug="tehran-yerevan-sister-city").update(title_en=None, note_en=None)
    html = body(client.get("/en/agreements/tehran-yerevan-sister-city/"))
    assert '<span lang="fa" dir="rtl">خواهرخواندگی تهران و ایروان</span>' in html
    assert "has not been translated into English yet" in html


def test_office_notes_never_show(client, content):
    notes = [
        record
        for model in (Agreement, Meeting, Network, Roadmap)
        for record in model.objects.public().exclude(office_note_fa="").exclude(office_note_fa=None)
    ]
    assert len(notes) == OFFICE_NOTES
    for record in notes:
        for code in ("fa", "en"):
            address = record.get_absolute_url().replace("/fa/", f"/{code}/")
            assert getattr(record, f"office_note_{code}") not in body(client.get(address))


@changes()
def _many(count: int) -> None:
    goal, seoul = Goal.objects.get(number=3), City.objects.get(slug="seoul")
    for n in range(count):
        agreement = Agreement.objects.create(
            title_en=f"Agreement {n}",
            form="mou",
            status=Status.PUBLISHED,
            signed_on=PartialDate(2000 + n % 20),
        )
        agreement.goals.add(goal)
        Party.objects.create(agreement=agreement, city=seoul)
        meeting = Meeting.objects.create(
            title_en=f"Meeting {n}",
            kind="online",
            status=Status.PUBLISHED,
            held_on=PartialDate(2000 + n % 20, 1, 1),
        )
        meeting.goals.add(goal)
        meeting.partners.add(seoul)
        meeting.photos.create(caption_en=f"Photo {n}")
        network = Network.objects.create(name_en=f"Network {n}", status=Status.PUBLISHED)
        network.goals.add(goal)


@pytest.mark.slow
def test_the_cost_of_a_page_does_not_grow_with_the_archive(client, content):
    addresses = [
        "/fa/", "/fa/roadmap/", "/fa/roadmap/sixth/goals/bilateral-cooperation/", "/fa/agreements/",
        "/fa/agreements/tehran-yerevan-sister-city/", "/fa/networks/", "/fa/networks/uclg/", "/fa/meetings/",
        "/fa/meetings/1401/", "/fa/meetings/yerevan-sisterhood/", "/fa/photos/", "/fa/cities/", "/fa/cities/seoul/", "/fa/map/",
    ]  # fmt: skip

    def costs() -> dict[str, int]:
        found = {}
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            found[address] = len(queries)
        return found

    costs()  # a process asks for its content types once
    _many(1)
    few = costs()
    for more in (2, 27):
        _many(more)
        assert costs() == few
    assert max(few.values()) <= MOST_QUERIES


def test_pages_carry_a_strict_policy(client, content):
    policy = client.get("/fa/")["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert re.search(r"default-src 'none'", policy)


def test_the_starter_content_loads_once_and_touches_no_edit(content):
    from tehran_diplomacy.portal.starter import load

    Agreement.objects.filter(slug="tehran-yerevan-sister-city").update(title_fa="ویراستهٔ دفتر")
    assert load() == 0
    assert Agreement.objects.get(slug="tehran-yerevan-sister-city").title_fa == "ویراستهٔ دفتر"


@pytest.mark.parametrize("language", ["fa", "en"])
def test_a_long_text_stands_in_paragraphs_and_its_own_signs_are_harmless(client, content, language):
    Agreement.objects.filter(slug="tehran-beijing-sister-city").update(
        **{f"note_{language}": "One & <b>two</b>\n\nThree"}
    )
    html = body(client.get(f"/{language}/agreements/tehran-beijing-sister-city/"))
    assert '<div class="prose"><p>One &amp; &lt;b&gt;two&lt;/b&gt;</p>\n\n<p>Three</p></div>' in html


@pytest.mark.parametrize("query", ["?preview", "?preview=x", "?preview=%00"])
def test_a_preview_of_the_short_address_of_the_roadmap_is_no_error(client, admin_client, content, query):
    assert client.get(f"/fa/roadmap/{query}").status_code == 200
    assert admin_client.get(f"/fa/roadmap/{query}").status_code == 200
