from modeltranslation.translator import TranslationOptions, register

from tehran_diplomacy.people.models import Person


@register(Person)
class PersonTranslation(TranslationOptions):
    fields = ("name",)
