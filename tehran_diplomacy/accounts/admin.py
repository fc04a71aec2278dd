"""Accounts and groups in the admin: the last administrator stays, a lost phone can be replaced."""

from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from tehran_diplomacy.accounts import events
from tehran_diplomacy.accounts.models import InitialPassword
from tehran_diplomacy.accounts.own import confirmed
from tehran_diplomacy.accounts.policy import has_second_step, is_last_administrator
from tehran_diplomacy.accounts.sessions import end_sessions
from tehran_diplomacy.accounts.two_step import take_away
from tehran_diplomacy.dates.admin_forms import DATE_FORMFIELD_OVERRIDES


class AccountForm(UserChangeForm):
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


admin.site.unregister([User, Group, TOTPDevice, StaticDevice])  # keys and codes are nobody's to read


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


@admin.register(Group)
class RolesAdmin(AsksAgain, GroupAdmin):
    """Roles: what the accounts that have them may do."""


@admin.register(User)
class AccountAdmin(AsksAgain, UserAdmin):
    """Accounts of the office."""

    form = AccountForm
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
