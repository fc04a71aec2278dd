"""What pages say of themselves to search engines, as schema.org in JSON-LD."""

import json
from typing import Any

from django.conf import settings
from django.utils.html import _json_script_escapes, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from tehran_diplomacy.dates.partial import PartialDate
from tehran_diplomacy.languages.translated import Translated
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


def permanent_id(uid: str) -> str:
    """Return the name of a thing, the same in both languages and whatever its page is called; it leads to the page."""
    return f"{settings.SITE_ADDRESS}/id/{uid}/"


def as_known(found: PartialDate | None) -> str | None:
    """Return a date as exactly as it is known and the Gregorian calendar can say it: a day, a month, a year."""
    if found is None:
        return None
    if found.is_exact:
        return found.first.isoformat()
    if (found.first.year, found.first.month) == (found.last.year, found.last.month):
        return f"{found.first:%Y-%m}"
    return str(found.first.year) if found.first.year == found.last.year else None


def in_language_of(name: Translated, text: Translated) -> str:
    """Return a text beside a name, '' where it is in another language than the name says."""
    return text.text if text.language == name.language else ""


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
