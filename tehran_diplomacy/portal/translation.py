from modeltranslation.translator import register

from tehran_diplomacy.languages.options import TwoLanguages
from tehran_diplomacy.portal.models import CitizensLine, Messenger


@register(CitizensLine)
class CitizensLineTranslation(TwoLanguages):
    fields = ("title", "body", "number", "office")


@register(Messenger)
class MessengerTranslation(TwoLanguages):
    fields = ("name",)
