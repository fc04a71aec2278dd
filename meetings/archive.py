"""The archive of meetings by year and month, in either calendar."""

from dataclasses import dataclass
from datetime import date

from meetings.models import Meeting
from tehran_diplomacy.dates.months import GREGORIAN, JALALI
from tehran_diplomacy.dates.partial import PartialDate
from tehran_diplomacy.dates.ranges import (
    is_jalali,
    month_range,
    months_with_counts,
    year_range,
    years_with_counts,
)
from tehran_diplomacy.languages.translated import page_language
from tehran_diplomacy.publishing.generation import once_per_change


@dataclass(frozen=True)
class Period:
    """A year, or a month of it; below 1700 the year is Jalali. Raises ValueError for what is neither."""

    year: int
    month: int | None = None

    def __post_init__(self) -> None:
        PartialDate(self.year, self.month)

    @property
    def as_date(self) -> PartialDate:
        """The period as a partial date, to be shown in words."""
        return PartialDate(self.year, self.month)

    @property
    def first(self) -> date:
        """Its first day."""
        return (month_range(self.year, self.month) if self.month else year_range(self.year))[0]

    @property
    def last(self) -> date:
        """Its last day."""
        return (month_range(self.year, self.month) if self.month else year_range(self.year))[1]


def years_with_meetings() -> list[tuple[int, int]]:
    """Return (year of the page's calendar, number of meetings), newest first."""
    return once_per_change(
        "years of meetings",
        lambda: years_with_counts(Meeting.objects.public(), "held_on", page_language()),
    )


def undated_meetings() -> int:
    """Return how many meetings have no date at all, and so are in no year."""
    return once_per_change("undated meetings", Meeting.objects.public().filter(held_on=None).count)


def months_of(period: Period) -> list[tuple[int, str, int]]:
    """Return (month, its name, number of meetings) for the months of the period's year that have any."""
    names = (JALALI if is_jalali(period.year) else GREGORIAN)[page_language()]
    counted = once_per_change(
        f"months of meetings in {period.year}",
        lambda: months_with_counts(Meeting.objects.public(), "held_on", period.year),
        typed=True,
    )
    return [(month, names[month - 1], count) for month, count in counted]
