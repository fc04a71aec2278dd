from modeltranslation.translator import TranslationOptions, register

from tehran_diplomacy.places.models import City, Country, Organisation


@register(Country)
class CountryTranslation(TranslationOptions):
    fields = ("name",)


@register(City)
class CityTranslation(TranslationOptions):
    fields = ("name", "summary", "office_note")


@register(Organisation)
class OrganisationTranslation(TranslationOptions):
    fields = ("name",)
