from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReuseConfig(AppConfig):
    """How a register describes itself to machines, and the forms in which it is given out."""

    name = "tehran_diplomacy.reuse"
    label = "reuse"
    verbose_name = _("Reuse")
