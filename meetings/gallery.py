"""The way of a photograph from upload to page and press: checked once, its sizes made once."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from zlib import crc32

import jdatetime
from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse

from meetings.models import Meeting, Photo, PressOffice
from tehran_diplomacy.files.derivatives import FORMATS, full_size_jpeg, make_derivatives
from tehran_diplomacy.files.intake import prepare
from tehran_diplomacy.files.naming import shown_name, storage_name
from tehran_diplomacy.files.photographs import EXTENSIONS, Examined, bytes_of, damaged
from tehran_diplomacy.files.press_copy import PressFacts, make_press_copy
from tehran_diplomacy.languages.texts import cut
from tehran_diplomacy.languages.translated import translated
from tehran_diplomacy.sandbox.turns import run_in_turn

MIME_TYPES = {"avif": "image/avif", "JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"} | {
    "jpeg": "image/jpeg",
    "thumb": "image/jpeg",
    "webp": "image/webp",
}
LONGEST_CREDIT = Photo._meta.get_field("credit").max_length
WEB_WIDTH = 1600  # pixels at most of the copy for the web
RECIPE = "1"  # counted up when press copies would come out otherwise from the same facts

Write = Callable[[str, bytes], str]


def size_path(photo: Photo, name: str) -> str:
    """Return where one of the sizes of a photo is stored."""
    return f"sizes/{photo.uid[-2:]}/{photo.uid}/{name}"


def thumbnail_url(photo: Photo) -> str:
    """Return the address of the square that the desk shows, '' while there is no photograph."""
    names = [one["name"] for one in photo.sizes if one["format"] == "thumb"]
    return reverse("photos:size", args=[photo.uid, names[0]]) if names else ""


def files_of(photo: Photo) -> set[str]:
    """Return the stored names of everything that belongs to a photo."""
    names = {size_path(photo, one["name"]) for one in photo.sizes}
    return names | {name for name in (photo.file.name, photo.press_file, photo.web_file) if name}


def supply(photo: Photo, upload: File) -> None:
    """Give a photo its photograph and save it; see `supplying`."""
    with supplying(photo, upload):
        photo.save()


@contextmanager
def supplying(photo: Photo, upload: File) -> Iterator[Examined]:
    """Give a photo its photograph: check it, store it byte for byte, make its sizes and its press copies.

    The block saves the photo; whatever it raises takes the files back.

    Raises ValidationError with a clear message for a bad file; then nothing is left behind. The copies of a
    photograph that is replaced go once the new one is saved; its upload stays, an earlier version may come back.
    """
    prepared = prepare(upload)
    found, data = prepared.examined, bytes_of(upload)
    before, uploaded_before = (files_of(photo), photo.file.name) if photo.pk else (set(), "")
    with _WrittenFiles() as write:
        photo.uploaded_name = shown_name(upload.name).strip(
            "\u2068\u2069"
        )  # the marks of direction around it
        photo.width, photo.height = found.width, found.height
        photo.format = "JPEG" if prepared.full else found.format  # as it is given out
        photo.sha256 = found.sha256
        photo.file.name = write(storage_name("uploads", photo.uid, found.sha256, found.extension), data)
        if photo.taken_on is None and found.taken_on:
            photo.taken_on = jdatetime.date.fromgregorian(date=found.taken_on)
        photo.taken_at = found.taken_at
        if not translated(photo, "caption"):
            photo.caption_fa, photo.caption_en = found.caption_fa or None, found.caption_en or None
        if found.credit and not translated(photo, "credit"):
            photo.credit_fa = cut(found.credit, LONGEST_CREDIT)
        photo.sizes = prepared.sizes
        for name, content in prepared.contents.items():
            write(size_path(photo, name), content)
        try:
            facts = facts_of(photo, PressOffice.objects.first())
            _make_press_copies(photo, data, facts, write, prepared.full or data)
        except (ValueError, RuntimeError) as error:  # damage that decoding passes over
            raise damaged(shown_name(upload.name)) from error
        yield found
    _delete_later(before - files_of(photo) - {uploaded_before})


def refresh(photo: Photo) -> bool:
    """Make the press copies anew if what they say has changed; the upload stays as it is. Tell whether it did."""
    return _bring_up_to_date(photo, facts_of(photo, PressOffice.objects.first()))


def refresh_gallery(meeting: Meeting) -> int:
    """Make anew the press copies of a gallery that no longer say what the record says; return how many."""
    office = PressOffice.objects.first()
    photos = meeting.photos.supplied().with_meeting().prefetch_related("persons")
    return sum(_bring_up_to_date(photo, facts_of(photo, office)) for photo in photos)


def settle_gallery(meeting: Meeting) -> None:
    """Make a gallery's files agree with the record after a version of it came back or was approved."""
    office = PressOffice.objects.first()
    for photo in meeting.photos.supplied().with_meeting().prefetch_related("persons"):
        if default_storage.exists(photo.press_file):
            _bring_up_to_date(photo, facts_of(photo, office))
        else:
            rebuild(photo, office)


def outdated(photo: Photo, facts: PressFacts) -> list[str]:
    """Return what of a supplied photo is missing or out of date: 'sizes', 'press'."""
    there = default_storage.exists
    parts = []
    if not {one["format"] for one in photo.sizes} >= FORMATS or not all(
        there(size_path(photo, one["name"])) for one in photo.sizes
    ):
        parts.append("sizes")
    copies = (photo.press_file, photo.web_file)
    if photo.made_of != made_of(photo, facts) or not all(name and there(name) for name in copies):
        parts.append("press")
    return parts


def rebuild(photo: Photo, office: PressOffice | None) -> list[str]:
    """Make whatever of a supplied photo is missing or out of date; return what was made: 'sizes', 'press'.

    Raises OSError if the upload itself is gone.
    """
    before = files_of(photo)
    facts = facts_of(photo, office)
    parts = outdated(photo, facts)
    if parts:
        data = _upload_of(photo)
        with _WrittenFiles() as write:
            if "sizes" in parts:
                _make_sizes(photo, data, write)
            if "press" in parts:
                _make_press_copies(photo, data, facts, write)
            photo.save()
        _delete_later(before - files_of(photo))
    return parts


def delete_files(photo: Photo) -> None:
    """Delete everything stored for a photo once the transaction that deletes it is through."""
    _delete_later(files_of(photo))


def delete_copies(photo: Photo) -> None:
    """Delete what can be made again from a photo's upload, which an earlier version may need."""
    _delete_later(files_of(photo) - {photo.file.name})


class _WrittenFiles:
    """Writes files to the storage, and takes back those it wrote if what follows fails."""

    def __enter__(self) -> Write:
        self.names: list[str] = []
        return self._write

    def _write(self, name: str, content: bytes) -> str:
        if default_storage.exists(name):
            return name
        self.names.append(default_storage.save(name, ContentFile(content)))
        return self.names[-1]

    def __exit__(self, kind: type[BaseException] | None, *_error: object) -> None:
        if kind:
            for name in self.names:
                default_storage.delete(name)


def _delete_later(names: set[str]) -> None:
    transaction.on_commit(lambda: [default_storage.delete(name) for name in names])


def _upload_of(photo: Photo) -> bytes:
    with photo.file.open("rb") as file:
        return file.read()


def _make_sizes(photo: Photo, data: bytes, write: Write) -> None:
    photo.sizes = make_derivatives(
        io.BytesIO(data), lambda name, content: write(size_path(photo, name), content)
    )


def _bring_up_to_date(photo: Photo, facts: PressFacts) -> bool:
    if photo.made_of == made_of(photo, facts):
        return False
    before = files_of(photo)
    with _WrittenFiles() as write:
        _make_press_copies(photo, _upload_of(photo), facts, write)
        photo.save()
    _delete_later(before - files_of(photo))
    return True


def _make_press_copies(photo: Photo, data: bytes, facts: PressFacts, write: Write, full: bytes = b"") -> None:
    """Write the original and the web size with the office's words inside, and note what a ZIP needs of them.

    `data` is the upload, `full` what of it is given out in full size where that is at hand.
    """
    extension = EXTENSIONS[photo.format]
    full = full or _given_out(photo, data)
    press = make_press_copy(full, facts, said_in=b"" if full is data else data)
    digest = sha256(press).hexdigest()
    photo.press_file = write(storage_name("press", photo.uid, digest, extension), press)
    photo.press_bytes, photo.press_sha256, photo.press_crc32 = len(press), digest, crc32(press)
    with default_storage.open(size_path(photo, _web_size(photo)), "rb") as file:
        web = make_press_copy(file.read(), facts, said_in=data)
    digest = sha256(web).hexdigest()
    photo.web_file = write(storage_name("web", photo.uid, digest, "jpg"), web)
    photo.web_bytes, photo.web_sha256, photo.web_crc32 = len(web), digest, crc32(web)
    photo.made_of = made_of(photo, facts)


def _given_out(photo: Photo, data: bytes) -> bytes:
    """The picture that is given out in full size: the upload, or the JPEG made of it, which a press copy holds."""
    if photo.file.name.endswith(f".{EXTENSIONS[photo.format]}"):
        return data
    if photo.press_file and default_storage.exists(photo.press_file):
        with default_storage.open(photo.press_file, "rb") as file:
            return file.read()
    return run_in_turn(full_size_jpeg, data)


def _web_size(photo: Photo) -> str:
    """The name of the widest JPEG that is not too wide for the web."""
    jpegs = sorted((one["width"], one["name"]) for one in photo.sizes if one["format"] == "jpeg")
    return [name for width, name in jpegs if width <= WEB_WIDTH or width == jpegs[0][0]][-1]


def made_of(photo: Photo, facts: PressFacts) -> str:
    """Return what tells press copies apart: the upload, everything said, and the way they are made."""
    return sha256(f"{RECIPE} {photo.sha256} {facts!r}".encode()).hexdigest()


def facts_of(photo: Photo, office: PressOffice | None) -> PressFacts:
    """Return what is written into the copies that are given out."""
    meeting, place = photo.meeting, photo.meeting.place
    office = office or PressOffice()
    persons = photo.persons.all() if photo.pk else ()
    return PressFacts(
        caption_fa=photo.caption_fa or "",
        caption_en=photo.caption_en or "",
        headline_fa=meeting.title_fa or "",
        headline_en=meeting.title_en or "",
        event_fa=meeting.title_fa or "",
        event_en=meeting.title_en or "",
        usage_terms_fa=office.terms_fa or "",
        usage_terms_en=office.terms_en or "",
        alt_text_fa=photo.alt_fa or "",
        alt_text_en=photo.alt_en or "",
        credit=photo.credit_en or photo.credit_fa or "",
        creator=photo.credit_en or photo.credit_fa or "",
        copyright_notice=office.copyright_notice_en or office.copyright_notice_fa or "",
        date_created=photo.taken_on.togregorian() if photo.taken_on else None,
        city=translated(place, "name", "en").text if place else "",
        country=translated(place.country, "name", "en").text if place else "",
        persons=tuple(
            " / ".join(filter(None, (person.name_en, person.name_fa))) for person in persons
        ),  # one entry for a person, found by either name
        source_url=settings.SITE_ADDRESS + reverse("photos:permanent", args=[photo.uid]),
        licence_url=office.licence_url,
    )
