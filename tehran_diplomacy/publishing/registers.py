"""The registers of the house, entered by each register itself: the ground knows none by name."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce


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
class Register:
    """A register of public records.

    `name` is what readers call it, `counted(n)` says 'n agreements' in the page's language, `list_url` is the
    name of its list's address, `row_template` draws one record in a list of what serves a goal, `day` is the
    partial date by which its records stand in time ('' where none does).
    `resources` describe the register to machines (see `reuse.resources`).
    `settle(record)` brings what hangs on a record (files) into line after a version of it became the record.
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
