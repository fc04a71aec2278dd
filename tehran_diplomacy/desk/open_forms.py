"""Tells who has the form of a record open that another person has open too."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tehran_diplomacy.forms.models import OpenForm
from tehran_diplomacy.languages.digits import localise
from tehran_diplomacy.languages.translated import page_language


class ShowsWhoElse:
    """Adds to the admin of a record the address to which an open form says that it is open; its script asks it."""

    def get_urls(self) -> list[URLPattern]:
        """Add the address."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_open"
        view = self.admin_site.admin_view(require_POST(self.open_view))
        return [path("<path:object_id>/open/", view, name=name), *super().get_urls()]

    def open_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Note that the form is open, or closed, and answer with a sentence on who else has it open."""
        record = self._record(request, object_id, "change")
        if "closed" in request.POST:
            OpenForm.objects.close(record, request.user)
            return HttpResponse(status=204)
        OpenForm.objects.note(record, request.user)
        return JsonResponse({"said": who_else(OpenForm.objects.others(record, request.user))})


def who_else(open_forms: list[OpenForm]) -> str:
    """Return a sentence on who has a form open and since when, '' where nobody has."""
    language = page_language()
    names = []
    for one in open_forms:
        name = one.user.get_full_name() or one.user.get_username()
        since = localise(f"{timezone.localtime(one.opened_at):%H:%M}", language)
        names.append(_("%(name)s (since %(time)s)") % {"name": name, "time": since})
    if not names:
        return ""
    text = ngettext("%(names)s has this form open too.", "%(names)s have this form open too.", len(names))
    return text % {"names": _(", ").join(names)}
