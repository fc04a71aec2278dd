"""What stands in the book of a roadmap, and in the record of a goal."""

from collections.abc import Iterable

from django.db.models import Prefetch
from django.utils.translation import gettext

from roadmap.fields import Field, Level
from roadmap.models import Goal, ProgressReport, Roadmap
from roadmap.progress import progress_of
from roadmap.resources import public_goals
from roadmap.timeline import InTime, newest_of, served_by
from tehran_diplomacy.book.blocks import (
    Block,
    Line,
    address_of,
    chip,
    documents,
    entries,
    entry,
    facts,
    heading,
    in_own_language,
    joined,
    nothing,
    plain,
    prose,
    remark,
    shown_address,
    sources,
    words,
)
from tehran_diplomacy.book.typesetting import Cover, Print
from tehran_diplomacy.dates.display import show_any, show_day, show_range
from tehran_diplomacy.languages.digits import localise
from tehran_diplomacy.languages.templatetags.languages import number
from tehran_diplomacy.languages.translated import page_language
from tehran_diplomacy.publishing.querysets import RecordQuerySet

MOST_IN_TIME = 200  # records of each register under one goal


def printed_roadmaps() -> RecordQuerySet:
    """Return the public roadmaps with what their book shows."""
    return (
        Roadmap.objects.public()
        .select_related("term")
        .prefetch_related(
            "sections", "documents", "sources", Prefetch("goals", printed_goals(), "goals_shown")
        )
    )


def printed_goals() -> RecordQuerySet:
    """Return the goals that have a page, with what their record shows."""
    reports = ProgressReport.objects.public().with_evidence()
    return (
        public_goals()
        .with_roadmap()
        .with_progress()
        .order_by("number")
        .prefetch_related(
            "actions", "documents", "sources", Prefetch("reports", reports, to_attr="reports_shown")
        )
    )


def roadmap_book(roadmap: Roadmap) -> Print:
    """Return the book of a roadmap of `printed_roadmaps()`, in the page's language."""
    goals = served_by(roadmap.goals_shown)
    term = roadmap.term
    stretch = term.years()
    summary = gettext(
        "A summary of the council's document. The official text has not been published here yet."
    )
    narrative = [] if roadmap.text_is_official else [remark(summary)]
    narrative += [
        block
        for section in roadmap.sections.all()
        for block in (heading(words(section, "title"), 2), *prose(section, "body"))
    ]
    quote = words(roadmap, "pull_quote")
    blocks = [
        *(
            [heading(plain(gettext("The text of the roadmap")), 1, new_page=True), *narrative]
            if roadmap.sections.all()
            else []
        ),
        *([{"kind": "quote", "line": quote, "is_quotation": roadmap.quote_is_official}] if quote else []),
        heading(plain(gettext("Goals and related entries")), 1, new_page=not quote),
        *(_at_a_glance(goals) if goals else [nothing(gettext("No goal has been published yet."))]),
        *(block for goal in goals for block in [_goal_heading(goal), *_goal_blocks(goal, 3)]),
        *_end(roadmap),
    ]
    return Print(
        title=words(roadmap, "title"),
        cover=Cover(
            "full", roadmap.uid, joined([words(term, "name"), plain(stretch) if stretch else []], " · ")
        ),
        blocks=blocks,
        address=address_of(roadmap),
        uid=roadmap.uid,
    )


def goal_record(goal: Goal) -> Print:
    """Return the record of a goal of `printed_goals()`, in the page's language."""
    served_by([goal])
    return Print(
        title=words(goal, "title"),
        cover=Cover(
            "band",
            goal.uid,
            joined([plain(_goal_name(goal)), words(goal.roadmap.term, "name")], " · "),
            lead=words(goal, "summary"),
            facts=_goal_facts(goal),
        ),
        blocks=_goal_parts(goal, 1),
        address=address_of(goal),
        uid=goal.uid,
    )


def _end(roadmap: Roadmap) -> list[Block]:
    found = [*documents(roadmap.documents.all(), 2), *sources(roadmap.own_sources, 2)]
    return [heading(plain(gettext("Documents and sources for the roadmap")), 1, new_page=True), *found]


def _goal_name(goal: Goal) -> str:
    return gettext("Goal %(number)s") % {"number": localise(str(goal.number), page_language())}


def _labels(values: Iterable[Field | Level]) -> list[Line]:
    return [plain(gettext(", ").join(str(value.label) for value in values))] if values else []


def _state(goal: Goal) -> Block:
    progress = progress_of(goal)
    return chip(progress.code, progress.words)


def _at_a_glance(goals: list[Goal]) -> list[Block]:
    """All goals as a table: number and title, fields, levels, state, what serves them."""
    none = plain(gettext("None yet"))
    rows = [
        {
            "number": localise(str(goal.number), page_language()),
            "title": words(goal, "title"),
            "target": f"goal-{goal.uid}",
            "cells": [
                _labels(goal.fields) or [plain("–")],
                _labels(goal.levels) or [plain("–")],
                [plain(text) for text in goal.served_by] or [none],
            ],
            "chip": _state(goal),
        }
        for goal in goals
    ]
    names = (
        gettext("Goal"),
        gettext("Fields"),
        gettext("Levels"),
        gettext("Related entries"),
        gettext("Status"),
    )
    return [{"kind": "goals", "names": names, "rows": rows}]


def _goal_heading(goal: Goal) -> Block:
    found = heading(
        words(goal, "title"),
        2,
        eyebrow=_goal_name(goal),
        number=localise(str(goal.number), page_language()),
        new_page=True,
    )
    return found | {"anchor": f"goal-{goal.uid}"}


def _goal_facts(goal: Goal) -> list[tuple[str, list[Line]]]:
    return [
        (gettext("Fields"), _labels(goal.fields)),
        (gettext("Levels"), _labels(goal.levels)),
        (gettext("Status"), [plain(progress_of(goal).words)]),
        (
            gettext("Related entries"),
            [plain(" · ".join(goal.served_by) or gettext("None yet"))],
        ),
    ]


def _goal_blocks(goal: Goal, level: int) -> list[Block]:
    """A goal within the book: summary and facts, then its parts."""
    own = _goal_parts(goal, level)
    if not goal.own_sources:
        own = own[:-2]  # said once, with the sources of the roadmap, which names the goal
    return [*prose(goal, "summary"), facts(_goal_facts(goal)), *own]


def _goal_parts(goal: Goal, level: int) -> list[Block]:
    actions = [
        entry(
            words(action, "title"),
            under=[words(action, "responsible"), _stretch(action.planned_start, action.planned_end)],
            chip=chip(action.state or "", action.get_state_display() or gettext("Not reported")),
        )
        for action in goal.actions.all()
    ]
    reports = [block for report in goal.reports_shown for block in _report(report)]
    no_report = gettext("No progress report has been published for this goal yet.")
    over_time = newest_of(goal, MOST_IN_TIME)
    found = [
        heading(plain(gettext("Actions")), level),
        entries(actions) if actions else nothing(gettext("No action is recorded.")),
        heading(plain(gettext("Progress reports")), level),
        *(reports or [nothing(no_report)]),
    ]
    if over_time:
        found += [
            heading(plain(gettext("Key events")), level),
            entries([_in_time(item) for item in over_time], in_time=True),
        ]
        per_register = [item.register.code for item in over_time]
        if any(per_register.count(code) >= MOST_IN_TIME for code in set(per_register)):
            most = {"most": number(MOST_IN_TIME)}
            found.append(
                remark(
                    gettext(
                        "Only the newest %(most)s entries of each section are listed here; the portal shows "
                        "all of them."
                    )
                    % most
                )
            )
    return [*found, *documents(goal.documents.all(), level), *sources(goal.own_sources, level)]


def _stretch(start: object, end: object) -> Line:
    shown = show_range(start, end, page_language()) if start or end else ""
    return plain(shown) if shown else []


def _report(report: ProgressReport) -> list[Block]:
    language = page_language()
    day = show_day(report.day, language)
    if report.percentage is not None:
        percent = localise(str(report.percentage), language)
        day += " · " + gettext("%(percent)s per cent") % {"percent": percent}
    evidence = []
    for item in report.evidence.all():
        if not item.object_id:
            title = in_own_language(item.title, item.url) if item.title else shown_address(item.url)
            evidence.append(entry(title))
        elif getattr(item.record, "is_public", False):
            evidence.append(entry(words(item.record, item.record.label, address_of(item.record))))
    evidence += [entry(words(file, "title", address_of(file))) for file in report.documents.all()]
    return [
        {"kind": "dated", "text": day},
        *prose(report, "statement"),
        *([entries(evidence)] if evidence else []),
    ]


def _in_time(item: InTime) -> Block:
    record, register = item.record, item.register
    day = show_any(getattr(record, register.day), page_language()) if register.day else ""
    if register.day and not day:
        day = gettext("Date not known")
    kind = str(record._meta.verbose_name)
    return entry(
        words(record, record.label, address_of(record)), eyebrow=" · ".join(filter(None, (day, kind)))
    )
