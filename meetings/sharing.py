"""How a meeting and a photo show where they are shared: pictures of 1200 × 630, and oEmbed."""

from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import Resolver404, resolve, reverse
from django.utils.http import quote_etag
from django.utils.translation import get_language_from_path, gettext, override
from django.views.decorators.http import condition, require_safe

from meetings.gallery import size_path
from meetings.models import Meeting, Photo
from tehran_diplomacy.files.share_cards import share_card
from tehran_diplomacy.languages.translated import page_language, translated
from tehran_diplomacy.reuse.frames import HEIGHTS, frame_code

CARD_WIDTH = 1200  # pixels: which size of a photograph a card is cut from
FRAME_WIDTH, LEAST_FRAME = 640, 240  # pixels of a gallery's frame
CACHE_AGE = 24 * 3600  # seconds for which others may keep an answer of oEmbed


def _jpeg_for_card(photo: Photo | None) -> str:
    """The stored name of the size to cut a card from, '' where there is no photograph."""
    if photo is None or not photo.is_supplied:
        return ""
    jpegs = sorted((one["width"], one["name"]) for one in photo.sizes if one["format"] == "jpeg")
    fitting = [name for width, name in jpegs if width >= CARD_WIDTH] or [jpegs[-1][1]]
    return size_path(photo, fitting[0])


def _card_of(slug: str, uid: str | None) -> tuple[str, str, str]:
    """What a card is made of: title, identifier, photograph. Raises Http404 for what is not public."""
    if uid:
        photo = get_object_or_404(Photo.objects.public().with_meeting(), uid=uid, meeting__slug=slug)
        return translated(photo, "caption").text, photo.uid, _jpeg_for_card(photo)
    meeting = get_object_or_404(Meeting.objects.public().with_cover(), slug=slug)
    cover = meeting.cover_photos[0] if meeting.cover_photos else None
    return translated(meeting, "title").text, meeting.uid, _jpeg_for_card(cover)


def _card_tag(request: HttpRequest, slug: str, uid: str | None = None) -> str:
    request.card = _card_of(slug, uid)  # the view needs it again
    parts = "\n".join((*request.card, page_language(), "1"))
    return quote_etag(sha256(parts.encode()).hexdigest()[:32])


@require_safe
@condition(etag_func=_card_tag)
def card(request: HttpRequest, slug: str, uid: str | None = None) -> HttpResponse:
    """Answer with the picture that stands for a meeting or photo where its page is shared."""
    title, identifier, name = request.card
    try:
        data = share_card(title, gettext("Tehran City Diplomacy"), page_language(), identifier, name)
    except FileNotFoundError as error:
        raise Http404 from error
    return HttpResponse(data, content_type="image/jpeg", headers={"Cache-Control": "public, max-age=86400"})


@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """Answer what may be embedded of a page of ours (oEmbed 1.0, JSON): a photo, or a meeting's gallery."""
    if request.GET.get("format", "json") != "json":
        return HttpResponse(status=501)
    address = urlsplit(request.GET.get("url", ""))
    if address.netloc not in {urlsplit(settings.SITE_ADDRESS).netloc, request.get_host()}:
        raise Http404
    with override(get_language_from_path(address.path)):
        try:
            match = resolve(address.path)
        except Resolver404 as error:
            raise Http404 from error
        if match.view_name == "meetings:photo":
            found = _photo(match.kwargs, _limit(request, "maxwidth"), _limit(request, "maxheight"))
        elif match.view_name == "meetings:detail":
            found = _meeting(match.kwargs, _limit(request, "maxwidth"), _limit(request, "maxheight"))
        else:
            raise Http404
        found |= {
            "version": "1.0",
            "provider_name": gettext("Tehran City Diplomacy"),
            "provider_url": settings.SITE_ADDRESS + reverse("portal:home"),
            "cache_age": CACHE_AGE,
        }
    return JsonResponse(
        found,
        json_dumps_params={"ensure_ascii": False},
        headers={"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=300"},
    )


def _limit(request: HttpRequest, name: str) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 100_000


def _photo(kwargs: dict[str, Any], widest: int, highest: int) -> dict[str, Any]:
    """A photo in the largest size that fits; raises Http404 where none does."""
    photos = Photo.objects.public().supplied().with_meeting()
    photo = get_object_or_404(photos, uid=kwargs["uid"], meeting__slug=kwargs["slug"])
    sizes = sorted(
        (one for one in photo.sizes if one["format"] in ("jpeg", "thumb")), key=lambda one: one["width"]
    )
    fitting = [one for one in sizes if one["width"] <= widest and one["height"] <= highest]
    if not fitting:
        raise Http404
    whole = [one for one in fitting if one["format"] == "jpeg"] or fitting
    found = {
        "type": "photo",
        "title": translated(photo, "caption").text,
        "author_name": translated(photo, "credit").text,
        "url": _size_address(photo, whole[-1]),
        "width": whole[-1]["width"],
        "height": whole[-1]["height"],
        "thumbnail_url": _size_address(photo, sizes[0]),
        "thumbnail_width": sizes[0]["width"],
        "thumbnail_height": sizes[0]["height"],
    }
    return {name: value for name, value in found.items() if value}


def _size_address(photo: Photo, size: dict[str, Any]) -> str:
    return settings.SITE_ADDRESS + reverse("photos:size", args=[photo.uid, size["name"]])


def _meeting(kwargs: dict[str, Any], widest: int, highest: int) -> dict[str, Any]:
    """A meeting as the frame of its gallery; as a link where there is no photograph or the frame does not fit."""
    meeting = get_object_or_404(Meeting.objects.public(), slug=kwargs["slug"])
    title = translated(meeting, "title").text
    width, height = min(widest, FRAME_WIDTH), min(highest, HEIGHTS["gallery"])
    found: dict[str, Any] = {"type": "link"}
    if width >= LEAST_FRAME and height >= LEAST_FRAME and meeting.photos.standing().supplied().exists():
        address = settings.SITE_ADDRESS + reverse("embeds:gallery", args=[meeting.uid])
        code = frame_code(address, title, "gallery", str(width), height)
        found = {"type": "rich", "html": code, "width": width, "height": height}
    return found | {
        "title": title,
        "thumbnail_url": settings.SITE_ADDRESS + reverse("meetings:card", args=[meeting.slug]),
        "thumbnail_width": 1200,
        "thumbnail_height": 630,
    }
