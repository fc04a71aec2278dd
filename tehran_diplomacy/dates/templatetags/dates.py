"""Dates for templates, in the page's language and calendar; loaded everywhere as a builtin."""

from datetime import date, datetime

import jdatetime
from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tehran_diplomacy.dates.display import iso, show_any, show_other, show_range
from tehran_diplomacy.dates.partial import PartialDate
from tehran_diplomacy.languages.translated import page_language

register = template.Library()


@register.filter
def in_words(value: PartialDate | date | jdatetime.date | datetime | None) -> str:
    """A date of any kind in words, without an element."""
    return show_any(value, page_language())


@register.filter
def other_calendar(value: PartialDate | None) -> str:
    """An exact date in the other calendar, else nothing."""
    return show_other(value, page_language())


@register.simple_tag
def time(value: PartialDate | date | jdatetime.date | datetime | None) -> SafeString | str:
    """A date as a `time` element, with the machine's form where HTML has one."""
    return _element(iso(value), show_any(value, page_language()))


@register.simple_tag
def date_range_text(start: PartialDate | None, end: PartialDate | None) -> str:
    """A stretch of days in words alone, for a page's title."""
    return show_range(start, end, page_language())


@register.simple_tag
def date_range(start: PartialDate | None, end: PartialDate | None) -> SafeString | str:
    """A stretch of days; one day where there is no other end."""
    return _element(iso(start), show_range(start, end, page_language()))


@register.simple_tag
def time_mark(start: PartialDate | None, end: PartialDate | None = None, lasts: bool = False) -> str:
    """The class of an entry in a list over time: past, today within it, or (no class) yet to come or not dated.

    With `lasts`, what has no end goes on.
    """
    today = timezone.localdate()
    if end is None and lasts:
        return "is-half" if start is None or start.first <= today else ""
    last = end or start
    if last is None or (start or last).first > today:
        return ""
    return "is-filled" if last.last < today else "is-half"


def _element(machine: str, words: str) -> SafeString | str:
    return format_html('<time datetime="{}">{}</time>', machine, words) if machine and words else words
