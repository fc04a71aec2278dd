"""When anything public last changed: what conditional requests and kept files go by."""

from dataclasses import dataclass
from datetime import datetime, time
from functools import reduce

from django.db.models import Max, Q
from django.utils import timezone

from tehran_diplomacy.publishing.generation import once_per_change
from tehran_diplomacy.publishing.registers import registers
from tehran_diplomacy.publishing.revisions import Revision, Step
from tehran_diplomacy.publishing.status import Status

# What is done to a record that is not public, and leaves it so.
_UNSEEN = Q(status__in=(Status.DRAFT, Status.IN_REVIEW)) & Q(
    step__in=(Step.CREATED, Step.CHANGED, Step.LOADED, Step.IMPORTED, Step.SUBMITTED, Step.SENT_BACK)
)


@dataclass(frozen=True)
class Stamp:
    """The last change: the newest revision that readers can notice, and the moment of it."""

    revision: int
    moment: datetime | None

    def on_day(self) -> "Stamp":
        """Return the stamp of what also changes when a day begins in Tehran."""
        today = start_of_today()
        return Stamp(self.revision, max(self.moment, today) if self.moment else today)

    def __str__(self) -> str:
        return f"{self.revision}-{int(self.moment.timestamp()) if self.moment else 0}"


def start_of_today() -> datetime:
    """Return the moment at which this day began in Tehran."""
    return timezone.make_aware(datetime.combine(timezone.localdate(), time.min))


def last_change() -> Stamp:
    """Return the last change of anything, records that became public by the clock included; found once for each."""
    return once_per_change("the last change", _last_change)


def _last_change() -> Stamp:
    now = timezone.now()
    newest = Revision.objects.past().exclude(_UNSEEN).order_by("-pk").values_list("pk", "made_at").first()
    due = [
        register.model.objects.public(now)
        .exclude(publish_at=None)
        .order_by()
        .values("status")
        .annotate(latest=Max("publish_at"))
        .values_list("latest", flat=True)
        for register in registers()
    ]
    scheduled = reduce(lambda one, other: one.union(other, all=True), due)
    moments = [moment for moment in (newest and newest[1], *scheduled) if moment]
    return Stamp(newest[0] if newest else 0, max(moments, default=None))
