"""Find stored files that no record names."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand

from tehran_diplomacy.clock import refuse_if_jumped
from tehran_diplomacy.serving.named_files import orphans
from tehran_diplomacy.unsaved.models import forget_expired


class Command(BaseCommand):
    """Says which; deletes them only when told to."""

    help = (
        "Find stored files, older than a day, that neither a record nor an earlier version of one names; --delete "
        "also forgets files chosen in forms a day ago and forms typed thirty days ago that were never saved."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the switch that deletes."""
        parser.add_argument("--delete", action="store_true", help="delete them")
        parser.add_argument(
            "--hours", type=int, default=24, help="those older than so many; fewer only while nobody uploads"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """List them, one a line."""
        if options["delete"]:
            refuse_if_jumped()
        found = orphans(timedelta(hours=options["hours"]))
        for name in found:
            self.stdout.write(name)
            if options["delete"]:
                default_storage.delete(name)
        if options["delete"]:  # what their authors did not come back for
            forget_expired()
        self.stdout.write(f"{len(found)} files{' deleted' if options['delete'] else ''}.")
