"""Patterns as pictures: pure geometry, the same for ever."""

from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tehran_diplomacy.girih.patterns import pattern_svg


@lru_cache(maxsize=512)
def _drawn(uid: str) -> bytes:
    return pattern_svg(uid, 1200, 800).encode()


@require_safe
def pattern(request: HttpRequest, uid: str) -> HttpResponse:
    """Answer with the pattern of an identifier."""
    response = HttpResponse(_drawn(uid), content_type="image/svg+xml")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
