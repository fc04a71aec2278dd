from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FilesConfig(AppConfig):
    """Documents and photographs: checked, made ready, served."""

    name = "tehran_diplomacy.files"
    label = "files"
    verbose_name = _("Files")
