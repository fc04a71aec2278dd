"""What a reader sees while the database or the files are away, or a disk is full: a calm page in both languages that asks nothing of it."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from tehran_diplomacy.files.faults import is_full, is_silent
from tehran_diplomacy.opendata.problems import problem
from tehran_diplomacy.portal import errors
from tehran_diplomacy.serving.figures import count_away

AGAIN_IN = 30  # seconds
_NO_TABLE = "42P01"  # PostgreSQL's code; SQLite calls it an OperationalError


def server_error(request: HttpRequest) -> HttpResponse:
    """500, a fault of ours; or 503 where the database or the files did not answer, from whatever depth that came."""
    error = sys.exc_info()[1]
    full = is_full(error)
    if not (full or _is_away(error) or is_silent(error)):
        return errors.server_error(request)
    return _in_a_while(request, full)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400; or 503 where a full disk or a database that is away kept a session from being written (Django says 400)."""
    full = is_full(exception)
    if full or _is_away(exception):
        return _in_a_while(request, full)
    return errors.bad_request(request, exception)


def _in_a_while(request: HttpRequest, full: bool) -> HttpResponse:
    count_away()
    if request.path.startswith("/api/"):
        response = problem(503, _("The portal is down for maintenance. Try again in a few minutes."))
    else:
        response = HttpResponse(render_to_string("errors/503.html", {"full": full}), status=503)
    response["Retry-After"] = str(AGAIN_IN)
    response["Cache-Control"] = "no-store"
    return response


def _is_away(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, OperationalError | InterfaceError):
            return True
        if getattr(error, "pgcode", None) == _NO_TABLE:  # an empty database, while it is restored
            return True
        error = error.__cause__ or error.__context__
    return False
