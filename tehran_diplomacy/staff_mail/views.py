"""The page on which a member of staff chooses how often to be written to."""

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from tehran_diplomacy.staff_mail.models import MailChoice


class ChoiceForm(forms.ModelForm):
    """The choice of one account."""

    class Meta:
        model = MailChoice
        fields = ["pace"]
        widgets = {"pace": forms.RadioSelect}


def choose(request: HttpRequest) -> HttpResponse:
    """Show and keep the choice."""
    chosen = MailChoice.objects.filter(user=request.user).first() or MailChoice(user=request.user)
    form = ChoiceForm(request.POST or None, instance=chosen)
    if form.is_valid():
        form.save()
        messages.success(request, _("Your choice has been saved."))
        return HttpResponseRedirect(request.path)
    context = admin.site.each_context(request) | {
        "title": _("Email notifications"),
        "form": form,
        "by_mail": settings.MAIL_IS_SET,
        "is_nav_sidebar_enabled": False,
    }
    return TemplateResponse(request, "admin/staff_letters.html", context)
