"""Pictures, served only while their meeting is public; staff see them before."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from meetings.gallery import MIME_TYPES, size_path
from meetings.models import Photo
from tehran_diplomacy.files.naming import safe_download_name
from tehran_diplomacy.files.serving import serve_stored
from tehran_diplomacy.publishing.verbs import may_look


def _photo(request: HttpRequest, uid: str) -> Photo:
    photo = get_object_or_404(Photo.objects.supplied().select_related("meeting"), uid=uid)
    staff_may = not photo.meeting.is_public and may_look(request.user, photo.meeting)
    if not photo.meeting.is_public and not staff_may:
        raise Http404
    return photo


@require_safe
def size(request: HttpRequest, uid: str, name: str) -> HttpResponse:
    """Answer with one of the sizes made for pages; its hashed name never means another picture."""
    photo = _photo(request, uid)
    made = next((one for one in photo.sizes if one["name"] == name), None)
    if made is None:
        raise Http404
    public = photo.meeting.is_public
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
    photo = _photo(request, uid)
    extension = photo.press_file.rsplit(".", 1)[-1]
    return serve_stored(
        request,
        photo.press_file,
        content_type=MIME_TYPES[photo.format],
        download_name=safe_download_name(f"{slugify(photo.meeting.slug)}-{photo.uid}", extension),
        private=not photo.meeting.is_public,
        etag=photo.press_sha256,
    )
