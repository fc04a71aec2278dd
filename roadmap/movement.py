"""How reported progress moved: what was said earlier stays beside what is said now."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roadmap.models import Goal, ProgressReport, Roadmap
from tehran_diplomacy.dates.display import show, show_day
from tehran_diplomacy.dates.partial import PartialDate
from tehran_diplomacy.languages.digits import localise
from tehran_diplomacy.languages.translated import page_language
from tehran_diplomacy.publishing.revisions import Revision, Weight
from tehran_diplomacy.publishing.trace import content_type_of

MOST = 300  # revisions of a goal and its reports that are looked through, the newest first
MOST_REPORTS = 1000  # of one roadmap that are drawn
WIDTH, HEIGHT = 220, 64  # of a small drawing, in its own units
_EDGE = 4

_FIGURES = {"percentage": gettext_lazy("per cent done"), "day": gettext_lazy("date of the report")}
_DATES = {"planned_start": gettext_lazy("planned start"), "planned_end": gettext_lazy("planned end")}


@dataclass(frozen=True)
class Earlier:
    """A value that was public once: what it was called, what it was, and until when it stood."""

    name: str
    words: str
    until: datetime


def with_earlier(goal: Goal, reports: list[ProgressReport]) -> None:
    """Give the goal's actions and the reports the list `earlier`, and each report the one `before` it; one query."""
    by_report = {report.pk: report for report in reports}
    found = Revision.objects.noticed().filter(
        Q(content_type=content_type_of(Goal), object_id=goal.pk)
        | Q(content_type=content_type_of(ProgressReport), object_id__in=by_report)
    )
    found = found.exclude(weight__in=(Weight.FIRST, Weight.WITHDRAWN))
    changed: dict[tuple[str, int], list[Earlier]] = defaultdict(list)
    for kind, key, facts, at in found.values_list("content_type", "object_id", "facts", "public_from")[:MOST]:
        for part, part_key, column, old, _new in facts:
            if kind == content_type_of(ProgressReport).pk and column in _FIGURES and old not in (None, ""):
                changed["report", key].append(Earlier(str(_FIGURES[column]), _in_words(column, old), at))
            elif part == "actions" and column in _DATES and old:
                changed["action", part_key].append(Earlier(str(_DATES[column]), _in_words(column, old), at))
    for action in goal.actions.all():
        action.earlier = changed["action", action.pk]
    for place, report in enumerate(reports):
        report.earlier = changed["report", report.pk]
        report.before = reports[place + 1] if place + 1 < len(reports) else None


def _in_words(column: str, value: Any) -> str:
    language = page_language()
    if column == "percentage":
        return _("%(percent)s per cent") % {"percent": localise(str(value), language)}
    if column == "day":
        return show_day(date.fromisoformat(value), language)
    return show(PartialDate.parse(value), language)


@dataclass(frozen=True)
class Point:
    """A reported figure, and where it stands in the drawing."""

    report: ProgressReport
    x: float
    y: float


@dataclass(frozen=True)
class Movement:
    """The figures reported on a goal over the term, oldest first."""

    goal: Goal
    points: tuple[Point, ...]

    @property
    def path(self) -> str:
        """The steps from one figure to the next: a figure stands until another is reported."""
        first = self.points[0]
        steps = [f"M{first.x:.1f} {first.y:.1f}"]
        steps += [f"H{point.x:.1f}V{point.y:.1f}" for point in self.points[1:]]
        return "".join(steps)

    @property
    def words(self) -> str:
        """What the drawing says."""
        language = page_language()
        said = [
            f"{show_day(point.report.day, language)}: {_in_words('percentage', point.report.percentage)}"
            for point in self.points
        ]
        return ("؛ " if language == "fa" else "; ").join(said)


def movements(roadmap: Roadmap, goals: Iterable[Goal]) -> list[Movement]:
    """Return what was reported on each goal of which any figure was, one query; time runs with the page's writing."""
    by_goal: dict[int, list[ProgressReport]] = defaultdict(list)
    goals = list(goals)
    reports = ProgressReport.objects.public().filter(goal__in=[goal.pk for goal in goals])
    for report in reports.exclude(percentage=None).order_by("day", "pk")[:MOST_REPORTS]:
        by_goal[report.goal_id].append(report)
    days = [report.day.togregorian() for reports in by_goal.values() for report in reports]
    if not days:
        return []
    term = roadmap.term
    first = min([*days, *([term.begins.first] if term.begins else [])])
    last = max([*days, *([term.ends.last] if term.ends else [])])
    return [
        Movement(goal, tuple(_point(report, first, last) for report in by_goal[goal.pk]))
        for goal in goals
        if by_goal[goal.pk]
    ]


def _point(report: ProgressReport, first: date, last: date) -> Point:
    share = (report.day.togregorian() - first).days / max(1, (last - first).days)
    if page_language() == "fa":
        share = 1 - share
    x = _EDGE + share * (WIDTH - 2 * _EDGE)
    return Point(report, x, HEIGHT - _EDGE - report.percentage / 100 * (HEIGHT - 2 * _EDGE))
