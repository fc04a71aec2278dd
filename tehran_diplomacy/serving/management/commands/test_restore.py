"""Try whether the newest back-up can be restored: into a scratch database and folder, which are deleted afterwards."""

import json
import os
import subprocess
import sys
import tempfile
import zipfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tehran_diplomacy.serving import kept_backups
from tehran_diplomacy.serving.kept_backups import CannotKeep

PAGES = ("/fa/", "/en/agreements/", "/api/v1/meetings")
_ASK = """
from django.test import Client
client = Client(headers={"host": "localhost"})
print([page for page in PAGES if client.get(page).status_code != 200])
"""


class Command(BaseCommand):
    """Never touches what is in use."""

    help = "Restore the newest back-up into a scratch database, ask it for pages, and delete it again."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take a back-up other than the newest."""
        parser.add_argument("path", nargs="?", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Restore, compare the numbers, ask for pages."""
        path = options["path"] or next(iter(kept_backups.kept(kept_backups.folder())[::-1]), None)
        if path is None:
            raise CommandError("There is no back-up yet.")
        try:
            with (
                kept_backups.readable(path) as plain,
                tempfile.TemporaryDirectory(prefix=".restore-", dir=settings.VAR_DIR) as scratch,
            ):
                said = self._restored(plain, Path(scratch))
        except CannotKeep as error:
            raise CommandError(f"{error}.") from error
        self.stdout.write(f"{path} can be restored: {said}")

    def _restored(self, path: Path, scratch: Path) -> str:
        (scratch / "static").symlink_to(settings.STATIC_ROOT)
        said = _manage(scratch, "restore", str(path))
        with zipfile.ZipFile(path) as archive:
            manifest = json.loads(archive.read("manifest.json"))
        rows, files = sum(one["rows"] for one in manifest["tables"]), len(manifest["files"])
        if f"{rows} rows, {files} files" not in said:
            raise CommandError(f"{rows} rows and {files} files are in it, but: {said}")
        failed = _manage(scratch, "shell", "--no-imports", "-c", f"PAGES = {PAGES!r}{_ASK}")
        if failed != "[]":
            raise CommandError(f"Restored, but pages fail: {failed}")
        return f"{rows} rows, {files} files."


def _manage(scratch: Path, *words: str) -> str:
    """Run a command on the scratch installation; return the last line that it said."""
    own = {"VAR_DIR": str(scratch), "DATABASE_URL": "", "FILES_STORAGE": "", "CACHE_URL": "", "EMAIL_URL": "",
           "HTTPS": "false", "ALLOWED_HOSTS": "localhost", "ADMINS": ""}  # fmt: skip
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "manage.py", *words],
        cwd=settings.BASE_DIR,
        env=os.environ | own,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise CommandError((done.stderr.strip() or done.stdout.strip()).splitlines()[-1])
    return done.stdout.strip().splitlines()[-1]
