"""Registers as flat tables: one for the records, one for each of their parts, tied by the permanent identifier."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tehran_diplomacy.publishing.public_changes import reasons_of
from tehran_diplomacy.reuse.columns import Cell, Column, Rows, Text, moment, said
from tehran_diplomacy.reuse.resources import Resource, resource, resources

CHUNK = 500  # records fetched at a time, with their parts
_OF = _("%(part)s of %(register)s")


@dataclass(frozen=True)
class Table:
    """A register, or one sort of part of its records (`part`); with `since` only what changed from then on."""

    resource: Resource
    part: Rows | None = None
    since: datetime | None = None

    @property
    def name(self) -> str:
        """The name in addresses and files: 'agreements', 'agreements-parties'."""
        return f"{self.resource.code}-{self.part.name}" if self.part else self.resource.code

    def title(self, language: str) -> str:
        """Return what readers call it."""
        register = said(self.resource.name, language)
        if self.part is None:
            return register
        return said(_OF, language) % {"part": said(self.part.title, language), "register": register}

    @property
    def about(self) -> Text:
        """What the table holds."""
        return self.part.meaning if self.part else self.resource.about

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the record or of the part."""
        return self.part.columns if self.part else self.resource.columns

    def cells(self) -> list[Cell]:
        """The table's columns; a part begins with the record to which it belongs."""
        own = [cell for column in self.columns for cell in column.cells()]
        if self.part is None:
            return own
        return [
            Cell(
                "record",
                _("record"),
                _("The permanent ID of the record that the row belongs to."),
                required=True,
                refers_to=self.resource.code,
            ),
            *own,
        ]

    def rows(self) -> Iterator[list[Any]]:
        """Yield the table row by row; records are fetched in chunks, so memory does not grow with the archive."""
        for record in stream(self.resource, self.since):
            if self.part is None:
                yield spread(self.columns, self.resource.row(record))
            else:
                for part in self.part.value(record):
                    yield [record.uid, *spread(self.columns, part)]


def walk(found: Resource, since: datetime | None = None) -> Iterator[tuple[str, list[Any]]]:
    """Yield every row of a register's table and of its parts' tables as (table, cells), reading each record once."""
    own = tables_of(found)
    for record in stream(found, since):
        row = found.row(record)
        for table in own:
            if table.part is None:
                yield table.name, spread(table.columns, row)
            else:
                for part in row[table.part.name]:
                    yield table.name, [record.uid, *spread(table.columns, part)]


def spread(columns: tuple[Column, ...], row: dict[str, Any]) -> list[Any]:
    """Return the cells of a row: texts, numbers, None; yes and no as 'true' and 'false'."""
    cells = [cell for column in columns for cell in column.spread(row[column.name])]
    return [str(cell).lower() if isinstance(cell, bool) else cell for cell in cells]


def stream(found: Resource, since: datetime | None = None) -> Iterator[Any]:
    """Yield the public records of a register, those changed from `since` on, with what their columns read."""
    records = found.public() if since is None else found.public().filter(found.changed_since(since))
    rows: QuerySet = found.fetch(records).order_by(*found.order)
    yield from rows.iterator(chunk_size=CHUNK)


def tables_of(found: Resource) -> list[Table]:
    """Return a register's table and those of its parts."""
    return [Table(found), *(Table(found, part) for part in found.parts())]


def tables() -> list[Table]:
    """Return every table of the house."""
    return [table for one in resources() for table in tables_of(one)]


def table_named(name: str) -> Table | None:
    """Return a table by its name, None where there is no such."""
    if (found := resource(name)) is not None:
        return Table(found)
    return next((table for table in tables() if table.name == name), None)


WITHDRAWN = ["register", "uid", "withdrawn_at", "reason_fa", "reason_en"]


def withdrawn_rows() -> Iterator[list[str | None]]:
    """Yield a row for each record that was public once and is no longer, register by register."""
    for one in resources():
        gone = one.tombstones().order_by("gone_at", "pk").values_list("pk", "uid", "gone_at")
        for rows in batched(gone.iterator(chunk_size=CHUNK), CHUNK):
            reasons = reasons_of(one.model, [key for key, _uid, _at in rows])
            for key, uid, at in rows:
                reason = reasons.get(key, {})
                yield [one.code, uid, moment(at), reason.get("fa"), reason.get("en")]


def batched(rows: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """Yield rows in lists of at most `size` (itertools.batched is Python 3.12's)."""
    rows = iter(rows)
    while batch := list(islice(rows, size)):
        yield batch
