"""What a cell of a table says, as text that still knows what it was."""

import re
from datetime import date, datetime, time
from typing import Any

from tehran_diplomacy.languages.digits import to_latin

# As Excel and LibreOffice write them, in a cell of their own kind or as text that was copied out of one.
_ERRORS = re.compile(
    r"#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|BUSY!|UNKNOWN!|GETTING_DATA)"
    r"|Err:5\d\d"
)
# Excel keeps a typed 1401/10 or 1401.10 as the number 1401.1: the month is lost.
_LOST_ZERO = re.compile(r"\d{4}[.٫]\d")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_JALALI = re.compile(
    r"\[\$-(?:[^\]]*,\s*16\b|16[0-9A-Fa-f]{4}\b|[0-9A-Fa-f]{2}16[0-9A-Fa-f]{4}\b)", re.IGNORECASE
)
_NOT_SHOWN = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')


class Formula(str):
    """The text of a formula, which is refused where a value is wanted."""


class Fault(str):
    """The name of an error that a formula gave, as '#REF!'."""


class Fraction(str):
    """A number with a fraction: no date, whatever it looks like."""


def read_cell(value: Any, kind: str = "", shown_as: str = "") -> str:
    """Return what a cell of a workbook says; `kind` is openpyxl's data type, `shown_as` the number format."""
    if value is None:
        return ""
    if kind == "f" or type(value).__name__ in ("ArrayFormula", "DataTableFormula"):
        return Formula(str(value))
    if kind == "e":
        return Fault(value)
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime):
        return _day(value, shown_as) if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return _day(value, shown_as)
    if isinstance(value, float):
        if value.is_integer() and abs(value) < 1e15:
            return _number(int(value), shown_as)
        return Fraction(repr(value))
    if isinstance(value, int):
        return _number(value, shown_as)
    return read_text(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), str(value)))


def read_text(text: str) -> str:
    """Return what a cell says that is a text, as all are in CSV."""
    text = text.strip()
    if _ERRORS.fullmatch(text):
        return Fault(text)
    return Fraction(text) if _LOST_ZERO.fullmatch(to_latin(text)) else text


def escaped(text: str) -> str:
    """Return a text as a workbook keeps it: what would be read as one of Excel's escapes is one itself."""
    return _ESCAPE.sub("_x005F_", text)


def _number(value: int, shown_as: str) -> str:
    """A whole number, with the zeros in front that its format shows."""
    return f"{value:0{len(shown_as)}d}" if re.fullmatch("0+", shown_as) else str(value)


def _day(value: date, shown_as: str) -> str:
    """A date as exact as its format shows it, in the calendar of the format: typed 'Oct 2025' is the 1st to Excel."""
    shown = _NOT_SHOWN.sub("", shown_as.split(";")[0]).lower()
    value = value.date() if isinstance(value, datetime) else value
    if "y" not in shown or "d" in shown or "g" in shown:
        return value.isoformat()
    year, month = value.year, value.month
    if _JALALI.search(shown_as):
        import jdatetime

        jalali = jdatetime.date.fromgregorian(date=value)
        year, month = jalali.year, jalali.month
    return f"{year:04d}-{month:02d}" if "m" in shown else f"{year:04d}"
