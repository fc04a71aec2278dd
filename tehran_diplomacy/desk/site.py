"""The admin site of the portal."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

_ORDER = ("roadmap", "agreements", "meetings", "networks", "places", "people", "portal", "auth")


class DeskSite(AdminSite):
    """Registers first, accounts last."""

    site_header = _("Tehran City Diplomacy: the office's desk")
    site_title = _("Tehran City Diplomacy")
    index_title = _("Registers")

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """Return the apps in the order of the portal's own navigation."""
        apps = super().get_app_list(request, app_label)
        return sorted(
            apps, key=lambda app: _ORDER.index(app["app_label"]) if app["app_label"] in _ORDER else 99
        )
