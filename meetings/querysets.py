"""What pages ask of meetings and their photos."""

from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import Count, F, Prefetch, Q
from django.utils import timezone

from tehran_diplomacy.dates.ranges import overlapping
from tehran_diplomacy.publishing.history import KeptRows
from tehran_diplomacy.publishing.querysets import RecordQuerySet, public_condition


class MeetingQuerySet(RecordQuerySet):
    """Meetings, the newest first; those of unknown day come last."""

    def newest_first(self) -> Self:
        """In time, backwards."""
        return self.order_by(F("held_on_first").desc(nulls_last=True), "-pk")

    def with_place(self) -> Self:
        """Fetch the place and its country in the same query."""
        return self.select_related("place__country")

    def with_cover(self) -> Self:
        """Fetch the first photo of each meeting in one query, as `cover_photos`: the chosen cover, else the first."""
        photo = self.model._meta.get_field("photos").related_model
        ranked = photo.objects.annotate(
            place_in_gallery=models.Window(
                models.functions.RowNumber(),
                partition_by="meeting",
                order_by=[
                    models.Case(models.When(file="", then=1), default=0),
                    "-is_cover",
                    "position",
                    "pk",
                ],
            )
        ).filter(place_in_gallery=1)
        return self.prefetch_related(Prefetch("photos", ranked, to_attr="cover_photos"))

    def with_photo_count(self) -> Self:
        """Count the supplied photographs."""
        return self.annotate(photo_count=Count("photos", filter=~Q(photos__file=""), distinct=True))

    def of_kind(self, kind: str) -> Self:
        """Meetings of a kind."""
        return self.filter(kind=kind)

    def with_counterpart(self, slug: str) -> Self:
        """Meetings with a city as counterpart, by its address."""
        return self.filter(partners__slug=slug)

    def held_between(self, first: date, last: date) -> Self:
        """Meetings that can have been held within these days, both included."""
        return self.filter(
            overlapping("held_on", first, last) | Q(held_on_first__lte=last, held_until_last__gte=first)
        )


class PhotoQuerySet(KeptRows):
    """Photos, public with their meeting."""

    def public(self, now: datetime | None = None) -> Self:
        """Photos of public meetings."""
        return self.filter(public_condition("meeting__", now))

    def supplied(self) -> Self:
        """Photos that are there, not only announced."""
        return self.exclude(file="")

    def with_meeting(self) -> Self:
        """Fetch the meeting and its place in the same query."""
        return self.select_related("meeting__place__country")

    def newest_first(self) -> Self:
        """The newest meeting's first, each gallery in its own order; photographs before kept places."""
        return self.order_by(
            F("meeting__held_on_first").desc(nulls_last=True), "-meeting", "-is_cover", "position", "pk"
        )


class OutcomeQuerySet(KeptRows):
    """Outcomes of meetings."""

    def overdue(self, on: date | None = None) -> Self:
        """Outcomes not done by their due day, on a day (today if None)."""
        return self.filter(due_on__lt=on or timezone.localdate()).exclude(state="done")
