"""What a register gives out: its columns, its filters, and the public records with all that they show."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Case, Prefetch, Q, QuerySet, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tehran_diplomacy.publishing import registers
from tehran_diplomacy.publishing.querysets import public_condition
from tehran_diplomacy.reuse.cells import Text
from tehran_diplomacy.reuse.columns import Address, Column, Moment, Rows, Uid
from tehran_diplomacy.reuse.filters import MOMENT_OR_DAY, Filter, by_words, read_moment


@dataclass(frozen=True)
class Resource:
    """A register as machines read it.

    `public` gives the public records and no more, `fetch` adds to them what their own columns read. `reads` gives by
    column what is prefetched for it, so that only what is written is read. `published` leads to the moment from which a record is public. `gist(record, language)` says
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
    reads: dict[str, Callable[[], Prefetch | str]] = field(default_factory=dict)
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
        words = (by_words(),) if hasattr(self.model.objects.none(), "matching") else ()
        return (*self.filters, *words, changed)

    def fetched(self, rows: QuerySet, columns: Iterable[Column] | None = None) -> QuerySet:
        """Return rows with what `columns` (all if None) read, in a constant number of queries."""
        wanted: list[Prefetch | str] = []
        for column in self.columns if columns is None else columns:
            if (read := self.reads.get(column.name)) and (found := read()) not in wanted:
                wanted.append(found)
        return self.fetch(rows).prefetch_related(*wanted)

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

    def row(self, record: models.Model, columns: Iterable[Column] | None = None) -> dict[str, Any]:
        """Return a record as JSON has it, or `columns` of it."""
        return {column.name: column.value(record) for column in (columns or self.columns)}

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
