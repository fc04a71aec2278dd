"""A text as the words by which it is found; used for what is stored and what is asked alike."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from tehran_diplomacy.languages.folding import fold
from tehran_diplomacy.languages.stemming import LOOSE_ENDINGS, SPACED_ENDINGS, stem

LONGEST = 60  # letters of a word that count

_HALF_SPACES = "\u200c\u200b\u2060\u200d\u00ad"
# A word with what stands inside it: half-spaces, marks; hyphens and full stops part words.
_WORD = re.compile(rf"[^\W_]+(?:[{_HALF_SPACES}\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670ـ]+[^\W_]*)*")
_PARTS = re.compile(rf"[{_HALF_SPACES}]+")
_LETTERS = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"})
_BEFORE_VERBS = ("می", "نمی")


class Word(NamedTuple):
    """A word of a text: folded, without its endings, and where it stands there."""

    exact: str
    stem: str
    start: int
    end: int


@lru_cache(maxsize=100_000)
def _folded(written: str) -> tuple[str, str]:
    parts = [part for part in (fold(p).replace(" ", "") for p in _PARTS.split(written)) if part]
    exact = "".join(parts)
    while len(parts) > 1 and (parts[-1] in LOOSE_ENDINGS or (parts[-1] == "ی" and parts[-2].endswith("ه"))):
        parts.pop()
    if len(parts) > 1 and parts[-1] == "یی" and parts[-2][-1:] in "او":
        parts.pop()
    exact = exact[:-1] if written.endswith("ه\u200cی") else exact  # «خانه‌ی» is «خانهٔ»
    return exact.translate(_LETTERS)[:LONGEST], stem("".join(parts).translate(_LETTERS))[:LONGEST]


def words(text: str) -> Iterator[Word]:
    """Yield the words of a text in their order; an ending after a space belongs to the word before it."""
    pending: Word | None = None
    text = _composed(text)
    for match in _WORD.finditer(text):
        exact, stemmed = _folded(match.group())
        if not exact:
            continue
        if pending is not None:
            if pending.exact in _BEFORE_VERBS and _is_persian(exact):
                exact, stemmed = pending.exact + exact, pending.exact + stemmed
                pending = Word(exact, stemmed, pending.start, match.end())
                continue
            if _goes_with(pending, exact, text[pending.end : match.start()]):
                pending = pending._replace(end=match.end())
                continue
            yield pending
        pending = Word(exact, stemmed, match.start(), match.end())
    if pending is not None:
        yield pending


def _goes_with(word: Word, exact: str, between: str) -> bool:
    """Whether `exact` is only an ending of the word before it: «شهر ها», «خانه ی», "Yerevan's"."""
    if between in ("'", "’", "ʼ"):
        return exact == "s"
    if between.strip():
        return False
    return exact in SPACED_ENDINGS or (exact == "ی" and word.exact.endswith("ه"))


def _is_persian(exact: str) -> bool:
    return "\u0600" <= exact[:1] <= "\u06ff"


def _composed(text: str) -> str:
    """Return a text of the same length in which no decoration of letters parts a word."""
    return "".join(_plain(c) if c > "\ufb00" else c for c in text)


def _plain(character: str) -> str:
    plain = unicodedata.normalize("NFKC", character)
    return plain if len(plain) == 1 else character
