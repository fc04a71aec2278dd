from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SourcesConfig(AppConfig):
    """Where a fact was read."""

    name = "tehran_diplomacy.sources"
    label = "sources"
    verbose_name = _("Sources")
