"""What a search finds of cities."""

from collections.abc import Iterator

from tehran_diplomacy.places.models import City, Organisation
from tehran_diplomacy.publishing.registers import Searched, Searching
from tehran_diplomacy.publishing.searched import both, paragraphs, texts_of


def city_names(city: City | None) -> list[str]:
    """Return the names of a city and its country in both scripts."""
    if city is None:
        return []
    return [*texts_of(city, "name"), *city.other_names.splitlines(), *texts_of(city.country, "name")]


def country_codes(*places: City | Organisation | None) -> tuple[str, ...]:
    """Return the ISO codes of the countries abroad in which places lie."""
    abroad = [p for p in places if p is not None and p.country_id and not getattr(p, "is_home", False)]
    return tuple(dict.fromkeys(place.country.code for place in abroad))


def _entries(city: City) -> Iterator[Searched]:
    yield Searched(
        kind="city",
        page=city,
        title=both(city, "name"),
        body=paragraphs(both(city.country, "name"), both(city, "summary")),
        names=tuple(city_names(city)),
        countries=(city.country.code,),
    )


SEARCHING = Searching(_entries, reads=("country",))
