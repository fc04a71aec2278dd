"""The second step of signing in: setting it up, taking it, and recovery codes for a lost phone."""

from base64 import b32encode

import segno
from django import forms
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_otp import login as mark_as_verified
from django_otp import match_token
from django_otp.plugins.otp_totp.models import TOTPDevice

from tehran_diplomacy.accounts import events, sessions
from tehran_diplomacy.accounts.models import RecoveryDevice
from tehran_diplomacy.accounts.policy import has_second_step
from tehran_diplomacy.languages.digits import to_latin


class CodeForm(forms.Form):
    """A code of the authenticator, or a recovery code."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=20,
        widget=forms.TextInput(
            {"autocomplete": "one-time-code", "inputmode": "text", "autofocus": True, "dir": "ltr"}
        ),
    )

    def clean_code(self) -> str:
        """Return the code with Latin digits, without spaces and hyphens."""
        return to_latin(self.cleaned_data["code"]).replace(" ", "").replace("-", "").lower()


def next_address(request: HttpRequest) -> str:
    """Return where the person was going, if that is on this portal, else the desk."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else reverse("admin:index")


def _page(request: HttpRequest, template: str, context: dict) -> TemplateResponse:
    from django.contrib import admin

    shown = {**admin.site.each_context(request), "is_nav_sidebar_enabled": False, "has_permission": False}
    return TemplateResponse(request, template, shown | {"next": next_address(request)} | context)


def second_step(request: HttpRequest) -> HttpResponse:
    """Ask for the code; after too many wrong ones the authenticator itself makes the person wait."""
    if not request.user.is_authenticated:
        return HttpResponseRedirect(reverse("admin:login"))
    if not has_second_step(request.user):
        return HttpResponseRedirect(f"{reverse('admin:two_step_set_up')}?next={next_address(request)}")
    form = CodeForm(request.POST or None)
    if form.is_valid():
        device = match_token(request.user, form.cleaned_data["code"])
        if device is not None:
            mark_as_verified(request, device)
            sessions.confirm(request)
            events.note(f"second step taken ({device.name})", request.user.pk, request)
            return HttpResponseRedirect(next_address(request))
        form.add_error("code", _wrong(request.user))
        events.warn("second step wrong", request.user.pk, request)
    title = _("Second step: the code from your phone")
    return _page(request, "admin/two_step.html", {"form": form, "title": title})


def _wrong(user: User) -> str:
    device = user.totpdevice_set.filter(confirmed=True).first()
    allowed, why = device.verify_is_allowed() if device else (True, None)
    if not allowed and why and why.get("locked_until"):
        return _("Too many wrong codes. Wait a little and try again with a new code.")
    return _("This code is incorrect. Codes change every thirty seconds; try the one shown now.")


def set_up(request: HttpRequest) -> HttpResponse:
    """Show the key as a picture to scan; the first right code makes it the second step of this account."""
    user = request.user
    if not user.is_authenticated or not user.is_staff:
        return HttpResponseRedirect(reverse("admin:login"))
    if has_second_step(user) and not user.is_verified():
        return HttpResponseRedirect(reverse("admin:two_step"))
    if not sessions.is_fresh(request):
        return HttpResponseRedirect(f"{reverse('admin:confirm')}?next={request.path}")
    device, _made = TOTPDevice.objects.get_or_create(user=user, confirmed=False, defaults={"name": "phone"})
    form = CodeForm(request.POST or None)
    if form.is_valid():
        if device.verify_token(form.cleaned_data["code"]):
            codes = _confirm(user, device)
            mark_as_verified(request, device)
            sessions.confirm(request)
            sessions.end_sessions(user, but=request.session.session_key)
            events.note("second step set up", user.pk, request)
            return _page(request, "admin/two_step_codes.html", {"codes": codes, "title": _("Recovery codes")})
        form.add_error("code", _wrong(user))
    picture = segno.make(device.config_url, error="m").svg_data_uri(scale=5, border=3)
    key = b32encode(device.bin_key).decode().rstrip("=")
    spaced = " ".join(key[n : n + 4] for n in range(0, len(key), 4))
    context = {"form": form, "picture": picture, "key": spaced, "title": _("Set up the second step")}
    return _page(request, "admin/two_step_set_up.html", context)


@transaction.atomic
def _confirm(user: User, device: TOTPDevice) -> list[str]:
    """Make `device` the account's only authenticator; return fresh recovery codes."""
    user.totpdevice_set.exclude(pk=device.pk).delete()
    device.confirmed = True
    device.save()
    return [f"{code[:5]}-{code[5:]}" for code in RecoveryDevice.made_for(user)]


def take_away(user: User) -> None:
    """Take the second step of an account away, so that it can be set up with another phone; end its sessions."""
    user.totpdevice_set.all().delete()
    RecoveryDevice.objects.filter(user=user).delete()
    sessions.end_sessions(user)
    events.note("second step taken away", user.pk)
