from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from tehran_diplomacy.search.index import is_stale, rebuild


class Command(BaseCommand):
    """Make the index of the search anew."""

    help = "Make the index of the search anew from the records."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the switch for starting up."""
        parser.add_argument(
            "--if-stale", action="store_true", help="only where it was never made, or by older rules"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it, and say how many rows it has."""
        if options["if_stale"] and not is_stale():
            return
        self.stdout.write(f"{rebuild()} rows in the search index.")
