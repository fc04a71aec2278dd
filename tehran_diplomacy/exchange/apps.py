from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    """Registers as tables: out to Excel and CSV, and back in."""

    name = "tehran_diplomacy.exchange"
    label = "exchange"
    verbose_name = _("Import and export")
