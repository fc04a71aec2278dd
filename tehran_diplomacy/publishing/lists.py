"""Lists of a register: filters that stand in the address, chips to take them off, pages."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import ListView

from tehran_diplomacy.dates.partial import Calendar, InvalidPartialDate, PartialDate
from tehran_diplomacy.languages.digits import localise, to_latin
from tehran_diplomacy.languages.translated import page_language
from tehran_diplomacy.publishing.generation import once_per_change
from tehran_diplomacy.publishing.querysets import RecordQuerySet

PAGE_LENGTH = 20


@dataclass(frozen=True)
class Chip:
    """A chosen filter: what it says and the address without it."""

    label: str
    address: str


class FilterForm(forms.Form):
    """The filters of a list, read from the address. Every field is optional."""

    q = forms.CharField(
        label=_("Search"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"})
    )
    not_filters = ("sort",)

    def chosen(self) -> dict[str, Any]:
        """Return what was chosen and understood; what was not understood filters nothing."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}

    def chips(self, query: QueryDict) -> list[Chip]:
        """Return a chip for each chosen filter; `query` is the address's own."""
        chips = []
        for name, value in self.chosen().items():
            if name in self.not_filters:
                continue
            rest = query.copy()
            rest.pop(name, None)
            rest.pop("page", None)
            chips.append(Chip(self.words_of(name, value), f"?{rest.urlencode()}"))
        return chips

    def words_of(self, name: str, value: Any) -> str:
        """Return what the chip of a chosen filter says."""
        choices = dict(getattr(self.fields[name], "choices", ()))
        return str(choices.get(value, value))


class LatinDigitsChoiceField(forms.ChoiceField):
    """A choice of numbers that also understands Persian digits in an address."""

    def to_python(self, value: Any) -> str:
        """Return the choice with Latin digits."""
        return to_latin(super().to_python(value))


class YearField(LatinDigitsChoiceField):
    """A choice of years that also understands any other year of either calendar: the other language offers others."""

    def valid_value(self, value: str) -> bool:
        """Take any year that a date can have, and offer it."""
        if super().valid_value(value):
            return True
        if not (value.isascii() and value.isdigit() and len(value) == 4):
            return False
        try:
            year = PartialDate(int(value))
        except InvalidPartialDate:
            return False
        shown = localise(value, page_language())
        if (year.calendar == Calendar.JALALI) != (page_language() == "fa"):
            calendar = _("Iranian") if year.calendar == Calendar.JALALI else _("Gregorian")
            shown = f"{shown} ({calendar})"
        self.choices = [*self.choices, (value, shown)]
        return True


class CountedOnce(Paginator):
    """Pages of which the number is counted once for each change; `name` tells one choice of rows from another."""

    def __init__(self, *args: Any, name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name = name

    @cached_property
    def count(self) -> int:
        """How many rows there are."""
        return once_per_change(f"count of {self.name}", self.object_list.order_by().count, typed=True)


class PaginatedList(ListView):
    """A list whose rows are counted once for each change, under its address without the page."""

    def get_paginator(self, queryset: Any, per_page: int, **kwargs: Any) -> CountedOnce:
        """Return the pages of what the address chooses."""
        query = self.request.GET.copy()
        query.pop("page", None)
        return CountedOnce(queryset, per_page, name=f"{self.request.path}?{query.urlencode()}", **kwargs)


class RegisterListView(PaginatedList):
    """A page of a register's public records, filtered and sorted as the address says."""

    form_class: type[FilterForm] = FilterForm
    paginate_by = PAGE_LENGTH

    @cached_property
    def form(self) -> FilterForm:
        """The filters as the address gives them."""
        return self.form_class(self.request.GET)

    def get_queryset(self) -> RecordQuerySet:
        """Return the public records that the filters leave."""
        records = self.model.objects.public()
        chosen = self.form.chosen()
        if words := chosen.pop("q", ""):
            records = records.matching(words)
        return self.narrow(records, chosen)

    def narrow(self, records: RecordQuerySet, chosen: dict[str, Any]) -> RecordQuerySet:
        """Apply the register's own filters; a subclass says how."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the form, its chips and the addresses of the pages."""
        context = super().get_context_data(**kwargs)
        context["form"] = self.form
        context["chips"] = self.form.chips(self.request.GET)
        context["pages"] = pages_of(context["page_obj"], self.request.GET)
        return context


def pages_of(page: Page, query: QueryDict) -> list[tuple[int | str, str, bool]]:
    """Return the links of a pagination as (number or gap, address, is current)."""
    rest = query.copy()
    links: list[tuple[int | str, str, bool]] = []
    for number in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1):
        if isinstance(number, int):
            rest["page"] = number
            links.append((number, f"?{rest.urlencode()}", number == page.number))
        else:
            links.append(("…", "", False))
    return links
