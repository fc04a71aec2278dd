"""Digits of three scripts: Persian and Arabic ones are read, Persian ones are written."""

from decimal import Decimal

_PERSIAN = "۰۱۲۳۴۵۶۷۸۹"
_TO_LATIN = str.maketrans(_PERSIAN + "٠١٢٣٤٥٦٧٨٩", "0123456789" * 2)
_TO_PERSIAN = str.maketrans("0123456789", _PERSIAN)


def to_latin(text: str) -> str:
    """Return `text` with Persian and Arabic digits as Latin ones."""
    return text.translate(_TO_LATIN)


def to_persian(text: str) -> str:
    """Return `text` with every digit as a Persian one."""
    return to_latin(text).translate(_TO_PERSIAN)


def localise(text: str, language: str) -> str:
    """Return `text` with the digits of a page in `language` ('fa' or 'en')."""
    return to_persian(text) if language == "fa" else to_latin(text)


def show_decimal(value: Decimal, language: str) -> str:
    """Return an exact number with the digits and separators of a page in `language`: «۱٬۲۰۰٫۵۰», '1,200.50'.

    Decimals are left out where they are all zero.
    """
    whole = value == value.to_integral_value()
    text = f"{value.to_integral_value() if whole else value:,f}"
    if language == "fa":
        text = text.replace(",", "٬").replace(".", "٫")
    return localise(text, language)
