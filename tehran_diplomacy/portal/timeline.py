"""The timeline: agreements, meetings, roles and reports in one order of time, by years of either calendar."""

from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from tehran_diplomacy.dates.display import show, show_range
from tehran_diplomacy.dates.months import GREGORIAN, JALALI
from tehran_diplomacy.dates.partial import Calendar, InvalidPartialDate, PartialDate
from tehran_diplomacy.dates.ranges import can_be_addressed, is_jalali, month_of, year_of
from tehran_diplomacy.languages.digits import localise, to_latin
from tehran_diplomacy.languages.translated import page_language
from tehran_diplomacy.portal.moments import (
    NEWEST,
    OLDEST,
    Placed,
    fetched,
    kinds_of_moments,
    moments_in,
    sorts_of_moments,
    undated,
    years_of,
)
from tehran_diplomacy.portal.stretches import Stretch, stretch_of
from tehran_diplomacy.publishing.generation import once_per_change
from tehran_diplomacy.publishing.lists import Chip, CountedOnce, FilterForm, pages_of

PAGE_LENGTH = 40
WHOLE = 400  # moments on one page at most, where a period is shown whole
_CALENDARS = {
    Calendar.JALALI: gettext_lazy("Iranian (Solar Hijri)"),
    Calendar.GREGORIAN: gettext_lazy("Gregorian"),
}
# The language whose pages count years by a calendar.
_LANGUAGE_OF = {Calendar.JALALI: "fa", Calendar.GREGORIAN: "en"}


class YearField(forms.CharField):
    """A year of either calendar in the digits of either script; gives a PartialDate or None."""

    def __init__(self, **kwargs: Any) -> None:
        box = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "size": 6})
        super().__init__(required=False, max_length=4, widget=box, **kwargs)

    def clean(self, value: Any) -> PartialDate | None:
        """Return the year; raise ValidationError for what is none."""
        text = to_latin(super().clean(value))
        if not text:
            return None
        if not (text.isascii() and text.isdecimal()):
            raise ValidationError(_("Write the year with four digits."))
        try:
            return PartialDate(int(text))
        except InvalidPartialDate as error:
            raise ValidationError(error.message) from error


class TimelineForm(FilterForm):
    """Kind of moment, first and last year, calendar and order, as the address gives them."""

    q = None
    not_filters = ("calendar", "sort")
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    calendar = forms.ChoiceField(label=gettext_lazy("Calendar"), required=False)
    sort = forms.ChoiceField(
        label=gettext_lazy("Order"),
        required=False,
        choices=[("", gettext_lazy("Newest first")), (OLDEST, gettext_lazy("Oldest first"))],
    )

    def __init__(self, *args: Any, own_calendar: Calendar, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = kinds_of_moments()
        self.fields["kind"].choices = [("", _("All")), *kinds.items()]
        # The calendar that holds without a choice stands first and needs no word in the address.
        others = [one for one in Calendar if one != own_calendar]
        self.fields["calendar"].choices = [("", _CALENDARS[own_calendar])] + [
            (one.value, _CALENDARS[one]) for one in others
        ]
        # 'from' is no name for an attribute in Python.
        self.fields["from"] = YearField(label=gettext_lazy("From year"))
        self.fields["to"] = YearField(label=gettext_lazy("To year"))
        self.order_fields(("kind", "from", "to", "calendar", "sort"))

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the beginning."""
        cleaned = super().clean()
        first, last = cleaned.get("from"), cleaned.get("to")
        if first and last and last.last < first.first:
            self.add_error("to", _("The last year is before the first."))
        return cleaned


@dataclass(frozen=True)
class Entry:
    """A moment as the page shows it."""

    placed: Placed
    when: str
    meant: str
    state: str
    stretch: Stretch | None

    @property
    def moment(self) -> Any:
        """What happened."""
        return self.placed.moment


@dataclass
class Month:
    """Entries of one month or of either of two, or of a year but of no month of it for certain (name '')."""

    name: str
    entries: list[Entry] = field(default_factory=list)


@dataclass
class Year:
    """Entries of one year, by months."""

    year: int
    months: list[Month]

    @property
    def name(self) -> str:
        """The year in words."""
        try:
            return show(PartialDate(self.year), page_language())
        except InvalidPartialDate:  # a date of the other calendar may lie in years that nobody types
            return localise(str(self.year), page_language())


def when_in_words(moment: Any, language: str) -> str:
    """Return the date as exact as its source: 'since 2008', 'as of October 2025', '27–28 August 2024'."""
    begins, ends = moment.begins, moment.ends
    if not moment.lasts or (begins and ends):
        return show_range(moment.mark, ends, language)
    if begins:
        since = _("since %(when)s") % {"when": show(begins, language)}
        if moment.as_of:
            since += _("; last confirmed %(when)s") % {"when": show(moment.as_of, language)}
        return since
    if ends:
        return _("until %(when)s") % {"when": show(ends, language)}
    return _("as of %(when)s") % {"when": show(moment.as_of, language)}


def entry_of(placed: Placed, calendar: Calendar, today: date) -> Entry:
    """Return a moment with its words and drawing. Its state is 'done', 'to_come', or 'open' where today may be it."""
    language, moment = page_language(), placed.moment
    first, last = (moment.mark.first, moment.mark.last) if moment.lasts else (placed.first, placed.last)
    state = "done" if last <= today else "to_come" if first > today else "open"
    own, mark = _calendar(language), moment.mark
    is_single = not (moment.begins and moment.ends)
    ends = (mark.first, mark.last)
    can_be_said = all(can_be_addressed(year_of(day, language), language) for day in ends)
    meant = ""
    if is_single and not mark.is_exact and mark.calendar != own and can_be_said:
        meant = show_range(*(PartialDate.of_day(day, own) for day in ends), language)
    drawn = stretch_of(moment, placed.first, placed.last, _LANGUAGE_OF[calendar], language == "fa")
    return Entry(placed, when_in_words(moment, language), meant, state, drawn)


def by_years(placed: list[Placed], calendar: Calendar, since: date | None) -> list[Year]:
    """Group moments, in their order, by years and months of a calendar; what began before `since` by its year."""
    names = (JALALI if calendar == Calendar.JALALI else GREGORIAN)[page_language()]
    counting, today = _LANGUAGE_OF[calendar], timezone.localdate()

    def start(one: Placed) -> date:
        return max(one.first, since) if since else one.first

    years = []
    for year, ones in groupby(placed, key=lambda one: year_of(start(one), counting)):
        months: dict[str, Month] = {}
        for one in ones:
            numbers = _months_of(one, counting) if start(one) == one.first else []
            name = _(" or ").join(names[number - 1] for number in numbers)
            months.setdefault(name, Month(name)).entries.append(entry_of(one, calendar, today))
        open_ones = months.pop("", None)
        years.append(Year(year, [*months.values(), *([open_ones] if open_ones else [])]))
    return years


def _months_of(one: Placed, counting: str) -> list[int]:
    """Return the month in which the moment begins, two where it may be either of two, none where one of more."""
    mark = one.moment.mark
    first, last = (month_of(day, counting) for day in (mark.first, mark.last))
    apart = (last[0] - first[0]) * 12 + last[1] - first[1]
    return [first[1], last[1]][: apart + 1] if apart < 2 else []


def _calendar(language: str) -> Calendar:
    return Calendar.JALALI if language == "fa" else Calendar.GREGORIAN


class TimelineView(TemplateView):
    """Everything in time, or the years in the address, a page at a time."""

    template_name = "portal/timeline.html"

    @cached_property
    def query(self) -> QueryDict:
        """The address's query; years in its path stand for 'from' and 'to'."""
        query = self.request.GET.copy()
        if "first" in self.kwargs:
            years = (self.kwargs["first"], self.kwargs.get("last", self.kwargs["first"]))
            query["from"], query["to"] = (localise(str(year), page_language()) for year in years)
        return query

    @cached_property
    def form(self) -> TimelineForm:
        """What the address asks; a path of years that are none leads nowhere."""
        years = [to_latin(self.query.get(name, "")) for name in ("from", "to")]
        given = next(
            (int(year) for year in years if year.isascii() and year.isdecimal() and len(year) <= 4), None
        )
        own = _calendar(page_language())
        if given is not None:
            own = Calendar.JALALI if is_jalali(given) else Calendar.GREGORIAN
        form = TimelineForm(self.query, own_calendar=own)
        if "first" in self.kwargs and {"from", "to"} & set(form.errors):
            raise Http404
        form.own_calendar = own
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Ask for a page of moments, and for the years that have any."""
        chosen = self.form.chosen()
        first, last = chosen.get("from"), chosen.get("to")
        calendar = Calendar(chosen.get("calendar") or self.form.own_calendar)
        sorts = sorts_of_moments(chosen.get("kind", ""))
        since, order = first.first if first else None, chosen.get("sort", NEWEST)
        rows = moments_in(sorts, since, last.last if last else None, order)
        is_whole = "whole" in self.request.GET
        what = f"the timeline: {chosen.get('kind', '')} {first or ''} {last or ''}"
        pages = CountedOnce(rows, WHOLE if is_whole else PAGE_LENGTH, name=what)
        page = pages.get_page(self.request.GET.get("page"))
        moments = once_per_change(f"{what} {order} {is_whole} {page.number}", lambda: list(page), typed=True)
        counting = _LANGUAGE_OF[calendar]
        years = once_per_change(
            f"years of the timeline: {chosen.get('kind', '')} {counting}", lambda: years_of(sorts, counting)
        )
        return super().get_context_data(
            form=self.form,
            chips=self.chips(first, last),
            period=self.period(first, last),
            years=[(year, count, self.address(year, calendar)) for year, count in years],
            chosen_year=first.year if first and first == last else None,
            groups=by_years(fetched(moments, sorts), calendar, since),
            undated=[] if first or last else once_per_change(f"undated of {what}", lambda: undated(sorts)),
            page_obj=page,
            pages=pages_of(page, self.request.GET),
            whole=self.whole_address(page, is_whole),
            **kwargs,
        )

    def period(self, first: PartialDate | None, last: PartialDate | None) -> str:
        """Return the years in words, '' where none are given."""
        language = page_language()
        if first and last:
            return show_range(first, last, language)
        if first:
            return _("since %(when)s") % {"when": show(first, language)}
        return _("until %(when)s") % {"when": show(last, language)} if last else ""

    def address(self, year: int, calendar: Calendar) -> str:
        """Return the address of a year with the other choices kept."""
        rest = self.rest()
        if (Calendar.JALALI if is_jalali(year) else Calendar.GREGORIAN) == calendar:
            rest.pop("calendar", None)
        return _with(reverse("portal:timeline_year", args=[year]), rest)

    def rest(self) -> QueryDict:
        """Return the choices apart from the period and the page."""
        rest = self.request.GET.copy()
        for name in ("from", "to", "page", "whole"):
            rest.pop(name, None)
        return rest

    def chips(self, first: PartialDate | None, last: PartialDate | None) -> list[Chip]:
        """Return a chip for the period and one for the kind."""
        chips = [chip for chip in self.form.chips(self.request.GET) if chip.label == self.kind_label()]
        if first or last:
            chips.insert(0, Chip(self.period(first, last), _with(reverse("portal:timeline"), self.rest())))
        return chips

    def kind_label(self) -> str:
        """Return the name of the chosen kind."""
        return str(kinds_of_moments().get(self.form.chosen().get("kind", ""), ""))

    def whole_address(self, page: Any, is_whole: bool) -> str:
        """Return the address that shows all on one page, '' where it is so already or too much."""
        if is_whole or page.paginator.num_pages == 1 or page.paginator.count > WHOLE:
            return ""
        query = self.request.GET.copy()
        query.pop("page", None)
        query["whole"] = ""
        return f"?{query.urlencode()}"


def _with(address: str, query: QueryDict) -> str:
    return f"{address}?{query.urlencode()}" if query else address
