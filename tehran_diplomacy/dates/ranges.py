"""Years and months as ranges of days, and the questions asked of partial dates."""

from datetime import date

import jdatetime
from django.db.models import Count, Max, Min, Q, QuerySet

from tehran_diplomacy.dates.partial import FIRST_GREGORIAN, PartialDate


def year_range(year: int) -> tuple[date, date]:
    """Return the first and last day of a year: Jalali below 1700, else Gregorian. Raises ValueError."""
    whole = PartialDate(year)
    return whole.first, whole.last


def month_range(year: int, month: int) -> tuple[date, date]:
    """Return the first and last day of a month of such a year. Raises ValueError."""
    whole = PartialDate(year, month)
    return whole.first, whole.last


def overlapping(name: str, first: date, last: date) -> Q:
    """Return the condition that the partial date `name` can mean a day from `first` to `last`."""
    return Q(**{f"{name}_first__lte": last, f"{name}_last__gte": first})


def year_of(day: date, language: str) -> int:
    """Return the year of a day in the calendar of a page in `language`."""
    return jdatetime.date.fromgregorian(date=day).year if language == "fa" else day.year


def years_with_counts(records: QuerySet, name: str, language: str) -> list[tuple[int, int]]:
    """Return (year, how many records can belong to it), newest first, in two queries.

    Years are those of the page's calendar. A date that spans two years counts in both.
    """
    ends = records.order_by().aggregate(first=Min(f"{name}_first"), last=Max(f"{name}_last"))
    if ends["first"] is None:
        return []
    years = range(year_of(ends["first"], language), year_of(ends["last"], language) + 1)
    counted = records.order_by().aggregate(
        **{f"y{year}": Count("pk", filter=overlapping(name, *year_range(year))) for year in years}
    )
    return [(year, counted[f"y{year}"]) for year in reversed(years) if counted[f"y{year}"]]


def months_with_counts(records: QuerySet, name: str, year: int) -> list[tuple[int, int]]:
    """Return (month, how many records can belong to it) for a year of either calendar, in one query."""
    counted = records.order_by().aggregate(
        **{f"m{m}": Count("pk", filter=overlapping(name, *month_range(year, m))) for m in range(1, 13)}
    )
    return [(month, counted[f"m{month}"]) for month in range(1, 13) if counted[f"m{month}"]]


def years_between(records: QuerySet, name: str, language: str) -> list[int]:
    """Return the years to which records can belong, newest first."""
    return [year for year, _count in years_with_counts(records, name, language)]


def is_jalali(year: int) -> bool:
    """Whether a year in an address is Jalali."""
    return year < FIRST_GREGORIAN
