"""Accounts, groups and the sign-in log in the admin: the last administrator stays, a lost phone can be replaced, who is
kept out can be let in."""

from functools import partial
from typing import Any

from axes.models import AccessAttempt, AccessLog
from django.apps import apps
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, UserChangeForm
from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from tehran_diplomacy.accounts import events
from tehran_diplomacy.accounts.models import InitialPassword
from tehran_diplomacy.accounts.own import confirmed
from tehran_diplomacy.accounts.policy import has_second_step, is_last_administrator
from tehran_diplomacy.accounts.sessions import browser_of, end_sessions
from tehran_diplomacy.accounts.two_step import take_away
from tehran_diplomacy.dates.admin_forms import DATE_FORMFIELD_OVERRIDES
from tehran_diplomacy.dates.display import show_moment
from tehran_diplomacy.forms.lists import ChecksAddress
from tehran_diplomacy.forms.saving import SavesOnlyChanges
from tehran_diplomacy.forms.untouched import KeepsUntouched
from tehran_diplomacy.languages.digits import localise
from tehran_diplomacy.languages.translated import page_language

_DOING = {
    "add": pgettext_lazy("permission", "add"),
    "change": pgettext_lazy("permission", "change"),
    "delete": pgettext_lazy("permission", "delete"),
    "view": pgettext_lazy("permission", "see"),
    "publish": pgettext_lazy("permission", "publish"),
    "answer": pgettext_lazy("permission", "answer"),
}


class AccountForm(KeepsUntouched, UserChangeForm):
    """Keeps one account that can administer."""

    def clean(self) -> dict[str, Any]:
        """Refuse to take the last administrator's rights."""
        cleaned = super().clean()
        was = User.objects.filter(pk=self.instance.pk, is_superuser=True, is_active=True).exists()
        stays = all(cleaned.get(name, True) for name in ("is_superuser", "is_active", "is_staff"))
        if was and not stays and is_last_administrator(self.instance):
            raise ValidationError(
                _("This is the last active administrator. Give another account these rights first.")
            )
        return cleaned


class GivenPasswordForm(AdminPasswordChangeForm):
    """A first password for somebody else; or none, for an account that is to rest."""

    usable_password_help_text = _(
        "Without a password nobody can sign in with this account; the present password is lost."
    )


admin.site.unregister([User, Group, TOTPDevice, StaticDevice])  # keys and codes are nobody's to read


def permission_label(permission: Permission) -> str:
    """Return what a permission allows, in the page's language: Django keeps its names in English."""
    model, doing = permission.content_type.model_class(), permission.codename.partition("_")[0]
    if model is None:
        return permission.name
    what = _DOING.get(doing) or gettext(permission.name)
    return f"{apps.get_app_config(model._meta.app_label).verbose_name} | {model._meta.verbose_name} | {what}"


class AsksAgain:
    """Lets nobody change what decides on rights who has not given password and code a moment ago."""

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Show the list; do something with what it lists only for who confirmed."""
        view = partial(super().changelist_view, request, extra_context)
        return confirmed(request, view) if request.method == "POST" else view()

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show, change or add, for who confirmed."""
        return confirmed(request, partial(super().changeform_view, request, *args, **kwargs))

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Delete, for who confirmed."""
        return confirmed(request, partial(super().delete_view, request, *args, **kwargs))

    def formfield_for_manytomany(
        self, db_field: Any, request: HttpRequest | None = None, **kwargs: Any
    ) -> Any:
        """Name permissions in the page's language."""
        box = super().formfield_for_manytomany(db_field, request, **kwargs)
        if db_field.related_model is Permission:
            box.label_from_instance = permission_label
        return box


@admin.register(Group)
class RolesAdmin(AsksAgain, SavesOnlyChanges, GroupAdmin):
    """Roles: what the accounts that have them may do."""

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[list, dict, set, list]:
        """Name the roles that go, without a line for each permission that each of them has."""
        _all, _counts, lacking, protected = super().get_deleted_objects(objs, request)
        return [str(one) for one in objs], {self.opts.verbose_name_plural: len(objs)}, lacking, protected


@admin.register(User)
class AccountAdmin(AsksAgain, SavesOnlyChanges, UserAdmin):
    """Accounts of the office."""

    form = AccountForm
    change_password_form = GivenPasswordForm
    add_fieldsets = ((None, {"classes": ("wide",), "fields": ("username", "password1", "password2")}),)
    formfield_overrides = DATE_FORMFIELD_OVERRIDES
    list_display = [
        "username",
        "first_name",
        "last_name",
        "is_active",
        "is_superuser",
        "two_steps",
        "last_login",
    ]
    actions = ["take_second_step_away", "sign_out_everywhere"]

    @admin.display(description=_("two steps"), boolean=True)
    def two_steps(self, obj: User) -> bool:
        """Whether the account has set up its second step."""
        return obj.has_two_steps

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """Give somebody else a first password; one's own needs the present one."""
        if id == str(request.user.pk):
            return HttpResponseRedirect(reverse("admin:password_change"))
        return confirmed(request, lambda: self._give_password(request, id, form_url))

    def _give_password(self, request: HttpRequest, key: str, form_url: str) -> HttpResponse:
        hashes = User.objects.filter(pk=key).values_list("password", flat=True)
        before = hashes.first()
        response = super().user_change_password(request, key, form_url)
        if before != hashes.first():
            InitialPassword.objects.update_or_create(user_id=key, defaults={"set_at": timezone.now()})
            events.note("password given by an administrator", int(key), request)
        return response

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Keep the account: a new one chooses its own password; one closed is signed out."""
        super().save_model(request, obj, form, change)
        if change and not form.has_changed():
            return
        if not change:
            InitialPassword.objects.create(user=obj)
        elif not (obj.is_active and obj.is_staff):
            end_sessions(obj)
        events.note(
            f"account {'changed' if change else 'made'} by account {request.user.pk}", obj.pk, request
        )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Fetch in the same query whether the second step is set up."""
        devices = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
        return super().get_queryset(request).annotate(has_two_steps=Exists(devices))

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Keep the last administrator, and oneself."""
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or (obj != request.user and not is_last_administrator(obj)))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Delete the chosen accounts but oneself."""
        super().delete_queryset(request, queryset.exclude(pk=request.user.pk))

    @admin.action(description=_("Take the second step away (lost phone)"), permissions=["change"])
    def take_second_step_away(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Let the chosen accounts set up their second step anew."""
        for user in queryset:
            if has_second_step(user):
                take_away(user)
        messages.success(
            request, gettext("The chosen accounts set the second step up at their next sign-in.")
        )

    @admin.action(description=_("Sign out everywhere"), permissions=["change"])
    def sign_out_everywhere(self, request: HttpRequest, queryset: QuerySet) -> None:
        """End all sessions of the chosen accounts."""
        for user in queryset:
            end_sessions(user)
        messages.success(request, gettext("The chosen accounts are signed out everywhere."))


class SignInLog(ChecksAddress, admin.ModelAdmin):
    """What the log says of signing in; nobody writes in it."""

    list_display_links = None
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["username", "ip_address"]
    has_add_permission = has_change_permission = has_delete_permission = lambda self, request, obj=None: False

    @admin.display(description=_("time"), ordering="attempt_time")
    def at(self, entry: AccessAttempt | AccessLog) -> str:
        """When it was."""
        return show_moment(entry.attempt_time, page_language())

    @admin.display(description=_("browser"))
    def browser(self, entry: AccessAttempt | AccessLog) -> str:
        """From what kind of browser."""
        return browser_of(entry.user_agent) or "–"


@admin.register(AccessAttempt)
class WrongPasswordsAdmin(SignInLog):
    """Passwords that were wrong, and who is kept out because of them."""

    list_display = ["at", "username", "ip_address", "browser", "path_info", "failures", "is_kept_out"]
    actions = ["let_in"]

    @admin.display(description=_("wrong passwords"), ordering="failures_since_start")
    def failures(self, attempt: AccessAttempt) -> str:
        """How many."""
        return localise(str(attempt.failures_since_start), page_language())

    @admin.display(description=_("kept out"), boolean=True)
    def is_kept_out(self, attempt: AccessAttempt) -> bool:
        """Whether signing in from there is refused now."""
        return (
            attempt.failures_since_start >= settings.AXES_FAILURE_LIMIT
            and timezone.now() - attempt.attempt_time < settings.AXES_COOLOFF_TIME
        )

    def has_let_in_permission(self, request: HttpRequest) -> bool:
        """Whether the person may forget what was counted."""
        return request.user.has_perm("axes.delete_accessattempt")

    @admin.action(description=_("Let the chosen ones try again at once"), permissions=["let_in"])
    def let_in(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Forget the chosen wrong passwords."""
        number, _details = queryset.delete()
        events.note(f"wrong passwords forgotten, entries: {number}", request.user.pk, request)
        text = ngettext("%(number)s entry is forgotten.", "%(number)s entries are forgotten.", number)
        messages.success(request, localise(text % {"number": number}, page_language()))


@admin.register(AccessLog)
class SignInsAdmin(SignInLog):
    """Who signed in, when and from where."""

    list_display = ["at", "left", "username", "ip_address", "browser"]

    @admin.display(description=_("signed out"), ordering="logout_time")
    def left(self, entry: AccessLog) -> str:
        """When the person signed out, if not by waiting."""
        return show_moment(entry.logout_time, page_language()) if entry.logout_time else "–"
