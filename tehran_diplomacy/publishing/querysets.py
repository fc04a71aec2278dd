"""The one place that decides what the public sees."""

from datetime import datetime
from typing import Self

from django.db.models import Q
from django.utils import timezone

from tehran_diplomacy.languages.fields import containing
from tehran_diplomacy.languages.translated import page_language
from tehran_diplomacy.publishing.history import KeptRows
from tehran_diplomacy.publishing.status import Status


def public_condition(prefix: str = "", now: datetime | None = None) -> Q:
    """Return the condition 'is public now'; `prefix` leads to the record, as in 'meeting__'."""
    now = now or timezone.now()
    return Q(**{f"{prefix}status": Status.PUBLISHED}) & (
        Q(**{f"{prefix}publish_at": None}) | Q(**{f"{prefix}publish_at__lte": now})
    )


class RecordQuerySet(KeptRows):
    """Questions that every register answers."""

    def public(self, now: datetime | None = None) -> Self:
        """Records that readers may see at `now`: published, and not for later."""
        return self.filter(public_condition(now=now))

    def scheduled(self, now: datetime | None = None) -> Self:
        """Records approved for a moment yet to come."""
        return self.filter(status=Status.PUBLISHED, publish_at__gt=now or timezone.now())

    def withdrawn(self) -> Self:
        """Records that readers could see once and no longer can."""
        return self.exclude(withdrawn_at=None).exclude(public_condition())

    def in_bin(self) -> Self:
        """Records in the bin, the last thrown away first."""
        return self.filter(status=Status.BINNED).order_by("-binned_at")

    def out_of_bin(self) -> Self:
        """All records but those in the bin."""
        return self.exclude(status=Status.BINNED)

    def sent_back(self) -> Self:
        """Drafts that were sent back with a remark."""
        return self.filter(status=Status.DRAFT).exclude(remark="")

    def alphabetical(self) -> Self:
        """In the alphabetical order of the page's language."""
        return self.order_by(f"sort_{page_language()}", "pk")

    def matching(self, words: str) -> Self:
        """Records whose names and texts hold every typed word, however it was spelt."""
        return self.filter(containing("words", words))
