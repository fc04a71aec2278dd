from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CorrespondenceConfig(AppConfig):
    """Citizens' messages to the council and the office's answers; nothing of them is ever public."""

    name = "tehran_diplomacy.correspondence"
    label = "correspondence"
    verbose_name = _("Correspondence")

    def ready(self) -> None:
        """Put the inbox on the desk's first page, and keep up the group of those who answer."""
        from django.db.models.signals import post_migrate

        from tehran_diplomacy.accounts.roles import add_role
        from tehran_diplomacy.correspondence.groups import ROLE, keep_groups
        from tehran_diplomacy.correspondence.inbox import waiting_for
        from tehran_diplomacy.desk.boxes import Box, put

        post_migrate.connect(keep_groups, sender=self)
        add_role(ROLE)
        put(Box("correspondence.answer_message", "admin/correspondence/_desk.html", waiting_for))
