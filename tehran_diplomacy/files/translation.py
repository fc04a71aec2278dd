from modeltranslation.translator import register

from tehran_diplomacy.files.models import Document
from tehran_diplomacy.languages.options import TwoLanguages


@register(Document)
class DocumentTranslation(TwoLanguages):
    fields = ("title",)
