"""Moments of every register in one order of time, asked of the database as one list."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import CharField, Count, Max, Min, Q, QuerySet, Value

from tehran_diplomacy.dates.ranges import can_be_addressed, days_of_year, year_of
from tehran_diplomacy.publishing.registers import Moment, Moments, registers

OLDEST, NEWEST = "oldest", "newest"
_ROW = ("sort", "pk", "first_day", "last_day")


@dataclass(frozen=True)
class Placed:
    """A moment with the days, both included, on which it can lie or through which it lasts."""

    moment: Moment
    first: date
    last: date


def sorts_of_moments(kind: str = "") -> list[Moments]:
    """Return the sorts that the registers entered, or those of one kind, in the order of the registers."""
    entered = [one for register in registers() for one in register.moments]
    return [one for one in entered if kind in ("", one.kind)]


def kinds_of_moments() -> dict[str, str]:
    """Return what readers can choose: names by codes."""
    return {one.kind: one.name for one in sorts_of_moments()}


def _rows(one: Moments) -> QuerySet:
    asked = one.rows()
    # Modeltranslation's querysets select columns in no fixed order; a union goes by their order.
    rows = QuerySet(asked.model, asked.query.chain()).select_related(None).order_by().filter(one.where)
    return rows.annotate(sort=Value(one.code, CharField()), first_day=one.first, last_day=one.last)


def _united(parts: list[QuerySet]) -> QuerySet:
    return parts[0].union(*parts[1:], all=True)


def moments_in(sorts: list[Moments], first: date | None, last: date | None, order: str) -> QuerySet:
    """Return rows of `_ROW` for what can lie or lasts within the days given (None: without bound)."""
    within = Q(first_day__isnull=False)
    if first:
        within &= Q(last_day__gte=first)
    if last:
        within &= Q(first_day__lte=last)
    found = _united([_rows(one).filter(within).values_list(*_ROW) for one in sorts])
    sign = "" if order == OLDEST else "-"
    return found.order_by(f"{sign}first_day", f"{sign}last_day", "sort", f"{sign}pk")


def fetched(rows: list[tuple[str, int, date, date]], sorts: list[Moments]) -> list[Placed]:
    """Return the moments of these rows in their order: one query for each table, however many sorts share it."""
    by_code = {one.code: one for one in sorts}
    wanted: dict[Callable[[], QuerySet], set[int]] = {}
    for code, key, _first, _last in rows:
        wanted.setdefault(by_code[code].rows, set()).add(key)
    found = {asked: asked().in_bulk(keys) for asked, keys in wanted.items()}
    placed = []
    for code, key, first, last in rows:
        one = by_code[code]
        if (row := found[one.rows].get(key)) is not None:
            placed.append(Placed(one.shown(row), first, last))
    return placed


def years_of(sorts: list[Moments], language: str) -> list[tuple[int, int]]:
    """Return (year, how many moments can belong to it), the newest first, in two queries.

    Years are those of the calendar of pages in `language`. What spans several years counts in each.
    """
    ends = list(
        _united(
            [
                _rows(one)
                .values("sort")
                .annotate(a=Min("first_day"), z=Max("last_day"))
                .values_list("a", "z")
                for one in sorts
            ]
        )
    )
    firsts, lasts = [a for a, _z in ends if a], [z for _a, z in ends if z]
    if not firsts:
        return []
    spanned = range(year_of(min(firsts), language), year_of(max(lasts), language) + 1)
    years = {year: days_of_year(year, language) for year in spanned if can_be_addressed(year, language)}
    counted = {
        f"y{year}": Count("pk", filter=Q(first_day__lte=last, last_day__gte=first))
        for year, (first, last) in years.items()
    }
    rows = _united([_rows(one).values("sort").annotate(**counted).values_list(*counted) for one in sorts])
    sums = [sum(column) for column in zip(*rows, strict=True)]
    return [(year, n) for year, n in reversed(list(zip(years, sums, strict=True))) if n]


def undated(sorts: list[Moments]) -> list[tuple[str, int]]:
    """Return (name of the kind, how many of it have no known date), none empty, in one query."""
    parts = [
        _rows(one)
        .filter(first_day__isnull=True)
        .values("sort")
        .annotate(n=Count("pk"))
        .values_list("sort", "n")
        for one in sorts
        if not one.may_lack
    ]
    if not parts:
        return []
    kinds, found = {one.code: one.kind for one in sorts}, Counter()
    for code, n in _united(parts):
        found[kinds[code]] += n
    return [(name, found[kind]) for kind, name in kinds_of_moments().items() if found[kind]]
