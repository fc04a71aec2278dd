from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OpenDataConfig(AppConfig):
    """API, tables, feeds, calendars and the catalogue of everything public."""

    name = "tehran_diplomacy.opendata"
    label = "opendata"
    verbose_name = _("Open data")

    def ready(self) -> None:
        """Have records follow the changes of what they tell of."""
        from tehran_diplomacy.opendata.dependents import prepare
        from tehran_diplomacy.publishing.history import stamp

        stamp(prepare)
