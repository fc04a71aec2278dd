from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StaffMailConfig(AppConfig):
    """Letters by e-mail to the office's own people: what waits for them, what became of their work, days that come."""

    name = "tehran_diplomacy.staff_mail"
    label = "staff_mail"
    verbose_name = _("Emails to staff")
