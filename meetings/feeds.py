"""The feed of galleries: Atom (RFC 4287) with an enclosure for each photograph, and Media RSS 1.5.1."""

from typing import Any
from xml.sax.saxutils import XMLGenerator

from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Enclosure
from django.utils.translation import gettext

from meetings.gallery import MIME_TYPES
from meetings.models import Meeting, Photo, PressOffice
from tehran_diplomacy.dates.display import show_range
from tehran_diplomacy.languages.texts import visible
from tehran_diplomacy.languages.translated import page_language, translated
from tehran_diplomacy.reuse.atom import tag

GALLERIES_IN_FEED = 20
PHOTOS_IN_ENTRY = 30
MEDIA = "http://search.yahoo.com/mrss/"


class _MediaAtom(Atom1Feed):
    """Atom that also describes each photograph by Media RSS."""

    def root_attributes(self) -> dict[str, str]:
        """Declare the namespace of Media RSS."""
        return {**super().root_attributes(), "xmlns:media": MEDIA}

    def add_item_elements(self, handler: XMLGenerator, item: dict[str, Any]) -> None:
        """Write the entry and its photographs."""
        super().add_item_elements(handler, item)
        for photo, addresses in item["photos"]:
            _write_photo(handler, photo, addresses)


def galleries_feed(meetings: list[Meeting], office: PressOffice | None, site: str) -> str:
    """Return the feed of `meetings`, each with `feed_photos`; addresses begin with `site`."""
    language = page_language()
    rights = translated(office, "copyright_notice").text if office else ""
    feed = _MediaAtom(
        title=gettext("Tehran City Diplomacy: photo galleries"),
        link=site + reverse("meetings:press"),
        description="",
        subtitle=gettext("The newest galleries, with full-size photos."),
        language=language,
        feed_url=site + reverse("meetings:feed"),
        feed_guid=tag(f"galleries/{language}"),
        feed_copyright=visible(rights) or None,
    )
    for meeting in meetings:
        photos = [(photo, _addresses(photo, site)) for photo in meeting.feed_photos[:PHOTOS_IN_ENTRY]]
        when = show_range(meeting.held_on, meeting.held_until, language)
        place = translated(meeting.place, "name").text if meeting.place else ""
        feed.add_item(
            title=visible(translated(meeting, "title").text),
            link=site + meeting.get_absolute_url(),
            description=visible(" · ".join(filter(None, (meeting.get_kind_display(), when, place)))),
            unique_id=tag(f"gallery/{meeting.uid}/{language}"),
            pubdate=meeting.publish_at or meeting.created_at,
            updateddate=meeting.changed_at,
            enclosures=[
                Enclosure(addresses["original"], str(photo.press_bytes), MIME_TYPES[photo.format])
                for photo, addresses in photos
            ],
            photos=photos,
        )
    return feed.writeString("utf-8")


def _addresses(photo: Photo, site: str) -> dict[str, str]:
    thumbnails = sorted((one["width"], one["name"]) for one in photo.sizes if one["format"] == "jpeg")
    return {
        "original": site + reverse("photos:original", args=[photo.uid]),
        "thumbnail": site + reverse("photos:size", args=[photo.uid, thumbnails[0][1]]),
    }


def _write_photo(handler: XMLGenerator, photo: Photo, addresses: dict[str, str]) -> None:
    shape = {"width": str(photo.width), "height": str(photo.height)}
    handler.startElement(
        "media:content",
        {"url": addresses["original"], "fileSize": str(photo.press_bytes), "type": MIME_TYPES[photo.format]}
        | {"medium": "image"}
        | shape,
    )
    handler.addQuickElement(
        "media:description", visible(translated(photo, "caption").text), {"type": "plain"}
    )
    if credit := visible(translated(photo, "credit").text):
        handler.addQuickElement("media:credit", credit, {"role": "photographer"})
    handler.addQuickElement("media:thumbnail", None, {"url": addresses["thumbnail"]})
    handler.endElement("media:content")
