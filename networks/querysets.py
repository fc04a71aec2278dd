"""What pages ask of networks."""

from datetime import date
from typing import Self

from django.db.models import Q

from tehran_diplomacy.publishing.history import KeptRows
from tehran_diplomacy.publishing.querysets import RecordQuerySet


class NetworkQuerySet(RecordQuerySet):
    """Networks, with what their rows show."""

    def with_seat(self) -> Self:
        """Fetch the seat and its country in the same query."""
        return self.select_related("seat__country")

    def with_roles(self) -> Self:
        """Fetch the home city's roles in one query."""
        return self.prefetch_related("roles")


class RoleQuerySet(KeptRows):
    """The home city's roles in networks."""

    def held_between(self, first: date, last: date) -> Self:
        """Roles that can have been held within these days; one with no end only as long as a source shows it."""
        shown = Q(ends_last__gte=first) | Q(ends=None) & (
            Q(as_of_last__gte=first) | Q(as_of=None, begins_last__gte=first)
        )
        return self.filter(Q(begins_first__lte=last) | Q(begins=None, as_of_first__lte=last), shown)
