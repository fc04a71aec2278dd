"""Amounts of money for templates."""

from django import template

from meetings.journeys import Cost
from meetings.models import JourneyCost
from meetings.money import show_amount
from tehran_diplomacy.languages.translated import page_language

register = template.Library()


@register.filter
def money(cost: Cost | JourneyCost) -> str:
    """An amount with its currency, in the page's digits and separators."""
    return show_amount(cost.amount, cost.currency, page_language())
