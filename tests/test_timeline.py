"""The timeline, as readers open it: everything in one order, by years of either calendar, as exact as its source."""

import re
from datetime import date, timedelta
from html import unescape

import jdatetime
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agreements.models import Agreement, LifeEvent
from meetings.models import Meeting
from networks.models import Network, Role
from roadmap.models import Goal, ProgressReport
from tehran_diplomacy.dates.partial import PartialDate
from tehran_diplomacy.publishing.history import changes
from tehran_diplomacy.publishing.status import Status
from tests.starter_content import ALL_MOMENTS, MOMENTS, MOMENTS_IN, UNDATED_MEETINGS

MOST_QUERIES = 12
PUBLISHED = {"status": Status.PUBLISHED}


def page(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return unescape(response.content.decode())


def entries(html: str) -> list[str]:
    """Return the entries of the page, in order, as plain text."""
    found = re.findall(
        r'<li class="(?:is-filled|is-half|)">\s*<p><span class="when">(.*?)</li>', html, re.DOTALL
    )
    return [" ".join(re.sub(r"<[^>]+>", " ", one).split()) for one in found]


def count(html: str) -> int:
    said = re.search(r'<p class="result-line" role="status">([\d,]+) entr', html)
    return int(said[1].replace(",", ""))


def years(html: str) -> dict[int, int]:
    nav = re.search(r'class="archive time-nav".*?</nav>', html, re.DOTALL)[0]
    return {int(year): int(n) for year, n in re.findall(r">(\d{4})\xa0<span class=\"soft\">\((\d+)\)", nav)}


def test_every_register_stands_on_it_in_one_order_of_time(client, content):
    goal = Goal.objects.get(number=3)
    report = ProgressReport.objects.create(
        goal=goal, day=jdatetime.date(1402, 2, 1), statement_en="Half", statement_fa="نیمه", **PUBLISHED
    )
    agreement = Agreement.objects.get(slug="tehran-beijing-sister-city")
    agreement.expires_on = PartialDate(2019, 2, 27)
    agreement.save()
    LifeEvent.objects.create(agreement=agreement, kind="suspended", day=PartialDate(2016, 5, 4))
    html = page(client, "/en/timeline/?whole")
    shown = entries(html)
    assert count(html) == len(shown) == ALL_MOMENTS + 3
    assert {one.split(" · ")[0] for one in shown[:2]} == {"27–29 November 2025", "29 October 2025"}
    wanted = [
        "21 April 2023 · Progress report", "18 January 2023 · Signed · Sister-city agreement", "4 May 2016 · Suspended · Sister-city agreement",
        "27 February 2014 · Signed · Sister-city agreement", "2013 to 2016 · Vice-president", "2002 · Signed · Sister-city agreement",
    ]  # fmt: skip
    places = [next(i for i, one in enumerate(shown) if one.startswith(want)) for want in wanted]
    assert places == sorted(places)
    assert any(one.startswith("27 February 2019 · End of the agreed term") for one in shown)
    assert f"{goal.get_absolute_url().replace('/fa/', '/en/')}#report-{report.uid}" in html
    oldest = entries(page(client, "/en/timeline/?sort=oldest&whole"))
    assert oldest[0].startswith("21 October 1996") and "2025" in oldest[-1]


def test_a_gregorian_year_counts_in_both_jalali_years_and_is_never_one_of_them(client, content):
    for year in (1380, 1381):
        html = page(client, f"/fa/timeline/{year}/")
        assert "tehran-pretoria-sister-city" in html
        assert "۲۰۰۲ میلادی" in html
        assert "۱۱ دی ۱۳۸۰ تا ۱۰ دی ۱۳۸۱" in html
    assert "tehran-pretoria-sister-city" not in page(client, "/fa/timeline/1382/")
    counted = page(client, "/en/timeline/?calendar=jalali&kind=signing")
    assert (years(counted)[1380], years(counted)[1381]) == (2, 1), "and March 2001"


def test_years_are_those_of_the_page_or_of_the_choice_or_of_the_address(client, content):
    def heads(html: str) -> list[str]:
        return re.findall(r'<h2 id="y(\d+)">', html)

    assert set(heads(page(client, "/fa/timeline/"))) < {str(year) for year in range(1375, 1405)}
    assert set(heads(page(client, "/en/timeline/"))) < {str(year) for year in range(1996, 2026)}
    assert heads(page(client, "/fa/timeline/?calendar=gregorian&to=1376")) == ["1996"]
    assert heads(page(client, "/en/timeline/1401/")) == ["1401"]
    assert heads(page(client, "/fa/timeline/2023/")) == ["2023"]
    assert "Dey" in page(client, "/en/timeline/1401/") and "دی" in page(client, "/fa/timeline/1401/")


@pytest.mark.parametrize(
    ("address", "last"),
    [
        ("/en/timeline/2001-2004/", MOMENTS_IN[2001, 2004]),
        ("/en/timeline/?from=2001&to=2004", MOMENTS_IN[2001, 2004]),
        ("/fa/timeline/?from=۲۰۰۱&to=۲۰۰۴", MOMENTS_IN[2001, 2004]),
        ("/en/timeline/?from=1379&to=2004", MOMENTS_IN[1379, 2004]),
        ("/en/timeline/?to=1996", MOMENTS_IN[None, 1996]),
        ("/en/timeline/?from=2025", MOMENTS_IN[2025, None]),
    ],
)
def test_years_from_and_to_can_be_addressed(client, content, address, last):
    assert len(entries(page(client, address))) == last


@pytest.mark.slow
def test_the_count_of_each_year_is_what_its_page_shows(client, content, settings):
    settings.PAGE_CACHE = "counts"  # nothing changes meanwhile
    for language, calendar in (("en", "gregorian"), ("en", "jalali")):
        offered = years(page(client, f"/{language}/timeline/?calendar={calendar}"))
        assert len(offered) > 10
        for year, n in offered.items():
            assert count(page(client, f"/{language}/timeline/{year}/")) == n, year


@pytest.mark.parametrize(("kind", "n"), MOMENTS.items())
def test_one_kind_can_be_shown_and_taken_off(client, content, kind, n):
    html = page(client, f"/en/timeline/?kind={kind}")
    assert (count(html), len(entries(html))) == (n, n)
    assert re.search(r'<a class="filter-chip" href="(/en/timeline/|\?)">', html)


def test_a_role_is_never_drawn_until_today(client, content):
    network = Network.objects.get(slug="uclg")
    Role.objects.create(network=network, role="observer", ends=PartialDate(1390, 2))
    shown = entries(page(client, "/en/timeline/?kind=role"))
    assert any(one.startswith("since 2008 ·") for one in shown)
    assert any(one.startswith("as of October 2025 ·") for one in shown)
    assert any(one.startswith("until Ordibehesht 1390") for one in shown)
    roles_now = entries(page(client, f"/en/timeline/?kind=role&from={timezone.localdate().year}"))
    assert roles_now == []
    assert "Asian Mayors Forum" not in page(client, "/en/timeline/2009/")
    # With both ends known it stands in every year that it lasted, on a bar of whole years.
    html = page(client, "/en/timeline/2015/")
    assert any(one.startswith("2013 to 2016 · Vice-president") for one in entries(html))
    assert re.search(r'<span>2013</span><svg.*?class="certain".*?</svg><span>2016</span>', html, re.DOTALL)


def test_what_is_to_come_says_so_and_its_diamond_is_hollow(client, content):
    today = timezone.localdate()
    for name, day in (("Past", today - timedelta(days=3)), ("Coming", today + timedelta(days=40))):
        Meeting.objects.create(title_en=name, kind="online", held_on=PartialDate.of_day(day), **PUBLISHED)
    Meeting.objects.create(title_en="This year", kind="online", held_on=PartialDate(today.year), **PUBLISHED)
    html = page(client, "/en/timeline/?kind=meeting")

    def item(name: str) -> str:
        return re.search(rf'<li class="([^"]*)">(?:(?!<li).)*{name}</a>', html, re.DOTALL)

    assert item("Past")[1] == "is-filled" and "upcoming" not in item("Past")[0]
    assert item("Coming")[1] == "" and "upcoming" in item("Coming")[0]
    if (today.month, today.day) != (12, 31):
        assert item("This year")[1] == "is-half" and "includes today" in item("This year")[0]


def test_an_extension_and_a_signing_stand_there_once(client, content):
    agreement = Agreement.objects.get(slug="tehran-beijing-sister-city")
    agreement.expires_on = PartialDate(2019, 2, 27)
    agreement.save()
    agreement.events.all().delete()
    LifeEvent.objects.create(agreement=agreement, kind="signed", day=PartialDate(2014, 2, 27))
    LifeEvent.objects.create(agreement=agreement, kind="approved", day=PartialDate(2014))
    LifeEvent.objects.create(
        agreement=agreement, kind="extended", day=PartialDate(2019, 2, 1), until=PartialDate(2024)
    )
    shown = [
        one
        for one in entries(page(client, "/en/timeline/"))
        if "Beijing" in one and "Meeting abroad" not in one
    ]
    assert [one.split(" · ")[1] for one in shown] == [
        "End of the extended term", "End of the agreed term", "Extended until 2024", "Signed", "Approved by the council",
    ]  # fmt: skip


def test_what_has_no_known_date_is_counted_and_not_placed(client, content):
    html = page(client, "/en/timeline/")
    rest = html[html.index('class="undated"') :]
    unknown = Agreement.objects.public().filter(signed_on=None).count()
    assert f'Agreements: signed <span class="soft">({unknown})' in rest
    assert f'Meetings <span class="soft">({UNDATED_MEETINGS})' in rest
    assert "tehran-khartoum-sister-city" not in html
    assert 'class="undated"' not in page(client, "/en/timeline/2014/")


def test_only_what_is_public_stands_on_it(client, content):
    later = timezone.now() + timedelta(hours=1)
    Agreement.objects.filter(slug="tehran-yerevan-sister-city").update(status=Status.DRAFT)
    Meeting.objects.filter(slug="beijing-mayors-2023").update(publish_at=later)
    Network.objects.filter(slug="uclg").update(status=Status.IN_REVIEW)
    goal = Goal.objects.get(number=3)
    ProgressReport.objects.create(goal=goal, day=jdatetime.date(1402, 2, 1), statement_en="A", **PUBLISHED)
    ProgressReport.objects.create(goal=goal, day=jdatetime.date(1402, 2, 2), statement_en="B")
    html = page(client, "/en/timeline/")
    assert count(html) == ALL_MOMENTS - 3 + 1
    assert sum(years(page(client, "/en/timeline/?kind=report")).values()) == 1
    for hidden in ("tehran-yerevan-sister-city", "beijing-mayors-2023", "networks/uclg/", "22 April 2023"):
        assert hidden not in html
    Goal.objects.filter(pk=goal.pk).update(status=Status.ARCHIVED)
    assert count(page(client, "/en/timeline/?kind=report")) == 0


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("1199/", 404), ("2201/", 404), ("99999999999999999999/", 404), ("0/", 404), ("1400-1390/", 404),
        ("1400-99999/", 404), ("-5/", 404), ("14o0/", 404), ("?from=abc", 200), ("?from=1404&to=1390", 200),
        ("?from=%00", 200), ("?from=9999", 200), ("?from=²²²²", 200), ("?from=-140", 200), ("?kind=nonsense", 200),
        ("?calendar=maya", 200), ("?page=abc", 200), ("?page=-1", 200), ("?page=999999999999999999999", 200),
        ("?sort=%27%22%3E", 200), ("1401/?from=1&to=2", 200), ("?from=1390&from=1395", 200), ("?whole&page=7", 200),
    ],
)  # fmt: skip
@pytest.mark.parametrize("language", ["fa", "en"])
def test_no_address_breaks_it(client, content, language, address, status):
    assert client.get(f"/{language}/timeline/{address}").status_code == status


def test_a_year_that_is_not_understood_says_so_and_hides_nothing(client, content):
    html = page(client, "/en/timeline/?from=nonsense")
    assert count(html) == ALL_MOMENTS and "errorlist" in html
    html = page(client, "/en/timeline/?from=1404&to=1390")
    assert "The last year is before the first." in html


@changes()
def _many(n: int) -> None:
    network = Network.objects.get(slug="uclg")
    goal = Goal.objects.get(number=3)
    for i in range(n):
        day = PartialDate.of_day(date(1990, 1, 1) + timedelta(days=40 * i))
        agreement = Agreement.objects.create(
            title_en=f"Agreement {i}", form="mou", signed_on=day, effective_on=day, expires_on=PartialDate(2020), **PUBLISHED
        )  # fmt: skip
        LifeEvent.objects.create(agreement=agreement, kind="extended", day=day, until=PartialDate(2021))
        Meeting.objects.create(title_en=f"Meeting {i}", kind="online", held_on=day, **PUBLISHED)
        Role.objects.create(network=network, role="member", begins=day)
        ProgressReport.objects.create(
            goal=goal, day=jdatetime.date.fromgregorian(date=day.first), statement_en="So far", **PUBLISHED
        )


@pytest.mark.slow
def test_the_cost_does_not_grow_with_the_archive(client, content):
    addresses = [
        "/fa/timeline/",
        "/en/timeline/2020/",
        "/fa/timeline/1380-1390/?kind=role",
        "/en/timeline/?kind=role&whole",
    ]

    def costs() -> list[int]:
        found = []
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                page(client, address)
            found.append(len(queries))
        return found

    _many(10)  # a first page of each kind; with fewer it shows other kinds than with more
    few = costs()
    _many(20)
    assert costs() == few
    assert max(few) <= MOST_QUERIES


@pytest.mark.slow
def test_many_are_shown_page_by_page_each_once(client, content):
    _many(60)
    seen, total = [], count(page(client, "/en/timeline/?kind=meeting"))
    for number in range(1, -(-total // 40) + 1):
        html = page(client, f"/en/timeline/?kind=meeting&page={number}")
        assert len(entries(html)) <= 40
        seen += re.findall(
            r'<a href="(/en/meetings/[^"]+)">', html[html.index("time-years") : html.index("</main>")]
        )
    meetings = [one.rsplit("/", 2)[1] for one in seen if one.count("/") == 4]
    dated = Meeting.objects.public().exclude(held_on=None).values_list("slug", flat=True)
    assert sorted(meetings) == sorted(dated)
    whole = page(client, "/en/timeline/?kind=meeting&whole")
    assert len(entries(whole)) == total
    assert 'href="?kind=meeting&whole="' in page(client, "/en/timeline/?kind=meeting")


def test_it_is_found_from_everywhere(client, content):
    assert 'href="/en/timeline/"' in page(client, "/en/")
    assert 'href="/fa/timeline/"' in page(client, "/fa/about/")
    sitemap = client.get("/sitemap-pages.xml")
    text = (b"".join(sitemap) if sitemap.streaming else sitemap.content).decode()
    assert "/fa/timeline/" in text and "/en/timeline/" in text


def test_an_empty_portal_has_an_empty_timeline(client, db):
    for address in ("/fa/timeline/", "/en/timeline/1401/"):
        assert 'class="empty"' in page(client, address)


@pytest.mark.slow
@pytest.mark.parametrize("language", ["fa", "en"])
def test_dates_at_the_ends_of_either_calendar_are_shown(client, content, language):
    """A Jalali year may lie beyond the Gregorian ones that can be typed, and the other way round."""
    for number, day in enumerate(
        ("1700", "1700-02", "1819-12-31", "1200", "1699", "1699-12", "2200", "2200-12-31")
    ):
        Agreement.objects.create(
            title_en=f"Edge {number}", form="mou", signed_on=PartialDate.parse(day), **PUBLISHED
        )
        Meeting.objects.create(
            title_en=f"Edge {number}", kind="online", held_on=PartialDate.parse(day), **PUBLISHED
        )
    other = "gregorian" if language == "fa" else "jalali"
    for query in ("?whole", f"?whole&calendar={other}"):
        html = page(client, f"/{language}/timeline/{query}")
        assert html.count(">Edge ") == 16
        offered = set(re.findall(r'href="(/../timeline/\d+/[^"]*)"', html))
        ends = sorted(offered, key=lambda address: int(address.split("/")[3]))
        for address in (ends[0], ends[-1]):
            assert client.get(address).status_code == 200, address
    for address in ("agreements/", "meetings/", "photos/", "agreements/charts/", "meetings/charts/"):
        assert client.get(f"/{language}/{address}").status_code == 200, address
