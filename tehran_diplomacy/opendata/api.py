"""The read-only API: lists of a register, one record, the description of it all. Both languages in every answer."""

import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tehran_diplomacy.opendata.answers import for_machines
from tehran_diplomacy.opendata.asking import USUAL, ask, behind, read_limit, since_of
from tehran_diplomacy.opendata.cursors import cursor_at
from tehran_diplomacy.opendata.licence import licence
from tehran_diplomacy.opendata.openapi import description
from tehran_diplomacy.opendata.problems import problem
from tehran_diplomacy.opendata.tombstones import ORDER, gone_from, is_gone
from tehran_diplomacy.reuse.cells import exact_moment, moment, said
from tehran_diplomacy.reuse.filters import LONGEST
from tehran_diplomacy.reuse.resources import resource, resources

SECONDS = 60  # for which an answer may be kept


def answer_json(body: Any) -> HttpResponse:
    """Return a body as JSON."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return HttpResponse(text, content_type="application/json")


@for_machines(seconds=SECONDS)
def index(request: HttpRequest) -> HttpResponse:
    """Name every register, its address and what else there is."""
    root = settings.SITE_ADDRESS
    found = {
        "openapi": root + reverse("opendata:openapi"),
        "documentation": {code: f"{root}/{code}/data/" for code in ("fa", "en")},
        "licence": licence(),
        "resources": [
            {
                "code": one.code,
                "name": {code: said(one.name, code) for code in ("fa", "en")},
                "url": root + reverse("opendata:list", args=[one.code]),
            }
            for one in resources()
        ],
    }
    return answer_json(found)


@for_machines(seconds=SECONDS)
def openapi(request: HttpRequest) -> HttpResponse:
    """Answer with the description of the API."""
    return answer_json(description())


@for_machines(seconds=SECONDS, names=None)
def records(request: HttpRequest, code: str) -> HttpResponse:
    """Answer with a page of a register, those changed longest ago first."""
    found = resource(code)
    if found is None:
        return _no_register(code)
    asked = ask(found, request.GET, paged=True)
    as_of = asked.as_of or request.moments.safe
    page = list(found.fetched(asked.rows, asked.columns).order_by(*found.order)[: asked.limit + 1])
    following = _following(request, page, asked.limit, found.order, as_of)
    body = {
        "data": [found.row(one, asked.columns) for one in page[: asked.limit]],
        "next": following,
        "as_of": exact_moment(as_of),
        "withdrawn": f"{settings.SITE_ADDRESS}{reverse('opendata:withdrawn', args=[code])}",
        "licence": licence(),
    }
    if asked.total:
        body["total"] = asked.narrowed.order_by().count()
    return _linked(answer_json(body), following)


@for_machines(seconds=SECONDS)
def record(request: HttpRequest, code: str, uid: str) -> HttpResponse:
    """Answer with one record; 410 for one that was public once."""
    found = resource(code)
    if found is None:
        return _no_register(code)
    one = found.fetched(found.public().filter(uid=uid)).first()
    if one is None:
        if is_gone(found, uid):
            return problem(410, _("It is no longer public."))
        return problem(404, _("No public record in this dataset has this ID."))
    return answer_json({"data": found.row(one), "licence": licence()})


@for_machines(seconds=SECONDS, names=("modified_since", "limit", "cursor"))
def withdrawn(request: HttpRequest, code: str) -> HttpResponse:
    """Answer with a page of what was withdrawn from a register, the longest ago first: never what it held."""
    found = resource(code)
    if found is None:
        return _no_register(code)
    as_of, since = request.moments.safe, since_of(request.GET)
    limit, condition = USUAL, None
    if "limit" in request.GET:
        limit = read_limit(request.GET["limit"])
    if "cursor" in request.GET:
        condition, as_of = behind(request.GET["cursor"], ORDER)
    page = list(gone_from(found, since, condition, limit + 1))
    following = _following(request, page, limit, ORDER, as_of)
    data = [
        {"uid": one.uid, "withdrawn_at": moment(one.gone_at), "reason": one.reason} for one in page[:limit]
    ]
    body = {"data": data, "next": following, "as_of": exact_moment(as_of), "licence": licence()}
    return _linked(answer_json(body), following)


def _following(
    request: HttpRequest, page: list[Any], limit: int, order: tuple[str, ...], as_of: datetime
) -> str | None:
    """Return the address of the next page; None where `page`, one longer than `limit`, is the last."""
    if len(page) <= limit:
        return None
    query = request.GET.copy()
    query["cursor"] = cursor_at(page[limit - 1], order, as_of)
    return f"{settings.SITE_ADDRESS}{request.path}?{query.urlencode()}"


def _linked(response: HttpResponse, following: str | None) -> HttpResponse:
    if following:
        response["Link"] = f'<{following}>; rel="next"'
    return response


def _no_register(code: str) -> HttpResponse:
    return problem(404, _("There is no dataset “%(code)s”."), {"code": code[:LONGEST]})


@for_machines(seconds=SECONDS, names=None)
def nothing(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Answer for every other address below the API's: with a stroke at its end, the address without it."""
    path = request.path
    if path in ("/api", "/api/", "/api/v1"):
        return HttpResponsePermanentRedirect(reverse("opendata:api"))
    if path.endswith("/") and resource(rest.removeprefix("v1/").partition("/")[0]):
        return HttpResponsePermanentRedirect(request.get_full_path().replace(path, path.rstrip("/"), 1))
    return problem(404, _("The API has no such address; see /api/v1/openapi.json for its description."))
