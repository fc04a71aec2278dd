"""Make an installation ready to be served: everything between installing and starting, in one process."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.template.loader import render_to_string
from django.utils.translation import trans_real

LOCK = 7_034_221  # a number of our own, known to every machine


class Command(BaseCommand):
    """Does what is missing; where nothing is, it is over at once."""

    help = "Compile translations, migrate, collect static files, index, load the starter content, make the first account."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Do each in turn; of two that are called at once, one waits for the other."""
        with _one_at_a_time():
            if os.access(settings.BASE_DIR / "locale", os.W_OK):  # an installed release has them compiled
                call_command("compile_catalogues")
                trans_real._translations, trans_real._default = {}, None  # what was read before is read anew
            call_command("migrate", verbosity=0, interactive=False)
            _collect_static()
            call_command("rebuild_search", if_stale=True)
            call_command("load_starter_content", stdout=self.stdout)
            call_command("first_administrator", stdout=self.stdout)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Hold a lock of this machine, and one of the database that several machines may share."""
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    with (settings.VAR_DIR / "prepare.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if connection.vendor == "postgresql":
            with (
                connection.cursor() as cursor
            ):  # it ends with the connection, at the latest with this process
                cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        yield
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _collect_static() -> None:
    """Collect static files unless all are as they were: packing them takes seconds."""
    note, away = Path(settings.STATIC_ROOT) / ".collected", Path(settings.STATIC_ROOT) / "away.html"
    found = sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda one: one[0]):
            known = Path(storage.path(name)).stat()
            found.update(f"{name} {known.st_size} {known.st_mtime_ns}\n".encode())
    if away.exists() and note.exists() and note.read_text() == found.hexdigest():
        return
    call_command("collectstatic", verbosity=0, interactive=False)
    # What nginx gives out while the portal itself is not there; rendered by a process that has read the new manifest.
    away.write_text(render_to_string("errors/503.html", {"full": False}))
    note.write_text(found.hexdigest())
