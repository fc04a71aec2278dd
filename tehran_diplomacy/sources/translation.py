from modeltranslation.translator import register

from tehran_diplomacy.languages.options import TwoLanguages
from tehran_diplomacy.sources.models import Source


@register(Source)
class SourceTranslation(TwoLanguages):
    fields = ("statement", "text", "reason")
