"""Writes Atom feeds (RFC 4287): every text says its language, and no text can break the document."""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.utils.xmlutils import SimplerXMLGenerator

from tehran_diplomacy.languages.texts import visible
from tehran_diplomacy.languages.translated import Translated
from tehran_diplomacy.reuse.columns import moment

ATOM = "http://www.w3.org/2005/Atom"
HISTORY = "http://purl.org/syndication/history/1.0"
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
TYPE = "application/atom+xml; charset=utf-8"
NEVER = datetime(2023, 1, 1, tzinfo=UTC)  # of a feed that holds nothing yet


@dataclass(frozen=True)
class Entry:
    """A record in a feed: when it was last changed or became public, and when first."""

    id: str
    title: Translated
    url: str
    summary: str
    category: str
    updated: datetime
    published: datetime


@dataclass(frozen=True)
class Deleted:
    """An entry that is gone (RFC 6721): its id, and since when."""

    id: str
    when: datetime


@dataclass(frozen=True)
class Feed:
    """What a feed says of itself; `url` is the page of which it tells, `own` its own address.

    `current` is the address to which readers subscribe, where this is one of the pages behind it, and `older` the
    page that goes on from this one (RFC 5005).
    """

    id: str
    title: str
    subtitle: str
    url: str
    own: str
    language: str
    author: str
    rights: str
    current: str = ""
    older: str = ""


def tag(rest: str) -> str:
    """Return a permanent name of something of this portal (RFC 4151), whatever its host."""
    return f"tag:{settings.PERMANENT_NAME},2023:{rest}"


def write(feed: Feed, entries: Iterable[Entry], deleted: Iterable[Deleted] = ()) -> bytes:
    """Return the feed with its entries in the order given."""
    entries = list(entries)
    out = io.BytesIO()
    xml = SimplerXMLGenerator(out, "utf-8", short_empty_elements=True)
    xml.startDocument()
    xml.startElement(
        "feed", {"xmlns": ATOM, "xmlns:fh": HISTORY, "xmlns:at": TOMBSTONES, "xml:lang": feed.language}
    )
    _text(xml, "id", feed.id)
    _text(xml, "title", feed.title)
    _text(xml, "subtitle", feed.subtitle)
    _text(xml, "updated", moment(max((entry.updated for entry in entries), default=NEVER)))
    _text(xml, "rights", feed.rights)
    xml.startElement("author", {})
    _text(xml, "name", feed.author)
    xml.endElement("author")
    xml.addQuickElement("link", attrs={"rel": "self", "type": "application/atom+xml", "href": feed.own})
    xml.addQuickElement("link", attrs={"rel": "alternate", "type": "text/html", "href": feed.url})
    if feed.current:
        xml.addQuickElement("fh:archive")
    for relation, url in (("current", feed.current), ("prev-archive", feed.older), ("next", feed.older)):
        if url:
            xml.addQuickElement("link", attrs={"rel": relation, "type": "application/atom+xml", "href": url})
    for one in deleted:
        xml.addQuickElement("at:deleted-entry", attrs={"ref": one.id, "when": moment(one.when)})
    for entry in entries:
        xml.startElement("entry", {})
        _text(xml, "id", entry.id)
        _text(xml, "title", entry.title.text, {"xml:lang": entry.title.language})
        _text(xml, "updated", moment(entry.updated))
        _text(xml, "published", moment(min(entry.published, entry.updated)))
        xml.addQuickElement(
            "link",
            attrs={"rel": "alternate", "type": "text/html", "hreflang": feed.language, "href": entry.url},
        )
        _text(xml, "summary", entry.summary)
        xml.addQuickElement("category", attrs={"term": entry.category})
        xml.endElement("entry")
    xml.endElement("feed")
    xml.endDocument()
    return out.getvalue()


def _text(xml: SimplerXMLGenerator, name: str, text: str, attributes: dict[str, str] | None = None) -> None:
    xml.addQuickElement(name, visible(text), attributes or {})
