"""Signs of life: the last dated thing that is recorded of an agreement or a city. Computed, never typed in.

What counts: its own dates up to its taking effect, life events, dated states of commitments, public meetings on it,
public reports whose evidence it is, dated documents. A date to come is no sign yet. All of it is asked in one
expression, so that a list costs no query more.
"""

from dataclasses import dataclass
from datetime import date

from django.db import models
from django.db.models import Case, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, Concat, Greatest
from django.utils.translation import gettext_lazy as _

from roadmap.models import Evidence
from tehran_diplomacy.dates.partial import PartialDate
from tehran_diplomacy.files.models import Document
from tehran_diplomacy.publishing.querysets import public_condition

_TEXT = models.TextField()
KINDS = {
    "signed": _("signing"),
    "effective": _("start of the term"),
    "event": _("event"),
    "commitment": _("status of a commitment"),
    "meeting": _("meeting"),
    "report": _("progress report"),
    "document": _("document"),
}


@dataclass(frozen=True)
class Sign:
    """A dated sign of life: its day, as exact as known, and what it was (a code of `KINDS`)."""

    day: PartialDate
    kind: str

    @property
    def label(self) -> str:
        """What it was, in the page's language."""
        return str(KINDS[self.kind])


def read_sign(text: str | None) -> Sign | None:
    """Return the sign that an expression gave, None where there is none."""
    if not text:
        return None
    _last, day, kind = text.split("|")
    return Sign(PartialDate.parse(day), kind)


def _written(last: object, day: object, kind: str) -> Concat:
    # 'last day|date as recorded|kind': such texts stand in the order of their days.
    parts = (Cast(last, _TEXT), Value("|"), Cast(day, _TEXT), Value(f"|{kind}"))
    return Concat(*parts, output_field=_TEXT)


def _latest(rows: QuerySet, last: object, day: object, kind: str) -> Coalesce:
    signs = rows.order_by().annotate(sign=_written(last, day, kind)).order_by("-sign").values("sign")
    return Coalesce(Subquery(signs[:1], output_field=_TEXT), Value(""), output_field=_TEXT)


def _own(name: str, kind: str, on: date) -> Case:
    written = _written(F(f"{name}_last"), F(name), kind)
    return Case(When(**{f"{name}_first__lte": on}, then=written), default=Value(""), output_field=_TEXT)


def last_sign_expression(agreement: type[models.Model], on: date) -> Greatest:
    """Return the last sign of life of rows of `agreement` up to a day, as a text for `read_sign`; '' for none."""

    def parts(name: str) -> QuerySet:
        return agreement._meta.get_field(name).related_model.objects.filter(agreement=OuterRef("pk"))

    itself = {
        "content_type__app_label": agreement._meta.app_label,
        "content_type__model": agreement._meta.model_name,
        "object_id": OuterRef("pk"),
    }
    events = parts("events").filter(day_first__lte=on)
    states = parts("commitments").filter(state_on_first__lte=on)
    meetings = parts("meeting_links").filter(public_condition("meeting__"), meeting__held_on_first__lte=on)
    reports = Evidence.objects.filter(
        public_condition("report__"), public_condition("report__goal__"), **itself, report__day__lte=on
    )
    documents = Document.objects.filter(**itself, dated_first__lte=on)
    return Greatest(
        _own("signed_on", "signed", on),
        _own("effective_on", "effective", on),
        _latest(events, F("day_last"), F("day"), "event"),
        _latest(states, F("state_on_last"), F("state_on"), "commitment"),
        _latest(meetings, *_of_meeting("meeting__"), "meeting"),
        _latest(reports, F("report__day"), F("report__day"), "report"),
        _latest(documents, F("dated_last"), F("dated"), "document"),
        output_field=_TEXT,
    )


def _of_meeting(prefix: str) -> tuple[Coalesce, Coalesce]:
    return (
        Coalesce(f"{prefix}held_until_last", f"{prefix}held_on_last"),
        Coalesce(Cast(f"{prefix}held_until", _TEXT), Cast(f"{prefix}held_on", _TEXT)),
    )


def last_sign_of(agreements: QuerySet, meetings: QuerySet, on: date) -> Sign | None:
    """Return the last sign of life among agreements and meetings (those of a city), two queries."""
    held = meetings.filter(held_on_first__lte=on).order_by()
    last, day = _of_meeting("")
    found = [
        agreements.order_by().with_last_sign(on).aggregate(last=models.Max("last_sign"))["last"],
        held.aggregate(last=models.Max(_written(last, day, "meeting")))["last"],
    ]
    return read_sign(max((one for one in found if one), default=None))


def months_before(day: date, months: int) -> date:
    """Return the day so many months earlier; the first of the next month where that month lacks the day.

    Nothing is earlier than the first day of the calendar.
    """
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    if year < 1:
        return date.min
    try:
        return day.replace(year=year, month=month + 1)
    except ValueError:
        year, month = divmod(year * 12 + month + 1, 12)
        return date(year, month + 1, 1)
