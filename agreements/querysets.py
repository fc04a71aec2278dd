"""What pages ask of agreements."""

from datetime import date
from typing import Self

from django.db.models import Exists, F, OuterRef, Prefetch, Q, Subquery
from django.utils import timezone

from agreements.signs import last_sign_expression
from tehran_diplomacy.dates.ordering import NewestFirst
from tehran_diplomacy.dates.ranges import overlapping, year_range
from tehran_diplomacy.languages.fields import filled
from tehran_diplomacy.languages.translated import page_language
from tehran_diplomacy.publishing.history import KeptRows
from tehran_diplomacy.publishing.querysets import RecordQuerySet


class AgreementQuerySet(RecordQuerySet):
    """Agreements, with the questions that lists, cities and goals ask."""

    def with_state(self, on: date | None = None) -> Self:
        """Fetch the state on a day (today if None) as `state_code`, in the same query."""
        on = on or timezone.localdate()
        periods = self.model._meta.get_field("periods").related_model.objects.filter(
            agreement=OuterRef("pk"), first_day__lte=on, last_day__gte=on
        )
        return self.annotate(state_code=Subquery(periods.values("state")[:1]))

    def in_state(self, state: str, on: date | None = None) -> Self:
        """Agreements that are in `state` on a day (today if None)."""
        on = on or timezone.localdate()
        return self.filter(Q(periods__state=state, periods__first_day__lte=on, periods__last_day__gte=on))

    def with_last_sign(self, on: date | None = None) -> Self:
        """Fetch the last dated sign of life up to a day (today if None) as `last_sign`, in the same query.

        It is a text for `signs.read_sign`, '' where nothing is dated.
        """
        return self.annotate(last_sign=last_sign_expression(self.model, on or timezone.localdate()))

    def silent_since(self, limit: date, on: date | None = None) -> Self:
        """Agreements neither over nor yet to begin, whose last dated sign of life lies before `limit`."""
        on = on or timezone.localdate()
        idle = self.model._meta.get_field("periods").related_model.objects.filter(
            agreement=OuterRef("pk"),
            first_day__lte=on,
            last_day__gte=on,
            state__in=("ended", "expired", "not_yet"),
        )
        return self.with_last_sign(on).filter(~Exists(idle), last_sign__lt=limit.isoformat())

    def with_parties(self) -> Self:
        """Fetch the parties and their countries in one query."""
        party = self.model._meta.get_field("parties").related_model
        rows = party.objects.select_related("city__country", "network", "organisation")
        return self.prefetch_related(Prefetch("parties", rows))

    def of_city(self, city_id: int) -> Self:
        """Agreements to which a city is party."""
        return self.filter(parties__city=city_id)

    def in_country(self, code: str) -> Self:
        """Agreements with a city or organisation of a country, by its ISO code."""
        party = self.model._meta.get_field("parties").related_model
        there = party.objects.filter(
            Q(city__country__code=code, city__is_home=False) | Q(organisation__country__code=code)
        )
        return self.filter(pk__in=there.values("agreement"))

    def in_field(self, field: str) -> Self:
        """Agreements that belong to a field ('cultural', …)."""
        return self.filter(**{f"in_{field}": True})

    def signed_between(self, first: date, last: date) -> Self:
        """Agreements that can have been signed within these days, both included."""
        return self.filter(overlapping("signed_on", first, last))

    def signed_in_year(self, year: int) -> Self:
        """Agreements that can have been signed in a year; below 1700 it is Jalali."""
        return self.signed_between(*year_range(year))

    def sorted_by(self, order: str) -> Self:
        """In the order 'newest', 'oldest' or 'title'; those of unknown day come last."""
        if order == "title":
            return self.order_by(f"sort_{page_language()}", "pk")
        if order == "oldest":
            return self.order_by(F("signed_on_first").asc(nulls_last=True), "pk")
        return self.order_by(NewestFirst("signed_on_first"), "-pk")


class CommitmentQuerySet(KeptRows):
    """Commitments under agreements."""

    def overdue(self, on: date | None = None) -> Self:
        """Commitments whose day has passed (before `on`, today if None), neither closed nor paused."""
        open_ones = self.filter(due_on_last__lt=on or timezone.localdate()).exclude(
            state__in=("done", "dropped")
        )
        return open_ones.exclude(filled("paused_reason"))
