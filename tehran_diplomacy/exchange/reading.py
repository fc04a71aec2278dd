"""Reads the rows of an uploaded table: .xlsx or .csv, as plain text, within limits, never running anything."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MAX_BYTES = 20 * 1024 * 1024  # of the file as uploaded
MAX_UNPACKED = 200 * 1024 * 1024  # bytes, of all parts of an .xlsx together
MAX_PARTS = 2_000
MAX_ROWS = 20_000
MAX_COLUMNS = 100
MAX_CELL = 20_000  # characters
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b")


class UnreadableTable(ValidationError):
    """A file that is no table, or one beyond the limits; its message says what to do."""


class Formula(str):
    """The text of a formula, which is refused where a value is wanted."""


def rows_of(data: bytes) -> list[list[str]]:
    """Return the rows of a table, the headings first; cells are text without spaces around it.

    Excel's dates become '2023-01-18', whichever of its two epochs the file uses. Raises UnreadableTable.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableTable(_("The file is too large; split it into several."))
    rows = []
    for row in _xlsx(data) if data[:4] == b"PK\x03\x04" else _csv(data):
        if len(rows) > MAX_ROWS:
            raise UnreadableTable(_("The table has too many rows; split it into several files."))
        rows.append(row)
    while rows and not any(rows[-1]):
        rows.pop()
    if not rows or not any(rows[0]):
        raise UnreadableTable(_("The table is empty. Its first row must hold the headings."))
    return rows


def _xlsx(data: bytes) -> Iterator[list[str]]:
    from openpyxl import load_workbook

    try:
        _check_parts(data)
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        for row in sheet.iter_rows():
            if len(row) > MAX_COLUMNS:
                row = row[:MAX_COLUMNS] if not any(c.value for c in row[MAX_COLUMNS:]) else _too_wide()
            yield [_text(cell.value, getattr(cell, "data_type", "")) for cell in row]
    except ValidationError:
        raise
    except Exception as error:  # a damaged file makes the reader fail in many ways; all mean the same
        raise UnreadableTable(
            _("This Excel file cannot be read; it may be damaged or locked. Save it anew and try again.")
        ) from error


def _too_wide() -> Any:
    raise UnreadableTable(_("The table has too many columns."))


def _check_parts(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        infos = parts.infolist()
        if len(infos) > MAX_PARTS or sum(info.file_size for info in infos) > MAX_UNPACKED:
            raise UnreadableTable(_("The file is far larger inside than outside, and is not opened."))
        for info in infos:
            if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", info.filename):
                with parts.open(info) as part:
                    if _MERGED.search(part.read(MAX_UNPACKED)):
                        raise UnreadableTable(_("The table has merged cells. Unmerge them and try again."))
                break


def _text(value: Any, kind: str = "") -> str:
    if value is None:
        return ""
    if kind == "f" or type(value).__name__ in ("ArrayFormula", "DataTableFormula"):
        return Formula(str(value))
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return _checked(str(value))


def _checked(text: str) -> str:
    if len(text) > MAX_CELL:
        raise UnreadableTable(_("A cell holds more text than any field can take."))
    return text.replace("\x00", "").strip()


def _csv(data: bytes) -> Iterator[list[str]]:
    text = _decoded(data)
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            if len(row) > MAX_COLUMNS:
                _too_wide()
            yield [_plain(_checked(cell)) for cell in row]
    except csv.Error as error:
        raise UnreadableTable(_("This is neither an Excel file (.xlsx) nor a table as CSV.")) from error


def _decoded(data: bytes) -> str:
    """UTF-8 or UTF-16 as their marks say, else UTF-8, else the code page of Persian Windows."""
    marked = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    encodings = ("utf-16",) if marked else ("utf-8-sig", "cp1256")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text and sum(c < " " and c not in "\r\n\t" for c in text[:5000]) == 0:
            return text
    raise UnreadableTable(_("This is neither an Excel file (.xlsx) nor a table as CSV."))


def _plain(text: str) -> str:
    """Take off the mark that keeps a spreadsheet from running a text; see `writing.harmless`."""
    return text[1:] if text[:1] == "'" and text[1:2] in tuple("=+-@") else text
