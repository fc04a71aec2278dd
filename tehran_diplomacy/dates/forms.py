"""Form fields that read dates as people write them, in either calendar and script."""

import re
from datetime import date, datetime, time
from typing import Any

import jdatetime
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from tehran_diplomacy.dates.display import show, show_other
from tehran_diplomacy.dates.partial import Calendar, InvalidPartialDate, PartialDate
from tehran_diplomacy.languages.digits import localise, to_latin
from tehran_diplomacy.languages.translated import page_language


class DateTextInput(forms.TextInput):
    """A text box for a date; a small picker and an echo in both calendars come with its script."""

    template_name = "dates/date_input.html"
    precision = "day"

    class Media:
        css = {"all": ["css/date-picker.css"]}
        js = ["js/date-picker.js"]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Mark the box for the script."""
        context = super().get_context(name, value, attrs)
        widget = context["widget"]
        widget["attrs"] |= {
            "autocomplete": "off",
            "inputmode": "text",
            "data-date": self.precision,
            "dir": "auto",
        }
        widget["understood"] = _understood(value)
        return context

    def format_value(self, value: Any) -> str:
        """Show the date with slashes and the page's digits, in the calendar in which it stands."""
        if value in (None, ""):
            return ""
        if isinstance(value, str) and not _is_canonical(value):
            return value  # what was typed and not understood is kept as it was
        return localise(str(_day_for_page(value)).replace("-", "/"), page_language())


def _understood(value: Any) -> str:
    """Return what was understood of a date, in the other calendar too, as the script says it while one types."""
    try:
        found = PartialDate.parse(str(value)) if value else None
    except InvalidPartialDate:
        return ""
    language = page_language()
    return " = ".join(filter(None, (show(found, language), show_other(found, language)))) if found else ""


def _is_canonical(value: str) -> bool:
    try:
        return str(PartialDate.parse(value)) == value
    except InvalidPartialDate:
        return False


def _day_for_page(value: Any) -> Any:
    """Return a plain day in the page's calendar; a partial date stays as its source gave it."""
    if isinstance(value, jdatetime.date):
        value = value.togregorian()
    if isinstance(value, date):
        calendar = Calendar.JALALI if page_language() == "fa" else Calendar.GREGORIAN
        try:
            return PartialDate.of_day(value, calendar)
        except (InvalidPartialDate, ValueError):  # a day that no form takes: shown, so that it can be mended
            return value.isoformat()
    return value


class PartialDateInput(DateTextInput):
    """The box of a date that may be a month or a year only."""

    precision = "partial"


def _read(text: str) -> PartialDate:
    try:
        return PartialDate.parse(text)
    except InvalidPartialDate as error:
        raise ValidationError(error.message, code="invalid") from error


class PartialDateFormField(forms.CharField):
    """Reads a day, a month or a year; gives a PartialDate or None."""

    widget = PartialDateInput

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.pop("max_length", None)
        kwargs.pop("empty_value", None)
        super().__init__(*args, max_length=60, **kwargs)

    def clean(self, value: Any) -> PartialDate | None:
        """Return the date, None where the box is empty; raise ValidationError with the reason."""
        text = super().clean(value)
        return _read(text) if text else None

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare dates, not the ways of writing them."""
        try:
            return (PartialDate.parse(str(initial)) if initial else None) != (
                PartialDate.parse(data) if data else None
            )
        except InvalidPartialDate:
            return True


class DayFormField(forms.CharField):
    """Reads an exact day for a `jDateField`; gives a jdatetime.date or None.

    A year below 1700 is Jalali, a later one Gregorian: 2023-01-18 never becomes a day of the year 2644.
    """

    widget = DateTextInput

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.pop("max_length", None)
        super().__init__(*args, max_length=60, **kwargs)

    def clean(self, value: Any) -> jdatetime.date | None:
        """Return the day, None where the box is empty; raise ValidationError with the reason."""
        text = super().clean(value)
        if not text:
            return None
        found = _read(text)
        if not found.is_exact:
            raise ValidationError(_("Give the day, not only the month or year."), code="inexact")
        return jdatetime.date.fromgregorian(date=found.first)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare days, not the ways of writing them."""
        try:
            before = initial.togregorian() if isinstance(initial, jdatetime.date) else initial
            return (before or None) != (PartialDate.parse(data).first if data else None)
        except InvalidPartialDate:
            return True


_CLOCK = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d))?")


class MomentInput(forms.MultiWidget):
    """Two boxes: the day in either calendar, and the time in Tehran."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        time_attrs = {"placeholder": "09:00", "size": 6, "dir": "ltr", "class": "moment-time"}
        day = DateTextInput({"aria-label": _("Date"), **(attrs or {})})
        super().__init__([day, forms.TextInput({"aria-label": _("Time"), **time_attrs})], attrs)

    def decompress(self, value: datetime | str | None) -> list[Any]:
        """Split a moment into Tehran's day and time; a hidden box sends it back as text."""
        value = _moment(value) if isinstance(value, str) else value
        if value is None:
            return [None, ""]
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        clock = f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"
        return [local.date(), localise(clock, page_language())]


def _moment(text: str) -> datetime | None:
    """Return the moment of an ISO text, None where it is none."""
    try:
        return parse_datetime(text)
    except ValueError:
        return None


class MomentFormField(forms.MultiValueField):
    """Reads a moment in Tehran's time; gives an aware datetime or None. Without a time the day begins at 00:00."""

    widget = MomentInput

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.pop("input_formats", None)
        fields = [DayFormField(required=False), forms.CharField(required=False, max_length=8)]
        super().__init__(fields, *args, require_all_fields=False, **kwargs)

    def compress(self, data_list: list[Any]) -> datetime | None:
        """Join day and time; raise ValidationError where one of them makes no sense."""
        day, clock = (*data_list, None, "")[:2]
        if not day:
            if clock:
                raise ValidationError(_("Write the day as well as the time."), code="invalid")
            return None
        try:
            at = time(*map(int, _CLOCK.fullmatch(to_latin(clock or "00:00")).groups("0")))
        except (AttributeError, ValueError) as error:
            raise ValidationError(_("Write the time as 14:30."), code="invalid") from error
        return timezone.make_aware(datetime.combine(day.togregorian(), at))

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare moments, not the ways of writing them."""
        if self.disabled:
            return False
        before = initial if isinstance(initial, list) else self.widget.decompress(initial)
        try:
            return self.clean(before) != self.clean(data)
        except ValidationError:
            return True
