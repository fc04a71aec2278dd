"""What all answers for machines have in common: read only, open to scripts of other sites, 304, problems."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from hashlib import sha256
from math import ceil
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.template.response import SimpleTemplateResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from tehran_diplomacy.opendata.asking import Refused, check_names
from tehran_diplomacy.opendata.builds import TooManyBuilds
from tehran_diplomacy.opendata.licence import licence
from tehran_diplomacy.opendata.problems import problem
from tehran_diplomacy.opendata.stamps import start_of_today
from tehran_diplomacy.publishing.generation import is_kept_page, moments, state

METHODS = "GET, HEAD, OPTIONS"
COMPRESSED = ("text/", "application/json", "application/atom+xml", "application/ld+json")
SECONDS_TO_WAIT = 30
View = Callable[..., HttpResponseBase]


def for_machines(*, seconds: int, names: tuple[str, ...] | None = ()) -> Callable[[View], View]:
    """Make a view for programs: kept for `seconds`; `names` may stand in the address, None leaves that to the view."""

    def decorate(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def answer(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
            if request.method == "OPTIONS":
                response: HttpResponseBase = _allowed()
            elif request.method not in ("GET", "HEAD"):
                response = problem(405, _("Send GET or HEAD."))
                response["Allow"] = METHODS
            else:
                response = _answered(view, request, names, seconds, kwargs)
            response["Access-Control-Allow-Origin"] = "*"
            response["Access-Control-Expose-Headers"] = "ETag, Last-Modified, Link, Retry-After"
            response.headers.setdefault("Content-Language", "fa, en")
            return response

        return answer

    return decorate


def _allowed() -> HttpResponse:
    response = HttpResponse(status=204, headers={"Allow": METHODS})
    response["Access-Control-Allow-Methods"] = METHODS
    response["Access-Control-Allow-Headers"] = "If-None-Match, If-Modified-Since, Range"
    response["Access-Control-Max-Age"] = "86400"
    return response


def _answered(
    view: View, request: HttpRequest, names: tuple[str, ...] | None, seconds: int, kwargs: dict[str, Any]
) -> HttpResponseBase:
    etag = f'W/"{signature(state(), request.get_full_path())}"'
    response: HttpResponseBase | None = None
    modified = None
    if not _is_the_readers(request, etag):
        request.moments = moments()  # before the view reads anything
        modified = _last_modified(request.moments.renewed)
        response = get_conditional_response(request, last_modified=modified)
    else:
        response = get_conditional_response(request, etag=etag)
    if response is None:
        try:
            if names is not None:
                check_names(request.GET, names)
            response = view(request, **kwargs)
            if isinstance(response, SimpleTemplateResponse):
                response.render()
        except Refused as refusal:
            return problem(400, refusal.detail, refusal.values)
        except TooManyBuilds:
            response = problem(503, _("Too many of these files are being prepared right now."))
            response["Retry-After"] = str(SECONDS_TO_WAIT)
            response._has_been_logged = True  # no error of ours, and no letter to the administrators
            return response
    if response.status_code < 400:
        response.headers.setdefault("ETag", etag)
        response.headers.setdefault("Cache-Control", f"public, max-age={seconds}")
        if modified:
            response.headers.setdefault("Last-Modified", http_date(modified))
    return _for_the_way(request, response)


def _is_the_readers(request: HttpRequest, etag: str) -> bool:
    """Whether the reader named this very state; costs no query."""
    return etag.removeprefix("W/") in request.headers.get("If-None-Match", "")


def _last_modified(renewed: datetime) -> int | None:
    """The second from which on nothing changed; None while it lasts, for a second holds more than one change."""
    second = ceil(max(renewed, start_of_today()).timestamp())
    return second if second <= timezone.now().timestamp() else None


def _for_the_way(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Compress what is text; make nothing of a file for who asks for its headers alone."""
    if request.method == "HEAD" and response.streaming:
        response.streaming_content = []
    elif response.get("Content-Type", "").startswith(COMPRESSED) and not is_kept_page():
        return GZipMiddleware(lambda _request: response)(request)
    return response


def signature(*what: object) -> str:
    """Return a word that is another one whenever what is given out is."""
    parts = (settings.RELEASE, settings.SITE_ADDRESS, *licence().values(), *map(str, what))
    return sha256("\n".join(parts).encode()).hexdigest()[:32]
