"""Charts: what is drawn, what stands in the table and in the files is what the records say."""

import csv
import io
import re
from collections import Counter
from datetime import timedelta
from html import unescape
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from agreements.models import Agreement
from meetings.models import Meeting
from roadmap.fields import Field, Level
from roadmap.models import Goal, Roadmap
from tehran_diplomacy.charts.drawing import ticks
from tehran_diplomacy.dates.partial import PartialDate
from tehran_diplomacy.languages.digits import to_latin
from tehran_diplomacy.places.models import City, Country
from tehran_diplomacy.publishing.history import changes
from tehran_diplomacy.publishing.status import Status

MOST_QUERIES = 12
PUBLISHED = {"status": Status.PUBLISHED}
FILES = {
    "agreements-by-year": "agreements/charts/",
    "meetings-by-country": "meetings/charts/",
    "meetings-by-year": "meetings/charts/",
    "what-serves-each-goal": "roadmap/sixth/charts/",
    "fields-and-levels": "roadmap/sixth/charts/",
}
PAGES = {code: base if "roadmap" not in base else "roadmap/" for code, base in FILES.items()}
SVG = "{http://www.w3.org/2000/svg}"


class Tables(HTMLParser):
    """The tables of a page's charts, by the chart's anchor, cell by cell."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tables: dict[str, list[list[str]]] = {}
        self.chart, self.is_cell = "", False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "figure":
            self.chart = attrs["id"]
            self.tables[self.chart] = []
        elif self.chart and tag == "tr":
            self.tables[self.chart].append([])
        elif self.chart and tag in ("th", "td"):
            self.is_cell = True
            self.tables[self.chart][-1].append("")

    def handle_endtag(self, tag):
        self.is_cell = self.is_cell and tag not in ("th", "td")
        self.chart = "" if tag == "figure" else self.chart

    def handle_data(self, data):
        if self.is_cell:
            self.tables[self.chart][-1][-1] += data


def page(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def table(client, code: str, language: str = "en") -> list[list[str]]:
    """Return the chart's table as its page shows it, with Latin digits."""
    found = Tables(page(client, f"/{language}/{PAGES[code]}")).tables[code]
    return [[to_latin(cell) for cell in row] for row in found]


def file(client, code: str, kind: str, language: str = "en"):
    return client.get(f"/{language}/{FILES[code]}{code}.{kind}")


def rows(client, code: str, language: str = "en") -> dict[str, dict[str, int]]:
    """Return the CSV's figures by row and column."""
    response = file(client, code, "csv", language)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    head, *lines = csv.reader(io.StringIO(response.content.decode("utf-8-sig")))
    return {line[0]: dict(zip(head[1:], map(int, line[1:]), strict=True)) for line in lines}


def drawing(client, code: str, language: str = "en") -> ElementTree.Element:
    return ElementTree.fromstring(file(client, code, "svg", language).content)


@pytest.mark.parametrize("language", ["fa", "en"])
@pytest.mark.parametrize("code", FILES)
def test_table_and_file_say_the_same_and_can_be_kept(client, content, code, language):
    shown = table(client, code, language)
    response = file(client, code, "csv", language)
    kept = [
        [to_latin(cell) for cell in row]
        for row in csv.reader(io.StringIO(response.content.decode("utf-8-sig")))
    ]
    assert kept == shown
    assert len(shown) > 3
    for kind in ("csv", "svg"):
        response = file(client, code, kind, language)
        assert response["Content-Disposition"] == (
            f'attachment; filename="tehran-city-diplomacy-{code}-{language}.{kind}"'
        )
        assert "Set-Cookie" not in response
    html = page(client, f"/{language}/{PAGES[code]}")
    for kind in ("csv", "svg"):
        assert f'href="/{language}/{FILES[code]}{code}.{kind}"' in html


@pytest.mark.parametrize("language", ["fa", "en"])
@pytest.mark.parametrize("code", FILES)
def test_a_drawing_stands_alone(client, content, code, language):
    """It names itself, brings its colours, needs nothing from elsewhere, and says how it was counted."""
    root = drawing(client, code, language)
    text = file(client, code, "svg", language).content.decode()
    assert root.find(f"{SVG}title").text
    assert root.get("direction") == ("rtl" if language == "fa" else "ltr")
    assert "var(" not in text and "href" not in text and "<script" not in text
    assert text.count("http") == 1  # the name space
    assert not [one for one in root.iter() if "transform" in one.attrib], (
        "a mirrored text would be unreadable"
    )
    said = " ".join(one.text for one in root.iter(f"{SVG}text"))
    counting, hollow, undated = {
        "fa": ("شمرده", "توخالی", "تاریخ نامعلوم: "),
        "en": ("count", "hollow", "Date not known: "),
    }[language]
    assert (hollow if "year" in code else counting) in said or code == "what-serves-each-goal"
    assert (undated in said) == ("year" in code)
    box = [float(one) for one in root.get("viewBox").split()]
    for one in root.iter(f"{SVG}rect"):
        x, y, width, height = (float(one.get(name)) for name in ("x", "y", "width", "height"))
        assert box[0] <= x and x + width <= box[0] + box[2] + 0.5
        assert box[1] <= y and y + height <= box[1] + box[3]


def test_agreements_stand_in_their_years_and_forms(client, content):
    found = rows(client, "agreements-by-year")
    assert list(found)[:-1] == [str(year) for year in range(1996, 2026)], "equal steps, empty years too"
    assert list(found)[-1] == "Date not known"
    wanted = Counter()
    with override("en"):
        for agreement in Agreement.objects.public():
            year = str(agreement.signed_on.first.year) if agreement.signed_on else "Date not known"
            wanted[year, str(agreement.get_form_display())] += 1
    shown = Counter({(row, form): n for row, cells in found.items() for form, n in cells.items() if n})
    assert shown == wanted


def test_a_gregorian_year_is_hollow_in_both_jalali_years(client, content):
    found = rows(client, "agreements-by-year", "fa")
    assert (found["1380"]["سال نامعیّن"], found["1381"]["سال نامعیّن"]) == (2, 1)
    assert found["1401"] == {**dict.fromkeys(found["1401"], 0), "خواهرخواندگی": 2}
    for year, cells in found.items():
        if year.isdecimal() and sum(cells.values()):  # what the list shows when narrowed to the year
            html = page(client, f"/fa/agreements/?year={year}")
            assert to_latin(re.search(r'role="status">([۰-۹]+)', html)[1]) == str(sum(cells.values()))
    looks = [one.get("class") for one in drawing(client, "agreements-by-year", "fa").iter(f"{SVG}rect")]
    hollow = sum(cells["سال نامعیّن"] > 0 for cells in found.values())
    assert looks.count("chart-open") == hollow + 1  # and one in the legend


@pytest.mark.parametrize("language", ["fa", "en"])
def test_time_runs_as_the_page_reads_and_columns_begin_at_zero(client, content, language):
    root = drawing(client, "agreements-by-year", language)
    names = [one for one in root.iter(f"{SVG}text") if re.fullmatch(r"\d{4}", to_latin(one.text or ""))]
    years = [int(to_latin(one.text)) for one in sorted(names, key=lambda one: float(one.get("x")))]
    assert years == sorted(years, reverse=language == "fa")
    assert len({b - a for a, b in zip(years, years[1:], strict=False)}) == 1
    columns = [one for one in root.iter(f"{SVG}rect") if float(one.get("height")) > 20]
    bottoms = {round(float(one.get("y")) + float(one.get("height"))) for one in columns}
    found = rows(client, "agreements-by-year", language)
    single = [
        row for name, row in found.items() if name.isdecimal() and len([n for n in row.values() if n]) == 1
    ]
    assert min(bottoms) <= max(bottoms) and len(single) > 5
    base = max(bottoms)
    on_the_ground = [one for one in columns if round(float(one.get("y")) + float(one.get("height"))) == base]
    assert len(on_the_ground) == sum(
        1 for name, row in found.items() if name.isdecimal() and sum(row.values())
    )


@pytest.mark.parametrize("language", ["fa", "en"])
def test_bars_grow_from_the_start_of_the_line_in_proportion(client, content, language):
    root = drawing(client, "what-serves-each-goal", language)
    bars = [one for one in root.iter(f"{SVG}rect") if one.get("height") == "16"]
    by_row: dict[str, float] = Counter()
    for one in bars:
        by_row[one.get("y")] += float(one.get("width"))
    totals = [sum(cells.values()) for cells in rows(client, "what-serves-each-goal", language).values()]
    drawn = [n for n in totals if n]
    scale = {round(width / n, 1) for width, n in zip(by_row.values(), drawn, strict=True)}
    assert len(scale) == 1
    edges = Counter()
    for one in bars:
        x, width = float(one.get("x")), float(one.get("width"))
        edges[round(x + width if language == "fa" else x)] += 1
    assert edges[340 if language == "fa" else 0] == len(drawn)


@pytest.mark.parametrize(
    ("most", "wanted"), [(0, [0, 1]), (1, [0, 1]), (3, [0, 1, 2, 3]), (7, [0, 2, 4, 6, 8])]
)
def test_an_axis_begins_at_zero_in_equal_whole_steps(most, wanted):
    assert ticks(most) == wanted


@pytest.mark.parametrize("most", [1, 2, 9, 11, 49, 51, 99, 100, 101, 7321, 123456])
def test_an_axis_holds_what_it_shows(most):
    marks = ticks(most)
    assert marks[0] == 0 and marks[-1] >= most and len(marks) <= 6
    assert len({b - a for a, b in zip(marks, marks[1:], strict=False)}) == 1


def test_meetings_count_for_each_country_once(client, content):
    beijing, guangzhou = (City.objects.get(slug=slug) for slug in ("beijing", "guangzhou"))
    meeting = Meeting.objects.create(title_en="Both", kind="online", **PUBLISHED)
    meeting.partners.set([beijing, guangzhou, City.objects.get(slug="yerevan")])
    Meeting.objects.create(title_en="Nowhere", kind="online", **PUBLISHED)
    found = rows(client, "meetings-by-country")
    assert found["China"] == {
        "Council session": 0, "Visit to Tehran": 0, "Meeting abroad": 1, "International event": 1, "Online meeting": 2,
    }  # fmt: skip
    assert sum(found["Armenia"].values()) == 3
    assert found["Iran"]["Council session"] == 2, "without a counterpart: where it was held"
    assert sum(found["Country not known"].values()) == 1
    assert [sum(cells.values()) for cells in found.values()][:-1] == sorted(
        (sum(cells.values()) for name, cells in found.items() if "not known" not in name), reverse=True
    )


def test_only_the_most_are_drawn_and_the_table_has_all(client, content):
    for number in range(30):
        code = "QX"[number // 26] + chr(ord("A") + number % 26)
        country = Country.objects.create(code=code, name_en=f"Land {number}")
        city = City.objects.create(
            name_en=f"Town {number}", country=country, latitude=1, longitude=1, **PUBLISHED
        )
        Meeting.objects.create(title_en="There", kind="gathering", place=city, **PUBLISHED)
    listed = table(client, "meetings-by-country")
    assert len(listed) > 1 + 30 + 1
    assert f"{len(listed) - 2 - 20} more rows in the table." in page(client, "/en/meetings/charts/")
    names = [one.text for one in drawing(client, "meetings-by-country").iter(f"{SVG}text")]
    assert sum(name in {row[0] for row in listed[1:-1]} for name in names) == 20


def test_goals_are_counted_by_what_serves_them_and_by_field_and_level(client, content):
    found = rows(client, "what-serves-each-goal")
    for goal in Goal.objects.public():
        cells = found[f"{goal.number}. {goal.title_en}"]
        counts = [getattr(goal, name).public().count() for name in ("agreements", "meetings", "networks")]
        assert list(cells.values()) == counts
    found = rows(client, "fields-and-levels")
    for field in Field:
        for level in Level:
            both = Goal.objects.public().in_field(field.value).at_level(level.value).count()
            assert found[field.name.capitalize()][level.name.capitalize()] == both
    radii = sorted(float(one.get("r")) for one in drawing(client, "fields-and-levels").iter(f"{SVG}circle"))
    figures = sorted(n for cells in found.values() for n in cells.values() if n)
    scale = [radius**2 / n for radius, n in zip(radii, figures, strict=True)]
    assert max(scale) - min(scale) < 1, "the area of a disc is its figure"


def test_only_what_is_public_counts(client, content):
    later = timezone.now() + timedelta(hours=1)
    before = {code: table(client, code) for code in FILES}
    for state in ({"status": Status.DRAFT}, {"status": Status.ARCHIVED}, {**PUBLISHED, "publish_at": later}):
        goal = Goal.objects.get(number=3)
        agreement = Agreement.objects.create(
            title_en="A", form="mou", signed_on=PartialDate(2020, 1, 1), **state
        )
        meeting = Meeting.objects.create(
            title_en="M",
            kind="online",
            held_on=PartialDate(2020, 1, 1),
            place=City.objects.get(slug="paris"),
            **state,
        )
        agreement.goals.add(goal)
        meeting.goals.add(goal)
        Goal.objects.create(
            roadmap=goal.roadmap, number=90 + Goal.objects.count(), title_en="G", fields=["social"], levels=["local"], **state
        )  # fmt: skip
    assert {code: table(client, code) for code in FILES} == before
    Roadmap.objects.update(status=Status.DRAFT)
    assert file(client, "fields-and-levels", "csv").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "agreements/charts/nothing.svg", "agreements/charts/meetings-by-year.csv", "agreements/charts/agreements-by-year.png",
        "meetings/charts/%00.csv", "meetings/charts/../x.csv", "roadmap/nothing/charts/fields-and-levels.svg",
        "roadmap/sixth/charts/agreements-by-year.svg", "agreements/charts/agreements-by-year.svg/",
    ],
)  # fmt: skip
@pytest.mark.parametrize("language", ["fa", "en"])
def test_no_address_breaks_it(client, content, language, address):
    assert client.get(f"/{language}/{address}").status_code in (400, 404)
    assert client.post(f"/{language}/agreements/charts/agreements-by-year.svg").status_code == 405
    assert client.post(f"/{language}/roadmap/sixth/charts/fields-and-levels.svg").status_code == 405


@pytest.mark.parametrize("hostile", ["=HYPERLINK(1)", '"><script>alert(1)</script>', "a & b <c>"])
def test_a_name_is_only_a_name(client, content, hostile):
    Country.objects.filter(code="AM").update(name_en=hostile)
    found = rows(client, "meetings-by-country")
    assert (f"'{hostile}" if hostile[0] == "=" else hostile) in found
    html = page(client, "/en/meetings/charts/")
    assert "<script>alert" not in html and hostile in unescape(html)
    assert hostile in "".join(one.text or "" for one in drawing(client, "meetings-by-country").iter())


def test_an_empty_portal_says_that_there_is_nothing_to_draw(client, db):
    for address in ("agreements/charts/", "meetings/charts/"):
        html = page(client, f"/en/{address}")
        assert "There is no data for this chart yet." in html
    assert file(client, "agreements-by-year", "svg").status_code == 404
    assert file(client, "agreements-by-year", "csv").status_code == 200
    assert page(client, "/en/roadmap/")


def test_very_long_times_are_drawn_in_equal_steps(client, content):
    for year in (1700, 1801, 1805, 2200):
        Agreement.objects.create(title_en=f"{year}", form="mou", signed_on=PartialDate(year), **PUBLISHED)
    found = list(rows(client, "agreements-by-year"))[:-1]
    assert found[:2] == ["1700–1709", "1710–1719"] and found[-1] == "2200–2209" and len(found) == 51
    assert rows(client, "agreements-by-year")["1800–1809"]["Memorandum of understanding"] == 2
    assert drawing(client, "agreements-by-year") is not None
    assert page(client, "/fa/agreements/charts/")


@pytest.mark.slow
def test_the_cost_does_not_grow_with_the_archive(client, content):
    addresses = ["/fa/agreements/charts/", "/en/meetings/charts/", "/fa/roadmap/"]
    addresses += [f"/fa/{base}{code}.{kind}" for code, base in FILES.items() for kind in ("svg", "csv")]

    def costs() -> list[int]:
        found = []
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                page(client, address)
            found.append(len(queries))
        return found

    @changes()
    def many(n: int) -> None:
        goal, paris = Goal.objects.get(number=3), City.objects.get(slug="paris")
        for i in range(n):
            day = PartialDate(1990 + i % 30, 1 + i % 12)
            Agreement.objects.create(title_en=f"A {i}", form="mou", signed_on=day, **PUBLISHED).goals.add(
                goal
            )
            meeting = Meeting.objects.create(title_en=f"M {i}", kind="online", held_on=day, **PUBLISHED)
            meeting.partners.add(paris)

    many(1)
    few = costs()
    for more in (2, 27):
        many(more)
        assert costs() == few
    assert max(few) <= MOST_QUERIES
    assert max(few[:2]) <= 4


def test_lists_lead_to_their_figures_beneath_what_people_came_for(client, content):
    for register, record in (
        ("agreements", "tehran-yerevan-sister-city"),
        ("meetings", "yerevan-sisterhood"),
    ):
        html = page(client, f"/en/{register}/")
        assert html.index(f"/en/{register}/charts/") > html.index(record)
        assert f'href="/en/{register}/' in page(client, f"/en/{register}/charts/")
