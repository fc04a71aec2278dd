"""Put a back-up into this installation."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tehran_diplomacy.serving.kept_backups import CannotKeep, readable
from tehran_diplomacy.serving.restore import CannotRestore, restore


class Command(BaseCommand):
    """All or nothing; also the way from SQLite to PostgreSQL."""

    help = "Restore a back-up made by `backup`, on SQLite or PostgreSQL, whichever it was made on."
    requires_migrations_checks = False
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file, and whether what is there may go."""
        parser.add_argument("path", type=Path)
        parser.add_argument("--replace", action="store_true", help="overwrite a database that has records")
        parser.add_argument("--with-secrets", action="store_true", help="with the secret key of the back-up")
        parser.add_argument(
            "--identity", default="", help="the age key of an encrypted one (BACKUP_AGE_IDENTITY)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Restore, and say how much."""
        try:
            with readable(options["path"], options["identity"]) as plain:
                done = restore(plain, replace=options["replace"], with_secrets=options["with_secrets"])
        except (CannotRestore, CannotKeep) as error:
            raise CommandError(f"Nothing was restored: {error}.") from error
        self.stdout.write(f"Restored: {done.rows} rows, {done.files} files. Everybody must sign in again.")
