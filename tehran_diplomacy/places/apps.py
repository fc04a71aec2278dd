from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext


class PlacesConfig(AppConfig):
    """Countries, cities and other bodies that the registers speak of."""

    name = "tehran_diplomacy.places"
    label = "places"
    verbose_name = _("Places")

    def ready(self) -> None:
        """Enter the cities with the registers of the house."""
        from tehran_diplomacy.places.models import City
        from tehran_diplomacy.places.resources import CITIES
        from tehran_diplomacy.places.searching import SEARCHING
        from tehran_diplomacy.publishing.registers import Register, enter

        enter(
            Register(
                model=City,
                name=_("Cities"),
                counted=lambda n: ngettext("%(n)s city", "%(n)s cities", n),
                list_url="cities:list",
                order=50,
                related=("country",),
                searching=SEARCHING,
                resources=(CITIES,),
            )
        )
