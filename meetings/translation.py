from modeltranslation.translator import register

from meetings.models import (
    AgendaItem,
    JourneyAccount,
    JourneyCost,
    Meeting,
    Outcome,
    Participation,
    Photo,
    PressOffice,
)
from tehran_diplomacy.languages.options import TwoLanguages


@register(Meeting)
class MeetingTranslation(TwoLanguages):
    fields = ("title", "venue", "note", "office_note")


@register(Participation)
class ParticipationTranslation(TwoLanguages):
    fields = ("post",)


@register(JourneyAccount)
class JourneyAccountTranslation(TwoLanguages):
    fields = ("paid_note", "aim", "reached")


@register(JourneyCost)
class JourneyCostTranslation(TwoLanguages):
    fields = ("note",)


@register(AgendaItem)
class AgendaItemTranslation(TwoLanguages):
    fields = ("text",)


@register(Outcome)
class OutcomeTranslation(TwoLanguages):
    fields = ("text", "responsible")


@register(Photo)
class PhotoTranslation(TwoLanguages):
    fields = ("caption", "alt", "credit")


@register(PressOffice)
class PressOfficeTranslation(TwoLanguages):
    fields = ("terms", "copyright_notice", "contact")
