from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    """The index of everything public, kept with every change, and the language in which it is asked."""

    name = "tehran_diplomacy.search"
    label = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        """Be told of every change of a record."""
        from tehran_diplomacy.publishing.history import follow
        from tehran_diplomacy.search.index import changed

        follow(changed)
