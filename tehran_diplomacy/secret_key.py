"""The secret key of an installation: made once, kept under `var/`."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from django.core.management.utils import get_random_secret_key


def kept_secret_key(path: Path) -> str:
    """Return the key kept at `path`; make it on the first call, readable by its owner alone.

    Of processes that start together, all get the same key: it is written aside and put in place whole, once.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        aside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        handle = os.open(aside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        try:
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(get_random_secret_key())
            with suppress(FileExistsError):  # another process was first: its key counts
                os.link(aside, path)
        finally:
            aside.unlink()
    return path.read_text(encoding="ascii").strip()
