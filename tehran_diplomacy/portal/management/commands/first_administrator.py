"""Create the first administrator once, with a password that only this installation knows."""

import os
import secrets

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand

from tehran_diplomacy.accounts.models import InitialPassword


class Command(BaseCommand):
    """Does nothing where there is an administrator already."""

    help = "Create the first administrator, if there is none, and say how to sign in."

    def handle(self, *args: object, **options: object) -> None:
        """Create the account, keep its password readable by the owner alone, and print both."""
        users = get_user_model().objects
        note = settings.VAR_DIR / "first-administrator.txt"
        if users.filter(is_superuser=True).exists():
            if note.exists():
                self.stdout.write(
                    f"First administrator: see {note} (delete it once the password is changed)."
                )
            return
        password = secrets.token_urlsafe(12)
        InitialPassword.objects.create(user=users.create_superuser("admin", password=password))
        handle = os.open(note, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(f"address /{settings.ADMIN_PATH}\nname admin\npassword {password}\n")
        self.stdout.write(f"First administrator: name admin, password {password}, at /{settings.ADMIN_PATH}")
