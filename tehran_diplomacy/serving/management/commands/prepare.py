"""Make an installation ready to be served: everything between installing and starting, in one process."""

from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils.translation import trans_real


class Command(BaseCommand):
    """Does what is missing; where nothing is, it is over at once."""

    help = "Compile translations, migrate, collect static files, index, load the starter content, make the first account."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Do each in turn."""
        call_command("compile_catalogues")
        trans_real._translations, trans_real._default = {}, None  # what was read before is read anew
        call_command("migrate", verbosity=0, interactive=False)
        _collect_static()
        call_command("rebuild_search", if_stale=True)
        call_command("load_starter_content", stdout=self.stdout)
        call_command("first_administrator", stdout=self.stdout)


def _collect_static() -> None:
    """Collect static files unless all are as they were: packing them takes seconds."""
    note = Path(settings.STATIC_ROOT) / ".collected"
    found = sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda one: one[0]):
            known = Path(storage.path(name)).stat()
            found.update(f"{name} {known.st_size} {known.st_mtime_ns}\n".encode())
    if note.exists() and note.read_text() == found.hexdigest():
        return
    call_command("collectstatic", verbosity=0, interactive=False)
    note.write_text(found.hexdigest())
