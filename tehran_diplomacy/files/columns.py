"""The documents of a record as machines read them."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tehran_diplomacy.reuse.columns import Column, Number, Partial, Rows, Text, Uid, Words

_TITLE, _MEANING = _("documents"), _("PDF files that belong to the record.")


def documents(
    name: str = "documents",
    title: Text = _TITLE,
    meaning: Text = _MEANING,
    *,
    of: str | Callable[[Any], Any] | None = None,
) -> Rows:
    """Return the column of a record's documents, or of some of them."""
    return Rows(
        name,
        title,
        meaning,
        of=of,
        columns=(
            Uid("uid", _("permanent ID"), required=True),
            Words("title", _("title")),
            Column(
                "language", _("language of the document"), _("fa, en, or xx for another one."), required=True
            ),
            Partial("dated", _("date of the document")),
            Column(
                "url",
                _("web address"),
                of=lambda document: settings.SITE_ADDRESS + document.get_absolute_url(),
                required=True,
                format="uri",
            ),
            Number("bytes", _("size in bytes"), required=True),
            Column("sha256", _("SHA-256 checksum"), required=True),
        ),
    )
