from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    """Persons who take part in meetings or sign agreements."""

    name = "tehran_diplomacy.people"
    label = "people"
    verbose_name = _("People")
