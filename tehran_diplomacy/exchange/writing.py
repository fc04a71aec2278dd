"""Writes tables as .xlsx and .csv in which no cell is ever run as a formula."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

_RUN = ("=", "+", "-", "@", "\t", "\r")


def harmless(text: str) -> str:
    """Return a text that a spreadsheet does not take for a formula when it reads a CSV file."""
    return f"'{text}" if text.startswith(_RUN) else text


def csv_lines(headings: list[str], rows: Iterable[list[Any]]) -> Iterator[str]:
    """Yield a CSV table line by line, with the byte-order mark that Excel needs for Persian.

    Texts are made harmless; numbers are written as they are, None as nothing.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write("\ufeff")
    for row in (headings, *rows) if isinstance(rows, list | tuple) else _first(headings, rows):
        writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def csv_line(row: Iterable[Any]) -> str:
    """Return one line of a CSV table, its texts harmless."""
    buffer = io.StringIO()
    csv.writer(buffer).writerow([harmless(cell) if isinstance(cell, str) else cell for cell in row])
    return buffer.getvalue()


def _first(headings: list[str], rows: Iterable[list[Any]]) -> Iterator[list[Any]]:
    yield headings
    yield from rows


def xlsx(headings: list[str], rows: Iterable[list[str]], title: str, right_to_left: bool) -> bytes:
    """Return an Excel file of one sheet; every cell is text."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.sheet_view.rightToLeft = right_to_left
    sheet.freeze_panes = "A2"

    def cell(text: str, bold: bool = False) -> WriteOnlyCell:
        made = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", text))
        made.data_type = "s"  # also a text that begins with '=' is a text
        if bold:
            made.font = Font(bold=True)
        return made

    sheet.append([cell(heading, bold=True) for heading in headings])
    for row in rows:
        sheet.append([cell(text) for text in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
