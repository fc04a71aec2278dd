"""Roadmaps, goals and progress reports as machines read them."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from roadmap.fields import Field, Level
from roadmap.models import Action, Goal, ProgressReport, Roadmap
from roadmap.structured import goal_work, roadmap_work
from tehran_diplomacy.dates.display import show_day
from tehran_diplomacy.files.columns import documents
from tehran_diplomacy.languages.digits import localise
from tehran_diplomacy.languages.translated import translated
from tehran_diplomacy.publishing.querysets import public_condition
from tehran_diplomacy.reuse.columns import (
    Choice,
    Choices,
    Column,
    Day,
    Flag,
    Link,
    Links,
    Number,
    Partial,
    Rows,
    Uid,
    Words,
    said,
)
from tehran_diplomacy.reuse.filters import by_choice, by_uid
from tehran_diplomacy.reuse.resources import Resource, changed, identity, resource_of
from tehran_diplomacy.sources.columns import rivals, sources

_GOAL = _("Goal %(number)s")


def public_goals() -> QuerySet:
    """Return the goals that have a page: public ones of public roadmaps."""
    return Goal.objects.public().filter(public_condition("roadmap__"))


def public_reports() -> QuerySet:
    """Return the reports that stand on a page: public ones on such goals."""
    reports = ProgressReport.objects.public()
    return reports.filter(public_condition("goal__"), public_condition("goal__roadmap__"))


def goals_served() -> Links:
    """Return the column of the goals that a record serves; `fetch` it with `with_goals_served`."""
    return Links(
        "goals",
        _("goals"),
        _("The roadmap goals that the record is related to."),
        to="goals",
        of="goals_served",
    )


def with_goals_served() -> Prefetch:
    """Return what fetches the public goals that records serve, in one query."""
    return Prefetch("goals", public_goals().only("uid", "number", "roadmap_id"), to_attr="goals_served")


def goal_filter() -> Any:
    """Return the filter of records by the goal that they serve."""
    return by_uid(
        "goal",
        _("Only records related to this goal, by its permanent ID."),
        lambda rows, uid: rows.filter(goals__in=public_goals().filter(uid=uid)),
    )


def field_filter() -> Any:
    """Return the filter of records by one of the four fields."""
    return by_choice(
        "field",
        _("Only records in this field."),
        Field,
        lambda rows, code: rows.filter(**{f"in_{code}": True}),
    )


ROADMAPS = Resource(
    code="roadmaps",
    model=Roadmap,
    name=_("Roadmaps"),
    about=_("The text of the roadmap of each council term, section by section."),
    public=lambda: Roadmap.objects.public(),
    fetch=lambda rows: rows.select_related("term"),
    reads={
        "sections": lambda: "sections",
        "documents": lambda: "documents",
        "sources": lambda: "sources",
        "rivals": lambda: "sources",
    },
    related=("term",),
    gist=lambda roadmap, language: translated(roadmap.term, "name", language).text,
    structured=roadmap_work,
    columns=(
        *identity(),
        Number(
            "term", _("council term"), _("The number of the council's term."), of="term.number", required=True
        ),
        Words("term_name", _("name of the term"), of="term.name"),
        Partial("begins", _("begins"), of="term.begins"),
        Partial("ends", _("ends"), of="term.ends"),
        Flag("end_is_confirmed", _("the end is confirmed"), of="term.end_is_confirmed", required=True),
        Words("title", _("title")),
        Words("pull_quote", _("key sentence")),
        Flag("quote_is_official", _("the key sentence is a quotation"), required=True),
        Flag("text_is_official", _("the sections are the official text"), required=True),
        Rows(
            "sections",
            _("sections"),
            _("The sections of the text in their order."),
            columns=(
                Column("anchor", _("anchor"), of="slug", required=True),
                Words("title", _("title")),
                Words("body", _("text")),
            ),
        ),
        documents(),
        sources(),
        rivals(),
        changed(),
    ),
)


def _goal_gist(goal: Goal, language: str) -> str:
    number = said(_GOAL, language) % {"number": localise(str(goal.number), language)}
    return " · ".join(filter(None, (number, translated(goal, "summary", language).text)))


GOALS = Resource(
    code="goals",
    model=Goal,
    name=_("Goals"),
    about=_("The goals of the roadmap, with their actions and the progress reported."),
    public=public_goals,
    fetch=lambda rows: rows.with_roadmap(),
    reads={
        "actions": lambda: "actions",
        "reports": lambda: Prefetch(
            "reports", public_reports().select_related("action"), to_attr="reports_shown"
        ),
        "documents": lambda: "documents",
        "sources": lambda: "sources",
        "rivals": lambda: "sources",
    },
    related=("roadmap__term",),
    shows=("roadmap__term", "reports"),
    gist=_goal_gist,
    structured=goal_work,
    filters=(
        field_filter(),
        by_choice(
            "level",
            _("Only goals at this level."),
            Level,
            lambda rows, code: rows.at_level(code),
        ),
        by_uid(
            "roadmap",
            _("Only goals of this roadmap, by its permanent ID."),
            lambda rows, uid: rows.filter(roadmap__uid=uid),
        ),
    ),
    columns=(
        *identity(),
        Link("roadmap", _("roadmap"), to="roadmaps", required=True),
        Number("number", _("number"), required=True),
        Words("title", _("title")),
        Words("summary", _("summary")),
        Choices("fields", _("fields"), choices=Field),
        Choices("levels", _("levels"), choices=Level),
        Rows(
            "actions",
            _("actions"),
            _("Actions the roadmap sets out for the goal."),
            columns=(
                Words("title", _("title")),
                Words("responsible", _("responsible office")),
                Partial("planned_start", _("planned start")),
                Partial("planned_end", _("planned end")),
                Choice("state", _("status"), _("Empty if nothing has been reported."), choices=Action.State),
            ),
        ),
        Rows(
            "reports",
            _("progress reports"),
            _("Progress reported on the goal, newest first."),
            of="reports_shown",
            columns=(
                Uid("uid", _("permanent ID"), required=True),
                Day("day", _("date of the report"), required=True),
                Number("percentage", _("per cent done"), within=(0, 100)),
                Words("statement", _("statement")),
            ),
        ),
        documents(),
        sources(),
        rivals(),
        changed(),
    ),
)


def _report_gist(report: ProgressReport, language: str) -> str:
    return f"{translated(report.goal, 'title', language).text} · {show_day(report.day, language)}"


def _evidence(report: ProgressReport) -> list[dict[str, str | None]]:
    """Return what a report rests on: public records of this portal, and addresses elsewhere."""
    found = []
    for item in report.evidence.all():
        if not item.object_id:
            found.append({"resource": None, "uid": None, "title": item.title or None, "url": item.url})
        elif getattr(item.record, "is_public", False) and (there := resource_of(item.record)):
            found.append({"resource": there.code, "uid": item.record.uid, "title": None, "url": None})
    return found


REPORTS = Resource(
    code="progress-reports",
    model=ProgressReport,
    name=_("Progress reports"),
    about=_("Dated progress statements for each goal, with evidence."),
    label="statement",
    public=public_reports,
    fetch=lambda rows: rows.select_related("goal__roadmap", "action"),
    reads={"evidence": lambda: "evidence__record", "documents": lambda: "documents"},
    related=("goal__roadmap",),
    shows=("goal__roadmap", "action"),
    gist=_report_gist,
    filters=(
        by_uid(
            "goal",
            _("Only reports on this goal, by its permanent ID."),
            lambda rows, uid: rows.filter(goal__uid=uid),
        ),
    ),
    columns=(
        *identity(),
        Link("goal", _("goal"), to="goals", required=True),
        Words("action", _("action"), of="action.title"),
        Day("day", _("date of the report"), required=True),
        Words("statement", _("statement")),
        Number(
            "percentage",
            _("per cent done"),
            _("Only if the responsible office has given a figure."),
            within=(0, 100),
        ),
        Rows(
            "evidence",
            _("evidence"),
            _("Evidence for the report: records of this portal, or web addresses elsewhere."),
            of=_evidence,
            columns=(
                Column(
                    "resource",
                    _("dataset"),
                    _("The dataset the record belongs to."),
                    of=lambda item: item["resource"],
                ),
                Uid("uid", _("permanent ID"), of=lambda item: item["uid"]),
                Column("title", _("title"), of=lambda item: item["title"]),
                Column("url", _("web address"), of=lambda item: item["url"], format="uri"),
            ),
        ),
        documents(meaning=_("PDF files that support the report.")),
        changed(),
    ),
)
