"""What of the agreements waits for the office."""

from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement, Commitment, LifeEvent, SilenceLine, StatePeriod
from agreements.signs import months_before
from agreements.states import EventKind, State
from tehran_diplomacy.publishing.querysets import public_condition
from tehran_diplomacy.publishing.registers import Need

DAYS_AHEAD = 90


def _ends_soon(user: Any) -> Q:
    today = timezone.localdate()
    last = StatePeriod.objects.filter(
        agreement=OuterRef("pk"),
        state=State.IN_FORCE,
        first_day__lte=today,
        last_day__range=(today, today + timedelta(days=DAYS_AHEAD)),
    )
    return public_condition() & Q(Exists(last))


def _ended_without_a_word(user: Any) -> Q:
    today = timezone.localdate()
    over = StatePeriod.objects.filter(
        agreement=OuterRef("pk"), state=State.EXPIRED, first_day__lte=today, last_day__gte=today
    )
    said = LifeEvent.objects.filter(agreement=OuterRef("pk"), kind__in=(EventKind.ENDED, EventKind.EXTENDED))
    return public_condition() & Q(Exists(over)) & ~Q(Exists(said))


def _overdue(user: Any) -> Q:
    commitments = Commitment.objects.overdue().filter(agreement=OuterRef("pk"))
    return ~Q(status="binned") & Q(Exists(commitments))


def _silent(user: Any) -> Q:
    today = timezone.localdate()
    silent = Agreement.objects.silent_since(months_before(today, SilenceLine.present().months), today)
    return public_condition() & Q(pk__in=silent.order_by().values("pk"))


NEEDS = (
    Need("overdue", _("overdue commitments"), _overdue, "date"),
    Need("silent", _("agreements with no recent recorded activity"), _silent, "date"),
    Need("ends_soon", _("agreements that expire within 90 days"), _ends_soon, "date"),
    Need("ended_silently", _("agreements that expired without a note"), _ended_without_a_word, "date"),
)
