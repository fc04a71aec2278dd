"""What of the meetings is drawn: with which countries, of which kind, and in which year."""

from collections import defaultdict

from django.urls import reverse
from django.utils.translation import gettext as _

from meetings.models import Meeting
from tehran_diplomacy.charts.figures import Figures, Row, Series, Shape
from tehran_diplomacy.charts.years import by_years
from tehran_diplomacy.places.models import Country


def by_country() -> Figures:
    """Return the public meetings by country and kind, the country with most first, in two queries."""
    counted: dict[int | None, dict[str, int]] = defaultdict(dict)
    for country, kind, count in Meeting.objects.public().counted_by_country():
        counted[country][kind] = count
    kinds = dict(Meeting.Kind.choices)
    names = {country.pk: str(country) for country in Country.objects.filter(pk__in=filter(None, counted))}

    def row(name: str, found: dict[str, int]) -> Row:
        return Row(name, tuple(found.get(kind, 0) for kind in kinds))

    rows = [row(names[country], found) for country, found in counted.items() if country in names]
    return Figures(
        code="meetings-by-country",
        base=reverse("meetings:charts"),
        title=_("Meetings by country and kind"),
        shape=Shape.BARS,
        of_rows=_("Country"),
        series=tuple(Series(str(name)) for name in kinds.values()),
        rows=tuple(sorted(rows, key=lambda one: (-one.total, one.name))),
        apart=(row(_("Country not known"), counted.get(None, {})),),
        rule=_(
            "A meeting is counted once for the country of each city met; a meeting with no such "
            "city is counted for the country where it was held."
        ),
    )


def held_by_year() -> Figures:
    """Return the public meetings by year and kind, in two queries."""
    return by_years(
        Meeting.objects.public(),
        "held_on",
        "kind",
        dict(Meeting.Kind.choices),
        code="meetings-by-year",
        base=reverse("meetings:charts"),
        title=_("Meetings by year and kind"),
        year_at=lambda year: reverse("meetings:year", args=[year]),
    )


CHARTS = {"meetings-by-country": by_country, "meetings-by-year": held_by_year}
