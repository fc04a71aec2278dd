from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext


class RoadmapConfig(AppConfig):
    """The roadmap of a council term: narrative, goals, actions, progress reports."""

    name = "roadmap"
    verbose_name = _("Roadmap")

    def ready(self) -> None:
        """Enter roadmaps, goals and reports with the registers of the house."""
        from roadmap.models import Goal, ProgressReport, Roadmap
        from roadmap.moments import MOMENTS
        from roadmap.resources import GOALS, REPORTS, ROADMAPS
        from roadmap.searching import SEARCHING_GOALS, SEARCHING_REPORTS, SEARCHING_ROADMAPS
        from tehran_diplomacy.publishing.registers import Register, enter

        enter(
            Register(
                model=Goal,
                name=_("Goals"),
                counted=lambda n: ngettext("%(n)s goal", "%(n)s goals", n),
                list_url="roadmap:newest",
                order=10,
                related=("roadmap",),
                searching=SEARCHING_GOALS,
                resources=(GOALS,),
            )
        )
        enter(
            Register(
                model=Roadmap,
                name=_("Roadmaps"),
                counted=lambda n: ngettext("%(n)s roadmap", "%(n)s roadmaps", n),
                list_url="roadmap:newest",
                order=5,
                searching=SEARCHING_ROADMAPS,
                resources=(ROADMAPS,),
            )
        )
        enter(
            Register(
                model=ProgressReport,
                name=_("Progress reports"),
                counted=lambda n: ngettext("%(n)s progress report", "%(n)s progress reports", n),
                list_url="roadmap:newest",
                order=15,
                related=("goal__roadmap",),
                searching=SEARCHING_REPORTS,
                moments=MOMENTS,
                resources=(REPORTS,),
            )
        )
