"""What pages ask of meetings and their photos."""

from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import Count, F, Max, Prefetch, Q, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from tehran_diplomacy.dates.ordering import NewestFirst
from tehran_diplomacy.dates.ranges import overlapping
from tehran_diplomacy.languages.fields import containing
from tehran_diplomacy.publishing.history import KeptRows
from tehran_diplomacy.publishing.querysets import RecordQuerySet, public_condition


class MeetingQuerySet(RecordQuerySet):
    """Meetings, the newest first; those of unknown day come last."""

    def newest_first(self) -> Self:
        """In time, backwards."""
        return self.order_by(NewestFirst("held_on_first"), "-pk")

    def with_place(self) -> Self:
        """Fetch the place and its country in the same query."""
        return self.select_related("place__country")

    def with_cover(self) -> Self:
        """Fetch the first photo of each meeting in one query, as `cover_photos`: the chosen cover, else the first.

        It knows how many photographs the gallery has, as `supplied_in_gallery`.
        """
        photo = self.model._meta.get_field("photos").related_model
        ranked = (
            photo.objects.standing()
            .annotate(
                place_in_gallery=models.Window(
                    models.functions.RowNumber(),
                    partition_by="meeting",
                    order_by=[
                        models.Case(models.When(file="", then=1), default=0),
                        "-is_cover",
                        "position",
                        "pk",
                    ],
                ),
                supplied_in_gallery=models.Window(
                    models.Sum(models.Case(models.When(file="", then=0), default=1)), partition_by="meeting"
                ),
            )
            .filter(place_in_gallery=1)
        )
        return self.prefetch_related(Prefetch("photos", ranked, to_attr="cover_photos"))

    def counted_by_country(self) -> list[tuple[int | None, str, int]]:
        """Count in one query: (key of a country or None, kind, meetings).

        A meeting has the countries of its counterpart cities, each once; without any, that of its place.
        """
        country = Coalesce("partners__country", "place__country")
        rows = self.order_by().annotate(in_country=country).values("in_country", "kind")
        return [
            (row["in_country"], row["kind"], row["n"]) for row in rows.annotate(n=Count("pk", distinct=True))
        ]

    def with_photographs(self) -> Self:
        """Only meetings of which there are photographs."""
        photo = self.model._meta.get_field("photos").related_model
        return self.filter(pk__in=photo.objects.supplied().standing().values("meeting"))

    def with_feed_photos(self) -> Self:
        """Fetch the photographs in one query, as `feed_photos`."""
        photo = self.model._meta.get_field("photos").related_model
        return self.prefetch_related(
            Prefetch("photos", photo.objects.supplied().standing(), to_attr="feed_photos")
        )

    def with_photo_count(self) -> Self:
        """Count the supplied photographs."""
        return self.annotate(
            photo_count=Count(
                "photos", filter=~Q(photos__file="") & Q(photos__is_withdrawn=False), distinct=True
            )
        )

    def with_photo_totals(self) -> Self:
        """Fetch in the same query what `PhotoQuerySet.totals` counts, as `photos_all`, `photos_original`, …"""
        photos = self.model._meta.get_field("photos").related_model.objects.standing()

        def counted(value: models.Expression) -> Coalesce:
            rows = photos.filter(meeting=models.OuterRef("pk")).order_by().values("meeting")
            return Coalesce(models.Subquery(rows.annotate(n=value).values("n")), 0)

        return self.annotate(**{f"photos_{name}": counted(value) for name, value in _totals().items()})

    def journeys(self) -> Self:
        """Meetings for which somebody travelled: visits made, and gatherings in another city."""
        return self.filter(Q(kind="visit_made") | Q(kind="gathering", place__is_home=False))

    def gatherings_somewhere(self) -> Self:
        """Gatherings that are no journeys only because nobody knows for certain where they were held."""
        return self.filter(kind="gathering", place=None)

    def with_account(self) -> Self:
        """Fetch what a list tells of journeys: the account, the costs, and whether there is a report."""
        account = self.model._meta.get_field("accounts").related_model
        return self.with_place().prefetch_related(
            Prefetch("accounts", account.objects.with_bodies()), "costs", "documents"
        )

    def travelled_by(self, body: int) -> Self:
        """Journeys of a body, by its key."""
        return self.filter(accounts__body=body)

    def paid_by(self, body: int) -> Self:
        """Journeys paid by a body, by its key."""
        return self.filter(accounts__paid_by=body)

    def with_costs_published(self, published: bool) -> Self:
        """Journeys of which at least one cost is published, or none is."""
        there = models.Exists(
            self.model._meta.get_field("costs").related_model.objects.filter(meeting=models.OuterRef("pk"))
        )
        return self.filter(there if published else ~there)

    def with_participant(self, person: models.Model) -> Self:
        """Meetings in which a person took part."""
        return self.filter(participations__person=person)

    def gallery_stamp(self, slug: str, office: models.QuerySet) -> tuple | None:
        """Return, in one query, what changes whenever the gallery of a meeting does; None without the meeting."""
        stamp = self.filter(slug=slug).annotate(
            photo_rows=Count("photos"),
            photos_changed=Max("photos__changed_at"),
            office_changed=models.Subquery(office.values("changed_at")[:1]),
        )
        fields = ("pk", "changed_at", "photo_rows", "photos_changed", "office_changed")
        return next(iter(stamp.order_by().values_list(*fields)), None)

    def of_kind(self, kind: str) -> Self:
        """Meetings of a kind."""
        return self.filter(kind=kind)

    def with_city(self, city_id: int) -> Self:
        """Meetings held in a city or with it as counterpart."""
        partners = self.model.partners.through.objects.filter(city=city_id)
        return self.filter(Q(place=city_id) | Q(pk__in=partners.values("meeting")))

    def with_counterpart(self, slug: str) -> Self:
        """Meetings with a city as counterpart, by its address."""
        return self.filter(partners__slug=slug)

    def held_between(self, first: date, last: date) -> Self:
        """Meetings that can have been held within these days, both included."""
        return self.filter(
            Q(held_on_last__gte=first) | Q(held_until_last__gte=first), held_on_first__lte=last
        )


def _totals() -> dict[str, models.Expression]:
    there = ~Q(file="")
    web = models.Case(models.When(web_bytes=0, then="press_bytes"), default="web_bytes")
    return {
        "all": Count("pk"),
        "count": Count("pk", filter=there),
        "original": Sum("press_bytes", filter=there),
        "web": Sum(web, filter=there),
    }


class PhotoQuerySet(KeptRows):
    """Photos, public with their meeting."""

    def public(self, now: datetime | None = None) -> Self:
        """Photos of public meetings, but not those withdrawn."""
        return self.filter(public_condition("meeting__", now), is_withdrawn=False)

    def standing(self) -> Self:
        """Photos that are not withdrawn."""
        return self.filter(is_withdrawn=False)

    def supplied(self) -> Self:
        """Photos that are there, not only announced."""
        return self.exclude(file="")

    def totals(self) -> dict[str, int]:
        """Return in one query how many there are ('all'), how many supplied ('count'), and their bytes by size."""
        found = self.aggregate(**_totals())
        return {name: value or 0 for name, value in found.items()}

    def with_meeting(self) -> Self:
        """Fetch the meeting and its place in the same query."""
        return self.select_related("meeting__place__country")

    def newest_first(self) -> Self:
        """The newest meeting's first, each gallery in its own order; photographs before kept places."""
        return self.order_by(
            NewestFirst("meeting__held_on_first"), "-meeting__pk", "-is_cover", "position", "pk"
        )

    def showing(self, person_uid: str) -> Self:
        """Photos on which a person is shown."""
        return self.filter(persons__uid=person_uid)

    def of_city(self, slug: str) -> Self:
        """Photos taken in a city or at a meeting with it."""
        meetings = self.model._meta.get_field("meeting").related_model.objects
        there = meetings.filter(Q(place__slug=slug) | Q(partners__slug=slug))
        return self.filter(meeting__in=there.values("pk"))

    def of_network(self, slug: str) -> Self:
        """Photos of meetings of a network."""
        return self.filter(meeting__networks__slug=slug)

    def taken_between(self, first: date, last: date) -> Self:
        """Photos taken within these days; where the day is not noted, the meeting's counts."""
        return self.filter(
            Q(taken_on__range=(first, last)) | Q(taken_on=None) & overlapping("meeting__held_on", first, last)
        )

    def matching(self, words: str) -> Self:
        """Photos whose caption, credit, persons or meeting hold every typed word, however it was spelt."""
        condition = Q()
        for word in words.split():
            persons = self.model.persons.through.objects.filter(containing("person__words", word))
            condition &= (
                containing("words", word)
                | containing("meeting__words", word)
                | Q(pk__in=persons.values("photo"))
            )
        return self.filter(condition)


class SharedGalleryQuerySet(models.QuerySet):
    """Links to galleries under embargo."""

    def open(self, now: datetime | None = None) -> Self:
        """Links that are neither revoked nor at their end."""
        return self.filter(is_revoked=False, ends_at__gt=now or timezone.now())


class OutcomeQuerySet(KeptRows):
    """Outcomes of meetings."""

    def overdue(self, on: date | None = None) -> Self:
        """Outcomes not done by their due day, on a day (today if None)."""
        return self.filter(due_on__lt=on or timezone.localdate()).exclude(state="done")


class JourneyAccountQuerySet(KeptRows):
    """Accounts of journeys."""

    def with_bodies(self) -> Self:
        """Fetch who travelled and who paid in the same query."""
        return self.select_related("body", "paid_by")

    def with_costs(self) -> Self:
        """Fetch the costs in the same query: the account comes once for each of them, or once without any."""
        names = ("heading", "amount", "currency", "note_fa", "note_en")
        rows = self.annotate(**{f"cost_{name}": F(f"meeting__costs__{name}") for name in names})
        return rows.order_by("meeting__costs")
