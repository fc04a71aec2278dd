"""What a search finds of the roadmap: its text section by section, its goals, the reports on them."""

from collections.abc import Iterator

from roadmap.models import Goal, ProgressReport, Roadmap
from tehran_diplomacy.dates.partial import PartialDate
from tehran_diplomacy.publishing.registers import Searched, Searching
from tehran_diplomacy.publishing.searched import both, each, paragraphs, span


def _of_roadmap(roadmap: Roadmap) -> Iterator[Searched]:
    term = roadmap.term
    yield Searched(
        kind="roadmap",
        page=roadmap,
        title=both(roadmap, "title"),
        body=paragraphs(
            both(roadmap, "pull_quote"), both(term, "name"), *each(roadmap.documents.all(), "title")
        ),
        dates=(*span(term.begins), *span(term.ends)),
        day=term.begins,
    )
    for section in roadmap.sections.all():
        yield Searched(
            kind="section",
            page=roadmap,
            title=both(section, "title"),
            body=both(section, "body"),
            part=section.slug,
            anchor=section.slug,
        )


def _of_goal(goal: Goal) -> Iterator[Searched]:
    yield Searched(
        kind="goal",
        page=goal,
        title=both(goal, "title"),
        body=paragraphs(
            both(goal, "summary"),
            *each(goal.actions.all(), "title", "responsible"),
            *each(goal.documents.all(), "title"),
        ),
        names=(goal.code,),
        dates=tuple(
            stretch
            for action in goal.actions.all()
            for day in (action.planned_start, action.planned_end)
            for stretch in span(day)
        ),
        fields=tuple(goal.fields),
        shown_with=(goal.roadmap,),
    )


def _of_report(report: ProgressReport) -> Iterator[Searched]:
    yield Searched(
        kind="progressreport",
        page=report,
        title=both(report.goal, "title"),
        body=paragraphs(both(report, "statement"), *each(report.documents.all(), "title")),
        dates=span(report.day),
        day=PartialDate.of_day(span(report.day)[0][0]),
        fields=tuple(report.goal.fields),
        shown_with=(report.goal, report.goal.roadmap),
    )


SEARCHING_ROADMAPS = Searching(_of_roadmap, reads=("term", "sections", "documents"))
SEARCHING_GOALS = Searching(_of_goal, reads=("roadmap", "actions", "documents"))
SEARCHING_REPORTS = Searching(_of_report, reads=("goal__roadmap", "documents"))
