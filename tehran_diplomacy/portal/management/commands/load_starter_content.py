"""Load the starter content; safe to call at every start."""

from django.core.management.base import BaseCommand

from tehran_diplomacy.portal.starter import load


class Command(BaseCommand):
    """Adds what is missing and touches nothing else."""

    help = "Load the starter content: what is missing of it."

    def handle(self, *args: object, **options: object) -> None:
        """Load, and say how many records were made."""
        made = load()
        self.stdout.write(
            f"Starter content: {made} records added." if made else "Starter content: all there."
        )
