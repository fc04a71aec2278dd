from modeltranslation.translator import TranslationOptions, register

from roadmap.models import Action, CouncilTerm, Goal, NarrativeSection, ProgressReport, Roadmap


@register(CouncilTerm)
class CouncilTermTranslation(TranslationOptions):
    fields = ("name",)


@register(Roadmap)
class RoadmapTranslation(TranslationOptions):
    fields = ("title", "pull_quote", "office_note")


@register(NarrativeSection)
class NarrativeSectionTranslation(TranslationOptions):
    fields = ("title", "body")


@register(Goal)
class GoalTranslation(TranslationOptions):
    fields = ("title", "summary", "office_note")


@register(Action)
class ActionTranslation(TranslationOptions):
    fields = ("title", "responsible")


@register(ProgressReport)
class ProgressReportTranslation(TranslationOptions):
    fields = ("statement", "office_note")
