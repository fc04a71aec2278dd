"""What the desk and the citizen's pages ask of messages."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from tehran_diplomacy.correspondence import codes

OPEN = ("new", "assigned")
SPAM_DAYS = 30


class MessageQuerySet(models.QuerySet):
    """Messages, the newest first."""

    def waiting(self) -> Self:
        """Messages that nobody has answered, closed or thrown out."""
        return self.filter(state__in=OPEN)

    def mine(self, user: AbstractBaseUser) -> Self:
        """Messages that wait for one member of staff."""
        return self.waiting().filter(assigned_to=user)

    def since(self, moment: datetime) -> Self:
        """Messages received at `moment` or later."""
        return self.filter(received_at__gte=moment)

    def with_code(self, code: str) -> Self:
        """The message of a tracking code, however it was typed; found by a hash, so no prefix helps."""
        return self.filter(code_hash=codes.hash_of(code))

    def with_about(self) -> Self:
        """Fetch in the same query what a row of the inbox shows."""
        return self.select_related("goal__roadmap", "meeting", "agreement", "assigned_to")

    def due_to_be_forgotten(self, now: datetime | None = None) -> Self:
        """Messages kept as long as was promised, and spam after a month."""
        now = now or timezone.now()
        return self.filter(
            Q(received_at__lt=now - timedelta(days=settings.MESSAGE_KEEP_DAYS))
            | Q(state="spam", received_at__lt=now - timedelta(days=SPAM_DAYS))
        )
