from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FollowingConfig(AppConfig):
    """Letters by e-mail on what changes, for readers without an account; addresses are nobody's to look at."""

    name = "tehran_diplomacy.following"
    label = "following"
    verbose_name = _("Email updates")

    def ready(self) -> None:
        """Put the counts on the desk's first page, and let the office's groups see them."""
        from django.db.models.signals import post_migrate

        from tehran_diplomacy.desk.boxes import Box, put
        from tehran_diplomacy.following.counting import counted
        from tehran_diplomacy.following.groups import keep_groups

        post_migrate.connect(keep_groups, sender=self)
        put(Box("following.count_followers", "admin/following/_desk.html", counted))
