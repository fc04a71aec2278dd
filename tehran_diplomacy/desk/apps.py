from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    """The office's desk: what the admin of every register has in common."""

    name = "tehran_diplomacy.desk"
    label = "desk"
    verbose_name = _("Desk")
