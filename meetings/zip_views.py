"""Galleries as one download that resumes where it was cut off."""

from functools import lru_cache
from time import monotonic

from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import content_disposition_header, quote_etag
from django.views.decorators.http import require_safe

from meetings.models import Meeting, Photo, PressOffice
from meetings.press_zip import MOST_CHOSEN, SIZES, archive_of
from tehran_diplomacy.files.archives import Archive
from tehran_diplomacy.files.serving import PRIVATE, PUBLIC, ranged
from tehran_diplomacy.languages.translated import page_language

KEPT = 60  # seconds


@require_safe
def gallery_zip(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Answer with a gallery, or with those `photo`s of it that the address names; `size` as in SIZES."""
    stamp = Meeting.objects.public().gallery_stamp(slug, PressOffice.objects.all())
    if stamp is None:
        raise Http404
    size = size_of(request)
    chosen = tuple(dict.fromkeys(request.GET.getlist("photo")))
    if "chosen" in request.GET and not 0 < len(chosen) <= MOST_CHOSEN:
        problem = "none" if not chosen else "many"
        return HttpResponseRedirect(f"{reverse('meetings:detail', args=[slug])}?choice={problem}#press")
    archive = _gallery_archive(
        slug, page_language(), size, chosen[:MOST_CHOSEN], stamp, int(monotonic() / KEPT)
    )
    if archive is None:
        raise Http404
    return serve_archive(
        request, archive, _with_size(f"{slug}-selection" if chosen else f"{slug}-photos", size)
    )


@lru_cache(maxsize=32)
def _gallery_archive(
    slug: str, language: str, size: str, chosen: tuple[str, ...], stamp: tuple, span: int
) -> Archive | None:
    """The archive of a public gallery or of the `chosen` photos of it, None where there is none of them.

    Kept in memory, so that a part asked for costs one query: `stamp` follows meeting, photos and terms. Names of
    persons and cities are not in it; `span` lets them lag by KEPT seconds at most.
    """
    meeting = Meeting.objects.public().with_place().get(slug=slug)
    photos, withdrawn = gallery_of(meeting)
    if chosen:
        photos = [photo for photo in photos if photo.uid in chosen]
        withdrawn = [photo for photo in withdrawn if photo.uid in chosen]
    if not photos:
        return None
    return archive_of(meeting, photos, size=size, withdrawn=withdrawn, office=PressOffice.objects.first())


@require_safe
def meeting_zip(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Answer with everything of a meeting that is given out: its gallery and its documents."""
    meeting = get_object_or_404(Meeting.objects.public().with_place(), slug=slug)
    photos, withdrawn = gallery_of(meeting)
    documents = list(meeting.documents.all())
    if not photos and not documents:
        raise Http404
    size = size_of(request)
    archive = archive_of(
        meeting,
        photos,
        size=size,
        documents=documents,
        withdrawn=withdrawn,
        office=PressOffice.objects.first(),
    )
    return serve_archive(request, archive, _with_size(meeting.slug, size))


def gallery_of(meeting: Meeting) -> tuple[list[Photo], list[Photo]]:
    """Return the supplied photos of a meeting, each with its `place` from 1, and those withdrawn; two queries."""
    photos, withdrawn = [], []
    for photo in meeting.photos.supplied().prefetch_related("persons"):
        photo.meeting = meeting
        (withdrawn if photo.is_withdrawn else photos).append(photo)
    for place, photo in enumerate(photos, 1):
        photo.place = place
    return photos, withdrawn


def serve_archive(
    request: HttpRequest, archive: Archive, name: str, *, private: bool = False
) -> HttpResponseBase:
    """Answer with an archive or the part of it that is asked for; `name` is without its ending."""
    etag = quote_etag(archive.etag)
    response = ranged(request, len(archive), etag, archive.read)
    response["Content-Type"] = "application/zip"
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.zip")
    response["ETag"] = etag
    response["Cache-Control"] = PRIVATE if private else PUBLIC
    response["X-Content-Type-Options"] = "nosniff"
    return response


def size_of(request: HttpRequest) -> str:
    """Return the size that the address asks for; raise Http404 for one that there is not."""
    size = request.GET.get("size", SIZES[0])
    if size not in SIZES:
        raise Http404
    return size


def _with_size(name: str, size: str) -> str:
    return name if size == "original" else f"{name}-{size}"
