"""Reads the rows of an uploaded table: .xlsx or .csv, as plain text, within limits, never running anything."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from tehran_diplomacy.exchange.cells import Fault, Formula, Fraction, read_text
from tehran_diplomacy.exchange.workbooks import (
    MAX_COLUMNS,
    UnreadableTable,
    refuse_other_programs,
    rows_of_workbook,
)
from tehran_diplomacy.exchange.writing import RUN
from tehran_diplomacy.languages.texts import in_lines
from tehran_diplomacy.sandbox.process import TookTooMuch
from tehran_diplomacy.sandbox.turns import TooManyWaiting, run_in_turn

MAX_BYTES = 20 * 1024 * 1024  # of the file as uploaded
MAX_ROWS = 20_000
MAX_CELL = 20_000  # characters
SECONDS, MEMORY = 60, 1024 * 1024 * 1024  # for reading one
_SEPARATOR = re.compile(r"(?i)sep=([,;\t|])\r?\n")  # Excel's own first line, which is none of the table


@dataclass
class Table:
    """The rows of a table, the headings first, and what whoever brings it in should know beside them."""

    rows: list[list[str]] = field(default_factory=list)
    _notes: list[tuple] = field(default_factory=list)

    @property
    def notes(self) -> list[str]:
        """What is to be said of the file, in the language of the page."""
        return [str(text) % values for text, values in self._notes]


def read_table(data: bytes) -> Table:
    """Return the table in a file, read apart from the portal; raise UnreadableTable.

    Cells are text without spaces around it. Excel's dates become '2023-01-18', or '2023-01' where their format
    shows no day, whichever of its two epochs the file uses.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableTable(_("The file is too large; split it into several."))
    try:
        return run_in_turn(table_of, data, seconds=SECONDS, memory=MEMORY)
    except TookTooMuch as error:
        raise UnreadableTable(_("This file expands beyond the size limit and was not opened.")) from error
    except TooManyWaiting as error:
        raise UnreadableTable(
            _("Many files are being read right now. Try again in a few minutes.")
        ) from error


def rows_of(data: bytes) -> list[list[str]]:
    """Return the rows of a table, the headings first; see `read_table`."""
    return read_table(data).rows


def table_of(data: bytes) -> Table:
    """Read a table here and now; raise UnreadableTable."""
    table = Table()
    refuse_other_programs(data)
    for row in rows_of_workbook(data, table._notes) if data[:4] == b"PK\x03\x04" else _csv(data):
        if len(table.rows) > MAX_ROWS:
            raise UnreadableTable(_("The table has too many rows; split it into several files."))
        table.rows.append([_cell(text) for text in row])
    while table.rows and not any(table.rows[-1]):
        table.rows.pop()
    if not table.rows or not any(table.rows[0]):
        raise UnreadableTable(_("The table is empty. Its first row must contain the headings."))
    width = max(
        len(row) - next((n for n, cell in enumerate(reversed(row)) if cell), len(row)) for row in table.rows
    )
    table.rows = [row[:width] for row in table.rows]
    return table


def _cell(text: str) -> str:
    if len(text) > MAX_CELL:
        raise UnreadableTable(_("A cell contains too much text."))
    return text if isinstance(text, Formula | Fault | Fraction) else in_lines(text)


def _csv(data: bytes) -> Iterator[list[str]]:
    text = _decoded(data)
    if said := _SEPARATOR.match(text):
        text, delimiter = text[said.end() :], said[1]
    else:
        first = text.split("\n", 1)[0]
        delimiter = max(",;\t", key=first.count)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            if len(row) > MAX_COLUMNS:
                raise UnreadableTable(_("The table has too many columns."))
            yield [_plain(cell) for cell in row]
    except csv.Error as error:
        raise UnreadableTable(_("This is neither an Excel file (.xlsx) nor a table as CSV.")) from error


def _decoded(data: bytes) -> str:
    """UTF-8 or UTF-16 as their marks say, else UTF-8, else the code page of Persian Windows."""
    marked = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1256"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        # A few controls come from word processors; bytes that are no text show many in a code page.
        controls = sum(c < " " and c not in "\r\n\t" for c in text[:5000])
        if "\x00" not in text and controls <= (len(text[:5000]) // 100 if encoding == "cp1256" else 50):
            return text
    raise UnreadableTable(_("This is neither an Excel file (.xlsx) nor a table as CSV."))


def _plain(text: str) -> str:
    """Take off the mark that keeps a spreadsheet from running a text; see `writing.harmless`."""
    text = text.strip()
    return text[1:] if text[:1] == "'" and RUN.match(text) else read_text(text)
