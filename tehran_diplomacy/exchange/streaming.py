"""Writes Excel files while their rows are read: the first bytes go out at once, and memory does not grow with the table.

openpyxl writes the whole book to disk before it gives out anything. Here a sheet is a member of the ZIP file that is
written row by row; what names the sheets comes last.
"""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import IO, Any
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from tehran_diplomacy.exchange.cells import escaped
from tehran_diplomacy.exchange.writing import LONGEST_CELL
from tehran_diplomacy.languages.texts import visible

MOST_ROWS = 1_048_576  # of a sheet, in Excel
AT_ONCE = 200  # rows written at a time
PIECE = 32 * 1024  # bytes sent at a time
FIRST_DAY = datetime(1900, 3, 1, tzinfo=UTC)  # before it Excel's days are another year's
_ZERO = datetime(1899, 12, 30, tzinfo=UTC)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_TEXT, _BOLD, _DAY, _MOMENT = 1, 2, 3, 4  # styles, by their place in STYLES
STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}">'
    '<numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
    '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


class Outlet:
    """A file that cannot be sought: what is written is taken out again and sent."""

    def __init__(self) -> None:
        self.held: list[bytes] = []
        self.size = 0

    def write(self, data: bytes) -> int:
        """Hold bytes."""
        self.held.append(bytes(data))
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        """Nothing: what is held is taken."""

    def taken(self) -> bytes:
        """Return what was written since the last time."""
        found, self.held, self.size = b"".join(self.held), [], 0
        return found


@dataclass(frozen=True)
class Sheet:
    """A sheet with its rows: texts, numbers, yes and no, days, moments, None."""

    name: str
    headings: list[str]
    rows: Iterable[list[Any]]


def xlsx_stream(sheets: Iterable[Sheet]) -> Iterator[bytes]:
    """Yield an Excel file piece by piece; the rows of a sheet are read when its turn comes."""
    outlet, names = Outlet(), []
    with ZipFile(outlet, "w", ZIP_DEFLATED) as archive:  # type: ignore[arg-type]
        archive.writestr(_info("xl/styles.xml"), STYLES)
        yield outlet.taken()
        for sheet in sheets:
            rows, number = iter(sheet.rows), 1
            while True:
                names.append(sheet.name[:31] if number == 1 else f"{sheet.name[:27]}-{number}")
                more = yield from _written(archive, outlet, len(names), sheet.headings, rows)
                if not more:
                    break
                number += 1
        for path, text in _frame(names):
            archive.writestr(_info(path), text)
    yield outlet.taken()


def _written(
    archive: ZipFile, outlet: Outlet, number: int, headings: list[str], rows: Iterator[list[Any]]
) -> Iterator[bytes]:
    """Write one sheet; return whether there are more rows than a sheet of Excel has."""
    with _member(archive, f"xl/worksheets/sheet{number}.xml") as member:
        member.write(
            f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" '
            'topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>'
            f"{_row(headings, _BOLD)}".encode()
        )
        lines, count = [], 1
        for row in rows:
            lines.append(_row(row))
            count += 1
            if len(lines) >= AT_ONCE or count == MOST_ROWS:
                member.write("".join(lines).encode())
                lines = []
            if outlet.size >= PIECE:
                yield outlet.taken()
            if count == MOST_ROWS:
                break
        member.write(f"{''.join(lines)}</sheetData></worksheet>".encode())
    yield outlet.taken()
    return count == MOST_ROWS


def _member(archive: ZipFile, path: str) -> AbstractContextManager[IO[bytes]]:
    return archive.open(_info(path), "w", force_zip64=True)


def _info(path: str) -> ZipInfo:
    info = ZipInfo(path)
    info.compress_type = ZIP_DEFLATED
    return info


def _row(cells: list[Any], style: int = _TEXT) -> str:
    return f"<row>{''.join(_cell(cell, style) for cell in cells)}</row>"


def _cell(value: Any, style: int) -> str:
    if value is None or value == "":
        return "<c/>"
    if isinstance(value, bool):
        return f'<c t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | float | Decimal):
        return f"<c><v>{value}</v></c>"
    if isinstance(value, date):
        moment = isinstance(value, datetime)
        when = value if moment else datetime(value.year, value.month, value.day, tzinfo=UTC)
        if when >= FIRST_DAY:
            days = (when - _ZERO).total_seconds() / 86400
            return f'<c s="{_MOMENT if moment else _DAY}"><v>{days!r}</v></c>'
        value = value.isoformat()
    text = escape(escaped(visible(value))[:LONGEST_CELL])
    return f'<c s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _frame(names: list[str]) -> Iterator[tuple[str, str]]:
    """Yield what makes a workbook of the sheets."""
    numbers = range(1, len(names) + 1)
    sheets = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{n}" r:id="rId{n}"/>'
        for n, name in zip(numbers, names, strict=True)
    )
    relations = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in numbers
    )
    parts = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        for n in numbers
    )
    yield (
        "xl/workbook.xml",
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets></workbook>',
    )
    yield (
        "xl/_rels/workbook.xml.rels",
        f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{relations}<Relationship '
        f'Id="rId{len(names) + 1}" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
    )
    yield (
        "_rels/.rels",
        f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    )
    yield (
        "[Content_Types].xml",
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        f'ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>{parts}</Types>',
    )
