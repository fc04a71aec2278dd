"""The sources of a record, and what others say of its facts, as machines read them."""

from django.utils.translation import gettext_lazy as _

from tehran_diplomacy.reuse.columns import Choice, Column, Day, Partial, Rows, Words
from tehran_diplomacy.sources.models import Source


def sources() -> Rows:
    """Return the column of a record's sources; quotations stay out, for they are others' words."""
    return Rows(
        "sources",
        _("sources"),
        _("Where the information in the record comes from."),
        of="own_sources",
        columns=(
            Column(
                "title", _("title"), _("Publisher and title, in the source's own language."), required=True
            ),
            Column("url", _("web address"), format="uri"),
            Day("read_on", _("accessed on")),
            Words("statement", _("supports"), _("The statement it supports; empty for the whole record.")),
        ),
    )


def rivals() -> Rows:
    """Return the column of what other sources say of a record's facts; fetch `sources` before."""
    return Rows(
        "rivals",
        _("differing sources"),
        _(
            "What other sources say about a detail; the record itself gives what the council "
            "considers correct."
        ),
        columns=(
            Choice("fact", _("detail"), choices=Source.Fact, required=True),
            Partial("day", _("date in this source")),
            Words("text", _("text in this source")),
            Words("reason", _("why the council prefers what is shown")),
            Column("title", _("source"), required=True),
            Column("url", _("web address"), format="uri"),
            Day("read_on", _("accessed on")),
        ),
    )
