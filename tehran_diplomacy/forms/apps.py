from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FormsConfig(AppConfig):
    """What every form of the desk shares, whatever it edits."""

    name = "tehran_diplomacy.forms"
    label = "open_forms"
    verbose_name = _("Forms of the desk")
