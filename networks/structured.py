"""Networks as schema.org describes them."""

from typing import Any

from networks.models import Network
from tehran_diplomacy.languages.translated import translated
from tehran_diplomacy.places.structured import named_place, same_as
from tehran_diplomacy.reuse.columns import address
from tehran_diplomacy.reuse.structured import as_known, permanent_id


def organisation(network: Network, language: str) -> dict[str, Any]:
    """Return a network as an Organization."""
    return {
        "@type": "Organization",
        "@id": permanent_id(network.uid),
        "identifier": network.uid,
        "sameAs": same_as(network.wikidata),
        "name": translated(network, "name", language).text,
        "alternateName": network.acronym,
        "description": translated(network, "summary", language).text,
        "url": network.website or address(network, language),
        "mainEntityOfPage": address(network, language),
        "foundingDate": as_known(network.founded),
        "location": named_place(network.seat, language) if network.seat else None,
    }
