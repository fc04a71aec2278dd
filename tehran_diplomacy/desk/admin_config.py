"""Puts the portal's own admin site in the place of Django's."""

from django.contrib.admin.apps import AdminConfig


class DeskAdminConfig(AdminConfig):
    """Django's admin with the portal's own site."""

    default_site = "tehran_diplomacy.desk.site.DeskSite"
