"""Make a back-up of the database and of all files that it names."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tehran_diplomacy.serving import kept_backups
from tehran_diplomacy.serving.backup import Made, NoQuietMoment, make_backup
from tehran_diplomacy.serving.kept_backups import CannotKeep
from tehran_diplomacy.serving.os_errors import reason
from tehran_diplomacy.serving.restore import CannotRestore, verify


class Command(BaseCommand):
    """Writes one file; people may go on writing meanwhile."""

    help = (
        "Make a back-up: one ZIP file of the database at one moment and of every file that it names. It is encrypted "
        "where BACKUP_AGE_RECIPIENT is set, and copied to BACKUP_COPY_TO."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the place, and how many to keep."""
        parser.add_argument("path", nargs="?", type=Path, help="default: a new file in VAR_DIR/backups/")
        for period in ("days", "weeks", "months"):
            parser.add_argument(
                f"--keep-{period}", type=int, default=0, help=f"keep one for each of so many {period}"
            )
        parser.add_argument(
            "--with-secrets", action="store_true", help="with the secret key; encrypted ones always have it"
        )
        parser.add_argument(
            "--verify", type=Path, metavar="BACKUP", help="check every byte of one, make none"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it, say what is in it, and delete older ones only where this one is whole."""
        if options["verify"]:
            self._verify(options["verify"])
            return
        keep = [options[f"keep_{period}"] for period in ("days", "weeks", "months")]
        try:
            path, made = self._made(options["path"], options["with_secrets"])
            if made.lost:
                for name in made.lost:
                    self.stderr.write(f"LOST: the database names {name}, which the storage does not have")
                raise CommandError(
                    f"{len(made.lost)} files are lost; {path} has all else. Nothing older was deleted."
                )
            if settings.BACKUP_COPY_TO:
                kept_backups.copy_elsewhere(path)
                self.stdout.write(f"Copied to {settings.BACKUP_COPY_TO.partition('?')[0]}.")
        except NoQuietMoment as error:
            raise CommandError("Files kept going away; no back-up was made. Try again later.") from error
        except OSError as error:
            raise CommandError(f"No back-up was made: {reason(error)}.") from error
        except CannotKeep as error:
            raise CommandError(f"The back-up is not done: {error}. Nothing older was deleted.") from error
        kept_backups.note_good(path, rows=made.rows, files=made.files)
        if any(keep):
            for old in kept_backups.superfluous(kept_backups.kept(kept_backups.folder()), *keep):
                old.unlink()

    def _made(self, path: Path | None, with_secrets: bool) -> tuple[Path, Made]:
        if path is None:
            kept_backups.room_for_another(kept_backups.folder())
            path = kept_backups.folder() / f"portal-{timezone.now():%Y%m%d-%H%M%S}.zip"
        made = make_backup(path, with_secrets or bool(settings.BACKUP_AGE_RECIPIENT))
        key = ""
        if settings.BACKUP_AGE_RECIPIENT:
            path = kept_backups.encrypted(path)
            key = f", encrypted for {settings.BACKUP_AGE_RECIPIENT}"
        size = made.bytes / 1_000_000
        self.stdout.write(f"{path}: {made.rows} rows, {made.files} files, {size:.1f} MB of files{key}")
        return path, made

    def _verify(self, path: Path) -> None:
        try:
            with kept_backups.readable(path) as plain:
                manifest = verify(plain)
        except (CannotRestore, CannotKeep) as error:
            raise CommandError(f"{path}: {error}.") from error
        rows = sum(one["rows"] for one in manifest["tables"])
        self.stdout.write(f"{path}: every byte is as written, {rows} rows, {len(manifest['files'])} files.")
        if manifest["lost"]:
            raise CommandError(
                f"{len(manifest['lost'])} files were lost when it was made: {manifest['lost'][0]} ..."
            )
