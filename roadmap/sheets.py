"""Goals as a table."""

from django.utils.translation import gettext_lazy as _

from roadmap.fields import Field, Level
from roadmap.models import Goal, Roadmap
from tehran_diplomacy.exchange.columns import Column, LinkColumn, NumberColumn, WordsColumn
from tehran_diplomacy.exchange.sheets import Sheet
from tehran_diplomacy.sources.sheets import SourcesColumn


class GoalSheet(Sheet):
    """One goal a row."""

    model = Goal
    related = ("roadmap", "sources")
    columns = (
        LinkColumn("roadmap", _("roadmap"), Roadmap),
        NumberColumn("number", _("number")),
        Column("title", _("title"), "fa"),
        Column("title", _("title"), "en"),
        Column("summary", _("summary"), "fa"),
        Column("summary", _("summary"), "en"),
        WordsColumn("fields", _("fields"), Field),
        WordsColumn("levels", _("levels"), Level),
        SourcesColumn(),
    )
    telling = ("roadmap",)
