"""How texts in two languages are kept."""

from modeltranslation.translator import TranslationOptions


class TwoLanguages(TranslationOptions):
    """The base of every `translation.py`: a text that is not there is NULL, also after an empty form."""

    empty_values = None
