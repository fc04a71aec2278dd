from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext


class RoadmapConfig(AppConfig):
    """The roadmap of a council term: narrative, goals, actions, progress reports."""

    name = "roadmap"
    verbose_name = _("Roadmap")

    def ready(self) -> None:
        """Enter the goals with the registers of the house."""
        from roadmap.models import Goal
        from tehran_diplomacy.publishing.registers import Register, enter

        enter(
            Register(
                model=Goal,
                name=_("Goals"),
                counted=lambda n: ngettext("%(n)s goal", "%(n)s goals", n),
                list_url="roadmap:newest",
                order=10,
                related=("roadmap",),
            )
        )
