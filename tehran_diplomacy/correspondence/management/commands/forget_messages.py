"""Delete citizens' messages that have been kept as long as was promised."""

from django.conf import settings
from django.core.management.base import BaseCommand

from tehran_diplomacy.correspondence.models import Message
from tehran_diplomacy.correspondence.receiving import forget_senders


class Command(BaseCommand):
    """To be run once a day; says how many, never which."""

    help = "Delete citizens' messages older than MESSAGE_KEEP_DAYS days, answers and personal data included."

    def handle(self, *args: object, **options: object) -> None:
        """Delete them, and the hashes of days past."""
        forget_senders()
        _all, counted = Message.objects.due_to_be_forgotten().delete()
        number = counted.get(Message._meta.label, 0)
        self.stdout.write(f"Messages forgotten: {number} (kept for {settings.MESSAGE_KEEP_DAYS} days)")
