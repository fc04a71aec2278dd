"""A date that is as exact as its source: a day, a month or a year, in the source's own calendar."""

import calendar as gregorian
import re
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Self

import jdatetime
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tehran_diplomacy.dates import reading

FIRST_JALALI, FIRST_GREGORIAN, LAST_GREGORIAN = 1200, 1700, 2200


class Calendar(StrEnum):
    """The calendar of a date; its year tells: below 1700 Jalali, else Gregorian."""

    JALALI = "jalali"
    GREGORIAN = "gregorian"


class Precision(StrEnum):
    """How exact a date is."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"


class InvalidPartialDate(ValueError):
    """What was given is not a date; `message` says why, in the language of the page."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class PartialDate:
    """A year, a month of a year, or a day. `str()` gives the canonical text, as '1400-05'."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if not FIRST_JALALI <= self.year <= LAST_GREGORIAN:
            raise InvalidPartialDate(
                _("The year must be 1200–1699 (Iranian calendar) or 1700–2200 (Gregorian).")
            )
        if self.day is not None and self.month is None:
            raise InvalidPartialDate(_("Write the month as well as the day."))
        if self.month is not None and not 1 <= self.month <= 12:
            raise InvalidPartialDate(_("A month must be between 1 and 12."))
        if self.day is not None and not 1 <= self.day <= self._days_of_month():
            raise InvalidPartialDate(_("This month does not have that day."))

    def _days_of_month(self) -> int:
        if self.calendar == Calendar.GREGORIAN:
            return gregorian.monthrange(self.year, self.month)[1]
        if self.month == 12:
            return 30 if jdatetime.date(self.year, 1, 1).isleap() else 29
        return 31 if self.month <= 6 else 30

    @property
    def calendar(self) -> Calendar:
        """The calendar in which the date was given."""
        return Calendar.JALALI if self.year < FIRST_GREGORIAN else Calendar.GREGORIAN

    @property
    def precision(self) -> Precision:
        """How exact the date is."""
        if self.month is None:
            return Precision.YEAR
        return Precision.MONTH if self.day is None else Precision.DAY

    @property
    def is_exact(self) -> bool:
        """Whether the date is a single day."""
        return self.day is not None

    @property
    def first(self) -> date:
        """The first Gregorian day that the date can mean."""
        return self._gregorian(self.month or 1, self.day or 1)

    @property
    def last(self) -> date:
        """The last Gregorian day that the date can mean."""
        if self.is_exact:
            return self.first
        if self.month is None:
            last_month = replace(self, month=12)
            return last_month._gregorian(12, last_month._days_of_month())
        return self._gregorian(self.month, self._days_of_month())

    def _gregorian(self, month: int, day: int) -> date:
        if self.calendar == Calendar.GREGORIAN:
            return date(self.year, month, day)
        return jdatetime.date(self.year, month, day).togregorian()

    def __str__(self) -> str:
        text = f"{self.year:04d}"
        if self.month is not None:
            text += f"-{self.month:02d}"
        if self.day is not None:
            text += f"-{self.day:02d}"
        return text

    @classmethod
    def of_day(cls, day: date, calendar: Calendar = Calendar.GREGORIAN) -> Self:
        """Return an exact date for a Gregorian day, in the wished calendar."""
        if calendar == Calendar.JALALI:
            day = jdatetime.date.fromgregorian(date=day)
        return cls(day.year, day.month, day.day)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a date as people write it, in either script and calendar; raise InvalidPartialDate.

        Year first when all is numbers («۱۴۰۰/۵», '2023-01-18'), or last ('18/1/2023'); day first with a
        month's name («۲۸ دی ۱۴۰۱», 'August 2022'); weekdays, «ماه», «سال» and invisible marks around do no harm.
        """
        return _read(cls, text)


_NOT_A_DATE = _("This is not a valid date. Write, for example, 1401/10/28, 1401/10, 2023-01-18 or 2023.")


def _read(cls: type[PartialDate], text: str) -> PartialDate:
    said = reading.read(text)
    if said.has_time:
        raise InvalidPartialDate(_("Write the day without the time of day: 2023-01-18."))
    if reading.LUNAR in said.calendars:
        raise InvalidPartialDate(
            _("Lunar calendar dates are not accepted. Write the Iranian (Solar Hijri) or Gregorian date.")
        )
    calendars = list(said.calendars)
    named = [reading.MONTHS[w] for w in said.words if w in reading.MONTHS]
    numbers = [w for w in said.words if w not in reading.MONTHS]
    if (
        not 1 <= len(said.words) <= 3
        or len(named) > 1
        or not all(re.fullmatch(r"[0-9]{1,4}", w) for w in numbers)
    ):
        raise InvalidPartialDate(_NOT_A_DATE)
    years = [place for place, w in enumerate(numbers) if len(w) == 4]
    if len(years) != 1:
        raise InvalidPartialDate(_("Write the year with four digits."))
    year = int(numbers.pop(years[0]))
    rest = [int(w) for w in numbers]
    if named:
        if len(rest) > 1:
            raise InvalidPartialDate(_NOT_A_DATE)
        calendars.append(named[0][0])
        found = cls(year, named[0][1], rest[0] if rest else None)
    else:
        if years[0] == 1 and len(rest) == 2:
            raise InvalidPartialDate(_NOT_A_DATE)
        if years[0] == len(rest):
            rest.reverse()
        found = cls(year, *rest)
    if any(calendar != found.calendar for calendar in calendars):
        raise InvalidPartialDate(_("The year does not match the month or the calendar."))
    if said.weekday is not None and found.is_exact and found.first.weekday() != said.weekday:
        raise InvalidPartialDate(_("The day of the week does not match the date."))
    return found
