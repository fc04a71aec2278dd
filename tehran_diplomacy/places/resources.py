"""Cities as machines read them."""

from django.utils.translation import gettext_lazy as _

from tehran_diplomacy.languages.translated import translated
from tehran_diplomacy.places.models import City
from tehran_diplomacy.places.structured import place
from tehran_diplomacy.reuse.columns import Column, Flag, Number, Words
from tehran_diplomacy.reuse.filters import by_country
from tehran_diplomacy.reuse.resources import Resource, changed, identity


def _gist(city: City, language: str) -> str:
    summary = translated(city, "summary", language).text
    return " · ".join(filter(None, (translated(city.country, "name", language).text, summary)))


CITIES = Resource(
    code="cities",
    model=City,
    name=_("Cities"),
    about=_("Tehran, its partner cities, seats of networks and places of meetings."),
    label="name",
    public=lambda: City.objects.public(),
    fetch=lambda rows: rows.with_country(),
    related=("country",),
    shows=("country",),
    gist=_gist,
    structured=place,
    filters=(by_country(lambda rows, code: rows.filter(country__code=code)),),
    columns=(
        *identity(),
        Words("name", _("name")),
        Column("country", _("ISO code"), _("The country, by ISO 3166-1."), of="country.code", required=True),
        Words("country_name", _("country"), of="country.name"),
        Number(
            "latitude",
            _("latitude"),
            _("In decimal degrees, north positive; empty where it is not known."),
            whole=False,
            within=(-90, 90),
        ),
        Number(
            "longitude",
            _("longitude"),
            _("In decimal degrees, east positive; empty where it is not known."),
            whole=False,
            within=(-180, 180),
        ),
        Words("summary", _("about the city")),
        Column(
            "wikidata", _("Wikidata identifier"), _("Where it is known; the same thing as at wikidata.org.")
        ),
        Flag("is_home", _("home city"), _("The city whose portal this is."), required=True),
        changed(),
    ),
)
