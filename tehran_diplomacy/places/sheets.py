"""Cities as a table."""

from django.utils.translation import gettext_lazy as _

from tehran_diplomacy.exchange.columns import Column, Found, LinkColumn, NumberColumn
from tehran_diplomacy.exchange.sheets import Sheet
from tehran_diplomacy.places import iso
from tehran_diplomacy.places.models import City, Country


class CountryColumn(LinkColumn):
    """A country of ISO, by code or name in either language; one that the register lacks is added."""

    def value(self, text: str, found: Found) -> int:
        """Return the primary key."""
        code = iso.code_of(text)
        if code and found.known(Country, text) is None and found.known(Country, code) is None:
            Country.of_code(code)
            found.forget(Country)
        known = found.known(Country, text)
        return known if known is not None else found.key(Country, code or text)


class CitySheet(Sheet):
    """One city a row."""

    model = City
    related = ("country",)
    columns = (
        Column("name", _("name"), "fa"),
        Column("name", _("name"), "en"),
        CountryColumn("country", _("country"), Country),
        NumberColumn("latitude", _("latitude")),
        NumberColumn("longitude", _("longitude")),
        Column("summary", _("about the city"), "fa"),
        Column("summary", _("about the city"), "en"),
        Column("other_names", _("other names")),
    )
    telling = ("country",)
