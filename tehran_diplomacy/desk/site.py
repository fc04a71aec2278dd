"""The admin site of the portal."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from tehran_diplomacy.accounts import own, two_step
from tehran_diplomacy.accounts.policy import is_trusted, took_second_step
from tehran_diplomacy.desk.waiting import waiting_for
from tehran_diplomacy.desk.words import ScriptWords

_ORDER = (
    "roadmap",
    "agreements",
    "meetings",
    "networks",
    "places",
    "people",
    "correspondence",
    "portal",
    "auth",
    "axes",
)

_MAIN_LIST = {"correspondence": "Message"}  # where a heading leads, instead of to a page between


class DeskSite(AdminSite):
    """Registers first, accounts last."""

    site_header = _("Tehran City Diplomacy: the office's desk")
    site_title = _("Tehran City Diplomacy")
    index_title = _("Registers")
    index_template = "admin/desk.html"
    login_form = own.SignInForm

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show what waits for this person, then the registers."""
        return super().index(request, {**(extra_context or {}), **waiting_for(request.user)})

    def has_permission(self, request: HttpRequest) -> bool:
        """Open the desk to staff who took the second step where they must."""
        return super().has_permission(request) and is_trusted(request.user)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Ask for name and password; lead who has given them to the second step, or to choose a password."""
        user = request.user
        if request.method == "GET" and user.is_authenticated and user.is_staff and not is_trusted(user):
            if took_second_step(user):
                return HttpResponseRedirect(reverse("admin:password_change"))
            return HttpResponseRedirect(f"{reverse('admin:two_step')}?{request.GET.urlencode()}")
        return super().login(request, extra_context)

    def own_password(self, request: HttpRequest) -> HttpResponse:
        """Let the person choose a password, also who cannot do anything else before."""
        user = request.user
        if not (user.is_authenticated and user.is_staff and took_second_step(user)):
            return HttpResponseRedirect(reverse("admin:login"))
        # Also who must choose one first can sign out at the head of the page.
        shown = self.each_context(request) | {"has_permission": True, "is_nav_sidebar_enabled": False}
        done = reverse("admin:password_change_done")
        return own.OwnPasswordView.as_view(success_url=done, extra_context=shown)(request)

    def i18n_javascript(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Answer with the words of the admin's scripts."""
        return ScriptWords.as_view()(request)

    def get_urls(self) -> list[Any]:
        """Add the pages of the second step and of one's own account."""
        return [
            path("password_change/", never_cache(self.own_password), name="password_change"),
            path("confirm/", never_cache(own.confirm), name="confirm"),
            path("sessions/", self.admin_view(own.open_sessions), name="sessions"),
            path("two-step/", never_cache(two_step.second_step), name="two_step"),
            path("two-step/set-up/", never_cache(two_step.set_up), name="two_step_set_up"),
            *super().get_urls(),
        ]

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """Return the apps in the order of the portal's own navigation."""
        apps = super().get_app_list(request, app_label)
        for app in apps:
            main = [one for one in app["models"] if one["object_name"] == _MAIN_LIST.get(app["app_label"])]
            app["app_url"] = (main[0]["admin_url"] if main else None) or app["app_url"]
        return sorted(
            apps, key=lambda app: _ORDER.index(app["app_label"]) if app["app_label"] in _ORDER else 99
        )
