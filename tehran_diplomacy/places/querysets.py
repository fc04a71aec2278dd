"""What pages ask of cities."""

from typing import Self

from tehran_diplomacy.publishing.querysets import RecordQuerySet


class CityQuerySet(RecordQuerySet):
    """Cities, with their countries where a page names both."""

    def with_country(self) -> Self:
        """Fetch the country in the same query."""
        return self.select_related("country")

    def abroad(self) -> Self:
        """Every city but the home city."""
        return self.filter(is_home=False)
