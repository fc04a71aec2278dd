"""What everybody does with their own account: giving password and code again, choosing a password, ending sessions."""

import re
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.forms import AdminAuthenticationForm, AdminPasswordChangeForm
from django.contrib.auth import authenticate
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.views import PasswordChangeView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django_otp import match_token

from tehran_diplomacy.accounts import events, sessions
from tehran_diplomacy.accounts.first_password import forget_if_changed
from tehran_diplomacy.accounts.models import InitialPassword
from tehran_diplomacy.accounts.policy import gave_all_there_is, has_second_step
from tehran_diplomacy.accounts.two_step import CodeForm, next_address
from tehran_diplomacy.languages.digits import localise
from tehran_diplomacy.languages.translated import page_language

CARRIED = "confirm-carried"  # the form asks for a confirmation and carries another form with it
# Of a form that is carried: neither what the question itself asks for nor a password, which no page repeats.
_is_left_out = re.compile(r"confirm-|csrfmiddlewaretoken$|(?:old_|new_)?password\d?$").match


class PasswordBox(forms.PasswordInput):
    """A box for a password, with a button that shows what is typed."""

    class Media:
        js = (forms.Script("js/admin/passwords.js", defer=True),)

    def __init__(self, attrs: dict[str, Any] | None = None, render_value: bool = False) -> None:
        words = {
            "data-show": gettext_lazy("Show the password"),
            "data-hide": gettext_lazy("Hide the password"),
        }
        super().__init__(words | (attrs or {}), render_value)


class ShowsPasswords:
    """A form whose passwords can be shown, and which says what is wrong with a password at its own box."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field.widget, forms.PasswordInput):
                field.widget = PasswordBox(field.widget.attrs)

    def validate_password_for_user(self, user: AbstractBaseUser, box: str = "password2") -> None:
        """Say what is wrong with a password over it, not over its repetition as Django does."""
        super().validate_password_for_user(user, password_field_name=box.replace("2", "1"))


class SignInForm(ShowsPasswords, AdminAuthenticationForm):
    """Name and password; an initial password works for its week only."""

    def confirm_login_allowed(self, user: AbstractBaseUser) -> None:
        """Refuse an initial password whose week is over."""
        super().confirm_login_allowed(user)
        initial = InitialPassword.objects.filter(user_id=user.pk).first()
        if initial and initial.is_over:
            events.warn("initial password is over", user.pk)
            raise ValidationError(
                _("This first password was valid for a week. Ask an administrator for another one.")
            )


def chosen_by_owner(user: AbstractBaseUser) -> None:
    """Note that the account has a password which only its owner knows."""
    InitialPassword.objects.filter(user_id=user.pk).delete()
    forget_if_changed()
    events.note("password changed", user.pk)


class OwnPasswordForm(ShowsPasswords, AdminPasswordChangeForm):
    """The present password and a new one. All other sessions of the account end, as they always do in Django."""

    def __init__(self, user: AbstractBaseUser, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        self.request = request

    def clean_old_password(self) -> str:
        """Refuse a wrong present password; it counts as at the sign-in."""
        given = self.cleaned_data["old_password"]
        if authenticate(self.request, username=self.user.get_username(), password=given) != self.user:
            raise ValidationError(self.error_messages["password_incorrect"], code="password_incorrect")
        return given

    def clean_new_password1(self) -> str:
        """Refuse the present password as the new one: a first password must not stay."""
        chosen = self.cleaned_data["new_password1"]
        if self.user.check_password(chosen):
            raise ValidationError(_("This is your current password. Choose another one."))
        return chosen

    def save(self, commit: bool = True) -> AbstractBaseUser:
        """Keep the password; it is the person's own from now on."""
        user = super().save(commit)
        chosen_by_owner(user)
        return user


class OwnPasswordView(PasswordChangeView):
    """The page on which the password is changed."""

    form_class = OwnPasswordForm
    template_name = "registration/password_change_form.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        """Give the form the request, by which wrong passwords are counted."""
        return super().get_form_kwargs() | {"request": self.request}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say why somebody is here who was led here."""
        given = InitialPassword.objects.filter(user_id=self.request.user.pk).first()
        return super().get_context_data(**kwargs) | {"given": given, "given_until": given and given.ends_at}


class ConfirmForm(ShowsPasswords, CodeForm):
    """The password once more, and the code where the account has a second step."""

    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password", "autofocus": True}),
    )
    field_order = ("password", "code")

    def __init__(self, *args: Any, user: AbstractBaseUser, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if has_second_step(user):
            del self.fields["code"].widget.attrs["autofocus"]
        else:
            del self.fields["code"]


@sensitive_post_parameters("password", "code")
def confirm(request: HttpRequest) -> HttpResponse:
    """Ask for all that signing in asks for, before an account is changed; wrong passwords count as at the sign-in."""
    user = request.user
    if not (user.is_authenticated and user.is_staff and gave_all_there_is(user)):
        return HttpResponseRedirect(reverse("admin:login"))
    form = ConfirmForm(request.POST or None, user=user)
    if form.is_valid() and _is_right(request, form):
        return HttpResponseRedirect(next_address(request))
    return _page(request, "admin/confirm.html", {"form": form, "title": _("Confirm your identity")})


@sensitive_post_parameters()
def confirmed(request: HttpRequest, view: Callable[[], HttpResponse]) -> HttpResponse:
    """Answer with a view, after password and code were given a moment ago: accounts are what thieves change first.

    A form that was sent later is carried through the question and then taken, but for the passwords in it.
    """
    if sessions.is_fresh(request):
        return view()
    if request.method != "POST":
        return HttpResponseRedirect(f"{reverse('admin:confirm')}?next={request.path}")
    form = ConfirmForm(request.POST if CARRIED in request.POST else None, user=request.user, prefix="confirm")
    if form.is_valid() and _is_right(request, form):
        return view()
    sent = [
        (name, value) for name, values in request.POST.lists() if not _is_left_out(name) for value in values
    ]
    context = {"form": form, "carried": sent, "carries": CARRIED, "title": _("Confirm your identity")}
    return _page(request, "admin/confirm.html", context)


def _is_right(request: HttpRequest, form: ConfirmForm) -> bool:
    """Whether password and code are the account's; tell the form if not, and the session if they are."""
    user, given = request.user, form.cleaned_data
    right = authenticate(request, username=user.get_username(), password=given["password"]) == user
    if right and ("code" not in given or match_token(user, given["code"])):
        sessions.confirm(request)
        events.note("confirmed anew", user.pk, request)
        return True
    events.warn("confirmation wrong", user.pk, request)
    form.add_error(None, _("The password or code is incorrect."))
    return False


def open_sessions(request: HttpRequest) -> HttpResponse:
    """List where the person is signed in; end all other sessions by one button."""
    if not sessions.is_fresh(request):
        return HttpResponseRedirect(f"{reverse('admin:confirm')}?next={request.path}")
    if request.method == "POST":
        ended = sessions.end_sessions(request.user, but=request.session.session_key)
        text = ngettext("%(number)s session ended.", "%(number)s sessions ended.", ended)
        messages.success(request, localise(text % {"number": ended}, page_language()))
        return HttpResponseRedirect(request.path)
    found = list(sessions.sessions_of(request.user))
    context = {"sessions": found, "own": request.session.session_key, "title": _("Where you are signed in")}
    return _page(request, "admin/sessions.html", context)


def _page(request: HttpRequest, template: str, context: dict[str, Any]) -> TemplateResponse:
    shown = admin.site.each_context(request) | {"is_nav_sidebar_enabled": False}
    return TemplateResponse(request, template, shown | {"next": next_address(request)} | context)
