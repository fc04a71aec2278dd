"""Figures of records by years of the page's calendar."""

from collections.abc import Callable

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tehran_diplomacy.charts.figures import Figures, Row, Series, Shape
from tehran_diplomacy.dates.ranges import InYears, can_be_addressed, grouped_by_years
from tehran_diplomacy.languages.digits import localise
from tehran_diplomacy.languages.translated import page_language


def by_years(
    records: QuerySet,
    day: str,
    group: str,
    names: dict[str, str],
    *,
    code: str,
    base: str,
    title: str,
    year_at: Callable[[int], str],
) -> Figures:
    """Return how many `records` lie in each year by their partial date `day`, stacked by the column `group`.

    `names` are those of the groups by their codes; `year_at` gives the address of what lies in a year.
    """
    years, undated = grouped_by_years(records, day, group, page_language())
    series = (*(Series(str(name)) for name in names.values()), Series(_("Year unclear"), is_open=True))
    return Figures(
        code=code,
        base=base,
        title=title,
        shape=Shape.COLUMNS,
        of_rows=_("Year"),
        series=series,
        rows=tuple(_row(one, names, year_at) for one in years),
        apart=(Row(_("Date not known"), (*(undated.get(one, 0) for one in names), 0)),),
        rule=_(
            "Years are Gregorian. An entry whose date could fall in two years (for example an "
            "Iranian year) is shown as a hollow bar in both, so the bars can add up to more than "
            "the total."
        ),
    )


def _row(years: InYears, names: dict[str, str], year_at: Callable[[int], str]) -> Row:
    is_single = years.first == years.last
    has_page = is_single and can_be_addressed(years.first, page_language())
    words = str(years.first) if is_single else f"{years.first}–{years.last}"
    return Row(
        localise(words, page_language()),
        (*(years.by_group.get(code, 0) for code in names), years.open),
        year_at(years.first) if has_page else "",
    )
