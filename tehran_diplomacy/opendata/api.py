"""The read-only API: lists of a register, one record, the description of it all. Both languages in every answer."""

import json
from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from tehran_diplomacy.opendata.cursors import after, cursor_at
from tehran_diplomacy.opendata.licence import licence
from tehran_diplomacy.opendata.openapi import description
from tehran_diplomacy.opendata.problems import problem
from tehran_diplomacy.opendata.stamps import last_change
from tehran_diplomacy.publishing.public_changes import reasons_of
from tehran_diplomacy.reuse.columns import moment, said
from tehran_diplomacy.reuse.resources import LONGEST, Resource, read_moment, resource, resources

MOST, USUAL = 100, 50  # records on a page
LONGEST_CURSOR = 200
TOMBSTONES = ("gone_at", "pk")  # the order of what was withdrawn
NO_REASON = {"fa": None, "en": None}
CACHING = "public, max-age=60"
View = Callable[..., HttpResponse]


class Refused(ValueError):
    """A request that is answered with 400; the texts say what is wrong with it."""

    def __init__(self, detail: Any, **values: Any) -> None:
        super().__init__(str(detail))
        self.detail, self.values = detail, values


def api(view: View) -> View:
    """Make a view of the API: read only, open to scripts of other sites, refusals as problems."""

    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if request.method == "OPTIONS":
            response = HttpResponse(status=204, headers={"Allow": "GET, HEAD, OPTIONS"})
            response["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
            response["Access-Control-Allow-Headers"] = "If-None-Match, If-Modified-Since"
            response["Access-Control-Max-Age"] = "86400"
        elif request.method not in ("GET", "HEAD"):
            response = problem(405, _("Send GET or HEAD."))
            response["Allow"] = "GET, HEAD, OPTIONS"
        else:
            try:
                response = view(request, **kwargs)
            except Refused as refusal:
                response = problem(400, refusal.detail, refusal.values)
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag, Last-Modified, Link"
        response["Content-Language"] = "fa, en"
        return response

    return answer


def answer_json(request: HttpRequest, body: Any, *, follows_day: bool = False) -> HttpResponse:
    """Answer with JSON, or with 304 where the reader has it already."""
    stamp = last_change()
    if follows_day:
        stamp = stamp.on_day()
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    etag = quote_etag(sha256(text).hexdigest()[:32])
    modified = int(stamp.moment.timestamp()) if stamp.moment else None
    response = HttpResponse(text, content_type="application/json")
    response["ETag"] = etag
    response["Cache-Control"] = CACHING
    if stamp.moment:
        response.headers["Last-Modified"] = http_date(modified)
    return get_conditional_response(request, etag=etag, last_modified=modified, response=response)


@api
def index(request: HttpRequest) -> HttpResponse:
    """Name every register, its address and what else there is."""
    _check_names(request.GET, ())
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
    return answer_json(request, found)


@api
def openapi(request: HttpRequest) -> HttpResponse:
    """Answer with the description of the API."""
    return answer_json(request, description())


@api
def records(request: HttpRequest, code: str) -> HttpResponse:
    """Answer with a page of a register, those changed longest ago first."""
    found = resource(code)
    if found is None:
        return problem(404, _("There is no dataset “%(code)s”."), {"code": code[:LONGEST]})
    rows, limit = narrowed(found, request.GET)
    page = list(found.fetch(rows).order_by(*found.order)[: limit + 1])
    following = None
    if len(page) > limit:
        page.pop()
        following = _following(request, page[-1], found.order)
    body = {
        "data": [found.row(one) for one in page],
        "next": following,
        "as_of": timezone.localdate().isoformat(),
        "withdrawn": f"{settings.SITE_ADDRESS}{reverse('opendata:withdrawn', args=[code])}",
        "licence": licence(),
    }
    response = answer_json(request, body, follows_day=found.follows_day)
    if following:
        response["Link"] = f'<{following}>; rel="next"'
    return response


@api
def record(request: HttpRequest, code: str, uid: str) -> HttpResponse:
    """Answer with one record; 410 for one that was public once."""
    found = resource(code)
    if found is None:
        return problem(404, _("There is no dataset “%(code)s”."), {"code": code[:LONGEST]})
    _check_names(request.GET, ())
    one = found.fetch(found.public().filter(uid=uid)).first()
    if one is None:
        if found.gone(uid):
            return problem(410, _("It is no longer public."))
        return problem(404, _("No public record in this dataset has this ID."))
    return answer_json(request, {"data": found.row(one), "licence": licence()}, follows_day=found.follows_day)


@api
def withdrawn(request: HttpRequest, code: str) -> HttpResponse:
    """Answer with a page of what was withdrawn from a register, the longest ago first: never what it held."""
    found = resource(code)
    if found is None:
        return problem(404, _("There is no dataset “%(code)s”."), {"code": code[:LONGEST]})
    rows, limit = found.tombstones(), USUAL
    _check_names(request.GET, ("modified_since", "limit", "cursor"))
    for name in request.GET:
        text = request.GET[name]
        try:
            if name == "limit":
                limit = _limit(text)
            elif name == "cursor":
                if len(text) > LONGEST_CURSOR:
                    raise ValueError
                rows = after(rows, text, TOMBSTONES)
            else:
                rows = rows.filter(gone_at__gte=read_moment(text[:LONGEST]))
        except ValueError as error:
            raise Refused(_("The value of “%(name)s” is not valid for this list."), name=name) from error
    page = list(rows.order_by(*TOMBSTONES)[: limit + 1])
    following = None
    if len(page) > limit:
        page.pop()
        following = _following(request, page[-1], TOMBSTONES)
    reasons = reasons_of(found.model, [one.pk for one in page])
    data = [
        {"uid": one.uid, "withdrawn_at": moment(one.gone_at), "reason": reasons.get(one.pk, NO_REASON)}
        for one in page
    ]
    response = answer_json(request, {"data": data, "next": following, "licence": licence()})
    if following:
        response["Link"] = f'<{following}>; rel="next"'
    return response


def _following(request: HttpRequest, last: Any, order: tuple[str, ...]) -> str:
    query = request.GET.copy()
    query["cursor"] = cursor_at(last, order)
    return f"{settings.SITE_ADDRESS}{request.path}?{query.urlencode()}"


@api
def nothing(request: HttpRequest, rest: str) -> HttpResponse:
    """Answer for every other address below the API's."""
    return problem(404, _("The API has no such address; see /api/v1/openapi.json for its description."))


def narrowed(found: Resource, query: QueryDict) -> tuple[Any, int]:
    """Return the public rows that an address asks for, and how many on a page; raise Refused."""
    filters = {one.name: one for one in found.all_filters()}
    _check_names(query, (*filters, "limit", "cursor"))
    rows, limit = found.public(), USUAL
    for name in query:
        text = query[name]
        try:
            if name == "limit":
                limit = _limit(text)
            elif name == "cursor":
                if len(text) > LONGEST_CURSOR:
                    raise ValueError
                rows = after(rows, text, found.order)
            else:
                if len(text) > LONGEST:
                    raise ValueError
                rows = filters[name].narrow(rows, filters[name].read(text))
        except ValueError as error:
            raise Refused(_("The value of “%(name)s” is not valid for this list."), name=name) from error
    return rows, limit


def _limit(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 3 and 1 <= int(text) <= MOST):
        raise ValueError
    return int(text)


def _check_names(query: QueryDict, known: tuple[str, ...]) -> None:
    for name, values in query.lists():
        if name not in known:
            raise Refused(_("There is no filter “%(name)s” here."), name=name[:LONGEST])
        if len(values) > 1:
            raise Refused(_("“%(name)s” appears twice in the address."), name=name)
