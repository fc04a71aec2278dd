"""Draws figures as shapes of an SVG. Lengths begin at zero; in a right-to-left page time and bars run leftwards.

Everything is laid out from the start of the line; only at the end is a place turned into one from the left. Texts
are never mirrored: `text-anchor` follows the direction of the page by itself.
"""

from dataclasses import dataclass, field
from math import sqrt
from textwrap import wrap

from tehran_diplomacy.charts.figures import Figures, Row, Shape
from tehran_diplomacy.languages.digits import localise

WIDTH = 340  # units of a chart of bars: of a phone's width, so that its texts stay legible there
LETTER = 7.3  # units that a letter takes, on average, at 14 units of size
LINE = 20
PLOT = 190  # height of columns
LABEL_EVERY = 44  # units at least between two names of years
RADIUS = 26  # of the largest disc of a matrix


@dataclass(frozen=True)
class Rect:
    """A rectangle; `look` names its colours."""

    x: float
    y: float
    width: float
    height: float
    look: str


@dataclass(frozen=True)
class Disc:
    """A disc whose area is the figure."""

    x: float
    y: float
    radius: float


@dataclass(frozen=True)
class Line:
    """A line of an axis."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True)
class Words:
    """A text; `anchor` is 'start', 'middle' or 'end' in the direction of the page."""

    x: float
    y: float
    text: str
    anchor: str = "start"
    look: str = "chart-text"


@dataclass
class Drawing:
    """A chart as shapes, in units."""

    width: float
    height: float = 0
    rects: list[Rect] = field(default_factory=list)
    discs: list[Disc] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)

    @property
    def is_wide(self) -> bool:
        """Whether it is wider than a phone."""
        return self.width > WIDTH

    def turned(self, is_rtl: bool) -> "Drawing":
        """Return the drawing as seen from the left."""

        def x(place: float, width: float = 0) -> float:
            return round(self.width - place - width if is_rtl else place, 1)

        return Drawing(
            self.width,
            self.height,
            [Rect(x(one.x, one.width), one.y, one.width, one.height, one.look) for one in self.rects],
            [Disc(x(one.x), one.y, one.radius) for one in self.discs],
            [Line(x(one.x1), one.y1, x(one.x2), one.y2) for one in self.lines],
            [Words(x(one.x), one.y, one.text, one.anchor, one.look) for one in self.words],
        )


def drawn(figures: Figures, language: str, with_legend: bool = False) -> Drawing:
    """Return the drawing of figures for a page in `language` ('fa' or 'en'); a page writes the legend itself."""
    draw = {Shape.COLUMNS: _columns, Shape.BARS: _bars, Shape.MATRIX: _matrix}[figures.shape]
    return draw(figures, language, with_legend).turned(language == "fa")


def legend(figures: Figures) -> list[tuple[str, str]]:
    """Return (name, look) of each series; nothing where there is one, or where the drawing names them."""
    if len(figures.series) < 2 or figures.shape == Shape.MATRIX:
        return []
    return [(one.name, look) for one, look in zip(figures.series, looks(figures), strict=True)]


def ticks(most: int) -> list[int]:
    """Return the marks of an axis from zero in equal whole steps, the last one not below `most`."""
    step = next(n * power for power in (10**k for k in range(12)) for n in (1, 2, 5) if n * power * 5 >= most)
    return list(range(0, max(most, 1) + step, step))[: -(-max(most, 1) // step) + 1]


def looks(figures: Figures) -> list[str]:
    """Return the names of the series' colours and patterns."""
    return ["open" if one.is_open else f"s{place % 5}" for place, one in enumerate(figures.series)]


def _number(value: int, language: str) -> str:
    return localise(str(value), language)


def _legend(drawing: Drawing, figures: Figures) -> float:
    """Draw what the colours mean; return where the next thing begins."""
    x, y = 0.0, 4.0
    for name, look in legend(figures):
        width = 20 + len(name) * LETTER + 16
        if x and x + width > drawing.width:
            x, y = 0.0, y + LINE
        drawing.rects.append(Rect(x, y + 2, 13, 13, look))
        drawing.words.append(Words(x + 20, y + 14, name))
        x += width
    return y + LINE + 12


def _bars(figures: Figures, language: str, with_legend: bool) -> Drawing:
    drawing = Drawing(WIDTH)
    marks = ticks(max((row.total for row in figures.drawn), default=1))
    y = (_legend(drawing, figures) if with_legend else 4) + 14
    scale = (WIDTH - 40) / marks[-1]
    top = y
    for mark in marks:
        drawing.words.append(Words(mark * scale, top - 8, _number(mark, language), _edge(mark), "chart-soft"))
    y += 4
    for row in figures.drawn:
        for line in wrap(row.name, int(WIDTH / LETTER)) or [""]:
            drawing.words.append(Words(0, y + 15, line))
            y += LINE
        x = 0.0
        for value, look in zip(row.values, looks(figures), strict=True):
            if value:
                drawing.rects.append(Rect(x, y + 2, round(value * scale, 1), 16, look))
                x += round(value * scale, 1)
        drawing.words.append(Words(x + 6, y + 15, _number(row.total, language), look="chart-strong"))
        y += 32
    drawing.lines += [Line(round(mark * scale, 1), top, round(mark * scale, 1), y - 8) for mark in marks]
    drawing.height = y
    return drawing


def _edge(mark: int) -> str:
    return "middle" if mark else "start"


def _columns(figures: Figures, language: str, with_legend: bool) -> Drawing:
    rows = figures.drawn
    step = max(16.0, min(60.0, (WIDTH - 48) / len(rows)))
    drawing = Drawing(max(WIDTH, 40 + step * len(rows) + 8))
    marks = ticks(max(row.total for row in rows))
    top = (_legend(drawing, figures) if with_legend else 4) + 20
    base, scale = top + PLOT, PLOT / marks[-1]
    for mark in marks:
        y = round(base - mark * scale, 1)
        drawing.lines.append(Line(34, y, drawing.width, y))
        drawing.words.append(Words(28, y + 5, _number(mark, language), "end", "chart-soft"))
    every = _label_every(rows, step)
    for place, row in enumerate(rows):
        x, y = 38 + place * step, base
        for value, look in zip(row.values, looks(figures), strict=True):
            if value:
                height = round(value * scale, 1)
                y = round(y - height, 1)
                drawing.rects.append(Rect(round(x + 2, 1), y, round(step - 4, 1), height, look))
        if row.total:
            middle = round(x + step / 2, 1)
            drawing.words.append(Words(middle, y - 5, _number(row.total, language), "middle", "chart-strong"))
        if every(place):
            drawing.words.append(Words(round(x + step / 2, 1), base + 20, row.name, "middle", "chart-soft"))
    drawing.height = base + 30
    return drawing


def _label_every(rows: tuple[Row, ...], step: float):  # noqa: ANN202 - a condition of a place
    """Return the condition that the row at a place is named: round years where not all find room."""
    room = max(len(row.name) for row in rows) * LETTER + 14
    if step >= room:
        return lambda _place: True
    apart = next(n for n in (2, 5, 10, 20, 50, 100) if n * step >= max(LABEL_EVERY, room))
    first = next((i for i, row in enumerate(rows) if int(localise(row.name, "en")[:4]) % apart == 0), 0)
    return lambda place: place >= first and (place - first) % apart == 0


def _matrix(figures: Figures, language: str, with_legend: bool) -> Drawing:
    drawing = Drawing(WIDTH)
    start, cell = 98, (WIDTH - 98) / len(figures.series)
    most = max(max(row.values) for row in figures.drawn)
    for place, one in enumerate(figures.series):
        drawing.words.append(Words(round(start + (place + 0.5) * cell, 1), 20, one.name, "middle"))
    y = 32.0
    for row in figures.drawn:
        drawing.lines.append(Line(0, y, WIDTH, y))
        drawing.words.append(Words(0, y + 46, row.name))
        for place, value in enumerate(row.values):
            x = round(start + (place + 0.5) * cell, 1)
            if value:
                drawing.discs.append(Disc(x, y + 32, round(RADIUS * sqrt(value / most), 1)))
            drawing.words.append(Words(x, y + 78, _number(value, language), "middle", "chart-strong"))
        y += 90
    drawing.height = y
    return drawing
