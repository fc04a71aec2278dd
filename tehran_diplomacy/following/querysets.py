"""What pages and the sender ask of followers and letters."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

CONFIRM_HOURS = 48


class UnconfirmedQuerySet(models.QuerySet):
    """Addresses that have not confirmed."""

    def open(self, now: datetime | None = None) -> Self:
        """Those that still may."""
        return self.filter(created_at__gt=(now or timezone.now()) - timedelta(hours=CONFIRM_HOURS))

    def over(self, now: datetime | None = None) -> Self:
        """Those whose time is over."""
        return self.filter(created_at__lte=(now or timezone.now()) - timedelta(hours=CONFIRM_HOURS))


class FollowerQuerySet(models.QuerySet):
    """Confirmed addresses."""

    def of(self, kind: str, key: str) -> Self:
        """Those of a topic."""
        return self.filter(kind=kind, key=key)

    def to_be_told(self, newest: int, digest: datetime) -> Self:
        """Those that have not been told of all up to announcement `newest`: at once, or since the last `digest`."""
        return self.filter(
            Q(pace="at_once", cursor__lt=newest) | Q(pace="weekly", digested_at__lt=digest)
        ).order_by("pk")


class LetterQuerySet(models.QuerySet):
    """Letters that wait."""

    def due(self, now: datetime) -> Self:
        """Those to be sent by `now`: questions first, then the oldest."""
        return self.filter(due_at__lte=now).order_by(F("unconfirmed").asc(nulls_last=True), "pk")

    def with_recipient(self) -> Self:
        """Fetch whom they are for."""
        return self.select_related("follower", "unconfirmed")
