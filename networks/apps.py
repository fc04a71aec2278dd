from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext


class NetworksConfig(AppConfig):
    """International networks of cities and the home city's roles in them."""

    name = "networks"
    verbose_name = _("Networks")

    def ready(self) -> None:
        """Enter the networks with the registers of the house."""
        from networks.models import Network
        from networks.moments import MOMENTS
        from networks.resources import NETWORKS
        from networks.searching import SEARCHING
        from tehran_diplomacy.publishing.registers import Register, enter

        enter(
            Register(
                model=Network,
                name=_("Networks"),
                counted=lambda n: ngettext("%(n)s network", "%(n)s networks", n),
                list_url="networks:list",
                row_template="networks/_row.html",
                order=40,
                serves_goals=True,
                searching=SEARCHING,
                moments=MOMENTS,
                resources=(NETWORKS,),
            )
        )
