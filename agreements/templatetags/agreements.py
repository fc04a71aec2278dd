"""Words of agreements for templates."""

from django import template

from agreements.states import State

register = template.Library()


@register.filter
def state_name(code: str) -> str:
    """Name a state by its code."""
    return State(code).label if code in State.values else ""
