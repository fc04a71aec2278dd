"""What a date that is not exact can mean, and what a role lasted, drawn on whole years."""

from dataclasses import dataclass
from datetime import date, timedelta

from tehran_diplomacy.dates.ranges import days_of_year, first_day_of, year_of
from tehran_diplomacy.publishing.registers import Moment

WIDTH, HEIGHT = 240, 14  # units of the drawing
_DAY = timedelta(days=1)
_MOST_YEARS = 2  # of which the months are marked


@dataclass(frozen=True)
class Bar:
    """A stretch of days as drawn: where it begins, how long it is, in units from the left."""

    x: float
    width: float


@dataclass(frozen=True)
class Stretch:
    """Whole years, the days that are possible, and those that are certain (only of what lasts)."""

    first_year: int
    last_year: int
    possible: Bar
    certain: Bar | None
    ticks: tuple[float, ...]


def stretch_of(moment: Moment, first: date, last: date, calendar: str, is_rtl: bool) -> Stretch | None:
    """Return the drawing of a moment from `first` to `last`, None where it is known to the day.

    `calendar` is the language whose calendar marks the years; in a right-to-left page time runs leftwards.
    """
    is_known = moment.mark.is_exact and (moment.ends is None or moment.ends.is_exact)
    if first == last or (is_known and not moment.lasts):
        return None
    years = range(year_of(first, calendar), year_of(last, calendar) + 1)
    start, end = days_of_year(years[0], calendar)[0], days_of_year(years[-1], calendar)[1] + _DAY
    scale = WIDTH / (end - start).days

    def bar(one: date, other: date) -> Bar:
        x, width = (one - start).days * scale, ((other - one).days + 1) * scale
        return Bar(round(WIDTH - x - width if is_rtl else x, 1), round(max(width, 2), 1))

    certain = None
    if moment.begins and moment.ends and moment.begins.last < moment.ends.first:
        certain = bar(moment.begins.last, moment.ends.first)
    if len(years) <= _MOST_YEARS:
        turns = [first_day_of(year, month, calendar) for year in years for month in range(1, 13)]
    else:
        turns = [first_day_of(year, 1, calendar) for year in years]
    ticks = [(turn - start).days * scale for turn in turns[1:]]
    return Stretch(
        years[0],
        years[-1],
        bar(first, last),
        certain,
        tuple(round(WIDTH - x if is_rtl else x, 1) for x in ticks),
    )
