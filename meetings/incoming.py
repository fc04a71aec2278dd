"""Photographs that come in at the desk, many at once or as a ZIP: each is taken or refused by itself."""

import logging
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db.models import Max
from django.utils.translation import gettext as _

from meetings import gallery
from meetings.models import Meeting, Photo
from meetings.zip_intake import TooLargeZip, members_of, unpacked
from tehran_diplomacy.files.faults import is_full, is_silent
from tehran_diplomacy.files.intake import Budget, preparing
from tehran_diplomacy.files.naming import shown_name
from tehran_diplomacy.publishing import versions

log = logging.getLogger(__name__)
_ZIP = b"PK\x03\x04"


@dataclass(frozen=True)
class Waiting:
    """A file is not looked at yet: so many are in front of it."""

    name: str
    ahead: int


@dataclass(frozen=True)
class Taken:
    """What became of one file: the photo, or None and why not."""

    name: str
    photo: Photo | None
    message: str = ""


def take(meeting: Meeting, upload: File, user: AbstractBaseUser) -> Iterator[Taken | Waiting]:
    """Add an uploaded photograph, or each one in an uploaded ZIP, to a gallery; tell of each what became of it.

    Every photograph is kept in a transaction of its own, so those taken stay when a later one is refused.
    """
    budget = Budget(str(user.pk), settings.PHOTO_MAX_PIXELS_IN_ZIP)
    upload.seek(0)
    is_zip = upload.read(4) == _ZIP
    upload.seek(0)
    for file in _unpacked(upload) if is_zip else [upload]:
        if isinstance(file, Taken):
            yield file
            continue
        try:
            for ahead in preparing(file, budget):
                yield Waiting(file.name, ahead)
            photo, message = _add(meeting, file, user)
        except ValidationError as error:
            yield Taken(file.name, None, " ".join(error.messages))
        except Exception as error:
            if not (is_full(error) or is_silent(error)):
                raise
            log.exception("a photograph could not be kept")
            yield Taken(file.name, None, _not_kept(file, is_full(error)))
        else:
            yield Taken(file.name, photo, message)


def _not_kept(file: File, full: bool) -> str:
    name = {"name": shown_name(file.name)}
    if full:
        return (
            _(
                "There is no space left to store “%(name)s”. Tell the technical staff of the portal, "
                "then upload it again."
            )
            % name
        )
    return _("“%(name)s” could not be stored: the file storage is not responding. Try again later.") % name


def _unpacked(upload: File) -> Iterator[File | Taken]:
    name = {"name": shown_name(upload.name)}
    found = False
    try:
        for member, archive, info in members_of(upload):
            found = True
            try:
                yield unpacked(member, archive, info)
            except ValidationError as error:
                yield Taken(member, None, " ".join(error.messages))
        if not found:
            yield Taken(upload.name, None, _("“%(name)s” contains no files.") % name)
    except TooLargeZip:
        yield Taken(upload.name, None, _("“%(name)s” is too large; split it into several files.") % name)
    except (zipfile.BadZipFile, OSError, RuntimeError, ValueError):
        yield Taken(upload.name, None, _("“%(name)s” is damaged or locked with a password.") % name)


def _add(meeting: Meeting, file: File, user: AbstractBaseUser) -> tuple[Photo, str]:
    """Return the new photo and what is to be said of it; raises ValidationError."""
    file.seek(0)
    digest = sha256(file.read()).hexdigest()
    if digest in _digests(meeting):
        raise _known(file)
    photo = Photo(meeting=meeting)

    def add(record: Meeting) -> None:
        photos = list(record.photos.all())
        if any(one.sha256 == digest for one in photos):
            raise _known(file)  # the same file twice in one go
        in_time = _stand_in_time(photos)
        photo.meeting = record
        photo.position = 1 + (record.photos.aggregate(last=Max("position"))["last"] or 0)
        for waiting in (one for one in photos if one.is_cover and not one.is_supplied):
            waiting.is_cover, photo.is_cover = (
                False,
                True,
            )  # a place that is kept is no cover beside a photograph
            waiting.save()
        photo.save()
        if in_time and photo.taken_at:
            put_in_order(sorted([*photos, photo], key=_moment))

    with gallery.supplying(photo, file) as found:
        versions.change(meeting, user, add)
    notes = []
    if len(found.credit) > gallery.LONGEST_CREDIT:
        notes.append(_("The credit in “%(name)s” is too long; it was cut.") % {"name": shown_name(file.name)})
    elsewhere = Photo.objects.filter(sha256=digest).exclude(meeting=meeting).select_related("meeting").first()
    if elsewhere:
        notes.append(_("The same photo is also in “%(meeting)s”.") % {"meeting": elsewhere.meeting})
    return photo, " ".join(notes)


def _digests(meeting: Meeting) -> set[str]:
    """The digests of the photographs in a gallery, or in its version in work."""
    version = versions.in_work(meeting) if versions.has_versions(meeting) else None
    if version:
        return {row["sha256"] for row in version.data["parts"]["photos"]}
    return set(meeting.photos.values_list("sha256", flat=True))


def _known(file: File) -> ValidationError:
    return ValidationError(
        _("“%(name)s” is already in this gallery.") % {"name": shown_name(file.name)}, "known"
    )


# -- Order ------------------------------------------------------------------------------------------------


def _moment(photo: Photo) -> tuple:
    """The key of an order by time; photos whose moment is not known come last, as they stand."""
    return (photo.taken_at is None, photo.taken_at or 0, photo.position, photo.pk or 0)


def _stand_in_time(photos: list[Photo]) -> bool:
    """Whether the photos stand in the order of their moments, so that a new one finds its place among them."""
    standing = sorted(photos, key=lambda photo: (photo.position, photo.pk))
    return standing == sorted(standing, key=_moment)


def put_in_order(photos: list[Photo]) -> None:
    """Give photos the positions of the list's order; save those that moved."""
    for position, photo in enumerate(photos, 1):
        if photo.position != position:
            photo.position = position
            photo.save()


def order_by_time(meeting: Meeting) -> None:
    """Put a gallery in the order in which its photos were taken."""
    put_in_order(sorted(meeting.photos.all(), key=_moment))
