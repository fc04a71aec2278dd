"""Makes what is missing or out of date of every photo: its sizes, its copies for the press."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from meetings import gallery
from meetings.models import Photo, PressOffice
from tehran_diplomacy.publishing.history import nothing_kept


class Command(BaseCommand):
    """Safe to stop and to start again: each photo is finished before the next one is begun."""

    help = "Make missing or outdated sizes and press copies of photos. Safe to stop and start again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Offer a run that changes nothing."""
        parser.add_argument("--check", action="store_true", help="only count what would be made")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        """Go through the photos by their number in the database, a few in memory at a time."""
        office = PressOffice.objects.first()
        made = {"sizes": 0, "press": 0}
        broken = 0
        photos = Photo.objects.supplied().with_meeting().prefetch_related("persons").order_by("pk")
        for photo in photos.iterator(chunk_size=100):
            try:
                if check:
                    parts = gallery.outdated(photo, gallery.facts_of(photo, office))
                else:
                    # Copies made anew say nothing new of the record: no revision is owed.
                    with nothing_kept(), transaction.atomic():
                        parts = gallery.rebuild(photo, office)
            except (OSError, ValueError, RuntimeError) as error:
                broken += 1
                self.stderr.write(f"{photo.uid}: {type(error).__name__}: {error}")
                continue
            for part in parts:
                made[part] += 1
            if parts and options["verbosity"] > 1:
                self.stdout.write(f"{photo.uid}: {', '.join(parts)}")
        verb = "To be made" if check else "Made"
        self.stdout.write(f"{verb}: sizes of {made['sizes']}, press copies of {made['press']} photos.")
        if broken:
            self.stderr.write(f"{broken} photos could not be done; see above.")
