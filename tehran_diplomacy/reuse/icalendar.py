"""Writes iCalendar (RFC 5545): all-day events, line by line, so that a long calendar is never held in memory."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Self

from django.conf import settings

from tehran_diplomacy.languages.texts import visible

LONGEST = 75  # octets of a line, RFC 5545, 3.1
BEGINNING = datetime(2023, 1, 1, tzinfo=UTC)
TYPE = "text/calendar; charset=utf-8"


@dataclass(frozen=True)
class Event:
    """Something on one day or several, both ends included; `changed` is when its record last changed."""

    uid: str
    changed: datetime
    first: date
    last: date
    title: str
    language: str
    description: str
    url: str
    category: str
    location: str = ""
    cancelled: bool = False

    @classmethod
    def withdrawn(cls, uid: str, gone_at: datetime, title: str, language: str, url: str) -> Self:
        """Return what tells a calendar that an event is none; nothing of what it held, not even its day."""
        day = gone_at.date()
        return cls(uid, gone_at, day, day, title, language, "", url, "", cancelled=True)


def event_uid(name: str) -> str:
    """Return the permanent name of an event, whatever the portal's host."""
    return f"{name}@{settings.PERMANENT_NAME}"


def escaped(text: str) -> str:
    """Return a text as a value: RFC 5545, 3.3.11."""
    text = visible(text).replace("\t", " ")
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(line: str) -> bytes:
    """Return a content line with its end, folded so that no part is too long and no letter is cut."""
    parts, part, size = [], "", 0
    for letter in line:
        weight = len(letter.encode())
        if size + weight > LONGEST:
            parts.append(part)
            part, size = " ", 1
        part += letter
        size += weight
    parts.append(part)
    return ("\r\n".join(parts) + "\r\n").encode()


def _moment(value: datetime) -> str:
    return f"{value.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def write(name: str, about: str, url: str, language: str, events: Iterable[Event]) -> Iterator[bytes]:
    """Yield a calendar event by event; `url` is its own address."""
    head = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//Islamic City Council of Tehran//City Diplomacy//{language.upper()}",
        "CALSCALE:GREGORIAN",
        f"NAME;LANGUAGE={language}:{escaped(name)}",
        f"X-WR-CALNAME:{escaped(name)}",
        f"DESCRIPTION;LANGUAGE={language}:{escaped(about)}",
        f"X-WR-CALDESC:{escaped(about)}",
        "X-WR-TIMEZONE:Asia/Tehran",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        "X-PUBLISHED-TTL:PT6H",
        f"SOURCE;VALUE=URI:{url}",
    ]
    yield b"".join(map(folded, head))
    for event in events:
        yield b"".join(map(folded, _lines(event)))
    yield folded("END:VCALENDAR")


def _lines(event: Event) -> Iterator[str]:
    language = f"LANGUAGE={event.language}"
    yield "BEGIN:VEVENT"
    yield f"UID:{event.uid}"
    yield f"DTSTAMP:{_moment(event.changed)}"
    yield f"LAST-MODIFIED:{_moment(event.changed)}"
    yield f"SEQUENCE:{int((event.changed - BEGINNING).total_seconds())}"  # grows with every change
    yield f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}"
    yield f"DTSTART;VALUE=DATE:{event.first:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{event.last + timedelta(days=1):%Y%m%d}"  # the first day after it
    yield f"SUMMARY;{language}:{escaped(event.title)}"
    if event.description:
        yield f"DESCRIPTION:{escaped(event.description)}"
    if event.location:
        yield f"LOCATION:{escaped(event.location)}"
    yield f"URL:{event.url}"
    if event.category:
        yield f"CATEGORIES:{escaped(event.category)}"
    yield "TRANSP:TRANSPARENT"
    yield "CLASS:PUBLIC"
    yield "END:VEVENT"
