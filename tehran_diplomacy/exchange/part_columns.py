"""Columns whose cell holds several parts of a record: one a line, what is said of each with | between.

As: `مصوبهٔ شورا | https://example.org/1` or `تمدید | 1403/2/14 | 1408/2/14`.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from tehran_diplomacy.exchange.columns import Column, Found, tidy

Part = tuple[Any, ...]  # what a cell says of a part, as values that can be compared
_PERSIAN = re.compile(r"[\u0600-\u06ff]")


def one_line(text: Any) -> str:
    """Return a text as a cell can hold it beside others: on one line, without the sign between."""
    return " ".join(str(text or "").replace("|", "/").split())


def language_of(text: str) -> str:
    """Return the language that a short text is written in."""
    return "fa" if _PERSIAN.search(text) else "en"


class PartsColumn(Column):
    """The parts of a record in one cell. A part that the cell still names keeps its row, with all else it holds.

    A subclass says what a line means (`read_line`), what a part says (`told`), and how a new one is made (`make`).
    """

    after_save = True
    most = 2  # things that a line can say
    has_order = (
        True  # whether the order of the lines is that of the parts; else the parts have one of their own
    )
    example: Any = ""  # shown where the headings are explained

    def empty(self) -> list[Part]:
        """None."""
        return []

    def value(self, text: str, found: Found) -> list[Part]:
        """Return what the lines say; raise ValidationError with the line that cannot be read."""
        parts = []
        for line in filter(None, map(str.strip, text.splitlines())):
            told = [tidy(word) for word in line.split("|")]
            if len(told) > self.most:
                raise ValidationError(
                    _("“%(line)s” has too many parts: %(example)s")
                    % {"line": line[:60], "example": self.example}
                )
            parts.append(self.read_line(*told, *[""] * (self.most - len(told)), found=found))
        return parts if self.has_order else _sorted(parts)

    def of(self, record: models.Model) -> list[Part]:
        """Return what the present parts say."""
        parts = [self.told(row) for row in self.rows(record)] if record.pk else []
        return parts if self.has_order else _sorted(parts)

    def put(self, record: models.Model, value: list[Part]) -> None:
        """Make these the parts, in this order: those no longer named go."""
        present: dict[Part, list[models.Model]] = {}
        for row in self.rows(record):
            present.setdefault(self.told(row), []).append(row)
        rows = [present[part].pop(0) if present.get(part) else self.make(record, part) for part in value]
        for row in (row for left in present.values() for row in left):
            row.delete()
        for position, row in enumerate(rows):
            if row.pk and (not self.has_order or row.position == position):
                continue
            if self.has_order:
                row.position = position
            row.full_clean()
            row.save()

    def shown(self, value: list[Part], language: str) -> str:
        """Return the lines of a cell."""
        return "\n".join(self._line(part, language) for part in value)

    def _line(self, part: Part, language: str) -> str:
        words = [one_line(word) for word in self.words(part, language)]
        while words and not words[-1]:
            words.pop()
        return " | ".join(words)

    # -- What a subclass says ---------------------------------------------------------------------------------

    def rows(self, record: models.Model) -> Iterable[models.Model]:
        """Return the present parts."""
        return getattr(record, self.name).all()

    def read_line(self, *told: str, found: Found) -> Part:
        """Return what a line says; raise ValidationError where it makes no sense."""
        raise NotImplementedError

    def told(self, row: models.Model) -> Part:
        """Return what a part says, as a line would."""
        raise NotImplementedError

    def make(self, record: models.Model, part: Part) -> models.Model:
        """Return a new part of the record, not saved."""
        raise NotImplementedError

    def words(self, part: Part, language: str) -> Iterable[Any]:
        """Return what a line shows of a part."""
        return part


def _sorted(parts: Iterable[Part]) -> list[Part]:
    key: Callable[[Part], tuple[str, ...]] = lambda part: tuple(map(str, part))  # noqa: E731
    return sorted(parts, key=key)
