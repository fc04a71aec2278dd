"""Forms of places: a country is chosen from the list of ISO, never typed as a code."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tehran_diplomacy.forms.untouched import UntouchedModelForm
from tehran_diplomacy.languages.translated import LANGUAGES, page_language
from tehran_diplomacy.places import iso
from tehran_diplomacy.places.models import City, Country, Organisation


def country_choices() -> list[tuple[str, str]]:
    """Return every country of ISO by its code, in the order of the page's language, with its name in both."""
    mine = page_language()
    others = [iso.countries(language) for language in LANGUAGES if language != mine]
    return [
        ("", "—"),
        *(
            (code, " · ".join([name, *(other[code] for other in others)]))
            for code, name in iso.countries(mine).items()
        ),
    ]


class CountryField(forms.ModelChoiceField):
    """A country of ISO. One that the register lacks is added by `with_country` before the form is read."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            Country.objects.all(), to_field_name="code", label=_("Country"), widget=forms.Select, **kwargs
        )
        self.choices = country_choices

    def prepare_value(self, value: Any) -> Any:
        """Return the code of the country that a form begins with."""
        if isinstance(value, int):
            return Country.objects.values_list("code", flat=True).get(pk=value)
        return super().prepare_value(value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare codes."""
        return (self.prepare_value(initial) or "") != (data or "")


def with_country(code: str) -> None:
    """Add a country of ISO to the register unless it is there; anything else is left to the form to refuse."""
    if code in iso.countries("en"):
        Country.of_code(code)


class CountryForm(UntouchedModelForm):
    """A country: its code from the list; names left empty are those of CLDR."""

    code = forms.ChoiceField(label=_("Country"), choices=country_choices)

    class Meta:
        model = Country
        fields = ["code", "name"]

    def clean(self) -> dict[str, Any]:
        """Fill in the names."""
        cleaned = super().clean()
        code = cleaned.get("code")
        for column, name in (iso.names_of(code) if code else {}).items():
            cleaned[column] = cleaned.get(column) or name
        return cleaned


class CityForm(UntouchedModelForm):
    """A city with its country."""

    country = CountryField()

    class Meta:
        model = City
        fields = ["country"]


class OrganisationForm(UntouchedModelForm):
    """A body, perhaps of a country."""

    country = CountryField(required=False)

    class Meta:
        model = Organisation
        fields = ["country"]
