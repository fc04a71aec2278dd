"""The sources of a record, and what others say of its facts, as machines read them."""

from django.utils.translation import gettext_lazy as _

from tehran_diplomacy.reuse.columns import Choice, Column, Day, Partial, Rows, Words
from tehran_diplomacy.sources.models import Source


def sources() -> Rows:
    """Return the column of a record's sources; quotations stay out, for they are others' words."""
    return Rows(
        "sources",
        _("sources"),
        _("Where the facts of the record were read."),
        of="own_sources",
        columns=(
            Column(
                "title", _("title"), _("Publisher and title, in the source's own language."), required=True
            ),
            Column("url", _("web address"), format="uri"),
            Day("read_on", _("read on")),
            Words(
                "statement", _("supports"), _("The statement that it supports; empty for the whole record.")
            ),
        ),
    )


def rivals() -> Rows:
    """Return the column of what other sources say of a record's facts; fetch `sources` before."""
    return Rows(
        "rivals",
        _("rival values"),
        _("What other sources say of a fact; the record itself holds the value that the office prefers."),
        columns=(
            Choice("fact", _("fact"), choices=Source.Fact, required=True),
            Partial("day", _("date according to it")),
            Words("text", _("value according to it")),
            Words("reason", _("why the office prefers the value shown")),
            Column("title", _("source"), required=True),
            Column("url", _("web address"), format="uri"),
            Day("read_on", _("read on")),
        ),
    )
