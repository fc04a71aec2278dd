from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublishingConfig(AppConfig):
    """What every public record has in common: identifier, address, state, and the ways between states."""

    name = "tehran_diplomacy.publishing"
    label = "publishing"
    verbose_name = _("Publishing")

    def ready(self) -> None:
        """Keep changes of many-to-many relations, which no `save` sees; close links."""
        from django.db.models.signals import m2m_changed

        from tehran_diplomacy.accounts.roles import add_role
        from tehran_diplomacy.publishing.groups import ROLES
        from tehran_diplomacy.publishing.history import follow, many_changed
        from tehran_diplomacy.publishing.previews import close_links

        m2m_changed.connect(many_changed, dispatch_uid="history")
        follow(close_links)
        for role in ROLES:
            add_role(role)
