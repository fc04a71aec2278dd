"""The documents of a record as machines read them."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tehran_diplomacy.reuse.columns import Column, Number, Rows, Uid, Words


def documents() -> Rows:
    """Return the column of a record's documents."""
    return Rows(
        "documents",
        _("documents"),
        _("PDF files that belong to the record."),
        columns=(
            Uid("uid", _("permanent identifier"), required=True),
            Words("title", _("title")),
            Column(
                "language", _("language of the document"), _("fa, en, or xx for another one."), required=True
            ),
            Column(
                "url",
                _("web address"),
                of=lambda document: settings.SITE_ADDRESS + document.get_absolute_url(),
                required=True,
                format="uri",
            ),
            Number("bytes", _("size in bytes"), required=True),
            Column("sha256", _("SHA-256 digest"), required=True),
        ),
    )
