"""The group of those who answer citizens; nobody else of the office sees who wrote."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tehran_diplomacy.accounts.roles import Role

CORRESPONDENTS = "correspondents"
ROLE = Role(
    CORRESPONDENTS,
    _("Correspondent"),
    _("reads citizens' messages, with the sender's details, and answers them"),
)


def keep_groups(using: str, **_signal: Any) -> None:
    """Make the group and give it its permissions, after every `migrate`."""
    from django.contrib.auth.models import Group, Permission

    group, _made = Group.objects.using(using).get_or_create(name=CORRESPONDENTS)
    group.permissions.add(*Permission.objects.using(using).filter(content_type__app_label="correspondence"))
