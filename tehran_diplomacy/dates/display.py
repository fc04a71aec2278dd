"""Dates in words, in the language and calendar of the page; never more exact than they are."""

from datetime import date, datetime

import jdatetime
from django.utils import timezone

from tehran_diplomacy.dates.months import GREGORIAN, JALALI, before_year
from tehran_diplomacy.dates.partial import Calendar, PartialDate
from tehran_diplomacy.languages.digits import localise

Day = date | jdatetime.date
_ERA = " میلادی"


def _jalali_words(day: jdatetime.date, language: str) -> str:
    return localise(f"{day.day} {JALALI[language][day.month - 1]} {day.year}", language)


def _gregorian_words(day: date, language: str) -> str:
    month = GREGORIAN[language][day.month - 1]
    return localise(f"{day.day} {before_year(month)} {day.year}", language)


def show_day(day: Day, language: str) -> str:
    """Return an exact day in the page's calendar: «۲۸ دی ۱۴۰۱», '18 January 2023'."""
    if language == "fa":
        return _jalali_words(_jalali(day), language)
    return _gregorian_words(_gregorian(day), language)


def show_other_day(day: Day, language: str) -> str:
    """Return an exact day in the calendar that is not the page's."""
    if language == "fa":
        return _gregorian_words(_gregorian(day), language)
    return _jalali_words(_jalali(day), language)


def show_moment(moment: datetime, language: str) -> str:
    """Return day and time of a moment in Tehran: «۲۸ دی ۱۴۰۱، ۱۴:۳۰»."""
    local = timezone.localtime(moment)
    comma = "،" if language == "fa" else ","
    return f"{show_day(local.date(), language)}{comma} {localise(f'{local:%H:%M}', language)}"


def show(value: PartialDate | None, language: str) -> str:
    """Return a partial date in words, '' where it is unknown.

    Only an exact day is turned into the page's calendar; «۱۹۶۳ میلادی» and 'Mordad 1400 (July–August 2021)'
    say in which calendar they stand.
    """
    if value is None:
        return ""
    if value.is_exact:
        return show_day(value.first, language)
    if language == "fa":
        return _less_exact_in_persian(value)
    return _less_exact_in_english(value)


def _less_exact_in_persian(value: PartialDate) -> str:
    names = JALALI if value.calendar == Calendar.JALALI else GREGORIAN
    month = f"{before_year(names['fa'][value.month - 1])} " if value.month else ""
    era = "" if value.calendar == Calendar.JALALI else _ERA
    return localise(f"{month}{value.year}{era}", "fa")


def _less_exact_in_english(value: PartialDate) -> str:
    if value.calendar == Calendar.GREGORIAN:
        return f"{GREGORIAN['en'][value.month - 1]} {value.year}" if value.month else str(value.year)
    name = f"{JALALI['en'][value.month - 1]} {value.year}" if value.month else str(value.year)
    first, last = (GREGORIAN["en"][day.month - 1] for day in (value.first, value.last))
    if value.first.year == value.last.year:
        return f"{name} ({first}–{last} {value.last.year})"
    return f"{name} ({first} {value.first.year} – {last} {value.last.year})"


def show_other(value: PartialDate | None, language: str) -> str:
    """Return an exact date in the other calendar; '' where that would not be exact."""
    return show_other_day(value.first, language) if value and value.is_exact else ""


def show_range(start: PartialDate | None, end: PartialDate | None, language: str) -> str:
    """Return a stretch of days: «۶ و ۷ شهریور ۱۴۰۳», '27–28 August 2024', else 'from to'."""
    if start is None or end is None or end == start:
        return show(start, language)
    if start.is_exact and end.is_exact:
        first, last = (_in_calendar(value, language) for value in (start, end))
        if (first.year, first.month) == (last.year, last.month):
            following = (last - first).days == 1
            between = (" و " if following else " تا ") if language == "fa" else "–"
            return localise(str(first.day), language) + between + show(end, language)
    between = " تا " if language == "fa" else " to "
    first, last = show(start, language), show(end, language)
    if last.endswith(_ERA):  # one word for both ends
        first = first.removesuffix(_ERA)
    return first + between + last


def _in_calendar(value: PartialDate, language: str) -> Day:
    return _jalali(value.first) if language == "fa" else value.first


def _jalali(day: Day) -> jdatetime.date:
    return day if isinstance(day, jdatetime.date) else jdatetime.date.fromgregorian(date=day)


def _gregorian(day: Day) -> date:
    return day.togregorian() if isinstance(day, jdatetime.date) else day


def iso(value: PartialDate | Day | datetime | None) -> str:
    """Return what HTML's `datetime` can say of a date: '' for a Jalali month or year."""
    if value is None:
        return ""
    if isinstance(value, PartialDate):
        if value.is_exact:
            return value.first.isoformat()
        return str(value) if value.calendar == Calendar.GREGORIAN else ""
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    return _gregorian(value).isoformat()


def show_any(value: PartialDate | Day | datetime | None, language: str) -> str:
    """Return any kind of date in words."""
    if value is None or isinstance(value, PartialDate):
        return show(value, language)
    if isinstance(value, datetime):
        return show_moment(value, language)
    return show_day(value, language)
