"""Cities as schema.org describes them."""

from typing import Any

from tehran_diplomacy.languages.translated import translated
from tehran_diplomacy.places.models import City
from tehran_diplomacy.reuse.columns import address
from tehran_diplomacy.reuse.structured import permanent_id


def place(city: City, language: str) -> dict[str, Any]:
    """Return a city as a City in a language."""
    return {
        "@type": "City",
        **named_place(city, language),
        "@id": permanent_id(city.uid),
        "url": address(city, language),
        "identifier": city.uid,
        "sameAs": same_as(city.wikidata),
        "description": translated(city, "summary", language).text,
        "geo": _coordinates(city),
    }


def _coordinates(city: City) -> dict[str, Any] | None:
    if city.position is None:
        return None
    latitude, longitude = city.position
    return {"@type": "GeoCoordinates", "latitude": latitude, "longitude": longitude}


def named_place(city: City, language: str) -> dict[str, Any]:
    """Return a city as the place where something happens or sits."""
    return {
        "@type": "City",
        "name": translated(city, "name", language).text,
        "address": {"@type": "PostalAddress", "addressCountry": city.country.code},
    }


def same_as(wikidata: str) -> str | None:
    """Return the address of an item at Wikidata, None where it is not known."""
    return f"http://www.wikidata.org/entity/{wikidata}" if wikidata else None
