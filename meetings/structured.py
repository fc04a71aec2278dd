"""Meetings and photos as schema.org describes them."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from meetings.models import Meeting, Photo, PressOffice
from tehran_diplomacy.languages.translated import translated
from tehran_diplomacy.places.structured import named_place
from tehran_diplomacy.reuse.columns import address
from tehran_diplomacy.reuse.structured import as_known, council, in_language_of, permanent_id


def image_object(photo: Photo, office: PressOffice | None, site: str) -> dict[str, Any]:
    """Return a photo as an ImageObject in the page's language; nothing of a place that is kept for one to come."""
    if not photo.is_supplied:
        return {}
    found: dict[str, Any] = {
        "@type": "ImageObject",
        "@id": permanent_id(photo.uid),
        "identifier": photo.uid,
        "contentUrl": site + reverse("photos:original", args=[photo.uid]),
        "width": photo.width,
        "height": photo.height,
        "url": site + photo.get_absolute_url(),
        "caption": translated(photo, "caption").text,
        "creditText": translated(photo, "credit").text,
        "dateCreated": photo.taken_on.togregorian().isoformat() if photo.taken_on else "",
        "about": [{"@type": "Person", "name": str(person)} for person in photo.persons.all()],
        "acquireLicensePage": site + reverse("meetings:press"),
    }
    if found["creditText"]:
        found["creator"] = {"@type": "Person", "name": found["creditText"]}
    if office:
        found["copyrightNotice"] = translated(office, "copyright_notice").text
        found["license"] = office.licence_url
    return found


def event(meeting: Meeting, language: str) -> dict[str, Any]:
    """Return a meeting, fetched `.with_place()`, as an Event; what was has no status, for schema.org knows none."""
    name = translated(meeting, "title", language)
    begins, ends = as_known(meeting.held_on), as_known(meeting.held_until or meeting.held_on)
    is_to_come = meeting.held_on is not None and meeting.held_on.last >= timezone.localdate()
    return {
        "@type": "Event",
        "@id": permanent_id(meeting.uid),
        "url": address(meeting, language),
        "identifier": meeting.uid,
        "name": name.text,
        "inLanguage": name.language,
        "description": in_language_of(name, translated(meeting, "note", language)),
        "startDate": begins,
        "endDate": ends if begins else None,
        "eventStatus": "https://schema.org/EventScheduled" if is_to_come else None,
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
