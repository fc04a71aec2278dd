"""The map for templates."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.db.models import Model

from tehran_diplomacy.maps.labels import placed
from tehran_diplomacy.maps.projection import distance_km

register = template.Library()


@register.inclusion_tag("components/city_map.html")
def city_map(cities: Iterable[Model]) -> dict[str, Any]:
    """Lines from Tehran to each city, each a link to its page."""
    return {"places": placed(cities)}


@register.filter
def kilometres(city: Model) -> int | None:
    """The great-circle distance of a city from Tehran, in whole kilometres; None where its position is not known."""
    return round(distance_km(*city.position)) if city.position else None


@register.filter
def as_list(city: Model) -> list[Model]:
    """One city as the list that `city_map` takes."""
    return [city]
