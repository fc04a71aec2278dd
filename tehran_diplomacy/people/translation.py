from modeltranslation.translator import register

from tehran_diplomacy.languages.options import TwoLanguages
from tehran_diplomacy.people.models import Person


@register(Person)
class PersonTranslation(TwoLanguages):
    fields = ("name",)
