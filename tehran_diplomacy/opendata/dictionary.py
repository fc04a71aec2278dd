"""The data dictionary: what each column of each table means, in both languages."""

from typing import Any

from tehran_diplomacy.opendata.tables import Table, tables
from tehran_diplomacy.reuse.columns import Cell, said

HEADINGS = [
    "table",
    "column",
    "type",
    "title_fa",
    "title_en",
    "meaning_fa",
    "meaning_en",
    "codes_fa",
    "codes_en",
]


def rows() -> list[list[str]]:
    """Return a row for each column of each table."""
    return [entry(table, cell) for table in tables() for cell in table.cells()]


def entry(table: Table, cell: Cell) -> list[str]:
    """Return the dictionary's row for a column."""
    return [
        table.name,
        cell.name,
        cell.kind,
        *(cell.heading(language) for language in ("fa", "en")),
        *(said(cell.meaning, language) for language in ("fa", "en")),
        *(codes(cell, language) for language in ("fa", "en")),
    ]


def codes(cell: Cell, language: str) -> str:
    """Return the vocabulary of a column as 'code = word; …'."""
    if cell.choices is None:
        return ""
    return "; ".join(f"{one.value} = {said(one.label, language)}" for one in cell.choices)


def described(table: Table, language: str) -> list[dict[str, Any]]:
    """Return what a page in a language shows of a table's columns."""
    return [
        {
            "name": cell.name,
            "kind": cell.kind,
            "title": cell.heading(language),
            "meaning": said(cell.meaning, language),
            "codes": [(one.value, said(one.label, language)) for one in cell.choices or ()],
        }
        for cell in table.cells()
    ]
