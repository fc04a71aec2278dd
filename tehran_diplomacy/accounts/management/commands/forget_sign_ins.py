"""Delete what the sign-in log has kept as long as is said."""

from datetime import timedelta

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from tehran_diplomacy.clock import refuse_if_jumped


class Command(BaseCommand):
    """To be run once a day; says how many, never whose."""

    help = "Delete what the sign-in log (names, addresses) has kept for more than SIGN_IN_KEEP_DAYS days."

    def handle(self, *args: object, **options: object) -> None:
        """Delete it."""
        refuse_if_jumped()
        limit = timezone.now() - timedelta(days=settings.SIGN_IN_KEEP_DAYS)
        number = 0
        for model in (AccessLog, AccessAttempt, AccessFailureLog):
            _all, counted = model.objects.filter(attempt_time__lt=limit).delete()
            number += counted.get(model._meta.label, 0)
        self.stdout.write(f"Sign-ins forgotten: {number} (kept for {settings.SIGN_IN_KEEP_DAYS} days)")
