from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublishingConfig(AppConfig):
    """What every public record has in common: identifier, address, state, and the ways between states."""

    name = "tehran_diplomacy.publishing"
    label = "publishing"
    verbose_name = _("Publishing")
