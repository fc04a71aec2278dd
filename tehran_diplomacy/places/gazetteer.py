"""Cities of the world above 50,000 inhabitants, found by name in either language. Data: GeoNames, CC BY 4.0."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from gzip import open as open_gzip
from pathlib import Path

from tehran_diplomacy.languages.folding import squeeze

DATA = Path(__file__).parent / "data" / "cities.tsv.gz"
SMALLEST = 50_000  # inhabitants


@dataclass(frozen=True)
class Place:
    """A city as the gazetteer knows it; `name_fa` may be empty, or spelt as in Arabic."""

    name_en: str
    name_fa: str
    country: str
    latitude: Decimal
    longitude: Decimal


@cache
def _rows() -> tuple[tuple[str, str], ...]:
    """All cities, the largest first: the folded names, each after a line break, and the row of the file."""
    with open_gzip(DATA, "rt", encoding="utf-8") as file:
        rows = [line.rstrip("\n") for line in file]
    return tuple((_folded(row), row) for row in rows)


def _folded(row: str) -> str:
    fa, en = row.split("\t")[:2]
    return "\n".join(["", *(squeeze(name) for name in f"{fa}|{en}".split("|") if name)])


def _place(row: str, asked: str) -> Place:
    fa, en, country, latitude, longitude = row.split("\t")
    return Place(
        _called(en.split("|"), asked),
        _called(fa.split("|"), asked),
        country,
        Decimal(latitude),
        Decimal(longitude),
    )


def _called(names: list[str], asked: str) -> str:
    """The usual name, or the one that was asked for."""
    return next((name for name in names if squeeze(name) == asked), names[0])


def find(text: str, most: int = 6) -> list[Place]:
    """Return the largest cities of which a name begins as typed, those called exactly so first."""
    asked = squeeze(text)
    if len(asked) < 2:
        return []
    exact = list(_matching(f"\n{asked}\n", asked, most))
    more = _matching(f"\n{asked}", asked, most)
    return list(dict.fromkeys([*exact, *more]))[:most]


def _matching(part: str, asked: str, most: int) -> Iterator[Place]:
    found = 0
    for names, row in _rows():
        if part in f"{names}\n":
            yield _place(row, asked)
            found += 1
            if found == most:
                return
