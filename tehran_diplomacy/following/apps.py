from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FollowingConfig(AppConfig):
    """Letters by e-mail on what changes, for readers without an account; addresses are nobody's to look at."""

    name = "tehran_diplomacy.following"
    label = "following"
    verbose_name = _("Email updates")

    def ready(self) -> None:
        """Put the counts on the desk's first page."""
        from tehran_diplomacy.desk.boxes import Box, put
        from tehran_diplomacy.following.counting import counted

        put(Box("following.count_followers", "admin/following/_desk.html", counted))
