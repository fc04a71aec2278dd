from django.apps import AppConfig


class LanguagesConfig(AppConfig):
    """Two languages on every page: folding, sorting, digits and the visible fallback."""

    name = "tehran_diplomacy.languages"
    label = "languages"
