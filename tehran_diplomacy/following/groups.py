"""Who of the office may see how many follow what: both groups. Nobody there sees an address."""

from typing import Any

from tehran_diplomacy.publishing.groups import EDITORS, PUBLISHERS


def keep_groups(using: str, **_signal: Any) -> None:
    """Give the groups the permission, after every `migrate`."""
    from django.contrib.auth.models import Group, Permission

    for name in (EDITORS, PUBLISHERS):
        group, _made = Group.objects.using(using).get_or_create(name=name)
        group.permissions.add(*Permission.objects.using(using).filter(content_type__app_label="following"))
