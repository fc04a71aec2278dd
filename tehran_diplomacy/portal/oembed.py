"""oEmbed 1.0 in JSON: what other sites may show of a page of ours, in the size that they have room for."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import get_language_from_path, gettext, override
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from agreements.models import Agreement
from meetings.models import Meeting
from meetings.sharing import oembed_photo
from roadmap.resources import public_goals
from tehran_diplomacy.languages.translated import translated
from tehran_diplomacy.opendata.problems import problem
from tehran_diplomacy.places.models import City
from tehran_diplomacy.reuse.frames import HEIGHTS, frame_code

CARD = (1200, 630)  # pixels
FRAME_WIDTH, LEAST_FRAME = 640, 240  # pixels of a frame
CACHE_AGE = 24 * 3600  # seconds for which others may keep an answer
NO_LIMIT = 100_000
Room = tuple[int, int]  # width and height in pixels


@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """Answer what may be embedded of a page of ours: a photo, or the frame of a gallery, a goal, a city."""
    if request.GET.get("format", "json") != "json":
        response = HttpResponse(status=501)
    else:
        try:
            response = JsonResponse(_found(request), json_dumps_params={"ensure_ascii": False})
            response["Cache-Control"] = "public, max-age=300"
        except Http404:
            response = problem(404, _("There is nothing to embed at this address."))
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _found(request: HttpRequest) -> dict[str, Any]:
    asked = urlsplit(request.GET.get("url", ""))
    if asked.netloc not in {urlsplit(settings.SITE_ADDRESS).netloc, request.get_host()}:
        raise Http404
    path = asked.path if asked.path.endswith("/") else f"{asked.path}/"
    with override(get_language_from_path(path)):
        try:
            match = resolve(path)
        except Resolver404 as error:
            raise Http404 from error
        if match.view_name not in _KINDS:
            raise Http404
        room = (_limit(request, "maxwidth"), _limit(request, "maxheight"))
        return _KINDS[match.view_name](match.kwargs, room) | {
            "version": "1.0",
            "provider_name": gettext("Tehran City Diplomacy"),
            "provider_url": settings.SITE_ADDRESS + reverse("portal:home"),
            "cache_age": CACHE_AGE,
        }


def _limit(request: HttpRequest, name: str) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else NO_LIMIT


def _photo(kwargs: dict[str, Any], room: Room) -> dict[str, Any]:
    return oembed_photo(kwargs["uid"], kwargs["slug"], room)


def _meeting(kwargs: dict[str, Any], room: Room) -> dict[str, Any]:
    """A meeting as the frame of its gallery, with its card; without a photograph as a link."""
    meeting = get_object_or_404(Meeting.objects.public(), slug=kwargs["slug"])
    has_photos = meeting.photos.standing().supplied().exists()
    found = _frame("gallery", meeting, "title", room if has_photos else (0, 0))
    if room[0] >= CARD[0] and room[1] >= CARD[1]:
        found |= {
            "thumbnail_url": settings.SITE_ADDRESS + reverse("meetings:card", args=[meeting.slug]),
            "thumbnail_width": CARD[0],
            "thumbnail_height": CARD[1],
        }
    return found


def _goal(kwargs: dict[str, Any], room: Room) -> dict[str, Any]:
    goal = get_object_or_404(public_goals(), slug=kwargs["slug"], roadmap__slug=kwargs["roadmap"])
    return _frame("goal", goal, "title", room)


def _city(kwargs: dict[str, Any], room: Room) -> dict[str, Any]:
    city = get_object_or_404(City.objects.public(), slug=kwargs["slug"])
    if not Agreement.objects.public().of_city(city.pk).exists():
        raise Http404
    return _frame("city", city, "name", room)


def _frame(kind: str, record: Any, label: str, room: Room) -> dict[str, Any]:
    """Return the frame of a record as wide and high as there is room; a link where it does not fit."""
    title = translated(record, label).text
    width, height = min(room[0], FRAME_WIDTH), min(room[1], HEIGHTS[kind])
    if min(width, height) < LEAST_FRAME:
        return {"type": "link", "title": title}
    address = settings.SITE_ADDRESS + reverse(f"embeds:{kind}", args=[record.uid])
    code = frame_code(address, title, kind, str(width), height)
    return {"type": "rich", "title": title, "html": code, "width": width, "height": height}


_KINDS: dict[str, Callable[[dict[str, Any], Room], dict[str, Any]]] = {
    "meetings:photo": _photo,
    "meetings:detail": _meeting,
    "roadmap:goal": _goal,
    "cities:detail": _city,
}
