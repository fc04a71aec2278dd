"""The sources of a record as a column of its table."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tehran_diplomacy.exchange.columns import Found
from tehran_diplomacy.exchange.part_columns import Part, PartsColumn, one_line
from tehran_diplomacy.sources.models import Source


class SourcesColumn(PartsColumn):
    """Title and address of each source. Those that say otherwise than the record are left alone."""

    example = gettext_lazy("title | https://example.org/page")

    def __init__(self) -> None:
        super().__init__("sources", gettext_lazy("sources"))

    def rows(self, record: models.Model) -> Iterable[Source]:
        """Return the sources of what the record shows."""
        return [source for source in record.sources.all() if not source.fact]

    def read_line(self, title: str, url: str, *, found: Found) -> Part:
        """Return title and address; an address alone is its own title."""
        if not title:
            raise ValidationError(_("A source needs a title: %(example)s") % {"example": self.example})
        if not url and title.lower().startswith(("http://", "https://")):
            url = title
        return title, url

    def told(self, row: Source) -> Part:
        """Return title and address."""
        return one_line(row.title), one_line(row.url)

    def make(self, record: models.Model, part: Part) -> Source:
        """Return a new source."""
        return Source(record=record, title=part[0], url=part[1])
