"""Registers as flat tables: one for the records, one for each of their parts, tied by the permanent identifier."""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tehran_diplomacy.opendata.tombstones import gone_from
from tehran_diplomacy.reuse.columns import Cell, Column, Rows, Text, moment, said
from tehran_diplomacy.reuse.resources import Resource, resource, resources

CHUNK = 500  # records fetched at a time, with their parts
_OF = _("%(register)s: %(part)s")


@dataclass(frozen=True)
class Table:
    """A register, or one sort of part of its records (`part`); of `records` alone where they are given."""

    resource: Resource
    part: Rows | None = None
    records: QuerySet | None = None

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
        """The columns of the record, without its parts, or of the part."""
        if self.part is not None:
            return self.part.columns
        return tuple(one for one in self.resource.columns if not isinstance(one, Rows))

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
        columns = self.columns
        for record in stream(self.resource, self._rows(), columns if self.part is None else (self.part,)):
            if self.part is None:
                yield spread(columns, self.resource.row(record, columns))
            else:
                for part in self.part.value(record):
                    yield [record.uid, *spread(columns, part)]

    def _rows(self) -> QuerySet:
        """The records; of a part, only those that have one."""
        found = self.resource.public() if self.records is None else self.records
        if self.part is None or not (read := self.resource.reads.get(self.part.name)):
            return found
        path = getattr(lookup := read(), "prefetch_through", lookup).partition("__")[0]
        having = self.resource.model._base_manager.filter(**{f"{path}__isnull": False})
        return found.filter(pk__in=having.values("pk"))


def spread(columns: tuple[Column, ...], row: dict[str, Any]) -> list[Any]:
    """Return the cells of a row: texts, numbers, None; yes and no as 'true' and 'false'."""
    cells = [cell for column in columns for cell in column.spread(row[column.name])]
    return [str(cell).lower() if isinstance(cell, bool) else cell for cell in cells]


def stream(
    found: Resource, records: QuerySet | None = None, columns: Iterable[Column] | None = None
) -> Iterator[Any]:
    """Yield the public records of a register, or `records` of it, with what `columns` (all if None) read."""
    rows = found.fetched(found.public() if records is None else records, columns).order_by(*found.order)
    with _in_one_go():
        yield from rows.iterator(chunk_size=CHUNK)


def _in_one_go() -> AbstractContextManager[Any]:
    """Outside a transaction PostgreSQL makes a whole answer ready before it gives the first row."""
    return transaction.atomic() if connection.vendor == "postgresql" else nullcontext()


def tables_of(found: Resource, records: QuerySet | None = None) -> list[Table]:
    """Return a register's table and those of its parts, of `records` alone where they are given."""
    return [Table(found, None, records), *(Table(found, part, records) for part in found.parts())]


def tables() -> list[Table]:
    """Return every table of the house."""
    return [table for one in resources() for table in tables_of(one)]


def table_named(name: str) -> Table | None:
    """Return a table by its name, None where there is no such."""
    if (found := resource(name)) is not None:
        return Table(found)
    return next((table for table in tables() if table.name == name), None)


WITHDRAWN = ["register", "uid", "withdrawn_at", "reason_fa", "reason_en"]


def withdrawn_rows(since: datetime | None = None) -> Iterator[list[str | None]]:
    """Yield a row for each record that was public once and is no longer, since a moment; register by register."""
    for one in resources():
        for gone in gone_from(one, since):
            yield [one.code, gone.uid, moment(gone.gone_at), gone.reason["fa"], gone.reason["en"]]
