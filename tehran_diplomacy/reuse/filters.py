"""The ways to narrow a register, for the API and for files: how each is called, which values it takes, what it leaves."""

import re
from calendar import isleap
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from tehran_diplomacy.dates.partial import FIRST_JALALI, LAST_GREGORIAN, InvalidPartialDate, PartialDate
from tehran_diplomacy.dates.ranges import year_range
from tehran_diplomacy.languages.texts import visible
from tehran_diplomacy.reuse.cells import Text
from tehran_diplomacy.reuse.columns import UID, is_uid

LONGEST = 64  # characters of a filter's value
MOMENT_OR_DAY = {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "string", "format": "date"}]}
DAY = {"type": "string", "format": "date"}
EARLIEST, LATEST = 1903, 8903  # years of a moment asked for; each is followed by a leap year


@dataclass(frozen=True)
class Filter:
    """A way to narrow a register: `read` turns the text of an address into a value or raises ValueError."""

    name: str
    meaning: Text
    schema: dict[str, Any]
    read: Callable[[str], Any]
    narrow: Callable[[QuerySet, Any], QuerySet]


def by_choice(
    name: str,
    meaning: Text,
    choices: type[models.TextChoices],
    narrow: Callable[[QuerySet, Any], QuerySet] | None = None,
) -> Filter:
    """Return a filter by a word of a fixed vocabulary."""

    def read(text: str) -> str:
        if text not in choices.values:
            raise ValueError
        return text

    schema = {"type": "string", "enum": list(choices.values)}
    return Filter(name, meaning, schema, read, narrow or (lambda rows, code: rows.filter(**{name: code})))


def by_uid(name: str, meaning: Text, narrow: Callable[[QuerySet, str], QuerySet]) -> Filter:
    """Return a filter by another record's identifier."""

    def read(text: str) -> str:
        if not is_uid(text):
            raise ValueError
        return text

    return Filter(name, meaning, UID, read, narrow)


FIRST, LAST = date(1000, 1, 1), date(2999, 12, 31)  # no record is older or younger; both calendars have them


def by_days(narrow: Callable[[QuerySet, date, date], QuerySet]) -> tuple[Filter, Filter, Filter]:
    """Return the filters by year, by first and by last day; `narrow` takes the first and the last day asked for."""
    first = _("Only records that may date from this Gregorian day or later.")
    last = _("Only records that may date from this Gregorian day or earlier.")
    return (
        _by_year(lambda rows, year: narrow(rows, *year_range(year))),
        Filter("from", first, DAY, _read_day, lambda rows, day: narrow(rows, day, LAST)),
        Filter("until", last, DAY, _read_day, lambda rows, day: narrow(rows, FIRST, day)),
    )


def by_words() -> Filter:
    """Return the filter by words of names and texts."""
    meaning = _("Only records with all these words in a name or text, in either language and any spelling.")
    schema = {"type": "string", "minLength": 1, "maxLength": LONGEST}
    return Filter("q", meaning, schema, visible, _matching)


def _matching(rows: QuerySet, words: str) -> QuerySet:
    return rows.matching(words) if words.split() else rows.none()


def _read_day(text: str) -> date:
    if not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise ValueError
    return min(max(date.fromisoformat(text), FIRST), LAST)


def yes_or_no(text: str) -> bool:
    """Return what 'true' or 'false' says; raise ValueError."""
    if text not in ("true", "false"):
        raise ValueError
    return text == "true"


def _by_year(narrow: Callable[[QuerySet, int], QuerySet]) -> Filter:
    """Return a filter by year."""

    def read(text: str) -> int:
        if not re.fullmatch("[0-9]{4}", text):
            raise ValueError
        try:
            return PartialDate(int(text)).year
        except InvalidPartialDate as error:
            raise ValueError from error

    schema = {"type": "integer", "minimum": FIRST_JALALI, "maximum": LAST_GREGORIAN}
    meaning = _(
        "A year the record's date can fall in: below 1700 Iranian (Solar Hijri), otherwise Gregorian."
    )
    return Filter("year", meaning, schema, read, narrow)


def by_country(narrow: Callable[[QuerySet, str], QuerySet]) -> Filter:
    """Return a filter by country."""

    def read(text: str) -> str:
        if not re.fullmatch("[A-Z]{2}", text):
            raise ValueError
        return text

    schema = {"type": "string", "pattern": "^[A-Z]{2}$"}
    return Filter(
        "country", _("A country, as an ISO 3166-1 code of two capital letters."), schema, read, narrow
    )


_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt][0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2}))?"
)


def read_moment(text: str) -> datetime:
    """Return a moment written as RFC 3339, or the beginning of a day in Tehran; raise ValueError."""
    text = re.sub(r" (?=[0-9]{2}:[0-9]{2}$)", "+", text)  # a plus that was not written %2B
    if not _MOMENT.fullmatch(text):
        raise ValueError
    year = int(text[:4])
    if not EARLIEST <= year <= LATEST:  # nothing changed then, and not every moment then is one of Python's
        year = (EARLIEST if year < EARLIEST else LATEST) + (1 if isleap(year) else 2)
        text = f"{year}{text[4:]}"
    if len(text) == 10:
        return timezone.make_aware(datetime.combine(date.fromisoformat(text), time.min))
    # A leap second is a moment too, if one that Python does not know.
    found = parse_datetime(re.sub(r"(?<=T[0-9]{2}:[0-9]{2}:)60", "59", text.upper()))
    if found is None:
        raise ValueError
    return found.astimezone(UTC)


_EXPECTED = {
    "date": _("A Gregorian day, for example 2026-11-26."),
    "date-time": _(
        "A day in Tehran, for example 2026-11-26, or a time with its offset, for example "
        "2026-11-26T08:00:00Z or 2026-11-26T11:30:00%%2B03:30."
    ),
    "boolean": _("true or false"),
    "integer": _("A year of four digits."),
    "uid": _("A permanent ID of ten letters and digits."),
    "country": _("A country, as an ISO 3166-1 code of two capital letters."),
    "string": _("One word or several, at most 64 characters."),
}


def expected(schema: dict[str, Any]) -> Text:
    """Return in words which values a schema allows."""
    if "enum" in schema:
        return ", ".join(schema["enum"])
    if "anyOf" in schema:
        return _EXPECTED["date-time"]
    if "pattern" in schema:
        return _EXPECTED["uid" if schema == UID else "country"]
    return _EXPECTED[schema.get("format", schema["type"])]
