"""Writes tables as .xlsx and .csv in which no cell is ever run as a formula."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import Any

from tehran_diplomacy.exchange.cells import escaped
from tehran_diplomacy.languages.texts import visible

# What a spreadsheet runs, and what would be taken for such a text that was made harmless.
RUN = re.compile(r"'*[=+\-@\t\r]")

LONGEST_CELL = 32_767  # characters, of Excel


def harmless(text: str) -> str:
    """Return a text that a spreadsheet does not take for a formula when it reads a CSV file, without controls."""
    text = visible(text)
    return f"'{text}" if RUN.match(text) else text


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


def text_cell(sheet: Any, text: str) -> Any:
    """Return a cell of an openpyxl sheet that is a text, whatever it looks like, and that Excel can hold."""
    from openpyxl.cell import WriteOnlyCell

    made = WriteOnlyCell(sheet, value=escaped(visible(text))[:LONGEST_CELL])
    made.data_type = "s"  # also a text that begins with '=' is a text
    return made


def xlsx(headings: list[str], rows: Iterable[list[str]], title: str, right_to_left: bool) -> bytes:
    """Return an Excel file of one sheet; every cell is text."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.sheet_view.rightToLeft = right_to_left
    sheet.freeze_panes = "A2"
    first = [text_cell(sheet, heading) for heading in headings]
    for cell in first:
        cell.font = Font(bold=True)
    sheet.append(first)
    for row in rows:
        sheet.append([text_cell(sheet, text) for text in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
