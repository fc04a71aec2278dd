"""What the scripts of the desk's forms ask: is the session still there, keep this form, take this file."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tehran_diplomacy.languages.digits import localise
from tehran_diplomacy.languages.templatetags.languages import file_size
from tehran_diplomacy.languages.translated import page_language
from tehran_diplomacy.unsaved.entries import cleaned, storable
from tehran_diplomacy.unsaved.models import PATH_LENGTH, Autosave, autosave, most_bytes, stage


def for_scripts(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Return a view that answers 401, not with a page, to a script whose person is not signed in."""

    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        if not admin.site.has_permission(request):
            return JsonResponse({"account": None}, status=401)
        return view(request)

    return never_cache(answer)


def _signed_in(request: HttpRequest) -> dict[str, Any]:
    return {"account": request.user.pk, "token": get_token(request)}


@require_safe
def session(request: HttpRequest) -> JsonResponse:
    """Say whose session it is, with a token that its forms may send: signing in elsewhere renews it."""
    return JsonResponse(_signed_in(request))


@require_POST
def keep(request: HttpRequest) -> JsonResponse:
    """Keep a form as it stands in its author's browser."""
    try:
        entries = cleaned(json.loads(request.POST.get("entries", "")))
    except ValueError:
        return JsonResponse({}, status=400)
    form, page, title = (storable(request.POST.get(name, "")) for name in ("path", "page", "title"))
    if not page or not form.startswith(reverse("admin:index")):
        return JsonResponse({}, status=400)
    autosave(request.user, form[:PATH_LENGTH], page[:32], " ".join(title.split()), entries)
    now = localise(f"{timezone.localtime():%H:%M}", page_language())
    return JsonResponse(_signed_in(request) | {"at": now})


@require_POST
def upload(request: HttpRequest) -> JsonResponse:
    """Take a file that was chosen in a form; it waits for the form for a day."""
    file = request.FILES.get("file")
    row = stage(request.user, file) if file else None
    if row:
        return JsonResponse({"value": row.value, "name": row.name, "size": file_size(row.size)})
    limit = {"limit": file_size(most_bytes())}
    text = _("Not accepted: larger than %(limit)s, or too many files are already waiting.") % limit
    return JsonResponse({"message": text}, status=400)


@require_POST
def discard(request: HttpRequest) -> HttpResponse:
    """Forget a kept form."""
    found = Autosave.objects.with_key(request.user, request.POST.get("discard", ""))
    if found:
        found.delete()
        messages.success(request, _("What you had typed has been discarded."))
    if found and "_list" not in request.POST:
        return HttpResponseRedirect(found.path)
    return HttpResponseRedirect(reverse("admin:unsaved"))


@require_safe
def list_kept(request: HttpRequest) -> TemplateResponse:
    """List what the person typed and did not save, to take it, discard it, or read it."""
    context = {
        **admin.site.each_context(request),
        "title": _("Unsaved work"),
        "kept": Autosave.objects.of(request.user),
    }
    return TemplateResponse(request, "admin/unsaved/list.html", context)


def urls(admin_view: Callable) -> list[URLPattern]:
    """Return the addresses, below the desk's own."""
    return [
        path("unsaved/", admin_view(list_kept), name="unsaved"),
        path("unsaved/discard/", admin_view(discard), name="unsaved_discard"),
        path("unsaved/session/", for_scripts(session), name="unsaved_session"),
        path("unsaved/keep/", for_scripts(keep), name="unsaved_keep"),
        path("unsaved/upload/", for_scripts(upload), name="unsaved_upload"),
    ]
