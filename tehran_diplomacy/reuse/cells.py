"""A cell of a table, and how texts, addresses and moments are written for machines."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

Text = str | Promise
_IN_LANGUAGE = {"fa": _("%(title)s (Persian)"), "en": _("%(title)s (English)")}


def said(text: Text, language: str) -> str:
    """Return a text of the catalogue in a language; safe inside generators, which outlive the page's language."""
    with override(language):
        return str(text)


def address(record: models.Model, language: str) -> str:
    """Return the full address of a record's page in a language."""
    with override(language):
        return settings.SITE_ADDRESS + record.get_absolute_url()


def moment(value: datetime) -> str:
    """Return a moment as RFC 3339 in UTC, to the second."""
    return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def exact_moment(value: datetime) -> str:
    """Return a moment as RFC 3339 in UTC, to the microsecond."""
    return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


@dataclass(frozen=True)
class Cell:
    """A column of a flat table. `kind` is a type of Frictionless' Table Schema."""

    name: str
    title: Text
    meaning: Text = ""
    kind: str = "string"
    language: str = ""
    choices: type[models.TextChoices] | None = None
    format: str = ""
    required: bool = False
    refers_to: str = ""

    def heading(self, language: str) -> str:
        """Return the title in a language."""
        if not self.language:
            return said(self.title, language)
        return said(_IN_LANGUAGE[self.language], language) % {"title": said(self.title, language)}
