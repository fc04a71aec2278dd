from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext


class AgreementsConfig(AppConfig):
    """Bilateral and multilateral agreements, their parties, life events and documents."""

    name = "agreements"
    verbose_name = _("Agreements")

    def ready(self) -> None:
        """Enter the agreements with the registers of the house."""
        from agreements.models import Agreement
        from agreements.models.agreements import store_states
        from agreements.moments import MOMENTS
        from agreements.needs import NEEDS
        from agreements.resources import AGREEMENTS
        from agreements.searching import SEARCHING
        from tehran_diplomacy.publishing.history import derive
        from tehran_diplomacy.publishing.registers import Register, enter

        derive(store_states)
        enter(
            Register(
                model=Agreement,
                name=_("Agreements"),
                counted=lambda n: ngettext("%(n)s agreement", "%(n)s agreements", n),
                list_url="agreements:list",
                row_template="agreements/_row.html",
                day="signed_on",
                order=20,
                serves_goals=True,
                needs=NEEDS,
                searching=SEARCHING,
                moments=MOMENTS,
                resources=(AGREEMENTS,),
            )
        )
