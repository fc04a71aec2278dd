"""How a meeting and a photo show where they are shared: pictures of 1200 × 630, and a photo for oEmbed."""

from hashlib import sha256
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import quote_etag
from django.utils.translation import gettext
from django.views.decorators.http import condition, require_safe

from meetings.gallery import size_path
from meetings.models import Meeting, Photo
from tehran_diplomacy.files.share_cards import share_card
from tehran_diplomacy.languages.translated import page_language, translated

CARD_WIDTH = 1200  # pixels: which size of a photograph a card is cut from


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


def oembed_photo(uid: str, slug: str, room: tuple[int, int]) -> dict[str, Any]:
    """Return a photo for oEmbed in the largest size that fits; raise Http404 where none does."""
    photos = Photo.objects.public().supplied().with_meeting()
    photo = get_object_or_404(photos, uid=uid, meeting__slug=slug)
    sizes = sorted(
        (one for one in photo.sizes if one["format"] in ("jpeg", "thumb")), key=lambda one: one["width"]
    )
    fitting = [one for one in sizes if one["width"] <= room[0] and one["height"] <= room[1]]
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
        "thumbnail_url": _size_address(photo, fitting[0]),
        "thumbnail_width": fitting[0]["width"],
        "thumbnail_height": fitting[0]["height"],
    }
    return {name: value for name, value in found.items() if value}


def _size_address(photo: Photo, size: dict[str, Any]) -> str:
    return settings.SITE_ADDRESS + reverse("photos:size", args=[photo.uid, size["name"]])
