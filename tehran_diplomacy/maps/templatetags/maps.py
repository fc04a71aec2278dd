"""The map for templates."""

from collections.abc import Iterable
from math import hypot
from typing import Any

from django import template
from django.db.models import Model

from tehran_diplomacy.maps.labels import NARROW, WIDE, placed
from tehran_diplomacy.maps.projection import distance_km, project

register = template.Library()

NAMES_ON_A_PHONE = 8
SMALLEST_HALF = 45  # map units, some 1,100 km: nearer the drawn coasts are too coarse


@register.inclusion_tag("components/city_map.html")
def city_map(cities: Iterable[Model]) -> dict[str, Any]:
    """Lines from Tehran to each city, each a link to its page; a phone shows fewer names in larger letters."""
    return {
        "drawings": [
            ("wide", WIDE, 6, 26, placed(cities)),
            ("narrow", NARROW, 13, 46, placed(cities, NARROW, NAMES_ON_A_PHONE)),
        ]
    }


@register.inclusion_tag("components/way_to_city.html")
def way_to_city(city: Model) -> dict[str, Any]:
    """The way from Tehran to one city, in a drawing just large enough for both."""
    x, y = project(*city.position)
    half = max(SMALLEST_HALF, hypot(x - 500, y - 500) * 1.45)
    size = half * 0.09
    above = y > 500  # the home city's name stands on the far side of the way
    return {
        "city": city,
        "x": x,
        "y": y,
        "frame": f"{500 - half:.1f} {500 - half:.1f} {2 * half:.1f} {2 * half:.1f}",
        "size": size,
        "dot": half * 0.025,
        "name_y": y + size * (1.5 if above else -0.7),
        "home_y": 500 - size * 0.9 if above else 500 + size * 1.7,
    }


@register.filter
def kilometres(city: Model) -> int | None:
    """The great-circle distance of a city from Tehran, in whole kilometres; None where its position is not known."""
    return round(distance_km(*city.position)) if city.position else None
