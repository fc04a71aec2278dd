"""Make a back-up of the database and of all files that it names."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tehran_diplomacy.serving.backup import NoQuietMoment, make_backup


class Command(BaseCommand):
    """Writes one file; people may go on writing meanwhile."""

    help = "Make a back-up: one ZIP file of the database at one moment and of every file that it names."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the place, and how many to keep."""
        parser.add_argument("path", nargs="?", type=Path, help="default: a new file in VAR_DIR/backups/")
        parser.add_argument(
            "--keep", type=int, help="delete all but so many of the newest in VAR_DIR/backups/"
        )
        parser.add_argument("--with-secrets", action="store_true", help="with the secret key as well")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it, and say what is in it."""
        folder = settings.VAR_DIR / "backups"
        path = options["path"]
        if path is None:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            path = folder / f"portal-{timezone.now():%Y%m%d-%H%M%S}.zip"
        try:
            made = make_backup(path, options["with_secrets"])
        except NoQuietMoment as error:
            raise CommandError("Files kept going away; no back-up was made. Try again later.") from error
        except OSError as error:
            raise CommandError(f"No back-up was made: {error}") from error
        self.stdout.write(
            f"{path}: {made.rows} rows, {made.files} files, {made.bytes / 1_000_000:.1f} MB of files"
        )
        for name in made.lost:
            self.stderr.write(f"LOST: the database names {name}, which the storage does not have")
        if options["keep"]:
            for old in sorted(folder.glob("portal-*.zip"))[: -options["keep"]]:
                old.unlink()
