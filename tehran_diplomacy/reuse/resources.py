"""What a register gives out: its columns, its filters, and the public records with all that they show."""

import re
from calendar import isleap
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

from django.db import models
from django.db.models import Case, Q, QuerySet, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from tehran_diplomacy.dates.partial import FIRST_JALALI, LAST_GREGORIAN, InvalidPartialDate, PartialDate
from tehran_diplomacy.publishing import registers
from tehran_diplomacy.publishing.querysets import public_condition
from tehran_diplomacy.reuse.columns import UID, Address, Column, Moment, Rows, Text, Uid

LONGEST = 64  # characters of a filter's value
MOMENT_OR_DAY = {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "string", "format": "date"}]}
EARLIEST, LATEST = 1903, 8903  # years of a moment asked for; each is followed by a leap year


@dataclass(frozen=True)
class Filter:
    """A way to narrow a register: `read` turns the text of an address into a value or raises ValueError."""

    name: str
    meaning: Text
    schema: dict[str, Any]
    read: Callable[[str], Any]
    narrow: Callable[[QuerySet, Any], QuerySet]


def by_choice(
    name: str,
    meaning: Text,
    choices: type[models.TextChoices],
    narrow: Callable[[QuerySet, Any], QuerySet] | None = None,
) -> Filter:
    """Return a filter by a word of a fixed vocabulary."""

    def read(text: str) -> str:
        if text not in choices.values:
            raise ValueError
        return text

    schema = {"type": "string", "enum": list(choices.values)}
    return Filter(name, meaning, schema, read, narrow or (lambda rows, code: rows.filter(**{name: code})))


def by_uid(name: str, meaning: Text, narrow: Callable[[QuerySet, str], QuerySet]) -> Filter:
    """Return a filter by another record's identifier."""

    def read(text: str) -> str:
        if not re.fullmatch(UID["pattern"][1:-1], text):
            raise ValueError
        return text

    return Filter(name, meaning, UID, read, narrow)


def by_year(narrow: Callable[[QuerySet, int], QuerySet]) -> Filter:
    """Return a filter by year."""

    def read(text: str) -> int:
        if not re.fullmatch("[0-9]{4}", text):
            raise ValueError
        try:
            return PartialDate(int(text)).year
        except InvalidPartialDate as error:
            raise ValueError from error

    schema = {"type": "integer", "minimum": FIRST_JALALI, "maximum": LAST_GREGORIAN}
    meaning = _(
        "A year the record's date can fall in: below 1700 Iranian (Solar Hijri), otherwise Gregorian."
    )
    return Filter("year", meaning, schema, read, narrow)


def by_country(narrow: Callable[[QuerySet, str], QuerySet]) -> Filter:
    """Return a filter by country."""

    def read(text: str) -> str:
        if not re.fullmatch("[A-Z]{2}", text):
            raise ValueError
        return text

    schema = {"type": "string", "pattern": "^[A-Z]{2}$"}
    return Filter(
        "country", _("A country, as an ISO 3166-1 code of two capital letters."), schema, read, narrow
    )


_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt][0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2}))?"
)


def read_moment(text: str) -> datetime:
    """Return a moment written as RFC 3339, or the beginning of a day in Tehran; raise ValueError."""
    if not _MOMENT.fullmatch(text):
        raise ValueError
    year = int(text[:4])
    if not EARLIEST <= year <= LATEST:  # nothing changed then, and not every moment then is one of Python's
        year = (EARLIEST if year < EARLIEST else LATEST) + (1 if isleap(year) else 2)
        text = f"{year}{text[4:]}"
    if len(text) == 10:
        return timezone.make_aware(datetime.combine(date.fromisoformat(text), time.min))
    # A leap second is a moment too, if one that Python does not know.
    found = parse_datetime(re.sub(r"(?<=T[0-9]{2}:[0-9]{2}:)60", "59", text.upper()))
    if found is None:
        raise ValueError
    return found.astimezone(UTC)


@dataclass(frozen=True)
class Resource:
    """A register as machines read it.

    `public` gives the public records and no more, `fetch` adds to them what the columns read (a constant number
    of queries). `published` leads to the moment from which a record is public. `gist(record, language)` says
    in a line what a record is. `structured(record, language)` describes it by schema.org. `follows_day` where a
    column changes with the day alone. `withdrawn` gives those that were public once.
    `view_of` is the code of the resource whose records these are as well, told of in another way: they stand in
    feeds only there.
    `shows` are the relations to rows of which the columns tell something: when one of these changes, so does the
    record (see `opendata.dependents`). `by_the_clock(since)` finds records that changed by time alone.
    """

    code: str
    model: type[models.Model]
    name: Text
    about: Text
    columns: tuple[Column, ...]
    public: Callable[[], QuerySet]
    fetch: Callable[[QuerySet], QuerySet]
    filters: tuple[Filter, ...] = ()
    order: tuple[str, ...] = ("changed_at", "pk")
    published: str = "publish_at"
    label: str = "title"
    gist: Callable[[Any, str], str] | None = None
    structured: Callable[[Any, str], dict[str, Any]] | None = None
    follows_day: bool = False
    withdrawn: Callable[[], QuerySet] | None = None
    view_of: str = ""
    related: tuple[str, ...] = field(default=())
    shows: tuple[str, ...] = field(default=())
    by_the_clock: Callable[[datetime], Q] | None = None

    def all_filters(self) -> tuple[Filter, ...]:
        """The register's own filters, and that by the last change, which every register has."""
        changed = Filter(
            "modified_since",
            _(
                "Only records changed or published at or after this time (RFC 3339), or on or after "
                "this day in Tehran."
            ),
            MOMENT_OR_DAY,
            read_moment,
            lambda rows, since: rows.filter(self.changed_since(since)),
        )
        return (*self.filters, changed)

    def changed_since(self, since: datetime) -> Q:
        """Return the condition that a record, or what its columns tell of others, changed at or after a moment."""
        found = Q(changed_at__gte=since) | Q(**{f"{self.published}__gte": since})
        for path in self._paths_to_records():
            due = {f"{path}__publish_at__gte": since, f"{path}__publish_at__lte": timezone.now()}
            found |= Q(pk__in=self.model._base_manager.filter(**due).values("pk"))
        return found | self.by_the_clock(since) if self.by_the_clock else found

    def _paths_to_records(self) -> list[str]:
        return [path for path in self.shows if hasattr(model_at(self.model, path), "publish_at")]

    def tombstones(self) -> QuerySet:
        """Return what was public once and is no longer, with the moment as `gone_at`."""
        if self.withdrawn is not None:
            return self.withdrawn()
        once = Q(first_public_at__lte=timezone.now()) | Q(withdrawn_at__isnull=False) | public_condition()
        gone = self.model.objects.filter(once).exclude(pk__in=self.public().order_by().values("pk"))
        with_another = When(public_condition(), then="changed_at")  # hidden by what it belongs to
        return gone.annotate(gone_at=Case(with_another, default=Coalesce("withdrawn_at", "changed_at")))

    def gone(self, uid: str) -> bool:
        """Whether a record of this identifier was public once and has been withdrawn."""
        records = self.model.objects.withdrawn() if self.withdrawn is None else self.withdrawn()
        return records.filter(uid=uid).exists()

    def row(self, record: models.Model) -> dict[str, Any]:
        """Return a record as JSON has it."""
        return {column.name: column.value(record) for column in self.columns}

    def parts(self) -> list[Rows]:
        """The columns that are tables of their own."""
        return [column for column in self.columns if isinstance(column, Rows)]


def model_at(model: type[models.Model], path: str) -> type[models.Model]:
    """Return the model to which a path of relations leads."""
    for step in path.split("__"):
        model = model._meta.get_field(step).related_model
    return model


def came(record: models.Model) -> datetime:
    """Return when a record was last changed or, if that is later, became public."""
    published = getattr(record, "publish_at", None)
    return max(record.changed_at, published) if published else record.changed_at


def identity() -> tuple[Column, ...]:
    """Return the columns with which every register begins."""
    return (
        Uid(
            "uid",
            _("permanent ID"),
            _("Never changes and is never reused for another record."),
            required=True,
        ),
        Column("slug", _("slug"), _("The last part of the page's address; it may change."), required=True),
        Address(),
    )


def changed(of: Callable[[Any], datetime] = came) -> Column:
    """Return the column with which every register ends."""
    return Moment(
        "changed_at",
        _("last changed"),
        _("When the record was last changed or published, in UTC."),
        of=of,
        required=True,
    )


def resources() -> list[Resource]:
    """Everything that the registers of the house give out, in the order in which readers meet them."""
    return [one for register in registers.registers() for one in register.resources]


def resource(code: str) -> Resource | None:
    """Return a resource by its code, None where there is no such."""
    return next((one for one in resources() if one.code == code), None)


def resource_of(record: models.Model) -> Resource | None:
    """Return the resource to which a record belongs."""
    return next((one for one in resources() if one.model is type(record) and not one.view_of), None)
