"""Years and months as ranges of days, and the questions asked of partial dates."""

from dataclasses import dataclass
from datetime import date, timedelta

import jdatetime
from django.db.models import Count, Max, Min, Q, QuerySet

from tehran_diplomacy.dates.partial import FIRST_GREGORIAN, FIRST_JALALI, LAST_GREGORIAN, PartialDate


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


def month_of(day: date, language: str) -> tuple[int, int]:
    """Return the (year, month) of a day in the calendar of a page in `language`."""
    own = jdatetime.date.fromgregorian(date=day) if language == "fa" else day
    return own.year, own.month


def first_day_of(year: int, month: int, language: str) -> date:
    """Return the Gregorian day on which a month begins, in the calendar of a page in `language`.

    Unlike `month_range` it knows the calendar, so it takes every year in which a date of the other one can lie.
    """
    return jdatetime.date(year, month, 1).togregorian() if language == "fa" else date(year, month, 1)


def days_of_year(year: int, language: str) -> tuple[date, date]:
    """Return the first and last day of a year in the calendar of a page in `language`."""
    return first_day_of(year, 1, language), first_day_of(year + 1, 1, language) - timedelta(days=1)


def can_be_addressed(year: int, language: str) -> bool:
    """Whether a year of the calendar of a page in `language` is understood in an address."""
    return FIRST_JALALI <= year < FIRST_GREGORIAN if language == "fa" else year <= LAST_GREGORIAN


def years_with_counts(records: QuerySet, name: str, language: str) -> list[tuple[int, int]]:
    """Return (year, how many records can belong to it), newest first, in two queries.

    Years are those of the page's calendar. A date that spans two years counts in both.
    """
    ends = records.order_by().aggregate(first=Min(f"{name}_first"), last=Max(f"{name}_last"))
    if ends["first"] is None:
        return []
    spanned = range(year_of(ends["first"], language), year_of(ends["last"], language) + 1)
    years = [year for year in spanned if can_be_addressed(year, language)]
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


@dataclass(frozen=True)
class InYears:
    """How many records lie in the years `first` to `last`, by group; `open` may lie in other years as well."""

    first: int
    last: int
    by_group: dict[str, int]
    open: int


def grouped_by_years(
    records: QuerySet, name: str, group: str, language: str, most: int = 100
) -> tuple[list[InYears], dict[str, int]]:
    """Return what lies in each year, the oldest first and empty years too, and what has no date, by group.

    Counted in two queries by the partial date `name` and the column `group`, in the years of the calendar of
    pages in `language`. A record that spans two years is `open` in both. Where there would be more than `most`
    years, equal steps of several years are counted together.
    """
    records = records.order_by()
    ends = records.aggregate(first=Min(f"{name}_first"), last=Max(f"{name}_last"))
    steps = _steps(ends["first"], ends["last"], language, most) if ends["first"] else []
    counted = {"undated": Count("pk", filter=Q(**{f"{name}_first": None}))}
    for begin, end in steps:
        first, last = days_of_year(begin, language)[0], days_of_year(end, language)[1]
        within = Q(**{f"{name}_first__gte": first, f"{name}_last__lte": last})
        counted[f"in_{begin}"] = Count("pk", filter=within)
        counted[f"open_{begin}"] = Count("pk", filter=overlapping(name, first, last) & ~within)
    rows = {row[group]: row for row in records.values(group).annotate(**counted)}
    years = [
        InYears(
            begin,
            end,
            {code: row[f"in_{begin}"] for code, row in rows.items()},
            sum(row[f"open_{begin}"] for row in rows.values()),
        )
        for begin, end in steps
    ]
    return years, {code: row["undated"] for code, row in rows.items()}


def _steps(first: date, last: date, language: str, most: int) -> list[tuple[int, int]]:
    """Return equal steps of years as (first year, last year), at most `most` of them or of fifty years each."""
    begin, end = year_of(first, language), year_of(last, language)
    length = next((n for n in (1, 2, 5, 10, 20) if end // n - begin // n < most), 50)
    return [(n * length, n * length + length - 1) for n in range(begin // length, end // length + 1)]
