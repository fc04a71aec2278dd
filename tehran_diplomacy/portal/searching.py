"""The page of the search, and what its box offers while somebody types."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, JsonResponse, QueryDict
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from roadmap.fields import Field
from tehran_diplomacy.dates.partial import FIRST_GREGORIAN
from tehran_diplomacy.languages.digits import localise
from tehran_diplomacy.languages.templatetags.languages import number
from tehran_diplomacy.languages.translated import direction, page_language
from tehran_diplomacy.places.models import Country
from tehran_diplomacy.publishing.lists import FilterForm, LatinDigitsChoiceField, pages_of
from tehran_diplomacy.publishing.registers import registers
from tehran_diplomacy.search.excerpts import excerpt, has_any, highlighted
from tehran_diplomacy.search.finding import FACETS, MOST, Found, find
from tehran_diplomacy.search.models import Entry
from tehran_diplomacy.search.query import LONGEST, Query, parse
from tehran_diplomacy.search.spelling import did_you_mean

PAGE_LENGTH = 20
OFFERED = 8  # while somebody types
_PARTS = {"photo": gettext_lazy("Photo captions"), "section": gettext_lazy("Sections of the roadmap")}
# What readers may type, and what it finds.
EXAMPLES = (
    (gettext_lazy("mayor Yerevan"), gettext_lazy("all these words, in any order and form")),
    (gettext_lazy('"city diplomacy"'), gettext_lazy("this exact phrase")),
    (gettext_lazy("mayor -Yerevan"), gettext_lazy("pages with the first word but not the second")),
    (gettext_lazy("diplom*"), gettext_lazy("words starting with these letters")),
    (gettext_lazy("January 2023"), gettext_lazy("events in that month")),
)
_SORTS = [("", gettext_lazy("Most relevant")), ("newest", gettext_lazy("Newest"))]


def kinds() -> dict[str, str]:
    """Return the names of what can be found, by code, in the order of the registers."""
    return {one.code: one.name for one in registers() if one.searching} | _PARTS


class SuggestingInput(forms.TextInput):
    """A box that offers titles while somebody types, where scripts run."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Tell the script where to ask."""
        return super().get_context(name, value, {**(attrs or {}), "data-suggest": reverse("portal:suggest")})


class SearchForm(FilterForm):
    """What is searched, and how it is narrowed; the choices are those that the matches have."""

    not_filters = ("sort", "q")

    q = forms.CharField(
        label=gettext_lazy("Search"),
        required=False,
        max_length=LONGEST,
        widget=SuggestingInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Section"), required=False)
    year = LatinDigitsChoiceField(label=gettext_lazy("Year"), required=False)
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    field = forms.ChoiceField(label=gettext_lazy("Field"), required=False)
    sort = forms.ChoiceField(label=gettext_lazy("Order"), required=False, choices=_SORTS)

    def offer(self, found: Found, narrowed: dict[str, str], countries: dict[str, str]) -> None:
        """Offer what the matches have, each with how many there are."""
        names = {
            "kind": {code: str(name) for code, name in kinds().items()},
            "field": {field.value: str(field.label) for field in Field},
            "country": countries,
            "year": _years(found.counts.get("year", Counter()), narrowed.get("year")),
        }
        for facet, known in names.items():
            counts = found.counts.get(facet, Counter())
            offered = [code for code in known if counts[code] or narrowed.get(facet) == code]
            self.fields[facet].choices = [
                ("", _("All")),
                *((code, _counted(known[code], counts[code], found.is_more)) for code in offered),
            ]
            if not offered:
                self.fields[facet].widget = forms.HiddenInput()


def _counted(name: str, count: int, is_more: bool) -> str:
    return name if is_more else _("%(name)s (%(count)s)") % {"name": name, "count": number(count)}


def _years(counts: Counter, chosen: str | None) -> dict[str, str]:
    """Return the years of the page's calendar, newest first, and the chosen one whatever its calendar."""
    language = page_language()
    years = {year for year in counts if (int(year) < FIRST_GREGORIAN) == (language == "fa")}
    years |= {chosen} if chosen else set()
    return {year: localise(year, language) for year in sorted(years, key=int, reverse=True)}


def _other_language(code: str) -> str:
    if code == page_language():
        return ""
    return _("in English") if code == "en" else _("in Persian")


@dataclass(frozen=True)
class Result:
    """A match as the page shows it."""

    entry: Entry
    kind: str
    title: SafeString
    excerpt: SafeString
    excerpt_language: str

    @property
    def title_note(self) -> str:
        """In which language the title stands, where it is not the page's."""
        return _other_language(self.entry.title_language)

    @property
    def excerpt_note(self) -> str:
        """In which language the excerpt stands, where it is not the page's."""
        return _other_language(self.excerpt_language)

    @property
    def title_direction(self) -> str:
        """'rtl' or 'ltr'."""
        return direction(self.entry.title_language)

    @property
    def excerpt_direction(self) -> str:
        """'rtl' or 'ltr'."""
        return direction(self.excerpt_language)


class SearchView(TemplateView):
    """Everything public that matches, ranked, narrowed, a page at a time."""

    template_name = "portal/search.html"

    @cached_property
    def form(self) -> SearchForm:
        """What the address asks."""
        return SearchForm(self.request.GET)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Search, and say what was found; with nothing asked nothing is searched."""
        narrowed = narrowed_by(self.request.GET)
        query = parse(self.request.GET.get("q", ""))
        asked = bool(query or narrowed)
        typed = query
        found, query, how = self._find(typed, narrowed) if asked else (Found(), typed, "")
        self.form.offer(found, narrowed, _country_names(found, narrowed))
        page = Paginator(found.ids, PAGE_LENGTH).get_page(self.request.GET.get("page"))
        in_vain = not found.ids or how == "fewer"
        meant = did_you_mean(typed, page_language()) if query and in_vain and not narrowed else ""
        return super().get_context_data(
            form=self.form,
            chips=[] if not narrowed else _plain_chips(self.form, self.request),
            asked=asked,
            query=query,
            results=_results(page, query),
            count=len(found),
            is_more=found.is_more,
            most=MOST,
            is_wider=how == "wider",
            has_fewer=how == "fewer",
            meant=meant,
            page_obj=page,
            pages=pages_of(page, self.request.GET),
            examples=EXAMPLES,
            **kwargs,
        )

    def _find(self, query: Query, narrowed: dict[str, str]) -> tuple[Found, Query, str]:
        """What all words find, else beginnings of words, else fewer of the words; with what was asked, and how."""
        newest = self.request.GET.get("sort") == "newest"
        found = find(query, page_language(), narrowed, newest)
        if found.ids or not query.wanted:
            return found, query, ""
        wider = query.widened()
        for how, other in [("wider", wider), *(("fewer", fewer) for fewer in wider.fewer())]:
            if (found := find(other, page_language(), narrowed, newest)).ids:
                return found, other, how
        return found, wider, ""


def narrowed_by(asked: QueryDict) -> dict[str, str]:
    """Return the facets that an address chooses; what is no code is left out."""
    codes = {}
    for facet in FACETS:
        code = localise(asked.get(facet, ""), "en")
        if code.isascii() and code.isalnum() and len(code) <= 30 and (facet != "year" or code.isdecimal()):
            codes[facet] = code
    return codes


def _country_names(found: Found, narrowed: dict[str, str]) -> dict[str, str]:
    codes = {*found.counts.get("country", ()), *([narrowed["country"]] if "country" in narrowed else ())}
    if not codes:
        return {}
    rows = Country.objects.filter(code__in=codes).order_by(f"sort_{page_language()}")
    return {country.code: str(country) for country in rows}


def _plain_chips(form: SearchForm, request: HttpRequest) -> list:
    """Return the chips of the chosen facets, without their counts."""
    chosen = form.chips(request.GET)
    return [type(chip)(chip.label.rpartition(" (")[0] or chip.label, chip.address) for chip in chosen]


def _results(page: Page, query: Query) -> list[Result]:
    """Return the matches of a page with titles and excerpts marked, in two questions."""
    rows = Entry.objects.in_bulk(list(page))
    shown = [rows[key] for key in page if key in rows]
    others: dict[tuple, Entry] = {}
    if shown:
        twins = Entry.objects.exclude(language=page_language()).filter(
            **{
                f"{name}__in": {getattr(row, name) for row in shown}
                for name in ("register", "object_id", "part")
            }
        )
        twins = twins.only("register", "object_id", "part", "body", "body_language")
        others = {(row.register, row.object_id, row.part): row for row in twins}
    names = kinds()
    return [_result(row, others.get((row.register, row.object_id, row.part)), query, names) for row in shown]


def _result(row: Entry, other: Entry | None, query: Query, names: dict[str, str]) -> Result:
    source = row
    if other is not None and query and not has_any(row.body, query) and not has_any(row.title, query):
        source = other if has_any(other.body, query) else row
    return Result(
        row,
        str(names.get(row.kind, "")),
        highlighted(row.title, query),
        excerpt(source.body, query),
        source.body_language,
    )


@require_safe
def suggest(request: HttpRequest) -> JsonResponse:
    """Offer titles that the words typed so far may lead to, the last one unfinished."""
    query = parse(request.GET.get("q", "")).widened()
    found = find(query, page_language(), {}) if query.wanted else Found()
    rows = Entry.objects.in_bulk(found.ids[: OFFERED * 2])
    titles = dict.fromkeys(rows[key].title for key in found.ids[: OFFERED * 2] if key in rows)
    return JsonResponse({"suggestions": list(titles)[:OFFERED]})
