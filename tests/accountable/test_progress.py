"""Progress that cannot be dressed up: earlier statements, figures and target dates stay beside the new ones."""

import re

import jdatetime
import pytest

from roadmap.models import Action, Goal, ProgressReport
from tehran_diplomacy.dates.partial import PartialDate
from tehran_diplomacy.publishing.status import Status

GOAL = "/{}/roadmap/sixth/goals/bilateral-cooperation/"


@pytest.fixture
def goal(content) -> Goal:
    return Goal.objects.get(slug="bilateral-cooperation")


def report(goal: Goal, month: int, percentage: int | None, **values) -> ProgressReport:
    return ProgressReport.objects.create(
        goal=goal, day=jdatetime.date(1402, month, 1), percentage=percentage, slug=f"r{month}",
        **{"statement_en": f"Statement {month}", "statement_fa": f"گزارش {month}", "status": Status.PUBLISHED} | values,
    )  # fmt: skip


def text(client, address: str) -> str:
    html = client.get(address).content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.partition("<main")[2].partition("</main>")[0]))


def test_the_earlier_statement_stands_beside_the_new_one(client, goal):
    report(goal, 2, 10)
    report(goal, 8, 40)
    shown = text(client, GOAL.format("en"))
    newest = shown.partition("Statement 8")[2]
    assert newest.index("Before that: 21 April 2023 · 10 per cent") < newest.index("Statement 2")


@pytest.mark.parametrize(
    ("language", "words"), [("en", "per cent done was 10 per cent until"), ("fa", "۱۰ درصد")]
)
def test_a_revised_figure_shows_both(client, goal, language, words):
    one = report(goal, 2, 10)
    one.percentage = 15
    one.save()
    one.percentage = 30
    one.save()
    shown = text(client, GOAL.format(language))
    assert words in shown
    assert ("15 per cent until" if language == "en" else "۱۵ درصد") in shown
    assert ("30 per cent" if language == "en" else "۳۰ درصد") in shown


def test_a_target_date_that_moved_shows_every_earlier_one(client, goal):
    action = goal.actions.first()
    for year in (1401, 1402, 1403):
        action.planned_end = PartialDate(year)
        action.save()
    shown = text(client, GOAL.format("fa"))
    assert shown.count("۱۴۰۱") >= 1
    assert shown.index("۱۴۰۳") < shown.index("۱۴۰۲") < shown.index("۱۴۰۱")


def test_what_was_a_draft_leaves_nothing_earlier(client, goal):
    one = report(goal, 2, 10, status=Status.DRAFT)
    one.percentage = 90
    one.save()
    one.percentage = 20
    one.status = Status.PUBLISHED
    one.save()
    shown = text(client, GOAL.format("en"))
    assert "20 per cent" in shown
    assert "90 per cent" not in shown
    assert "10 per cent" not in shown


@pytest.mark.parametrize("language", ["fa", "en"])
def test_the_roadmap_draws_the_movement_and_says_it_in_a_table(client, goal, language):
    html = client.get(f"/{language}/roadmap/").content.decode()
    assert "multiples" not in html
    report(goal, 2, 10)
    report(goal, 8, 40)
    report(goal, 9, 99, status=Status.DRAFT)
    html = client.get(f"/{language}/roadmap/").content.decode()
    drawing = html.partition('class="plain multiples"')[2].partition("</ul>")[0]
    points = [tuple(map(float, one)) for one in re.findall(r"translate\(([\d.]+) ([\d.]+)\)", drawing)]
    assert len(points) == 2
    assert points[0][1] > points[1][1]
    assert (points[0][0] < points[1][0]) is (language == "en")
    table = html.partition('class="movement-table"')[2].partition("</details>")[0]
    for figure in ("10", "40") if language == "en" else ("۱۰", "۴۰"):
        assert f"<td>{figure}</td>" in table
    assert "99" not in table and "۹۹" not in table


def test_an_action_that_was_renamed_is_no_earlier_date(client, goal):
    Action.objects.filter(goal=goal).update(title_en="Renamed")
    assert 'class="plain earlier"' not in client.get(GOAL.format("en")).content.decode()
