"""Meetings and photos as schema.org describes them."""

from typing import Any

from django.urls import reverse

from meetings.models import Meeting, Photo, PressOffice
from tehran_diplomacy.languages.translated import translated
from tehran_diplomacy.places.structured import named_place
from tehran_diplomacy.reuse.columns import address
from tehran_diplomacy.reuse.structured import council


def image_object(photo: Photo, office: PressOffice | None, site: str) -> dict[str, Any]:
    """Return a photo as an ImageObject in the page's language."""
    found: dict[str, Any] = {
        "@type": "ImageObject",
        "url": site + photo.get_absolute_url(),
        "caption": translated(photo, "caption").text,
        "creditText": translated(photo, "credit").text,
        "dateCreated": photo.taken_on.togregorian().isoformat() if photo.taken_on else "",
        "about": [{"@type": "Person", "name": str(person)} for person in photo.persons.all()],
        "acquireLicensePage": site + reverse("meetings:press"),
    }
    if photo.is_supplied:
        found["contentUrl"] = site + reverse("photos:original", args=[photo.uid])
        found |= {"width": photo.width, "height": photo.height}
        if found["creditText"]:
            found["creator"] = {"@type": "Person", "name": found["creditText"]}
    if office:
        found["copyrightNotice"] = translated(office, "copyright_notice").text
        found["license"] = office.licence_url
    return found


def event(meeting: Meeting, language: str) -> dict[str, Any]:
    """Return a meeting, fetched `.with_place()`, as an Event; a day that is not exact is left out."""
    name = translated(meeting, "title", language)
    begins, ends = meeting.held_on, meeting.held_until or meeting.held_on
    return {
        "@type": "Event",
        "@id": address(meeting, language),
        "url": address(meeting, language),
        "identifier": meeting.uid,
        "name": name.text,
        "inLanguage": name.language,
        "description": translated(meeting, "note", language).text,
        "startDate": begins.first.isoformat() if begins and begins.is_exact else None,
        "endDate": ends.first.isoformat() if begins and begins.is_exact and ends.is_exact else None,
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OnlineEventAttendanceMode"
        if meeting.kind == Meeting.Kind.ONLINE
        else "https://schema.org/OfflineEventAttendanceMode",
        "location": _where(meeting, language),
        "organizer": council(language),
    }


def _where(meeting: Meeting, language: str) -> dict[str, Any] | None:
    if meeting.kind == Meeting.Kind.ONLINE:
        return {"@type": "VirtualLocation", "url": address(meeting, language)}
    if meeting.place is None:
        return None
    venue = translated(meeting, "venue", language).text
    city = named_place(meeting.place, language)
    if not venue:
        return city
    return {"@type": "Place", "name": venue, "address": city["address"], "containedInPlace": city}
