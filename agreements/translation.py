from modeltranslation.translator import register

from agreements.models import Agreement, Commitment, LifeEvent, Signatory, SilenceLine
from tehran_diplomacy.languages.options import TwoLanguages


@register(Agreement)
class AgreementTranslation(TwoLanguages):
    fields = ("title", "subjects", "note", "office_note")


@register(Signatory)
class SignatoryTranslation(TwoLanguages):
    fields = ("post",)


@register(LifeEvent)
class LifeEventTranslation(TwoLanguages):
    fields = ("note",)


@register(Commitment)
class CommitmentTranslation(TwoLanguages):
    fields = ("text", "responsible", "paused_reason")


@register(SilenceLine)
class SilenceLineTranslation(TwoLanguages):
    fields = ("note",)
