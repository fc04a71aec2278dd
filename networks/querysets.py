"""What pages ask of networks."""

from typing import Self

from tehran_diplomacy.publishing.querysets import RecordQuerySet


class NetworkQuerySet(RecordQuerySet):
    """Networks, with what their rows show."""

    def with_seat(self) -> Self:
        """Fetch the seat and its country in the same query."""
        return self.select_related("seat__country")

    def with_roles(self) -> Self:
        """Fetch the home city's roles in one query."""
        return self.prefetch_related("roles")
