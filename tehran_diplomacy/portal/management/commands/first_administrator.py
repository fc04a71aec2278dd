"""Create the first administrator once, with a password that only this installation knows."""

import secrets

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand

from tehran_diplomacy.accounts import first_password
from tehran_diplomacy.accounts.models import InitialPassword


class Command(BaseCommand):
    """Does nothing where there is an administrator already."""

    help = "Create the first administrator, if there is none, and say how to sign in."

    def handle(self, *args: object, **options: object) -> None:
        """Create the account, keep its password readable by the owner alone, and print both."""
        users = get_user_model().objects
        if users.filter(is_superuser=True).exists():
            first_password.forget_if_changed()
            if first_password.note().exists():
                self.stdout.write(
                    f"First administrator: see {first_password.note()} (it goes when the password is changed)."
                )
            return
        password = secrets.token_urlsafe(12)
        InitialPassword.objects.create(user=users.create_superuser(first_password.NAME, password=password))
        first_password.write(password)
        self.stdout.write(f"First administrator: name admin, password {password}, at /{settings.ADMIN_PATH}")
