"""Choosing a password by a link: who forgot one asks for it here, who was invited brings it along."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.models import User
from django.contrib.auth.views import PasswordResetConfirmView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from tehran_diplomacy.accounts.links import FORGOTTEN_LASTS, send_links, tokens
from tehran_diplomacy.accounts.own import ShowsPasswords, chosen_by_owner
from tehran_diplomacy.accounts.sessions import end_sessions


class AddressForm(forms.Form):
    """The address of who forgot a password."""

    email = forms.EmailField(
        label=gettext_lazy("Email"),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email", "autofocus": True, "dir": "ltr"}),
    )


@never_cache
def ask(request: HttpRequest) -> HttpResponse:
    """Send a link to an address; without a mail server say whom to ask. Known and unknown get the same answer."""
    form = AddressForm(request.POST if request.method == "POST" and settings.MAIL_IS_SET else None)
    if form.is_valid():
        send_links(form.cleaned_data["email"])
        return HttpResponseRedirect(f"{request.path}?sent")
    context = admin.site.each_context(request) | {
        "title": _("Forgotten password"),
        "form": form,
        "by_mail": settings.MAIL_IS_SET,
        "is_sent": "sent" in request.GET,
        "minutes": int(FORGOTTEN_LASTS.total_seconds() // 60),
        "has_permission": False,
        "is_nav_sidebar_enabled": False,
    }
    return TemplateResponse(request, "admin/forgotten_password.html", context)


class ChosenPasswordForm(ShowsPasswords, SetPasswordForm):
    """A password of one's own, in place of the one that was forgotten or never there."""

    def save(self, commit: bool = True) -> User:
        """Keep the password; whoever was signed in with the former one no longer is."""
        user = super().save(commit)
        chosen_by_owner(user)
        end_sessions(user)
        return user


class ChooseView(PasswordResetConfirmView):
    """The page behind such a link. The second step is asked for at the sign-in, as ever."""

    form_class = ChosenPasswordForm
    token_generator = tokens
    template_name = "admin/choose_password.html"
    success_url = reverse_lazy("admin:login")
    title = gettext_lazy("Choose your password")

    def get_user(self, uidb64: str) -> User | None:
        """Return the account, None where it has been closed since."""
        user = super().get_user(uidb64)
        return user if user and user.is_active and user.is_staff else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the page as one of the desk's, before anybody is signed in."""
        shown = admin.site.each_context(self.request) | super().get_context_data(**kwargs)
        title = self.title if self.validlink else _("This link is no longer valid")
        account = self.user.get_username() if self.validlink else ""
        return shown | {
            "title": title,
            "account": account,
            "has_permission": False,
            "is_nav_sidebar_enabled": False,
        }

    def form_valid(self, form: ChosenPasswordForm) -> HttpResponse:
        """Lead to the sign-in and say so."""
        answer = super().form_valid(form)
        messages.success(self.request, _("Your password has been saved. Sign in with it now."))
        return answer
