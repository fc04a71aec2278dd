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
    about=_(
        "Tehran, cities with agreements or meetings, network headquarters and places where "
        "meetings were held."
    ),
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
        Column(
            "country",
            _("ISO code"),
            _("The country, as an ISO 3166-1 code."),
            of="country.code",
            required=True,
        ),
        Words("country_name", _("country"), of="country.name"),
        Number(
            "latitude",
            _("latitude"),
            _("In decimal degrees, north positive; empty if not known."),
            whole=False,
            within=(-90, 90),
        ),
        Number(
            "longitude",
            _("longitude"),
            _("In decimal degrees, east positive; empty if not known."),
            whole=False,
            within=(-180, 180),
        ),
        Words("summary", _("about the city")),
        Column("wikidata", _("Wikidata ID"), _("The item on wikidata.org, if known.")),
        Flag("is_home", _("home city"), _("The city that runs this portal."), required=True),
        changed(),
    ),
)
