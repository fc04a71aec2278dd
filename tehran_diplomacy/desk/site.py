"""The admin site of the portal."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from tehran_diplomacy.accounts import own, two_step
from tehran_diplomacy.accounts.policy import is_trusted, took_second_step
from tehran_diplomacy.desk.lookup import records
from tehran_diplomacy.desk.lookups import LookUpView
from tehran_diplomacy.desk.waiting import waiting_for
from tehran_diplomacy.desk.words import ScriptWords
from tehran_diplomacy.unsaved import who
from tehran_diplomacy.unsaved.guard import guarded, interrupted, is_restorable
from tehran_diplomacy.unsaved.models import KEPT_FOR, Autosave, forget_work
from tehran_diplomacy.unsaved.views import urls as unsaved_urls

_ORDER = (
    "roadmap",
    "agreements",
    "meetings",
    "networks",
    "places",
    "people",
    "correspondence",
    "portal",
    "publishing",
    "auth",
    "axes",
)
_UNSAVED_SHOWN = 20  # unsaved forms that the first page and the sign-out name

_MAIN_LIST = {"correspondence": "Message"}  # where a heading leads, instead of to a page between


class DeskSite(AdminSite):
    """Registers first, accounts last."""

    site_header = _("Tehran City Diplomacy: staff desk")
    site_title = _("Tehran City Diplomacy")
    index_title = _("Sections")
    site_url = None  # the link to the public pages is in the template: it opens beside the desk
    index_template = "admin/desk.html"
    login_form = own.SignInForm

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show what waits for this person, then the registers."""
        shown = waiting_for(request.user) | {"unsaved_work": self._unsaved_work(request)}
        return super().index(request, {**(extra_context or {}), **shown})

    @staticmethod
    def _unsaved_work(request: HttpRequest) -> Any:
        return Autosave.objects.of(request.user).defer("entries")[:_UNSAVED_SHOWN]

    def has_permission(self, request: HttpRequest) -> bool:
        """Open the desk to staff who took the second step where they must. A page asks several times."""
        if not request.user.is_authenticated:
            return False
        if getattr(request, "desk_opened_to", None) != request.user.pk:
            if not (super().has_permission(request) and is_trusted(request.user)):
                return False
            request.desk_opened_to = request.user.pk
        return True

    def admin_view(self, view: Callable, cacheable: bool = False) -> Callable:
        """Return a view for staff; a form that is sent after the session ended is kept for whose session it was."""
        if not is_restorable(view):
            return super().admin_view(view, cacheable)
        inner = super().admin_view(guarded(view), cacheable)

        @wraps(inner)
        def entered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method == "POST" and not self.has_permission(request):
                author = request.user if request.user.is_authenticated else who.signed_in_before(request)
                if author is not None:
                    interrupted(request, view, author)
            return inner(request, *args, **kwargs)

        return entered

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Ask for name and password; lead who has given them to the second step, or to choose a password."""
        user = request.user
        if request.method == "GET" and user.is_authenticated and user.is_staff and not is_trusted(user):
            if took_second_step(user):
                return HttpResponseRedirect(reverse("admin:password_change"))
            return HttpResponseRedirect(f"{reverse('admin:two_step')}?{request.GET.urlencode()}")
        before = None if user.is_authenticated else who.signed_in_before(request)
        kept = Autosave.objects.of(before).defer("entries").first() if before else None
        shown = {"session_ended": before is not None, "kept": kept, "kept_days": KEPT_FOR.days}
        response = super().login(request, {**(extra_context or {}), **shown})
        if request.method == "POST" and request.user.is_authenticated:
            who.remember(response, request.user)
        return response

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Sign out; who leaves unsaved work behind says whether it is to be kept: the computer may be shared."""
        if request.method == "POST" and request.user.is_authenticated:
            kept = Autosave.objects.of(request.user)
            if "unsaved" not in request.POST and (left := list(kept.defer("entries")[:_UNSAVED_SHOWN])):
                title = gettext("Signing out")
                context = self.each_context(request) | {
                    "title": title,
                    "kept": left,
                    "kept_days": KEPT_FOR.days,
                }
                return TemplateResponse(request, "admin/unsaved/sign_out.html", context)
            if request.POST.get("unsaved") == "discard":
                forget_work(request.user)
        response = super().logout(request, extra_context)
        who.forget(response)
        return response

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

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        """Answer a look-up box."""
        return LookUpView.as_view(admin_site=self)(request)

    def get_urls(self) -> list[Any]:
        """Add the pages of the second step and of one's own account."""
        return [
            path("password_change/", never_cache(self.own_password), name="password_change"),
            path("confirm/", never_cache(own.confirm), name="confirm"),
            path("sessions/", self.admin_view(own.open_sessions), name="sessions"),
            path("records/", self.admin_view(records), name="records"),
            path("two-step/", never_cache(two_step.second_step), name="two_step"),
            path("two-step/set-up/", never_cache(two_step.set_up), name="two_step_set_up"),
            *unsaved_urls(self.admin_view),
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
