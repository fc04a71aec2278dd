"""Text in the page's language, or visibly in the other one: never silently, never nothing."""

import re
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Model
from django.utils.translation import get_language

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
_PERSIAN_LETTER = re.compile("[\u0600-\u06ff]")
_LATIN_LETTER = re.compile("[A-Za-z]")


def direction(language: str) -> str:
    """Return 'rtl' for Persian, 'ltr' for English."""
    return "rtl" if language == "fa" else "ltr"


def page_language() -> str:
    """Return the language of the page being made: 'fa' or 'en'."""
    language = (get_language() or settings.LANGUAGE_CODE)[:2]
    return language if language in LANGUAGES else settings.LANGUAGE_CODE


def language_of(text: str) -> str:
    """Tell the language of a text by its script: 'fa' where Persian letters prevail, else 'en'."""
    return "fa" if len(_PERSIAN_LETTER.findall(text)) > len(_LATIN_LETTER.findall(text)) else "en"


@dataclass(frozen=True)
class Translated:
    """A text and the language in which it stands."""

    text: str
    language: str
    wanted: str

    @property
    def is_fallback(self) -> bool:
        """Whether the page's language lacks this text and the other language's is shown."""
        return bool(self.text) and self.language != self.wanted

    @property
    def direction(self) -> str:
        """'rtl' or 'ltr', of the text itself."""
        return direction(self.language)

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return bool(self.text)


def translated(record: Model, field: str, language: str | None = None) -> Translated:
    """Return the text of a translated `field` in `language` (the page's if None), else in the other one."""
    wanted = language or page_language()
    for code in (wanted, *(code for code in LANGUAGES if code != wanted)):
        text = getattr(record, f"{field}_{code}")
        if text and text.strip():
            return Translated(text, code, wanted)
    return Translated("", wanted, wanted)
