"""Form fields that read numbers in Latin, Persian and Arabic digits, and show them in those of the page.

A box of type `number` stays empty, without a word, where somebody types Persian digits: these are plain text boxes.
"""

from decimal import Decimal
from typing import Any

from django import forms

from tehran_diplomacy.languages.digits import localise, to_latin
from tehran_diplomacy.languages.translated import page_language

# What people write between digits; minus signs that phones and word processors make of a hyphen.
_SIGNS = str.maketrans(
    {"٬": None, ",": None, "،": None, " ": None, "\u00a0": None, "\u200e": None, "\u200f": None}
    | {"٫": ".", "/": ".", "−": "-", "‐": "-", "–": "-"}
)


def plain_number(text: str) -> str:
    """Return a typed number as Python reads it; what is no number stays what it was, more or less."""
    return to_latin(text).translate(_SIGNS)


class NumberTextInput(forms.TextInput):
    """A box for a number, with the phone's keyboard of digits."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            {"inputmode": "decimal", "dir": "ltr", "size": 12, "autocomplete": "off", **(attrs or {})}
        )

    def format_value(self, value: Any) -> str:
        """Show a number without needless zeros, in the page's digits; what was typed is kept as it was."""
        if value is None or isinstance(value, str):
            return value or ""
        text = f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
        return localise(text.replace(".", "٫") if page_language() == "fa" else text, page_language())


class _ReadsDigits:
    widget = NumberTextInput

    def to_python(self, value: Any) -> Any:
        """Return the number, None where the box is empty; raise ValidationError for what is no number."""
        return super().to_python(plain_number(value) if isinstance(value, str) else value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare numbers, not the ways of writing them."""
        return super().has_changed(initial, plain_number(data) if isinstance(data, str) else data)


class IntegerFormField(_ReadsDigits, forms.IntegerField):
    """A whole number."""


class DecimalFormField(_ReadsDigits, forms.DecimalField):
    """A number with decimals."""
