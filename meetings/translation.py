from modeltranslation.translator import TranslationOptions, register

from meetings.models import AgendaItem, Meeting, Outcome, Participation, Photo


@register(Meeting)
class MeetingTranslation(TranslationOptions):
    fields = ("title", "venue", "note", "office_note")


@register(Participation)
class ParticipationTranslation(TranslationOptions):
    fields = ("post",)


@register(AgendaItem)
class AgendaItemTranslation(TranslationOptions):
    fields = ("text",)


@register(Outcome)
class OutcomeTranslation(TranslationOptions):
    fields = ("text", "responsible")


@register(Photo)
class PhotoTranslation(TranslationOptions):
    fields = ("caption", "alt", "credit")
