"""Photos as schema.org describes them."""

from typing import Any

from django.urls import reverse

from meetings.models import Photo, PressOffice
from tehran_diplomacy.languages.translated import translated


def image_object(photo: Photo, office: PressOffice | None, site: str) -> dict[str, Any]:
    """Return a photo as an ImageObject in the page's language; what is not known is left out."""
    found: dict[str, Any] = {
        "@context": "https://schema.org",
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
    return {name: value for name, value in found.items() if value}
