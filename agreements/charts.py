"""What of the agreements is drawn: how many were signed in each year, by form."""

from django.urls import reverse
from django.utils.translation import gettext as _

from agreements.models import Agreement
from tehran_diplomacy.charts.figures import Figures
from tehran_diplomacy.charts.years import by_years


def signed_by_year() -> Figures:
    """Return the public agreements by year of signing and form, in two queries."""
    return by_years(
        Agreement.objects.public(),
        "signed_on",
        "form",
        dict(Agreement.Form.choices),
        code="agreements-by-year",
        base=reverse("agreements:charts"),
        title=_("Agreements by year of signing and form"),
        year_at=lambda year: f"{reverse('agreements:list')}?year={year}",
    )


CHARTS = {"agreements-by-year": signed_by_year}
