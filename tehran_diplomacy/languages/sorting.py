"""Sort keys that put text into alphabetical order on every database alike.

A key holds only [0-9a-z], two characters for each letter, so that SQLite's binary order and any collation
of PostgreSQL agree. Persian letters stand in the order of the Persian alphabet (پ چ ژ ک گ in their places,
آ before ا); the page's own script comes before the other.
"""

import unicodedata

from tehran_diplomacy.languages.digits import to_latin

KEY_LENGTH = 120  # characters of a stored key: the first sixty letters of a title

_PERSIAN = "آاءبپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی"
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_SAME = str.maketrans("يىكةۀأإٱؤئ", "ییکههاااوی")
_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"


def _pairs(letters: str, first: str) -> dict[str, str]:
    return {letter: first + _ALPHABET[place] for place, letter in enumerate(letters)}


_ORDER = {
    "fa": {" ": "00", **_pairs("0123456789", "1"), **_pairs(_PERSIAN, "2"), **_pairs(_LATIN, "3")},
    "en": {" ": "00", **_pairs("0123456789", "1"), **_pairs(_LATIN, "2"), **_pairs(_PERSIAN, "3")},
}


def sort_key(text: str, language: str) -> str:
    """Return the key by which `text` stands in alphabetical order on a page of `language` ('fa' or 'en')."""
    order = _ORDER[language]
    text = unicodedata.normalize("NFC", to_latin(text)).casefold().translate(_SAME)
    letters = []
    for character in text:
        if character in order:
            letters.append(order[character])
            continue
        base = unicodedata.normalize("NFKD", character)[0]
        if base in order:
            letters.append(order[base])
    return "".join(letters)[:KEY_LENGTH]
