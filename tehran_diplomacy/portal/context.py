"""What every page knows of itself."""

from typing import Any

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils.translation import gettext as _

from tehran_diplomacy.languages.translated import LANGUAGES, direction, page_language


def page(request: HttpRequest) -> dict[str, Any]:
    """Language, direction, navigation and the page's addresses in every language; no query."""
    language = page_language()
    home = reverse("portal:home")
    items = [
        (reverse("roadmap:newest"), _("Roadmap")),
        (reverse("agreements:list"), _("Agreements")),
        (reverse("meetings:list"), _("Meetings")),
        (reverse("networks:list"), _("Networks")),
        (reverse("meetings:photos"), _("Photos")),
    ]
    try:
        path = request.build_absolute_uri(request.path)
    except DisallowedHost:  # the page that says so knows only the portal's own address
        path = settings.SITE_ADDRESS + request.path
    return {
        "page_language": language,
        "page_direction": direction(language),
        "page_home": home,
        "page_nav": [(address, name, request.path.startswith(address)) for address, name in items],
        "page_address": path,
        # Without a language the address leads to that of the reader.
        "page_for_all": path.replace(f"/{language}/", "/", 1) if f"/{language}/" in path else "",
        "page_alternates": [
            (code, path if code == language else translate_url(path, code)) for code in LANGUAGES
        ],
    }
