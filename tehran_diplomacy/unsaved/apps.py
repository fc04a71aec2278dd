from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UnsavedConfig(AppConfig):
    """Forms that were filled in and not saved, and the files chosen in them."""

    name = "tehran_diplomacy.unsaved"
    label = "unsaved"
    verbose_name = _("Unsaved work")
