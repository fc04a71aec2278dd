from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext


class MeetingsConfig(AppConfig):
    """Meetings, participants, outcomes and photo galleries."""

    name = "meetings"
    verbose_name = _("Meetings")

    def ready(self) -> None:
        """Enter the meetings with the registers of the house."""
        from meetings.gallery import settle_gallery
        from meetings.journey_resources import JOURNEYS
        from meetings.models import Meeting
        from meetings.models.press import close_shared
        from meetings.moments import MOMENTS
        from meetings.needs import NEEDS
        from meetings.resources import MEETINGS, PHOTOS
        from meetings.searching import SEARCHING
        from tehran_diplomacy.publishing.history import follow
        from tehran_diplomacy.publishing.registers import Register, enter

        follow(close_shared)
        enter(
            Register(
                model=Meeting,
                name=_("Meetings"),
                counted=lambda n: ngettext("%(n)s meeting", "%(n)s meetings", n),
                list_url="meetings:list",
                row_template="meetings/_row.html",
                day="held_on",
                order=30,
                serves_goals=True,
                needs=NEEDS,
                searching=SEARCHING,
                moments=MOMENTS,
                resources=(MEETINGS, JOURNEYS, PHOTOS),
                settle=settle_gallery,
                related=("place__country",),
            )
        )
