"""Helpers by which registers say what a search finds of their records."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import jdatetime
from django.db import models
from django.utils.translation import override

from tehran_diplomacy.dates.partial import PartialDate
from tehran_diplomacy.languages.translated import LANGUAGES


def both(record: models.Model, field: str) -> dict[str, str]:
    """Return a translated text of a record by language."""
    return {code: getattr(record, f"{field}_{code}") or "" for code in LANGUAGES}


def texts_of(record: models.Model, *fields: str) -> list[str]:
    """Return translated texts of a record in both languages, for names."""
    return [text for field in fields for text in both(record, field).values() if text]


def paragraphs(*parts: dict[str, str]) -> dict[str, str]:
    """Join texts of both languages, a line for each."""
    return {code: "\n".join(filter(None, (part.get(code) for part in parts))) for code in LANGUAGES}


def each(records: Iterable[models.Model], *fields: str) -> list[dict[str, str]]:
    """Return the translated texts of several records, for `paragraphs`."""
    return [both(record, field) for record in records for field in fields]


def in_both(word: Callable[[], Any]) -> dict[str, str]:
    """Return what `word` says in each language: the name of a kind or form."""
    said = {}
    for code in LANGUAGES:
        with override(code):
            said[code] = str(word())
    return said


def span(start: Any, end: Any = None) -> tuple[tuple[date, date], ...]:
    """Return the days that a date, or a stretch of them, can mean; nothing where it is unknown."""
    if start is None:
        return ()
    return ((_bound(start, "first"), _bound(end or start, "last")),)


def _bound(value: PartialDate | date | jdatetime.date, end: str) -> date:
    if isinstance(value, PartialDate):
        return getattr(value, end)
    return value.togregorian() if isinstance(value, jdatetime.date) else value
