"""The portal and who is behind it, as schema.org describes them."""

from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _

from tehran_diplomacy.reuse.columns import said
from tehran_diplomacy.reuse.structured import council

_NAME = _("Tehran City Diplomacy")


def site_data(language: str) -> dict[str, Any]:
    """Return the portal as a WebSite, published by the council."""
    root = settings.SITE_ADDRESS
    return {
        "@type": "WebSite",
        "@id": f"{root}/#site",
        "url": f"{root}/{language}/",
        "name": said(_NAME, language),
        "inLanguage": language,
        "publisher": council(language) | {"logo": root + static("img/mark.svg")},
    }
