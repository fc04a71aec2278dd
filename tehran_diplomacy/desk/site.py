"""The admin site of the portal."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from tehran_diplomacy.desk.waiting import waiting_for

_ORDER = ("roadmap", "agreements", "meetings", "networks", "places", "people", "portal", "auth")


class DeskSite(AdminSite):
    """Registers first, accounts last."""

    site_header = _("Tehran City Diplomacy: the office's desk")
    site_title = _("Tehran City Diplomacy")
    index_title = _("Registers")
    index_template = "admin/desk.html"

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show what waits for this person, then the registers."""
        return super().index(request, {**(extra_context or {}), **waiting_for(request.user)})

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """Return the apps in the order of the portal's own navigation."""
        apps = super().get_app_list(request, app_label)
        return sorted(
            apps, key=lambda app: _ORDER.index(app["app_label"]) if app["app_label"] in _ORDER else 99
        )
