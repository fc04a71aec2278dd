from modeltranslation.translator import TranslationOptions, register

from agreements.models import Agreement, LifeEvent, Signatory


@register(Agreement)
class AgreementTranslation(TranslationOptions):
    fields = ("title", "subjects", "note", "office_note")


@register(Signatory)
class SignatoryTranslation(TranslationOptions):
    fields = ("post",)


@register(LifeEvent)
class LifeEventTranslation(TranslationOptions):
    fields = ("note",)
