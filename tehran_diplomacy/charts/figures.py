"""The figures of a chart: the same for its drawing, its table and its file."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from tehran_diplomacy.languages.digits import to_latin
from tehran_diplomacy.languages.templatetags.languages import number


class Shape(StrEnum):
    """How figures are drawn."""

    COLUMNS = "columns"  # rows are equal steps of time
    BARS = "bars"  # rows are names
    MATRIX = "matrix"  # every cell is a figure of its own


@dataclass(frozen=True)
class Series:
    """What is counted beside one another; what is not certain (`is_open`) is drawn hollow."""

    name: str
    is_open: bool = False


@dataclass(frozen=True)
class Row:
    """One row of figures, a number for each series; `address` leads to what was counted."""

    name: str
    values: tuple[int, ...]
    address: str = ""

    @property
    def total(self) -> int:
        """The sum of the row."""
        return sum(self.values)


@dataclass(frozen=True)
class Figures:
    """A chart in the page's language.

    `code` and `base` make the addresses of its files; `of_rows` heads the column of names. `apart` are rows that
    are counted but not drawn ('date not known'). `rule` says how it was counted, `most` how many rows are drawn:
    the table has all.
    """

    code: str
    base: str
    title: str
    shape: Shape
    of_rows: str
    series: tuple[Series, ...]
    rows: tuple[Row, ...]
    rule: str
    apart: tuple[Row, ...] = ()
    most: int = 20

    @property
    def drawn(self) -> tuple[Row, ...]:
        """The rows that are drawn; time is never cut."""
        return self.rows if self.shape == Shape.COLUMNS else self.rows[: self.most]

    @property
    def left_out(self) -> int:
        """How many rows stand only in the table."""
        return len(self.rows) - len(self.drawn)

    @property
    def is_empty(self) -> bool:
        """Whether nothing can be drawn."""
        return not any(row.total for row in self.rows)

    def notes(self) -> str:
        """Return how it was counted, and what was counted but not drawn, in words."""
        apart = (f"{row.name}: {number(row.total)}." for row in self.apart)
        return " ".join((self.rule, *apart))

    def headings(self) -> list[str]:
        """Return the heads of the table's columns."""
        return [self.of_rows, *(one.name for one in self.series)]

    def table(self) -> Iterator[list[str | int]]:
        """Yield the rows of the file, those apart last; years in Latin digits, as programs read them."""
        for row in (*self.rows, *self.apart):
            name = to_latin(row.name) if self.shape == Shape.COLUMNS else row.name
            yield [name, *row.values]
