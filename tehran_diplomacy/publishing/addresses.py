"""From a pasted address of this portal to the record whose page it is."""

from urllib.parse import urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils.translation import get_language_from_path, override

from tehran_diplomacy.publishing.models import Record
from tehran_diplomacy.publishing.views import RecordDetailView


def record_at(address: str) -> Record | None:
    """Return the record at an address of this portal; None for any other page or site."""
    parts = urlsplit(address.strip())
    if parts.hostname and parts.hostname not in settings.ALLOWED_HOSTS:
        return None
    language = get_language_from_path(parts.path) or settings.LANGUAGE_CODE
    try:
        with override(language):  # an address resolves only in its own language
            match = resolve(parts.path)
    except Resolver404:
        return None
    view = getattr(match.func, "view_class", None)
    if view is None or not issubclass(view, RecordDetailView) or "slug" not in match.kwargs:
        return None
    found = view.model.objects.filter(slug=match.kwargs["slug"])
    if "roadmap" in match.kwargs:
        found = found.filter(roadmap__slug=match.kwargs["roadmap"])
    return found.first()
