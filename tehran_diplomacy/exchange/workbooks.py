"""Opens a workbook of Excel within limits, and says what else there is beside the table that is read."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tehran_diplomacy.exchange.cells import read_cell

MAX_PARTS = 2_000
MAX_UNPACKED = 200 * 1024 * 1024  # bytes, of all parts of a workbook together
# Of single parts, in bytes: what openpyxl makes of them takes ten times as much.
MAX_SHEET, MAX_STRINGS, MAX_OTHER = 100 * 1024 * 1024, 32 * 1024 * 1024, 8 * 1024 * 1024
MAX_TEXTS = 2_000_000  # in the table of texts that all sheets share
MAX_COLUMNS = 100

_ROW = re.compile(rb"<(?:\w+:)?row\s([^<>]*)>")
_COLUMN = re.compile(rb"<(?:\w+:)?col\s([^<>]*)>")
_FULL_CELL = re.compile(rb"<(?:\w+:)?c\s([^<>]*[^/<>])>")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b")
_OFFERED = re.compile(rb"<(?:\w+:)?formula1>([^<]*)<")
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_NUMBER = re.compile(rb'\br="(\d{1,7})"')
_LETTERS = re.compile(rb'\br="([A-Z]{1,3})\d')
# ISO/IEC 29500: the names of Strict, and those of Transitional, which every program writes.
_STRICT = b"http://purl.oclc.org/ooxml/"
_NAMESPACES = (
    (
        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    ),
    (b"http://purl.oclc.org/ooxml/drawingml/main", b"http://schemas.openxmlformats.org/drawingml/2006/main"),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
)


class UnreadableTable(ValidationError):
    """A file that is no table, or one beyond the limits; its message says what to do."""


def rows_of_workbook(data: bytes, notes: list[Any]) -> Iterator[list[str]]:
    """Yield the rows of the first sheet that is not hidden; put into `notes` what its reader should know."""
    from openpyxl import load_workbook

    try:
        data = _transitional(_checked(data))
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        sheet = next((one for one in book.worksheets if one.sheet_state == "visible"), None)
        if sheet is None:
            raise UnreadableTable(_("The workbook has no visible sheet."))
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            raw = parts.read(sheet._worksheet_path.lstrip("/"))
        # A sheet of words that the first one offers to choose from is no table.
        offered = b"".join(_OFFERED.findall(raw)).decode(errors="replace")
        if any(one is not sheet and one.title not in offered for one in book.worksheets):
            notes.append(
                (_("The workbook has several sheets; only “%(sheet)s” is read."), {"sheet": sheet.title})
            )
        _look_at(raw, notes)
        sheet.reset_dimensions()
        for row in sheet.iter_rows(max_col=MAX_COLUMNS):
            yield [
                "" if cell.value is None else read_cell(cell.value, cell.data_type, _format(cell))
                for cell in row
            ]
    except (ValidationError, MemoryError):
        raise
    except Exception as error:  # a damaged file makes the reader fail in many ways; all mean the same
        raise UnreadableTable(
            _("This Excel file cannot be read; it may be damaged or locked. Save it again and retry.")
        ) from error


def refuse_other_programs(data: bytes) -> None:
    """Name the kind of a file that is a table of another program, and say how to save it."""
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise UnreadableTable(_("This workbook is locked with a password. Save it without one."))
        raise UnreadableTable(
            _("This is an Excel 97–2003 workbook (.xls). Save it as .xlsx and choose that file.")
        )
    if data[:4] != b"PK\x03\x04":
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            names = parts.namelist()
            kind = parts.open("mimetype").read(100) if "mimetype" in names else b""
    except Exception:  # the reader says that it is damaged
        return
    if b"opendocument" in kind:
        raise UnreadableTable(_("This is a LibreOffice file (.ods). Save it as .xlsx and choose that file."))
    if "xl/workbook.bin" in names:
        raise UnreadableTable(_("This is a binary workbook (.xlsb). Save it as .xlsx and choose that file."))
    if "Index/Document.iwa" in names:
        raise UnreadableTable(_("This is a Numbers file. Export it as Excel (.xlsx) and choose that file."))
    if "word/document.xml" in names:
        raise UnreadableTable(
            _("This is a Word document. Copy its table into Excel, save it and choose that file.")
        )


def _checked(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        infos = parts.infolist()
        sizes = [(info.file_size, _most(info.filename)) for info in infos]
        if (
            len(infos) > MAX_PARTS
            or sum(size for size, _limit in sizes) > MAX_UNPACKED
            or any(size > most for size, most in sizes)
        ):
            raise UnreadableTable(_("This file expands beyond the size limit and was not opened."))
        texts = [info for info in infos if info.filename.lower().endswith("sharedstrings.xml")]
        if any(parts.read(info).count(b"<si") > MAX_TEXTS for info in texts):
            raise UnreadableTable(_("This file expands beyond the size limit and was not opened."))
    return data


def _most(name: str) -> int:
    name = name.lower()
    if name.startswith("xl/worksheets/"):
        return MAX_SHEET
    if name.endswith("sharedstrings.xml"):
        return MAX_STRINGS
    return MAX_UNPACKED if name.startswith("xl/media/") else MAX_OTHER  # pictures are not opened


def _transitional(data: bytes) -> bytes:
    """The same workbook with the names that openpyxl knows, where it was saved as "Strict Open XML"."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        if _STRICT not in parts.read("xl/workbook.xml"):
            return data
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as written:
            for info in parts.infolist():
                content = parts.read(info)
                if info.filename.endswith((".xml", ".rels")):
                    for strict, usual in _NAMESPACES:
                        content = content.replace(strict, usual)
                written.writestr(info.filename, content)
        return out.getvalue()


def _look_at(sheet: bytes, notes: list[Any]) -> None:
    """Refuse a sheet with merged cells or too many columns; note hidden rows and columns."""
    if _MERGED.search(sheet):
        raise UnreadableTable(_("The table has merged cells. Unmerge them and try again."))
    if any(
        _place(found[1]) > MAX_COLUMNS
        for cell in _FULL_CELL.finditer(sheet)
        if (found := _LETTERS.search(cell[1]))
    ):
        raise UnreadableTable(_("The table has too many columns."))
    hidden = [row[1] for row in _ROW.finditer(sheet) if _HIDDEN.search(row[1])]
    if hidden:
        numbers = [int(found[1]) for one in hidden if (found := _NUMBER.search(one))]
        text = ", ".join(map(str, numbers[:10])) + (" …" if len(numbers) > 10 else "")
        notes.append((_("Hidden rows are read like the others: %(rows)s."), {"rows": text}))
    if any(_HIDDEN.search(column[1]) for column in _COLUMN.finditer(sheet)):
        notes.append((_("Hidden columns are read like the others."), {}))


def _format(cell: Any) -> str:
    """The number format of a cell, '' where the workbook has no styles."""
    try:
        return cell.number_format
    except (IndexError, AttributeError):
        return ""


def _place(letters: bytes) -> int:
    """The number of a column: A is 1."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
