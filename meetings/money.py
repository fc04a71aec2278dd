"""Amounts of money: exact decimals with their currency, never a float and never summed across currencies."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tehran_diplomacy.languages.digits import show_decimal
from tehran_diplomacy.languages.number_fields import DecimalFormField
from tehran_diplomacy.languages.translated import page_language

PLACES = 2  # decimals that are kept
# Those that the form offers; any other code of ISO 4217 may be typed.
OFFERED = {
    "IRR": _("rial"),
    "EUR": _("euro"),
    "USD": _("US dollar"),
    "TRY": _("Turkish lira"),
    "RUB": _("Russian rouble"),
    "CNY": _("yuan"),
    "AED": _("UAE dirham"),
    "IQD": _("Iraqi dinar"),
    "CHF": _("Swiss franc"),
    "GBP": _("pound sterling"),
    "JPY": _("yen"),
}
# ISO 4217, active codes of national currencies.
CODES = frozenset(
    [
        "AED",
        "AFN",
        "ALL",
        "AMD",
        "AOA",
        "ARS",
        "AUD",
        "AWG",
        "AZN",
        "BAM",
        "BBD",
        "BDT",
        "BGN",
        "BHD",
        "BIF",
        "BMD",
        "BND",
        "BOB",
        "BRL",
        "BSD",
        "BTN",
        "BWP",
        "BYN",
        "BZD",
        "CAD",
        "CDF",
        "CHF",
        "CLP",
        "CNY",
        "COP",
        "CRC",
        "CUP",
        "CVE",
        "CZK",
        "DJF",
        "DKK",
        "DOP",
        "DZD",
        "EGP",
        "ERN",
        "ETB",
        "EUR",
        "FJD",
        "FKP",
        "GBP",
        "GEL",
        "GHS",
        "GIP",
        "GMD",
        "GNF",
        "GTQ",
        "GYD",
        "HKD",
        "HNL",
        "HTG",
        "HUF",
        "IDR",
        "ILS",
        "INR",
        "IQD",
        "IRR",
        "ISK",
        "JMD",
        "JOD",
        "JPY",
        "KES",
        "KGS",
        "KHR",
        "KMF",
        "KPW",
        "KRW",
        "KWD",
        "KYD",
        "KZT",
        "LAK",
        "LBP",
        "LKR",
        "LRD",
        "LSL",
        "LYD",
        "MAD",
        "MDL",
        "MGA",
        "MKD",
        "MMK",
        "MNT",
        "MOP",
        "MRU",
        "MUR",
        "MVR",
        "MWK",
        "MXN",
        "MYR",
        "MZN",
        "NAD",
        "NGN",
        "NIO",
        "NOK",
        "NPR",
        "NZD",
        "OMR",
        "PAB",
        "PEN",
        "PGK",
        "PHP",
        "PKR",
        "PLN",
        "PYG",
        "QAR",
        "RON",
        "RSD",
        "RUB",
        "RWF",
        "SAR",
        "SBD",
        "SCR",
        "SDG",
        "SEK",
        "SGD",
        "SHP",
        "SLE",
        "SOS",
        "SRD",
        "SSP",
        "STN",
        "SVC",
        "SYP",
        "SZL",
        "THB",
        "TJS",
        "TMT",
        "TND",
        "TOP",
        "TRY",
        "TTD",
        "TWD",
        "TZS",
        "UAH",
        "UGX",
        "USD",
        "UYU",
        "UZS",
        "VES",
        "VND",
        "VUV",
        "WST",
        "XAF",
        "XCD",
        "XCG",
        "XOF",
        "XPF",
        "YER",
        "ZAR",
        "ZMW",
        "ZWG",
    ]
)


def valid_currency(code: str) -> None:
    """Refuse what is no code of ISO 4217."""
    if code not in CODES:
        raise ValidationError(_("“%(code)s” is not an ISO 4217 currency code."), "currency", {"code": code})


def show_amount(amount: Decimal, currency: str, language: str) -> str:
    """Return an amount with its currency as a page in `language` writes it: «۱٬۲۰۰ یورو», '1,200 EUR'."""
    named = str(OFFERED[currency]) if language == "fa" and currency in OFFERED else currency
    return f"{show_decimal(amount, language)}\u00a0{named}"


class AmountInput(forms.TextInput):
    """A box for an amount, shown with the page's digits and separators."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", "dir": "ltr", **(attrs or {})})

    def format_value(self, value: Any) -> str:
        """Show an amount; what was typed and not understood is kept as it was."""
        return show_decimal(value, page_language()) if isinstance(value, Decimal) else value or ""


class AmountFormField(DecimalFormField):
    """Reads an amount in either script, with the separators of either."""

    widget = AmountInput


class CurrencyInput(forms.TextInput):
    """A box for a code, with those most used on offer."""

    template_name = "meetings/currency_input.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Name the list of what is offered."""
        context = super().get_context(name, value, attrs)
        widget = context["widget"]
        widget["attrs"] |= {"list": f"{widget['attrs'].get('id', name)}-offered", "dir": "ltr"}
        widget["offered"] = OFFERED.items()
        return context


class CurrencyFormField(forms.CharField):
    """Reads a currency's code in small or capital letters."""

    widget = CurrencyInput

    def to_python(self, value: Any) -> str:
        """Return the code in capitals."""
        return super().to_python(value).upper()
