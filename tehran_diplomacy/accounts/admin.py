"""Accounts, groups and the sign-in log in the admin: the last administrator stays, a lost phone can be replaced, who is
kept out can be let in."""

from functools import partial
from typing import Any

from axes.models import AccessAttempt, AccessLog
from django.apps import apps
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.hashers import is_password_usable
from django.contrib.auth.models import Group, Permission, User
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from tehran_diplomacy.accounts import events
from tehran_diplomacy.accounts.account_forms import AccountForm, ColleagueForm, GivenPasswordForm
from tehran_diplomacy.accounts.links import invite
from tehran_diplomacy.accounts.models import INITIAL_LASTS, InitialPassword
from tehran_diplomacy.accounts.own import confirmed
from tehran_diplomacy.accounts.policy import has_second_step, is_last_administrator
from tehran_diplomacy.accounts.roles import person_name, role_of
from tehran_diplomacy.accounts.sessions import browser_of, end_sessions
from tehran_diplomacy.accounts.two_step import take_away
from tehran_diplomacy.dates.display import show_moment
from tehran_diplomacy.forms.lists import ChecksAddress
from tehran_diplomacy.forms.saving import SavesOnlyChanges
from tehran_diplomacy.languages.digits import localise
from tehran_diplomacy.languages.translated import page_language
from tehran_diplomacy.unsaved.admin import RestoresForms

_DOING = {
    "add": pgettext_lazy("permission", "add"),
    "change": pgettext_lazy("permission", "change"),
    "delete": pgettext_lazy("permission", "delete"),
    "view": pgettext_lazy("permission", "see"),
    "publish": pgettext_lazy("permission", "publish"),
    "answer": pgettext_lazy("permission", "answer"),
}


admin.site.unregister([User, Group, TOTPDevice, StaticDevice])  # keys and codes are nobody's to read


def permission_label(permission: Permission) -> str:
    """Return what a permission allows, in the page's language: Django keeps its names in English."""
    model, doing = permission.content_type.model_class(), permission.codename.partition("_")[0]
    if model is None:
        return permission.name
    what = _DOING.get(doing) or gettext(permission.name)
    return f"{apps.get_app_config(model._meta.app_label).verbose_name} | {model._meta.verbose_name} | {what}"


def _list_of(words: list[str]) -> str:
    return ("، " if page_language() == "fa" else ", ").join(words) or "–"


class AsksAgain(RestoresForms):
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

    list_display = ["called", "may", "name"]

    @admin.display(description=_("role"), ordering="name")
    def called(self, obj: Group) -> str:
        """The role in words."""
        return str(role_of(obj).name)

    @admin.display(description=_("can"))
    def may(self, obj: Group) -> str:
        """What its accounts may do."""
        return str(role_of(obj).may)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[list, dict, set, list]:
        """Name the roles that go, without a line for each permission that each of them has."""
        _all, _counts, lacking, protected = super().get_deleted_objects(objs, request)
        return [str(one) for one in objs], {self.opts.verbose_name_plural: len(objs)}, lacking, protected


@admin.register(User)
class AccountAdmin(AsksAgain, SavesOnlyChanges, UserAdmin):
    """Accounts of the office. Single permissions are for whoever knows them, and folded."""

    form, add_form = AccountForm, ColleagueForm
    change_password_form = GivenPasswordForm
    add_form_template = None
    add_fieldsets = (
        (None, {"fields": ("first_name", "last_name", "email", "username")}),
        (_("What this person may do"), {"fields": ("groups", "is_superuser")}),
        (_("Signing in"), {"fields": ("way",)}),
    )
    fieldsets = (
        (None, {"fields": ("first_name", "last_name", "email", "username")}),
        (_("What this person may do"), {"fields": ("groups", "is_superuser")}),
        (_("Signing in"), {"fields": ("is_active", "password_now", "last_sign_in", "made_on")}),
        (_("Individual permissions, in addition to the roles"), {
            "fields": ("is_staff", "user_permissions"),
            "classes": ("collapse",),
        }),
    )  # fmt: skip
    readonly_fields = ["password_now", "last_sign_in", "made_on"]
    list_display = ["person", "username", "email", "roles", "is_active", "two_steps", "last_sign_in"]
    list_filter = ["groups", "is_superuser", "is_active"]
    actions = ["take_second_step_away", "sign_out_everywhere"]

    @admin.display(description=_("name"), ordering="last_name")
    def person(self, obj: User) -> str:
        """The person's name."""
        return person_name(obj)

    @admin.display(description=_("roles"))
    def roles(self, obj: User) -> str:
        """The roles in words; administrators have all."""
        named = [str(role_of(group).name) for group in obj.groups.all()]
        return _list_of([str(_("Administrator")), *named] if obj.is_superuser else named)

    @admin.display(description=_("last sign-in"), ordering="last_login")
    def last_sign_in(self, obj: User) -> str:
        """When the account was last used to sign in."""
        return show_moment(obj.last_login, page_language()) if obj.last_login else "–"

    @admin.display(description=_("account created"))
    def made_on(self, obj: User) -> str:
        """When the account was made."""
        return show_moment(obj.date_joined, page_language())

    @admin.display(description=_("password"))
    def password_now(self, obj: User) -> SafeString:
        """What is known of the password, and where another one is given."""
        given = InitialPassword.objects.filter(user=obj).first()
        if given:
            text = gettext(
                "not yet chosen by the user; the first password or the invitation is valid until %(when)s"
            )
            text %= {"when": show_moment(given.ends_at, page_language())}
        else:
            text = gettext("chosen by the user") if obj.has_usable_password() else gettext("none")
        page = reverse("admin:auth_user_password_change", args=[obj.pk])
        return format_html(
            '{} <a class="button" href="{}">{}</a>', text, page, gettext("Give a first password")
        )

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
        if before != (now := hashes.first()):
            if is_password_usable(now):
                InitialPassword.objects.update_or_create(user_id=key, defaults={"set_at": timezone.now()})
            else:  # an account that is to rest waits for no choice of its owner
                InitialPassword.objects.filter(user_id=key).delete()
            events.note("password given by an administrator", int(key), request)
        return response

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Keep the account: a new one chooses its own password; one closed is signed out."""
        super().save_model(request, obj, form, change)
        if change and not form.has_changed():
            return
        if not change:
            InitialPassword.objects.create(user=obj)
            if not obj.first_password:
                transaction.on_commit(partial(self._invite, request, obj))
        elif not (obj.is_active and obj.is_staff):
            end_sessions(obj)
        events.note(
            f"account {'changed' if change else 'made'} by account {request.user.pk}", obj.pk, request
        )

    def _invite(self, request: HttpRequest, user: User) -> None:
        if invite(user):
            level, text = messages.SUCCESS, gettext("An invitation was sent to %(address)s.")
        else:
            level, text = (
                messages.ERROR,
                gettext(
                    "The invitation to %(address)s could not be sent. Give this account a first password instead."
                ),
            )
        messages.add_message(request, level, text % {"address": user.email})

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Make an account, under a title that says for whom."""
        return super().add_view(
            request, form_url, {"title": gettext("New colleague"), **(extra_context or {})}
        )

    def response_add(self, request: HttpRequest, obj: User, post_url_continue: Any = None) -> HttpResponse:
        """Show a first password, this once; else lead to the list."""
        if not obj.first_password:
            return HttpResponseRedirect(reverse("admin:auth_user_changelist"))
        context = self.admin_site.each_context(request) | {
            "title": gettext("The account has been created"),
            "opts": self.opts,
            "account": obj,
            "days": INITIAL_LASTS.days,
        }
        return TemplateResponse(request, "admin/account_made.html", context)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Fetch in the same query whether the second step is set up."""
        devices = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
        found = super().get_queryset(request).annotate(has_two_steps=Exists(devices))
        return found.prefetch_related("groups")

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Keep the last administrator, and oneself."""
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or (obj != request.user and not is_last_administrator(obj)))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Delete the chosen accounts but oneself."""
        super().delete_queryset(request, queryset.exclude(pk=request.user.pk))

    @admin.action(description=_("Remove the second sign-in step (lost phone)"), permissions=["change"])
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

    @admin.display(description=_("locked out"), boolean=True)
    def is_kept_out(self, attempt: AccessAttempt) -> bool:
        """Whether signing in from there is refused now."""
        return (
            attempt.failures_since_start >= settings.AXES_FAILURE_LIMIT
            and timezone.now() - attempt.attempt_time < settings.AXES_COOLOFF_TIME
        )

    def has_let_in_permission(self, request: HttpRequest) -> bool:
        """Whether the person may forget what was counted."""
        return request.user.has_perm("axes.delete_accessattempt")

    @admin.action(description=_("Remove the sign-in lock for the selected entries"), permissions=["let_in"])
    def let_in(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Forget the chosen wrong passwords."""
        number, _details = queryset.delete()
        events.note(f"wrong passwords forgotten, entries: {number}", request.user.pk, request)
        text = ngettext("%(number)s entry was deleted.", "%(number)s entries were deleted.", number)
        messages.success(request, localise(text % {"number": number}, page_language()))


@admin.register(AccessLog)
class SignInsAdmin(SignInLog):
    """Who signed in, when and from where."""

    list_display = ["at", "left", "username", "ip_address", "browser"]

    @admin.display(description=_("signed out"), ordering="logout_time")
    def left(self, entry: AccessLog) -> str:
        """When the person signed out, if not by waiting."""
        return show_moment(entry.logout_time, page_language()) if entry.logout_time else "–"
