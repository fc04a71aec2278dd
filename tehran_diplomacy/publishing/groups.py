"""The two groups of the office: editors write and submit, publishers do all that and publish."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tehran_diplomacy.accounts.roles import Role

EDITORS = "editors"
PUBLISHERS = "publishers"
ROLES = (
    Role(EDITORS, _("Editor"), _("writes records and submits them for review")),
    Role(
        PUBLISHERS,
        _("Publisher"),
        _("does everything an editor does, and approves, publishes, schedules, removes and deletes"),
    ),
)
_OF_THE_OFFICE = (
    "roadmap",
    "agreements",
    "networks",
    "meetings",
    "places",
    "people",
    "sources",
    "files",
    "portal",
)


def keep_groups(using: str, **_signal: Any) -> None:
    """Make the groups and give them their permissions, after every `migrate`.

    What an administrator added to a group by hand stays.
    """
    from django.contrib.auth.models import Group, Permission

    permissions = Permission.objects.using(using).filter(content_type__app_label__in=_OF_THE_OFFICE)
    records = permissions.filter(codename__startswith="publish_").values_list("content_type", flat=True)
    editors, _made = Group.objects.using(using).get_or_create(name=EDITORS)
    editors.permissions.add(
        *permissions.exclude(codename__startswith="publish_").exclude(
            codename__startswith="delete_", content_type__in=list(records)
        )
    )
    publishers, _made = Group.objects.using(using).get_or_create(name=PUBLISHERS)
    publishers.permissions.add(*permissions)
