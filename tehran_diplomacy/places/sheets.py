"""Cities as a table."""

from django.utils.translation import gettext_lazy as _

from tehran_diplomacy.exchange.columns import Column, LinkColumn, NumberColumn
from tehran_diplomacy.exchange.sheets import Sheet
from tehran_diplomacy.places.models import City, Country


class CitySheet(Sheet):
    """One city a row."""

    model = City
    related = ("country",)
    columns = (
        Column("name", _("name"), "fa"),
        Column("name", _("name"), "en"),
        LinkColumn("country", _("country"), Country),
        NumberColumn("latitude", _("latitude")),
        NumberColumn("longitude", _("longitude")),
        Column("summary", _("about the city"), "fa"),
        Column("summary", _("about the city"), "en"),
        Column("other_names", _("other names")),
    )
    telling = ("country",)
