"""Delete citizens' messages that have been kept as long as was promised."""

from django.conf import settings
from django.core.management.base import BaseCommand
from django.urls import reverse

from tehran_diplomacy.clock import refuse_if_jumped
from tehran_diplomacy.correspondence.models import Message
from tehran_diplomacy.correspondence.receiving import forget_senders
from tehran_diplomacy.unsaved.models import Autosave


def _forget_answers_to_them() -> None:
    """Delete answers that were typed and never saved, of messages that are gone: they may quote them."""
    start = reverse("admin:correspondence_message_changelist")
    typed = Autosave.objects.filter(path__startswith=start).values_list("pk", "path")
    keys = {pk: path.removeprefix(start).partition("/")[0] for pk, path in typed}
    there = {str(pk) for pk in Message.objects.values_list("pk", flat=True)} if keys else set()
    Autosave.objects.filter(pk__in=[pk for pk, key in keys.items() if key not in there]).delete()


class Command(BaseCommand):
    """To be run once a day; says how many, never which."""

    help = "Delete citizens' messages older than MESSAGE_KEEP_DAYS days, answers and personal data included."

    def handle(self, *args: object, **options: object) -> None:
        """Delete them, and the hashes of days past."""
        refuse_if_jumped()
        forget_senders()
        _all, counted = Message.objects.due_to_be_forgotten().delete()
        _forget_answers_to_them()
        number = counted.get(Message._meta.label, 0)
        self.stdout.write(f"Messages forgotten: {number} (kept for {settings.MESSAGE_KEEP_DAYS} days)")
