"""Pages of partner cities: all that concerns a city, from every register."""

from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property

from agreements.models import Agreement, Party, SilenceLine
from agreements.signs import Sign, last_sign_of
from agreements.silence import shown_silence
from meetings.models import Meeting
from tehran_diplomacy.places.models import City
from tehran_diplomacy.places.querysets import CityQuerySet
from tehran_diplomacy.publishing.generation import first_of, once_per_change
from tehran_diplomacy.publishing.lists import RegisterListView
from tehran_diplomacy.publishing.registers import count_through, registers
from tehran_diplomacy.publishing.views import RecordDetailView

MOST = 20  # records of each register on a city's page


def partner_cities() -> CityQuerySet:
    """Return the public cities abroad with which a public agreement or meeting is recorded."""
    parties = Party.objects.filter(agreement__in=Agreement.objects.public()).values("city")
    met = Meeting.partners.through.objects.filter(meeting__in=Meeting.objects.public()).values("city")
    return City.objects.public().abroad().filter(Q(pk__in=parties.exclude(city=None)) | Q(pk__in=met))


def _counted() -> dict[int, tuple[int, int]]:
    """Return how many public agreements and meetings there are with each partner city, by its key."""
    by_code = {register.code: register for register in registers()}
    rows = partner_cities().annotate(
        agreements_count=count_through(by_code["agreement"], "parties__city"),
        meetings_count=count_through(by_code["meeting"], "partners"),
    )
    counts = rows.values_list("pk", "agreements_count", "meetings_count")
    return {key: (agreements, meetings) for key, agreements, meetings in counts}


def last_sign_with(city: City) -> Sign | None:
    """Return the last dated sign of life of what is public with a city, two queries."""
    meetings = Meeting.objects.public().with_city(city.pk)
    agreements = Agreement.objects.public().of_city(city.pk)
    return last_sign_of(agreements, meetings, timezone.localdate())


class CityListView(RegisterListView):
    """All partner cities in alphabetical order, with what there is with each."""

    model = City
    template_name = "cities/list.html"
    paginate_by = 60

    def narrow(self, records: CityQuerySet, chosen: dict[str, Any]) -> CityQuerySet:
        """Keep partner cities."""
        return records.filter(pk__in=self.counted).with_country().alphabetical()

    @cached_property
    def counted(self) -> dict[int, tuple[int, int]]:
        """What there is with each partner city."""
        return once_per_change("what there is with each city", _counted)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give each city of the page its counts."""
        context = super().get_context_data(**kwargs)
        for city in context["object_list"]:
            city.agreements_count, city.meetings_count = self.counted[city.pk]
        return context


class CityView(RecordDetailView):
    """A city: agreements, meetings and networks in time, and where it lies from Tehran."""

    model = City
    template_name = "cities/detail.html"

    def get_queryset(self) -> CityQuerySet:
        """Return cities with their countries."""
        return super().get_queryset().with_country()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what each register has of the city."""
        city = self.object
        line = SilenceLine.present()
        sign = (
            once_per_change(f"last sign with city {city.pk}", lambda: last_sign_with(city))
            if line.is_shown
            else None
        )
        agreements = Agreement.objects.public().of_city(city.pk).sorted_by("newest")
        meetings = Meeting.objects.public().with_city(city.pk).newest_first()
        return super().get_context_data(
            silence=shown_silence(sign, line) if sign and not city.is_home else None,
            agreements=first_of(agreements, MOST, f"agreements with city {city.pk}").with_state(),
            meetings=first_of(meetings, MOST - 8, f"meetings with city {city.pk}").with_place().with_cover(),
            networks=city.networks.public()[:MOST],
            **kwargs,
        )
