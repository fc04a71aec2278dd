"""The map of the world: partner cities, agreements, meetings and seats of networks, from Tehran's own place."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django import forms
from django.db.models import OuterRef, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from agreements.models import Agreement
from meetings.models import Meeting
from networks.models import Network, Role
from tehran_diplomacy.dates.ranges import year_of, year_range
from tehran_diplomacy.languages.digits import localise
from tehran_diplomacy.languages.templatetags.languages import number
from tehran_diplomacy.languages.translated import page_language, translated
from tehran_diplomacy.maps.labels import Placed, placed
from tehran_diplomacy.maps.templatetags.maps import kilometres
from tehran_diplomacy.places.models import City
from tehran_diplomacy.places.querysets import CityQuerySet
from tehran_diplomacy.publishing.counting import CountUpTo
from tehran_diplomacy.publishing.generation import once_per_change
from tehran_diplomacy.publishing.lists import FilterForm, YearField

MOST_CITIES = 500
MOST_COUNTED = 100  # of one kind for a city; beyond that the map says 'more than'
DESK_LETTERS, PHONE_LETTERS = 15, 34  # map units; a phone draws the same map a third as large
KINDS = ("agreement", "meeting", "network")


class MapFilter(FilterForm):
    """What is drawn: one kind, and what belongs to one year."""

    q = None
    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=[
            ("", _("All")),
            ("agreement", _("Agreements")),
            ("meeting", _("Meetings")),
            ("network", _("Network headquarters")),
        ],
    )
    year = YearField(label=_("Year"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = [
            (str(year), localise(str(year), page_language()))
            for year in once_per_change("years of the map", _years)
        ]
        self.fields["year"].choices = [("", _("All")), *years]


def _years() -> list[int]:
    """Return the years of the page's calendar from the earliest day on the map to the latest, newest first."""
    ends = []
    for model, name in ((Agreement, "signed_on"), (Meeting, "held_on")):
        days = model.objects.public().exclude(**{f"{name}_first": None})
        ends += days.order_by(f"{name}_first").values_list(f"{name}_first", flat=True)[:1]
        ends += days.order_by(f"-{name}_last").values_list(f"{name}_last", flat=True)[:1]
    if not ends:
        return []
    language = page_language()
    return list(range(year_of(max(ends), language), year_of(min(ends), language) - 1, -1))


def cities_on_map(kind: str = "", days: tuple[date, date] | None = None) -> list[City]:
    """Return the public cities abroad with what there is in each, alphabetically, at most MOST_CITIES + 1.

    `kind` ('agreement', 'meeting', 'network') leaves only that; `days` only what was signed or held from the
    first to the last, and networks in which the home city can have had a role then. The numbers stand in
    `agreements_count`, `meetings_count`, `networks_count`; those of all time stop just beyond MOST_COUNTED.
    """
    kinds = [kind] if kind else KINDS
    cities = City.objects.public().abroad().with_country().alphabetical()
    return _of_a_time(cities, kinds, days) if days else _of_all_time(cities, kinds)


def _of_all_time(cities: CityQuerySet, kinds: Iterable[str]) -> list[City]:
    """Count city by city and stop at the limit: the cost does not grow with the archive. One query."""
    here = OuterRef("pk")
    meetings = Meeting.objects.public()
    rows = {
        "agreement": (Agreement.objects.public().filter(parties__city=here),),
        "meeting": (meetings.filter(place=here), meetings.filter(partners=here)),
        "network": (Network.objects.public().filter(seat=here),),
    }
    counts = {f"{one}s_count": CountUpTo(*rows[one], most=MOST_COUNTED) for one in kinds}
    anything = reduce(or_, (Q(**{f"{name}__gt": 0}) for name in counts))
    return list(cities.annotate(**counts).filter(anything)[: MOST_CITIES + 1])


def _of_a_time(cities: CityQuerySet, kinds: Iterable[str], days: tuple[date, date]) -> list[City]:
    """Count what belongs to the days, whose index finds it; a query for each relation and one for the cities."""
    agreements = Agreement.objects.public().signed_between(*days)
    meetings = Meeting.objects.public().held_between(*days)
    roles = Role.objects.held_between(*days)
    rows = {
        "agreement": (agreements.values_list("parties__city", "pk"),),
        "meeting": (meetings.values_list("place", "pk"), meetings.values_list("partners", "pk")),
        "network": (
            Network.objects.public().filter(pk__in=roles.values("network")).values_list("seat", "pk"),
        ),
    }
    counted: dict[int, Counter[str]] = defaultdict(Counter)
    for one in kinds:
        for city, _record in {pair for query in rows[one] for pair in query.order_by()}:
            counted[city][f"{one}s_count"] += 1
    found = list(cities.filter(pk__in=[pk for pk in counted if pk is not None])[: MOST_CITIES + 1])
    for city in found:
        for name, count in counted[city.pk].items():
            setattr(city, name, count)
    return found


@dataclass(frozen=True)
class Mark:
    """A city with its counts, these in words, and where its label stands on a wide and on a narrow screen.

    A city whose position is not known is told and not drawn: `wide` and `narrow` are None.
    """

    city: City
    wide: Placed | None
    narrow: Placed | None
    told: list[str]

    @property
    def look(self) -> str:
        """By which of its kinds the city is drawn: the first of KINDS that it has."""
        return next(kind for kind in KINDS if getattr(self.city, f"{kind}s_count", 0))

    @property
    def label(self) -> str:
        """What a screen reader says."""
        names = [translated(self.city, "name").text, translated(self.city.country, "name").text, *self.told]
        return ("، " if page_language() == "fa" else ", ").join(names)

    @property
    def kilometres(self) -> int | None:
        """The great-circle distance from Tehran, where the city's position is known."""
        return kilometres(self.city)


def _told(city: City) -> Iterator[str]:
    counted = {
        "agreements": lambda n: ngettext("%(n)s agreement", "%(n)s agreements", n),
        "meetings": lambda n: ngettext("%(n)s meeting", "%(n)s meetings", n),
        "networks": lambda n: ngettext("headquarters of %(n)s network", "headquarters of %(n)s networks", n),
    }
    for name, words in counted.items():
        count = getattr(city, f"{name}_count", 0)
        if count > MOST_COUNTED:
            yield _("more than %(what)s") % {"what": words(MOST_COUNTED) % {"n": number(MOST_COUNTED)}}
        elif count:
            yield words(count) % {"n": number(count)}


def marks(cities: list[City]) -> list[Mark]:
    """Return the cities as they are drawn, in the order in which they came."""
    wide = {spot.city.pk: spot for spot in placed(cities, DESK_LETTERS)}
    narrow = {spot.city.pk: spot for spot in placed(cities, PHONE_LETTERS)}
    return [Mark(city, wide.get(city.pk), narrow.get(city.pk), list(_told(city))) for city in cities]


class MapView(TemplateView):
    """The map, and beside it a list that says the same."""

    template_name = "portal/map.html"

    @cached_property
    def form(self) -> MapFilter:
        """The filters as the address gives them."""
        return MapFilter(self.request.GET)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the cities that the filters leave."""
        chosen = self.form.chosen()
        days = year_range(int(chosen["year"])) if "year" in chosen else None
        kind = chosen.get("kind", "")
        cities = once_per_change(f"cities on the map {kind} {days}", lambda: cities_on_map(kind, days))
        return super().get_context_data(
            form=self.form,
            chips=self.form.chips(self.request.GET),
            marks=marks(cities[:MOST_CITIES]),
            too_many=len(cities) > MOST_CITIES,
            most=MOST_CITIES,
            year=chosen.get("year"),
            **kwargs,
        )
