"""Networks as a table."""

from django.utils.translation import gettext_lazy as _

from networks.models import Network
from roadmap.models import Goal
from tehran_diplomacy.exchange.columns import Column, LinkColumn, LinksColumn, PartialDateColumn, UrlColumn
from tehran_diplomacy.exchange.sheets import Sheet
from tehran_diplomacy.places.models import City
from tehran_diplomacy.sources.sheets import SourcesColumn


class NetworkSheet(Sheet):
    """One network a row."""

    model = Network
    related = ("seat", "goals", "sources")
    columns = (
        Column("name", _("name"), "fa"),
        Column("name", _("name"), "en"),
        Column("acronym", _("acronym")),
        Column("summary", _("what the network does"), "fa"),
        Column("summary", _("what the network does"), "en"),
        PartialDateColumn("founded", _("founded")),
        LinkColumn("seat", _("headquarters"), City),
        UrlColumn("website", _("website")),
        LinksColumn("goals", _("related goals"), Goal),
        SourcesColumn(),
    )
    telling = ("founded",)
