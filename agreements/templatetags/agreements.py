"""Words of agreements for templates."""

from django import template

from agreements.models import Commitment, Party
from agreements.states import State
from agreements.wording import evidence_address, overdue_rule, party_state

register = template.Library()


@register.filter
def state_name(code: str) -> str:
    """Name a state by its code."""
    return State(code).label if code in State.values else ""


@register.filter
def overdue_words(commitment: Commitment) -> str:
    """The rule by which a commitment is overdue, '' where it is not."""
    return overdue_rule(commitment) if commitment.is_overdue() else ""


@register.filter
def evidence_link(commitment: Commitment) -> str:
    """The address of a commitment's evidence; of a page of this portal in the page's language."""
    return evidence_address(commitment)


@register.filter
def state_of_party(party: Party) -> str:
    """How a party stands to a multilateral agreement, and since when."""
    return party_state(party)
