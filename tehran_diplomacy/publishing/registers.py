"""The registers of the house, entered by each register itself: the ground knows none by name."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from tehran_diplomacy.dates.partial import PartialDate


@dataclass(frozen=True)
class Need:
    """Something in a register that waits for the office.

    `condition` gives the records meant; its argument is the member of staff who looks. `kind` says where the
    desk shows it: 'task' (waits for a decision), 'date' (a day that comes or passed), 'gap' (something of a
    published record is missing). `publishers` and `writers` say for whom a task is.
    """

    code: str
    label: str
    condition: Callable[[Any], Q]
    kind: str = "gap"
    publishers: bool = True
    writers: bool = True


@dataclass(frozen=True)
class Searched:
    """Something that a search can find: a record, or a part of one that has an address of its own.

    `title` and `body` hold the texts by language ('fa', 'en'); `names` are names in either script of what
    takes part, `dates` the first and last day of every date in its life, `day` the date by which it stands in time.
    `page` is what gives its address, `anchor` the place on that page. It is public with its record and all of
    `shown_with`. `part` is '' for the record itself, else what tells its parts apart; `kind` is the code of the
    register, or of the kind of part.
    """

    kind: str
    page: models.Model
    title: dict[str, str]
    body: dict[str, str]
    names: tuple[str, ...] = ()
    dates: tuple[tuple[date, date], ...] = ()
    day: PartialDate | None = None
    countries: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    part: str = ""
    anchor: str = ""
    shown_with: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Searching:
    """How a register's records are searched.

    `entries(record)` gives what can be found of a record; `reads` are the relations that it reads, fetched
    before: when a record that they lead to changes its name, those that lead to it are indexed anew.
    """

    entries: Callable[[Any], Iterable[Searched]]
    reads: tuple[str, ...] = ()


@dataclass(frozen=True)
class Moment:
    """Something in time, as the timeline draws it.

    It is called by `title`, a translated field of the public `record`, and leads to `address`; `what` says what
    it is ('signed · sister city'). What `lasts` goes on from `begins`: with an end to its end, else it is
    'since'; only with `ends` 'until', only with `as_of` 'as of'. What does not last is on one day, or from
    `begins` to `ends`.
    """

    record: models.Model
    title: str
    address: str
    what: str
    begins: PartialDate | None
    ends: PartialDate | None = None
    as_of: PartialDate | None = None
    lasts: bool = False

    @property
    def mark(self) -> PartialDate:
        """The date by which it stands in time."""
        return self.begins or self.ends or self.as_of


@dataclass(frozen=True)
class Moments:
    """One sort of moments that a register puts on the timeline, found by a question to the database.

    `code` is the sort's own; `kind` and `name` are what readers choose by, and several sorts may share them.
    `rows()` gives the public rows with what `shown(row)` reads, `where` narrows them; `first` and `last` are
    expressions of the Gregorian days from and to which a moment can lie or lasts, NULL where nothing is known.
    `may_lack` says that a row without days has no such moment, rather than one whose date is not known.
    """

    code: str
    kind: str
    name: str
    rows: Callable[[], QuerySet]
    first: Any
    last: Any
    shown: Callable[[Any], Moment]
    where: Q = field(default_factory=Q)
    may_lack: bool = False


@dataclass(frozen=True, eq=False)
class Register:
    """A register of public records.

    `name` is what readers call it, `counted(n)` says 'n agreements' in the page's language, `list_url` is the
    name of its list's address, `row_template` draws one record in a list of what serves a goal, `day` is the
    partial date by which its records stand in time ('' where none does).
    `resources` describe the register to machines (see `reuse.resources`).
    `settle(record)` brings what hangs on a record (files) into line after a version of it became the record.
    `searching` says what a search finds of it, `moments` what of it stands on the timeline.
    """

    model: type[models.Model]
    name: str
    counted: Callable[[int], str]
    list_url: str
    row_template: str = ""
    day: str = ""
    order: int = 0
    serves_goals: bool = False
    related: tuple[str, ...] = field(default=())
    needs: tuple[Need, ...] = field(default=())
    resources: tuple[Any, ...] = field(default=())
    settle: Callable[[models.Model], None] | None = None
    searching: Searching | None = None
    moments: tuple[Moments, ...] = field(default=())

    @property
    def code(self) -> str:
        """The register's code in addresses and annotations, as in 'agreement'."""
        return self.model._meta.model_name

    def public(self) -> QuerySet:
        """The register's public records with what a row of a list shows."""
        return self.model.objects.public().select_related(*self.related)


_registers: dict[str, Register] = {}


def enter(register: Register) -> None:
    """Enter a register; its app's `ready()` calls this once."""
    _registers[register.model._meta.label_lower] = register


def registers() -> list[Register]:
    """All registers in the order in which readers meet them."""
    return sorted(_registers.values(), key=lambda register: register.order)


def serving_goals() -> list[Register]:
    """The registers whose records can serve a goal of the roadmap."""
    return [register for register in registers() if register.serves_goals]


def count_through(register: Register, relation: str) -> Coalesce:
    """Return an expression: how many public records of `register` point to the row by their `relation`."""
    counted = (
        register.model.objects.public()
        .filter(**{relation: OuterRef("pk")})
        .order_by()
        .values(relation)
        .annotate(n=Count("pk", distinct=True))
        .values("n")
    )
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def settle(record: models.Model) -> None:
    """Bring what hangs on a record into line after a version of it became the record."""
    register = _registers.get(record._meta.label_lower)
    if register is not None and register.settle is not None:
        register.settle(record)
