"""What pages say of themselves to search engines, as schema.org in JSON-LD."""

import json
from typing import Any

from django.conf import settings
from django.utils.html import _json_script_escapes, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from tehran_diplomacy.reuse.columns import said

CONTEXT = "https://schema.org"
_COUNCIL = _("Islamic City Council of Tehran")


def council(language: str) -> dict[str, Any]:
    """Return the council as the organisation behind the portal."""
    return {
        "@type": "GovernmentOrganization",
        "@id": f"{settings.SITE_ADDRESS}/#council",
        "name": said(_COUNCIL, language),
        "url": f"{settings.SITE_ADDRESS}/{language}/",
    }


def data_block(found: dict[str, Any]) -> SafeString:
    """Return an object of schema.org as a block of data for a page; what is empty is left out."""
    text = json.dumps({"@context": CONTEXT, **_filled(found)}, ensure_ascii=False)
    escaped = text.translate(_json_script_escapes)  # no text of a record can end the element
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(escaped))  # noqa: S308


def _filled(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _filled(one) for name, one in value.items() if one not in (None, "", [], {})}
    if isinstance(value, list):
        return [_filled(one) for one in value]
    return value
