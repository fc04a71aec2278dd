"""Delete what was typed and chosen at the desk, was never saved, and has had its time."""

from django.core.management.base import BaseCommand

from tehran_diplomacy.clock import refuse_if_jumped
from tehran_diplomacy.unsaved.models import forget_expired


class Command(BaseCommand):
    """To be run once a day; says how many, never whose."""

    help = "Delete forms that were typed thirty days ago and files chosen a day ago that were never saved."

    def handle(self, *args: object, **options: object) -> None:
        """Delete them."""
        refuse_if_jumped()
        forms, files = forget_expired()
        self.stdout.write(f"Unsaved forms forgotten: {forms}, chosen files: {files}")
