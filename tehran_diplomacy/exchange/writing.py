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

_ROWS_WITH_LISTS = 1000  # of an empty table
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


def template_xlsx(
    columns: dict[str, tuple[list[str], bool]], title: str, lists: str, right_to_left: bool
) -> bytes:
    """Return an empty Excel table: its headings, and under each a list to choose from where there is one.

    `columns` gives by heading what a cell may hold, and whether it may hold that alone. `lists` names the second
    sheet, on which these lists stand.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter, quote_sheetname
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    sheet, offered = book.active, book.create_sheet(lists[:31])
    sheet.title = title[:31]
    sheet.freeze_panes = "A2"
    for one in (sheet, offered):
        one.sheet_view.rightToLeft = right_to_left
    for place, (heading, (words, alone)) in enumerate(columns.items(), 1):
        letter = get_column_letter(place)
        sheet[f"{letter}1"] = visible(heading)
        sheet[f"{letter}1"].font = Font(bold=True)
        sheet.column_dimensions[letter].width = max(16, len(heading) + 4)
        if not words:
            continue
        for row, word in enumerate((heading, *words), 1):
            offered[f"{letter}{row}"].value = escaped(visible(word))
            offered[f"{letter}{row}"].data_type = "s"
        source = f"{quote_sheetname(offered.title)}!${letter}$2:${letter}${len(words) + 1}"
        choice = DataValidation("list", formula1=source, allow_blank=True, showErrorMessage=alone)
        choice.add(f"{letter}2:{letter}{_ROWS_WITH_LISTS}")
        sheet.add_data_validation(choice)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
