"""Networks as schema.org describes them."""

from typing import Any

from networks.models import Network
from tehran_diplomacy.languages.translated import translated
from tehran_diplomacy.places.structured import named_place, same_as
from tehran_diplomacy.reuse.columns import address


def organisation(network: Network, language: str) -> dict[str, Any]:
    """Return a network as an Organization."""
    return {
        "@type": "Organization",
        "@id": address(network, language),
        "identifier": network.uid,
        "sameAs": same_as(network.wikidata),
        "name": translated(network, "name", language).text,
        "alternateName": network.acronym,
        "description": translated(network, "summary", language).text,
        "url": network.website or address(network, language),
        "mainEntityOfPage": address(network, language),
        # A month or a year of the Jalali calendar has no form in schema.org.
        "foundingDate": network.founded.first.isoformat()
        if network.founded and network.founded.is_exact
        else str(network.founded)
        if network.founded and network.founded.calendar == "gregorian"
        else None,
        "location": named_place(network.seat, language) if network.seat else None,
    }
