"""'Did you mean …': words near to those typed, offered only if something public has them."""

from collections.abc import Iterator
from itertools import islice

from django.db.models.functions import Length

from tehran_diplomacy.languages.words import Word, words
from tehran_diplomacy.search.finding import find
from tehran_diplomacy.search.models import Entry, Vocabulary
from tehran_diplomacy.search.query import Query, parse

MOST_TRIED = 4  # queries that are tried: one question each
MOST_READ = 5  # matches whose texts say how words are written
MOST_WORDS = 4  # words that are looked at
SHORTEST = 3
_ALPHABETS = {True: "ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی", False: "abcdefghijklmnopqrstuvwxyz"}
# The keys of a Latin keyboard and what a Persian one (ISIRI 9147) types there.
_LATIN_KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,"
_PERSIAN_KEYS = "ضصثقفغعهخحجچشسیبلاتنمکگظطزرذدپو"
_TO_PERSIAN = str.maketrans(_LATIN_KEYS, _PERSIAN_KEYS)
_TO_LATIN = str.maketrans(_PERSIAN_KEYS, _LATIN_KEYS)


def did_you_mean(query: Query, language: str) -> str:
    """Return a query near to one that found nothing and that finds something; '' where there is none.

    Asks the vocabulary twice at most, the index MOST_TRIED times, and once for how the words are written.
    """
    for text in islice(_near(query), MOST_TRIED):
        if found := find(parse(text, spellings=False), language, {}).ids:
            return _as_written(text, found[:MOST_READ])
    return ""


def _as_written(text: str, found: list[int]) -> str:
    """Return a query of folded words as the titles, else the texts, that it finds write them."""
    written: dict[str, str] = {}
    rows = Entry.objects.in_bulk(found, field_name="pk")
    texts = [rows[key].title for key in found if key in rows] + [
        rows[key].body for key in found if key in rows
    ]
    for source in texts:
        for word in words(source):
            written.setdefault(word.exact, source[word.start : word.end])
    return _with(text, written)


def _near(query: Query) -> Iterator[str]:
    other_keyboard = query.text.casefold().translate(
        _TO_LATIN if "\u0600" <= query.text[:1] <= "\u06ff" else _TO_PERSIAN
    )
    misspelt = [word for word in query.plain_words() if len(word.exact) >= SHORTEST][:MOST_WORDS]
    keys = {word.exact for word in words(other_keyboard)}
    edits = {word.exact: _edits(word.exact) for word in misspelt}
    asked = keys.union(*edits.values(), edits)
    known = set(Vocabulary.objects.filter(word__in=asked).values_list("word", flat=True))
    if keys and keys <= known:
        yield other_keyboard
    unknown = [word for word in misspelt if word.exact not in known]
    for place, word in enumerate(unknown or misspelt):
        near = sorted(edits[word.exact] & known - {word.exact}, key=lambda w: _likeness(word.exact, w))
        for other in near or (_further(word.exact) if place == 0 else ()):
            rest = {one.exact: edits[one.exact] & known for one in unknown if one != word}
            yield _replaced(query, word, other, rest)


def _replaced(query: Query, word: Word, other: str, rest: dict[str, set[str]]) -> str:
    """Return the query's text with a word, and what else is misspelt, in other spellings."""
    new = {word.exact: other} | {
        exact: min(near, key=lambda w: _likeness(exact, w)) for exact, near in rest.items() if near
    }
    return _with(query.text, new)


def _with(text: str, new: dict[str, str]) -> str:
    """Return a text with words, known by their folded form, in another spelling."""
    pieces, at = [], 0
    for one in words(text):
        if one.exact in new:
            pieces += [text[at : one.start], new[one.exact]]
            at = one.end
    return "".join([*pieces, text[at:]])


def _edits(word: str) -> set[str]:
    """Return all that one slip away: a letter less, more, other, or two changed places."""
    letters = _ALPHABETS["\u0600" <= word[0] <= "\u06ff"]
    parts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    less = {a + b[1:] for a, b in parts if b}
    swapped = {a + b[1] + b[0] + b[2:] for a, b in parts if len(b) > 1}
    other = {a + letter + b[1:] for a, b in parts if b for letter in letters}
    more = {a + letter + b for a, b in parts for letter in letters}
    return less | swapped | other | more


def _further(word: str) -> list[str]:
    """Return words two slips away that begin alike."""
    if len(word) < 5:
        return []
    alike = Vocabulary.objects.annotate(letters=Length("word")).filter(
        word__startswith=word[:2], letters__range=(len(word) - 2, len(word) + 2)
    )
    scored = ((_distance(word, other), other) for other in alike.values_list("word", flat=True)[:3000])
    return [other for distance, other in sorted(scored) if distance <= 2]


def _likeness(word: str, other: str) -> tuple:
    return (word[0] != other[0], abs(len(word) - len(other)), _distance(word, other), other)


def _distance(a: str, b: str) -> int:
    before = list(range(len(b) + 1))
    for row, x in enumerate(a, 1):
        now = [row]
        for column, y in enumerate(b, 1):
            now.append(min(before[column] + 1, now[-1] + 1, before[column - 1] + (x != y)))
        before = now
    return before[-1]
