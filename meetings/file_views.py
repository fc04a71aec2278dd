"""Pictures, served only while their meeting is public; staff see them before."""

import re

from django.contrib.contenttypes.models import ContentType
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_vary_headers
from django.utils.text import slugify
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from meetings.gallery import MIME_TYPES, size_path
from meetings.models import Meeting, Photo
from tehran_diplomacy.files.naming import safe_download_name
from tehran_diplomacy.files.serving import serve_stored
from tehran_diplomacy.publishing import previews
from tehran_diplomacy.publishing.revisions import Revision
from tehran_diplomacy.publishing.snapshots import loose_part
from tehran_diplomacy.publishing.status import Status
from tehran_diplomacy.publishing.verbs import may_look


def _photo(request: HttpRequest, uid: str) -> Photo:
    photo = get_object_or_404(Photo.objects.supplied().select_related("meeting"), uid=uid)
    if not photo.meeting.is_public and not _may_preview(request, photo.meeting):
        raise Http404
    return photo


def _may_preview(request: HttpRequest, meeting: Meeting) -> bool:
    """Whether somebody sees the meeting before the public: staff, or who holds a link for a preview."""
    token = request.GET.get("preview", "")
    if token:
        return previews.opens(token, meeting)
    return meeting.status != Status.BINNED and may_look(request.user, meeting)


def _in_version_in_work(request: HttpRequest, uid: str, name: str) -> HttpResponse:
    """Answer with a size of a photo as a meeting's version in work has it, to whom may see that version."""
    if not re.fullmatch(r"[a-z0-9]+", uid):
        raise Http404
    kind = ContentType.objects.get_for_model(Meeting)
    for version in Revision.objects.in_work().filter(content_type=kind, data__icontains=uid):
        meeting = Meeting.objects.get(pk=version.object_id)
        for row in version.data["parts"]["photos"]:
            if row["uid"] == uid and _may_preview(request, meeting):
                return serve_size(request, loose_part(meeting, "photos", row), name, public=False)
    raise Http404


def _withdrawn() -> HttpResponse:
    return HttpResponse(
        gettext("The council has withdrawn this photo."),
        status=410,
        content_type="text/plain; charset=utf-8",
        headers={"Cache-Control": "public, max-age=300"},
    )


@require_safe
def permanent(request: HttpRequest, uid: str) -> HttpResponse:
    """Lead from the address that stands in the file to the photo's page in the reader's language."""
    photo = get_object_or_404(Photo.objects.select_related("meeting"), uid=uid)
    if not photo.meeting.is_public:
        raise Http404
    response = HttpResponseRedirect(photo.get_absolute_url())
    patch_vary_headers(response, ("Accept-Language", "Cookie"))
    return response


@require_safe
def size(request: HttpRequest, uid: str, name: str) -> HttpResponse:
    """Answer with one of the sizes made for pages; its hashed name never means another picture."""
    try:
        photo = _photo(request, uid)
    except Http404:
        return _in_version_in_work(request, uid, name)
    if photo.is_withdrawn:
        return _withdrawn()
    if not any(one["name"] == name for one in photo.sizes):
        return _in_version_in_work(request, uid, name)
    return serve_size(request, photo, name, public=photo.meeting.is_public)


def serve_size(request: HttpRequest, photo: Photo, name: str, *, public: bool) -> HttpResponse:
    """Answer with a size of a photo to whom a view has found entitled to it."""
    made = next((one for one in photo.sizes if one["name"] == name), None)
    if made is None:
        raise Http404
    return serve_stored(
        request,
        size_path(photo, name),
        content_type=MIME_TYPES[made["format"]],
        immutable=public,
        private=not public,
        etag=name.split("-")[0],
    )


@require_safe
def original(request: HttpRequest, uid: str) -> HttpResponse:
    """Answer with the original as it is given out: full quality, caption and credit inside, no position data."""
    return _given_out(request, uid, "original")


@require_safe
def web(request: HttpRequest, uid: str) -> HttpResponse:
    """Answer with the size for the web, the same words inside."""
    return _given_out(request, uid, "web")


def _given_out(request: HttpRequest, uid: str, size: str) -> HttpResponse:
    photo = _photo(request, uid)
    if photo.is_withdrawn:
        return _withdrawn()
    return serve_copy(request, photo, size, public=photo.meeting.is_public)


def serve_copy(request: HttpRequest, photo: Photo, size: str, *, public: bool) -> HttpResponse:
    """Answer with a copy for the press, as a download."""
    copy = photo.copy(size)
    ending = "-web" if size == "web" else ""
    return serve_stored(
        request,
        copy.name,
        content_type="image/jpeg" if copy.extension == "jpg" else f"image/{copy.extension}",
        download_name=safe_download_name(
            f"{slugify(photo.meeting.slug)}-{photo.uid}{ending}", copy.extension
        ),
        private=not public,
        etag=copy.sha256,
    )
