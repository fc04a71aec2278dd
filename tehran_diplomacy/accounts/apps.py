from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Accounts of the office: signing in with two steps, and who must."""

    name = "tehran_diplomacy.accounts"
    label = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        """Listen to who signs in and fails to."""
        from tehran_diplomacy.accounts import events, sessions  # noqa: F401
