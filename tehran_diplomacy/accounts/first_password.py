"""The note with the first administrator's password: written once, gone when the password is another one."""

import os
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model

NAME = "admin"


def note() -> Path:
    """Return where the note is, or would be."""
    return settings.VAR_DIR / "first-administrator.txt"


def write(password: str) -> None:
    """Keep the first password, readable by the owner of the installation alone."""
    handle = os.open(note(), os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(f"address /{settings.ADMIN_PATH}\nname {NAME}\npassword {password}\n")


def forget_if_changed() -> None:
    """Delete the note where its account has another password by now, or is gone."""
    with suppress(OSError, IndexError):
        password = note().read_text(encoding="ascii").split()[-1]
        user = get_user_model().objects.filter(username=NAME).first()
        if user is None or not user.check_password(password):
            note().unlink()
