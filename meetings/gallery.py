"""The way of a photograph from upload to page and press: checked once, its sizes made once."""

import csv
import io
from collections.abc import Iterator
from hashlib import sha256

import jdatetime
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse
from django.utils.translation import override
from zipstream import ZipStream

from meetings.models import Meeting, Photo
from tehran_diplomacy.dates.display import show_any, show_range
from tehran_diplomacy.files.derivatives import make_derivatives
from tehran_diplomacy.files.naming import safe_download_name, storage_name
from tehran_diplomacy.files.photographs import examine
from tehran_diplomacy.files.press_copy import PressFacts, make_press_copy
from tehran_diplomacy.languages.translated import LANGUAGES, page_language, translated

MIME_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"} | {
    "jpeg": "image/jpeg",
    "thumb": "image/jpeg",
    "webp": "image/webp",
}
_PIECE = 64 * 1024  # bytes read at a time


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
    return names | {name for name in (photo.file.name, photo.press_file) if name}


def supply(photo: Photo, upload: File) -> None:
    """Give a photo its photograph: check it, store it byte for byte, make its sizes and its press copy, save.

    Raises ValidationError with a clear message for a bad file; then nothing is left behind. The files of a
    photograph that is replaced go once the new one is saved.
    """
    found = examine(upload)
    before = files_of(photo) if photo.pk else set()
    upload.seek(0)
    data = upload.read()
    written: list[str] = []

    def write(name: str, content: bytes) -> str:
        if default_storage.exists(name):
            return name
        written.append(default_storage.save(name, ContentFile(content)))
        return written[-1]

    try:
        photo.width, photo.height, photo.format = found.width, found.height, found.format
        photo.sha256 = found.sha256
        photo.file.name = write(storage_name("uploads", photo.uid, found.sha256, found.extension), data)
        photo.sizes = make_derivatives(
            io.BytesIO(data), lambda name, content: write(size_path(photo, name), content)
        )
        if photo.taken_on is None and found.taken_on:
            photo.taken_on = jdatetime.date.fromgregorian(date=found.taken_on)
        for field in ("caption", "credit"):
            if getattr(found, field) and not translated(photo, field):
                setattr(photo, f"{field}_fa", getattr(found, field))
        _write_press_copy(photo, data, found.extension, write)
        photo.save()
    except BaseException:
        for name in written:
            default_storage.delete(name)
        raise
    _delete_later(before - files_of(photo))


def refresh(photo: Photo) -> None:
    """Make the press copy anew after its caption, credit or day changed; the upload stays as it is."""
    before = files_of(photo)
    with photo.file.open("rb") as file:
        data = file.read()
    extension = photo.file.name.rsplit(".", 1)[-1]
    _write_press_copy(
        photo, data, extension, lambda name, content: default_storage.save(name, ContentFile(content))
    )
    photo.save()
    _delete_later(before - files_of(photo))


def delete_files(photo: Photo) -> None:
    """Delete everything stored for a photo once the transaction that deletes it is through."""
    _delete_later(files_of(photo))


def _delete_later(names: set[str]) -> None:
    transaction.on_commit(lambda: [default_storage.delete(name) for name in names])


def _write_press_copy(photo: Photo, data: bytes, extension: str, write) -> None:
    press = make_press_copy(data, facts_of(photo))
    digest = sha256(press).hexdigest()
    name = storage_name("press", photo.uid, digest, extension)
    photo.press_file = name if default_storage.exists(name) else write(name, press)
    photo.press_bytes, photo.press_sha256 = len(press), digest


def facts_of(photo: Photo) -> PressFacts:
    """Return what is written into the original that is given out."""
    meeting, place = photo.meeting, photo.meeting.place
    return PressFacts(
        caption_fa=photo.caption_fa or "",
        caption_en=photo.caption_en or "",
        headline_fa=meeting.title_fa or "",
        headline_en=meeting.title_en or "",
        event_fa=meeting.title_fa or "",
        event_en=meeting.title_en or "",
        alt_text_fa=photo.alt_fa or "",
        alt_text_en=photo.alt_en or "",
        credit=photo.credit_en or photo.credit_fa or "",
        date_created=photo.taken_on.togregorian() if photo.taken_on else None,
        city=translated(place, "name", "en").text if place else "",
        country=translated(place.country, "name", "en").text if place else "",
    )


def zip_of(meeting: Meeting, photos: list[Photo], site: str) -> ZipStream:
    """Return a gallery as a streamed ZIP of known size: originals, and captions and credits in both languages.

    `site` is the portal's own address, for the address of each photo. Files are read piece by piece.
    """
    archive = ZipStream(sized=True)
    names = []
    for place, photo in enumerate(photos, 1):
        extension = photo.press_file.rsplit(".", 1)[-1]
        names.append(safe_download_name(f"{place:03d} {photo}"[:90], extension))
        archive.add(_pieces(photo.press_file), names[-1], size=photo.press_bytes)
    for language in LANGUAGES:
        with override(language):
            archive.add(_captions(meeting, photos, names, site), f"captions.{language}.txt")
    archive.add(_captions_table(photos, names), "captions.csv")
    return archive


def _pieces(name: str) -> Iterator[bytes]:
    with default_storage.open(name, "rb") as file:
        while piece := file.read(_PIECE):
            yield piece


def _captions(meeting: Meeting, photos: list[Photo], names: list[str], site: str) -> str:
    language = page_language()
    lines = [translated(meeting, "title").text, show_range(meeting.held_on, meeting.held_until, language), ""]
    for name, photo in zip(names, photos, strict=True):
        credit, taken = translated(photo, "credit").text, show_any(photo.taken_on, language)
        lines += [name, translated(photo, "caption").text]
        lines += [line for line in (credit, taken, site + photo.get_absolute_url()) if line] + [""]
    return "\r\n".join(lines)


def _captions_table(photos: list[Photo], names: list[str]) -> str:
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(["file", "caption_fa", "caption_en", "credit_fa", "credit_en", "taken_on"])
    for name, photo in zip(names, photos, strict=True):
        taken = photo.taken_on.togregorian().isoformat() if photo.taken_on else ""
        texts = (photo.caption_fa, photo.caption_en, photo.credit_fa, photo.credit_en)
        writer.writerow([name, *(_harmless(text or "") for text in texts), taken])
    return "\ufeff" + table.getvalue()


def _harmless(text: str) -> str:
    """Keep a spreadsheet from taking a caption for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
