from modeltranslation.translator import TranslationOptions, register

from tehran_diplomacy.portal.models import CitizensLine, Messenger


@register(CitizensLine)
class CitizensLineTranslation(TranslationOptions):
    fields = ("title", "body", "number", "office")


@register(Messenger)
class MessengerTranslation(TranslationOptions):
    fields = ("name",)
