from axes.apps import AppConfig as AxesConfig
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Accounts of the office: signing in with two steps, and who must."""

    default = True
    name = "tehran_diplomacy.accounts"
    label = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        """Listen to who signs in and fails to; call people and roles by their names wherever they are shown."""
        from django.contrib.auth.models import Group, User

        from tehran_diplomacy.accounts import events, sessions  # noqa: F401
        from tehran_diplomacy.accounts.roles import person_name, role_of

        User.__str__ = person_name  # lists, choices and histories ask for nothing else
        Group.__str__ = lambda group: str(role_of(group).name)


class SignInLogConfig(AxesConfig):
    """Axes, under a name that says what it is."""

    verbose_name = _("Sign-in log")
