"""What pages and papers say of commitments and parties, in the page's language."""

from django.conf import settings
from django.urls import translate_url
from django.utils.translation import get_language_from_path, override
from django.utils.translation import gettext as _

from agreements.models import Commitment, Party
from tehran_diplomacy.dates.display import show
from tehran_diplomacy.languages.translated import page_language


def overdue_rule(commitment: Commitment) -> str:
    """Return the rule by which a commitment is overdue, which always stands beside the word."""
    return _("Overdue: it was due on %(day)s and is not recorded as done") % {
        "day": show(commitment.due_on, page_language())
    }


def party_state(party: Party) -> str:
    """Return how a party stands to the agreement, and since when as far as it is known."""
    if not party.state:
        return _("Status not confirmed")
    day, state = show(party.state_on, page_language()), party.get_state_display()
    return f"{state}: {day}" if day else state


def evidence_address(commitment: Commitment) -> str:
    """Return the address of the evidence; of a page of this portal in the page's language."""
    url = commitment.evidence_url
    if url.startswith(f"{settings.SITE_ADDRESS}/"):
        path, language = url.removeprefix(settings.SITE_ADDRESS), page_language()
        with override(
            get_language_from_path(path) or language
        ):  # an address resolves only in its own language
            return translate_url(path, language)
    return url
