"""Who of the office may see how many follow what: both groups. Nobody there sees an address."""

from django.apps import apps as all_apps
from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from tehran_diplomacy.publishing.groups import EDITORS, PUBLISHERS


def grant(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Give the groups the permission, which is made after migrations and so made here first."""
    create_permissions(
        all_apps.get_app_config("following"), verbosity=0, using=schema_editor.connection.alias
    )
    from django.contrib.auth.models import Group, Permission

    for name in (EDITORS, PUBLISHERS):
        group, _made = Group.objects.get_or_create(name=name)
        group.permissions.add(*Permission.objects.filter(content_type__app_label="following"))
