from modeltranslation.translator import register

from tehran_diplomacy.languages.options import TwoLanguages
from tehran_diplomacy.places.models import City, Country, Organisation


@register(Country)
class CountryTranslation(TwoLanguages):
    fields = ("name",)


@register(City)
class CityTranslation(TwoLanguages):
    fields = ("name", "summary", "office_note")


@register(Organisation)
class OrganisationTranslation(TwoLanguages):
    fields = ("name",)
