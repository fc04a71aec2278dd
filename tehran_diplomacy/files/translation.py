from modeltranslation.translator import TranslationOptions, register

from tehran_diplomacy.files.models import Document


@register(Document)
class DocumentTranslation(TranslationOptions):
    fields = ("title",)
