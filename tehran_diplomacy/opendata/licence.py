"""Under which licence the data are given out: as the office has set it."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tehran_diplomacy.reuse.columns import said

_PUBLISHER = _("Islamic City Council of Tehran")


def licence() -> dict[str, str]:
    """Return the licence's SPDX name, title and address."""
    return {
        "name": settings.OPEN_DATA_LICENCE,
        "title": settings.OPEN_DATA_LICENCE_TITLE,
        "url": settings.OPEN_DATA_LICENCE_URL,
    }


def publisher(language: str) -> str:
    """Return who gives the data out."""
    return said(_PUBLISHER, language)
