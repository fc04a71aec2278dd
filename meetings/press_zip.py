"""What a gallery's ZIP holds: copies for the press, captions and terms in both languages, documents on demand."""

import csv
import io
from datetime import date, datetime, time

import jdatetime
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, override

from meetings.models import Meeting, Photo, PressOffice
from tehran_diplomacy.dates.display import show_any, show_range
from tehran_diplomacy.files.archives import EARLIEST, Archive, Member
from tehran_diplomacy.files.models import Document
from tehran_diplomacy.files.naming import safe_download_name
from tehran_diplomacy.languages.translated import LANGUAGES, page_language, translated

SIZES = ("original", "web")
MOST_CHOSEN = 200  # photos whose identifiers an address has room for
_NOON = time(12)
_COLUMNS = (
    *("file", "state", "caption_fa", "caption_en", "credit_fa", "credit_en", "taken_on"),
    *("persons_fa", "persons_en", "event_fa", "event_en", "city", "country", "address"),
)


def archive_of(
    meeting: Meeting,
    photos: list[Photo],
    *,
    size: str = "original",
    documents: list[Document] | None = None,
    withdrawn: list[Photo] | None = None,
    office: PressOffice | None = None,
    notice: str = "",
) -> Archive:
    """Return the ZIP of `photos`, each with its `place` in the gallery; the same bytes while all is the same.

    Texts come first: of a download that was cut off they are there. Names of files follow the page's language.
    Withdrawn photos are only named; `notice` stands above the captions.
    """
    day = _at_noon(meeting.held_on.first if meeting.held_on else None)
    names = [_name(photo, size) for photo in photos]
    members = []
    for language in LANGUAGES:
        with override(language):
            captions = _captions(meeting, photos, names, withdrawn or [])
        if notice:
            captions = f"{notice}\r\n\r\n{captions}"
        members += [
            Member.of_text(f"captions.{language}.txt", captions, day),
            Member.of_text(f"terms.{language}.txt", terms_text(office, language), day),
        ]
    members.append(
        Member.of_text("captions.csv", _captions_table(meeting, photos, names, withdrawn or []), day)
    )
    for photo, name in zip(photos, names, strict=True):
        copy = photo.copy(size)
        when = _at_noon(photo.taken_on) if photo.taken_on else day
        members.append(Member(name, copy.bytes, copy.crc32, copy.sha256, when, stored=copy.name))
    for place, document in enumerate(documents or [], 1):
        name = safe_download_name(f"{place:02d} {document}"[:90], "pdf")
        members.append(
            Member(
                f"documents/{name}",
                document.bytes,
                document.crc32,
                document.sha256,
                day,
                stored=document.file.name,
            )
        )
    return Archive(members)


def _name(photo: Photo, size: str) -> str:
    return safe_download_name(f"{photo.place:03d} {photo}"[:90], photo.copy(size).extension)


def _at_noon(day: date | jdatetime.date | None) -> datetime:
    if day is None:
        return EARLIEST
    return datetime.combine(day.togregorian() if isinstance(day, jdatetime.date) else day, _NOON)


def _address(photo: Photo) -> str:
    return settings.SITE_ADDRESS + reverse("photos:permanent", args=[photo.uid])


def _persons(photo: Photo, language: str) -> str:
    comma = "، " if language == "fa" else ", "
    return comma.join(translated(person, "name", language).text for person in photo.persons.all())


def _captions(meeting: Meeting, photos: list[Photo], names: list[str], withdrawn: list[Photo]) -> str:
    language = page_language()
    place = translated(meeting.place, "name").text if meeting.place else ""
    lines = [translated(meeting, "title").text, show_range(meeting.held_on, meeting.held_until, language)]
    lines += [place, ""] if place else [""]
    for name, photo in zip(names, photos, strict=True):
        credit, persons = translated(photo, "credit").text, _persons(photo, language)
        lines += [name, translated(photo, "caption").text]
        if persons:
            lines.append(f"{gettext('People in the photo')}: {persons}")
        if credit:
            lines.append(f"{gettext('Photo')}: {credit}")
        lines += [line for line in (show_any(photo.taken_on, language), _address(photo)) if line] + [""]
    if withdrawn:
        lines += [gettext("Withdrawn by the council; please do not use these photos:")]
        lines += [_address(photo) for photo in withdrawn]
    return "\r\n".join(lines) + "\r\n"


def terms_text(office: PressOffice | None, language: str) -> str:
    """Return the terms of use in `language` as a text file; where the office has stated none, that too is said."""
    with override(language):
        return _terms(office)


def _terms(office: PressOffice | None) -> str:
    terms = translated(office, "terms") if office else None
    lines = [gettext("Terms of use"), ""]
    if terms:
        lines.append(terms.text)
    else:
        lines.append(gettext("The council has not set terms of use yet. Please ask before you publish."))
    if office and (contact := translated(office, "contact").text):
        lines += ["", f"{gettext('Press contact')}: {contact}"]
    if office:
        lines += [line for line in (office.telephone, office.email, office.licence_url) if line]
    lines += ["", settings.SITE_ADDRESS + reverse("meetings:press")]
    return "\r\n".join("\n".join(lines).splitlines()) + "\r\n"


def _captions_table(meeting: Meeting, photos: list[Photo], names: list[str], withdrawn: list[Photo]) -> str:
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(_COLUMNS)
    city = translated(meeting.place, "name", "en").text if meeting.place else ""
    country = translated(meeting.place.country, "name", "en").text if meeting.place else ""
    for name, photo in zip(names, photos, strict=True):
        taken = photo.taken_on.togregorian().isoformat() if photo.taken_on else ""
        row = [name, "", photo.caption_fa, photo.caption_en, photo.credit_fa, photo.credit_en, taken]
        row += [_persons(photo, "fa"), _persons(photo, "en"), meeting.title_fa, meeting.title_en]
        writer.writerow([_harmless(text or "") for text in (*row, city, country, _address(photo))])
    for photo in withdrawn:
        writer.writerow(["", "withdrawn", *[""] * (len(_COLUMNS) - 3), _address(photo)])
    return table.getvalue()


def _harmless(text: str) -> str:
    """Keep a spreadsheet from taking a caption for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
