"""What of the meetings waits for the office."""

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meetings.models import Meeting, Outcome, Photo
from tehran_diplomacy.publishing.querysets import public_condition
from tehran_diplomacy.publishing.registers import Need


def _empty(name: str) -> Q:
    return Q(**{f"{name}__isnull": True}) | Q(**{name: ""})


def _photo(condition: Q) -> Q:
    photos = Photo.objects.supplied().filter(condition, meeting=OuterRef("pk"))
    return public_condition() & Q(Exists(photos))


def _overdue(user: Any) -> Q:
    outcomes = Outcome.objects.overdue().filter(meeting=OuterRef("pk"))
    return ~Q(status="binned") & Q(Exists(outcomes))


def _no_caption(user: Any) -> Q:
    return _photo(_empty("caption_fa") | _empty("caption_en"))


def _no_alternative_text(user: Any) -> Q:
    return _photo(_empty("alt_fa") | _empty("alt_en"))


def _held_without_outcome(user: Any) -> Q:
    outcomes = Outcome.objects.filter(meeting=OuterRef("pk"))
    return public_condition() & Q(held_on_last__lt=timezone.localdate()) & ~Q(Exists(outcomes))


def _journey_without_account(user: Any) -> Q:
    made = Meeting.objects.journeys().filter(held_on_last__lt=timezone.localdate(), accounts=None)
    return public_condition() & Q(pk__in=made.order_by().values("pk"))


NEEDS = (
    Need("overdue", _("overdue outcomes"), _overdue, "date"),
    Need("no_caption", _("photos without a caption in both languages"), _no_caption),
    Need("no_alt", _("photos without a description in both languages"), _no_alternative_text),
    Need("no_account", _("past trips without a trip report"), _journey_without_account),
    Need("no_outcome", _("past meetings without an outcome"), _held_without_outcome),
)
