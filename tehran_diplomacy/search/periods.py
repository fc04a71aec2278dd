"""Dates as words of the index: a code for every year, month and day that a date can mean, in both calendars."""

from collections.abc import Iterator
from datetime import date, timedelta

import jdatetime

from tehran_diplomacy.dates.partial import PartialDate

LONGEST_BY_MONTH = 800  # days: what lasts longer is found by its years only
LONGEST_BY_DAY = 45  # days: what is less exact is not found by a single day


def _jalali(day: date) -> jdatetime.date:
    return jdatetime.date.fromgregorian(date=day)


def period_code(period: PartialDate) -> str:
    """Return the code of a year, month or day: '2023', '202301', '1401', '140110'; days are Gregorian."""
    if period.is_exact:
        return f"{period.first:%Y%m%d}"
    return f"{period.year}{period.month:02d}" if period.month else str(period.year)


def years_of(first: date, last: date) -> set[int]:
    """Return the years of both calendars that a stretch of days touches."""
    return {
        *range(first.year, last.year + 1),
        *range(_jalali(first).year, _jalali(last).year + 1),
    }


def _months(first: date | jdatetime.date, last: date | jdatetime.date) -> Iterator[str]:
    for number in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        yield f"{number // 12}{number % 12 + 1:02d}"


def period_marks(first: date, last: date) -> set[str]:
    """Return the marks of a date that can mean the days from `first` to `last`.

    'd…' where it can mean a day of the period, 'i…' where it lies within it for certain.
    """
    marks = {f"d{year}" for year in years_of(first, last)}
    days = (last - first).days
    if days <= LONGEST_BY_MONTH:
        marks |= {f"d{month}" for month in _months(first, last)}
        marks |= {f"d{month}" for month in _months(_jalali(first), _jalali(last))}
    if days <= LONGEST_BY_DAY:
        marks |= {f"d{first + timedelta(days=n):%Y%m%d}" for n in range(days + 1)}
    for begin, end in ((first, last), (_jalali(first), _jalali(last))):
        if begin.year == end.year:
            marks.add(f"i{begin.year}")
            if begin.month == end.month:
                marks.add(f"i{begin.year}{begin.month:02d}")
    if first == last:
        marks.add(f"i{first:%Y%m%d}")
    return marks
