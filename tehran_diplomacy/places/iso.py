"""The countries of ISO 3166-1, with the names that CLDR gives them (by Babel)."""

from functools import cache

from babel import Locale
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tehran_diplomacy.languages.folding import squeeze
from tehran_diplomacy.languages.sorting import sort_key
from tehran_diplomacy.languages.translated import LANGUAGES

# Two letters that CLDR names and ISO 3166-1 does not assign to a country.
_NOT_ISO = frozenset(
    ["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"]
)


@cache
def countries(language: str) -> dict[str, str]:
    """Return the names of all countries in a language by their code, in the order of its alphabet."""
    named = Locale(language).territories
    found = {code: name for code, name in named.items() if len(code) == 2 and code not in _NOT_ISO}
    return dict(sorted(found.items(), key=lambda item: sort_key(item[1], language)))


@cache
def _by_word() -> dict[str, str]:
    words = {squeeze(name): code for language in LANGUAGES for code, name in countries(language).items()}
    return words | {squeeze(code): code for code in countries("en")}


def code_of(text: str) -> str | None:
    """Return the code of the country that a text names, by code or by name in either language."""
    return _by_word().get(squeeze(text))


def names_of(code: str) -> dict[str, str]:
    """Return the names of a country as columns: `name_fa`, `name_en`."""
    return {f"name_{language}": countries(language)[code] for language in LANGUAGES}


def valid_country(code: str) -> None:
    """Refuse what is no code of ISO 3166-1."""
    if code not in countries("en"):
        raise ValidationError(_("“%(code)s” is not an ISO 3166-1 country code."), "country", {"code": code})
