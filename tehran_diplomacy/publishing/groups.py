"""The two groups of the office: editors write and submit, publishers do all that and publish."""

from django.apps import apps as all_apps
from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
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


def grant(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make the groups and give them their permissions; a migration calls this whenever registers were added.

    Permissions are made after migrations, so they are made here first. What an administrator added to a group
    by hand stays.
    """
    for config in all_apps.get_app_configs():
        if config.label in _OF_THE_OFFICE and config.models_module:
            create_permissions(config, verbosity=0, using=schema_editor.connection.alias)
    from django.contrib.auth.models import Group, Permission

    permissions = Permission.objects.filter(content_type__app_label__in=_OF_THE_OFFICE)
    records = permissions.filter(codename__startswith="publish_").values_list("content_type", flat=True)
    editors, _made = Group.objects.get_or_create(name=EDITORS)
    editors.permissions.add(
        *permissions.exclude(codename__startswith="publish_").exclude(
            codename__startswith="delete_", content_type__in=list(records)
        )
    )
    publishers, _made = Group.objects.get_or_create(name=PUBLISHERS)
    publishers.permissions.add(*permissions)
