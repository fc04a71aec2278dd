"""What whoever runs the portal sees of each request: its number, a line in the log, figures. Nothing personal.

A request keeps the X-Request-ID that a proxy gave it, if that is well-formed, and carries it into every line of the log
that is written for it, and back in the answer.
"""

import logging
import re
import secrets
import time
from collections.abc import Callable
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils.translation import get_language_from_path, override

from tehran_diplomacy.serving import figures
from tehran_diplomacy.serving.health import answer

log = logging.getLogger("portal.requests")
request_number: ContextVar[str] = ContextVar("request_number", default="")
_WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,64}")


class Sight:
    """The outermost middleware: before names of hosts are checked, so that probes need none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get("X-Request-ID", "")
        number = given if _WELL_FORMED.fullmatch(given) else secrets.token_hex(8)
        request_number.set(number)  # until the next request: Django writes of an answer after all middleware
        begun = time.perf_counter()
        response = answer(request.path_info) or self.get_response(request)
        self._note(request, response, time.perf_counter() - begun)
        response["X-Request-ID"] = number
        return response

    def _note(self, request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
        if not settings.LOG_REQUESTS and not settings.METRICS_PORT:
            return
        route = route_of(request)
        figures.count_request(request.method or "", route, response.status_code, seconds)
        if settings.LOG_REQUESTS:
            values = {
                "method": request.method,
                "route": route,
                "status": response.status_code,
                "milliseconds": round(seconds * 1000, 1),
            }
            log.info("%(method)s %(route)s %(status)s %(milliseconds)s ms", values, extra={"request": values})


def route_of(request: HttpRequest) -> str:
    """Return the pattern of a request's address, never the address: that may hold a reader's secret."""
    match = request.resolver_match
    if match is None:  # answered from what is kept, or before a view was looked for
        language = get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        try:
            with override(language):
                match = resolve(request.path_info)
        except Resolver404:
            return "unknown"
    return f"/{match.route}"
