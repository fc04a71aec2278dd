"""Filters of the desk's lists: what waits, and years and months of the page's calendar."""

from collections.abc import Iterator
from typing import Any

from django.contrib.admin import ModelAdmin, SimpleListFilter
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tehran_diplomacy.dates.months import GREGORIAN, JALALI
from tehran_diplomacy.dates.ranges import (
    is_jalali,
    month_range,
    months_with_counts,
    overlapping,
    year_range,
    years_with_counts,
)
from tehran_diplomacy.desk.needs import needs_of, register_of
from tehran_diplomacy.languages.digits import localise
from tehran_diplomacy.languages.translated import page_language


class NeedsFilter(SimpleListFilter):
    """Records that wait for something: the desk's tiles lead here."""

    title = _("pending items")
    parameter_name = "needs"

    def __init__(self, request: HttpRequest, params: dict, model: type, model_admin: ModelAdmin) -> None:
        register = register_of(model)
        self.needs = {need.code: need for need in (needs_of(register) if register else ())}
        super().__init__(request, params, model, model_admin)

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, str]]:
        """Offer what can wait in this register."""
        return [(code, need.label) for code, need in self.needs.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Return the records meant, each once."""
        need = self.needs.get(self.value() or "")
        if need is None:
            return queryset
        meant = queryset.model._base_manager.filter(need.condition(request.user), pk=OuterRef("pk"))
        return queryset.filter(Exists(meant))


def period_filter(field: str, title: str) -> type[SimpleListFilter]:
    """Return a filter by year and month of the partial date `field`, in the calendar of the page.

    The address holds '1401' or '1401-5'; below 1700 the year is Jalali. Costs three queries.
    """

    class PeriodFilter(SimpleListFilter):
        parameter_name = "period"
        template = "admin/period_filter.html"

        def __init__(self, *args: Any) -> None:
            self.title = title
            super().__init__(*args)

        def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, str]]:
            return [("", "")]  # the choices are made from the records, below

        def has_output(self) -> bool:
            return True

        def chosen(self) -> tuple[int, int | None] | None:
            """The year and month in the address."""
            year, _dash, month = (self.value() or "").partition("-")
            try:
                chosen = int(year), int(month) if month else None
                month_range(chosen[0], chosen[1] or 1)
            except ValueError:
                return None
            return chosen

        def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
            self.records = queryset
            if not (chosen := self.chosen()):
                return queryset
            year, month = chosen
            return queryset.filter(
                overlapping(field, *(month_range(year, month) if month else year_range(year)))
            )

        def choices(self, changelist: Any) -> Iterator[dict[str, Any]]:
            language, chosen = page_language(), self.chosen()
            yield {
                "selected": chosen is None,
                "query_string": changelist.get_query_string(remove=["period"]),
                "display": _("All"),
            }
            records = changelist.root_queryset
            for year, count in years_with_counts(records, field, language):
                yield self._choice(
                    changelist, str(year), localise(f"{year} ({count})", language), chosen == (year, None)
                )
                if chosen and chosen[0] == year:
                    names = (JALALI if is_jalali(year) else GREGORIAN)[language]
                    for month, number in months_with_counts(records, field, year):
                        shown = f"{names[month - 1]} ({localise(str(number), language)})"
                        yield self._choice(changelist, f"{year}-{month}", shown, chosen == (year, month)) | {
                            "inner": True
                        }

        def _choice(self, changelist: Any, value: str, shown: str, selected: bool) -> dict[str, Any]:
            query = changelist.get_query_string({"period": value})
            return {"selected": selected, "query_string": query, "display": shown}

    return PeriodFilter
