"""The sources of a record as machines read them."""

from django.utils.translation import gettext_lazy as _

from tehran_diplomacy.reuse.columns import Column, Day, Rows


def sources() -> Rows:
    """Return the column of a record's sources; quotations stay out, for they are others' words."""
    return Rows(
        "sources",
        _("sources"),
        _("Where the facts of the record were read."),
        columns=(
            Column(
                "title", _("title"), _("Publisher and title, in the source's own language."), required=True
            ),
            Column("url", _("web address"), format="uri"),
            Day("read_on", _("read on")),
            Column(
                "statement", _("supports"), _("The statement that it supports; empty for the whole record.")
            ),
        ),
    )
