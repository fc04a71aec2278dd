"""The group of those who answer citizens; nobody else of the office sees who wrote."""

from django.apps import apps as all_apps
from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils.translation import gettext_lazy as _

from tehran_diplomacy.accounts.roles import Role

CORRESPONDENTS = "correspondents"
ROLE = Role(
    CORRESPONDENTS,
    _("Correspondent"),
    _("reads citizens' messages, with the sender's details, and answers them"),
)


def grant(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make the group and give it its permissions, which are made after migrations and so made here first."""
    create_permissions(
        all_apps.get_app_config("correspondence"), verbosity=0, using=schema_editor.connection.alias
    )
    from django.contrib.auth.models import Group, Permission

    group, _made = Group.objects.get_or_create(name=CORRESPONDENTS)
    group.permissions.add(*Permission.objects.filter(content_type__app_label="correspondence"))
