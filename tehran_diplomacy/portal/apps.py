from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    """The front of the house: what shows several registers at once."""

    name = "tehran_diplomacy.portal"
    label = "portal"
    verbose_name = _("Portal")

    def ready(self) -> None:
        """Keep the office's groups up; permissions of the registers, which come before it, are there by then."""
        from django.db.models.signals import post_migrate

        from tehran_diplomacy.publishing.groups import keep_groups

        post_migrate.connect(keep_groups, sender=self)
