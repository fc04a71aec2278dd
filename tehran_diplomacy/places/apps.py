from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlacesConfig(AppConfig):
    """Countries, cities and other bodies that the registers speak of."""

    name = "tehran_diplomacy.places"
    label = "places"
    verbose_name = _("Places")
