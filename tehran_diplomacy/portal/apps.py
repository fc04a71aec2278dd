from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    """The front of the house: what shows several registers at once."""

    name = "tehran_diplomacy.portal"
    label = "portal"
    verbose_name = _("Portal")
