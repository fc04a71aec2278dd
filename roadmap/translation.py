from modeltranslation.translator import register

from roadmap.models import Action, CouncilTerm, Goal, NarrativeSection, ProgressReport, Roadmap
from tehran_diplomacy.languages.options import TwoLanguages


@register(CouncilTerm)
class CouncilTermTranslation(TwoLanguages):
    fields = ("name",)


@register(Roadmap)
class RoadmapTranslation(TwoLanguages):
    fields = ("title", "pull_quote", "office_note")


@register(NarrativeSection)
class NarrativeSectionTranslation(TwoLanguages):
    fields = ("title", "body")


@register(Goal)
class GoalTranslation(TwoLanguages):
    fields = ("title", "summary", "office_note")


@register(Action)
class ActionTranslation(TwoLanguages):
    fields = ("title", "responsible")


@register(ProgressReport)
class ProgressReportTranslation(TwoLanguages):
    fields = ("statement", "office_note")
