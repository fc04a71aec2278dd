"""One way to fold text for look-ups, used for what is stored and for what is asked alike.

Nothing here ever rewrites what an author typed: folded text is kept beside it, for searching only.
"""

import re
import unicodedata

from tehran_diplomacy.languages.digits import to_latin

# Arabic letters that Persian writes otherwise; NFKD has already parted آ أ إ ؤ ئ ۀ from their marks.
_LETTERS = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "ە": "ه", "ٱ": "ا", "ـ": None})
_NOT_WORDS = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Return `text` without the differences that people do not type: case, diacritics, ي/ی, ك/ک, digits.

    Half-spaces and other marks without width vanish; words stay parted by single spaces.
    """
    text = unicodedata.normalize("NFKD", to_latin(text)).translate(_LETTERS).casefold()
    text = "".join(c for c in text if unicodedata.category(c) not in ("Mn", "Cf"))
    return _NOT_WORDS.sub(" ", text).strip()


def squeeze(text: str) -> str:
    """Return `text` folded and without any space, so that «خواهر خوانده» equals «خواهرخوانده»."""
    return fold(text).replace(" ", "")
