"""Where in a text the asked words stand, as safe HTML with <mark>."""

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from tehran_diplomacy.languages.words import words
from tehran_diplomacy.search.query import Query

LENGTH = 230  # letters of an excerpt
BEFORE = 60  # letters before its first word
LONGEST = 20_000  # letters of a text that are looked through


def highlighted(text: str, query: Query) -> SafeString:
    """Return a text whole, the asked words marked."""
    return _marked(text, _places(text, query))


def excerpt(text: str, query: Query) -> SafeString:
    """Return the part of a text where most of the asked words stand close together, marked; else its beginning."""
    text = text[:LONGEST]
    places = _places(text, query)
    start = _best_start(places)
    if len(text) <= LENGTH:
        return _in_a_line(_marked(text, places))
    begin = 0 if start <= BEFORE else _word_start(text, start - BEFORE)
    end = _word_end(text, begin + LENGTH)
    inside = [(a - begin, b - begin) for a, b in places if a >= begin and b <= end]
    shown = _in_a_line(_marked(text[begin:end].strip("\n"), inside))
    return mark_safe(("… " if begin else "") + shown + (" …" if end < len(text) else ""))  # noqa: S308 - escaped


def has_any(text: str, query: Query) -> bool:
    """Whether a text has any of the asked words."""
    return bool(_places(text[:LONGEST], query))


def _places(text: str, query: Query) -> list[tuple[int, int]]:
    return [(word.start, word.end) for word in words(text) if query.marks(word)]


def _best_start(places: list[tuple[int, int]]) -> int:
    best, most = 0, 0
    for place, (start, _end) in enumerate(places[:200]):
        inside = sum(1 for a, _b in places[place : place + 20] if a < start + LENGTH - BEFORE)
        if inside > most:
            best, most = start, inside
    return best


def _word_start(text: str, place: int) -> int:
    space = text.find(" ", place)
    return space + 1 if 0 <= space < place + 30 else place


def _word_end(text: str, place: int) -> int:
    if place >= len(text):
        return len(text)
    space = text.rfind(" ", 0, place)
    return space if space > place - 30 else place


def _in_a_line(shown: SafeString) -> SafeString:
    return mark_safe(shown.replace("\n", " · "))  # noqa: S308 - escaped


def _marked(text: str, places: list[tuple[int, int]]) -> SafeString:
    pieces, at = [], 0
    for start, end in places:
        pieces += [escape(text[at:start]), "<mark>", escape(text[start:end]), "</mark>"]
        at = end
    return mark_safe("".join([*pieces, escape(text[at:])]))  # noqa: S308 - every piece is escaped
