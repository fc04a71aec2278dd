"""Rows of the database whose texts have come through the gate, by whatever road they came."""

from typing import Any

from django.db import models

from tehran_diplomacy.languages.texts import in_a_line, in_lines


def clean_texts(row: models.Model) -> None:
    """Bring every text of a row through the gate: long texts in lines, short ones in a line."""
    for column in row._meta.concrete_fields:
        value = row.__dict__.get(column.attname)
        if isinstance(value, str) and isinstance(column, models.TextField | models.CharField):
            kept = in_lines(value) if isinstance(column, models.TextField) else in_a_line(value)
            if kept != value:
                row.__dict__[column.attname] = kept


class CleanTexts(models.Model):
    """A row whose texts have come through the gate before they are checked, and before they are saved."""

    class Meta:
        abstract = True

    def clean_fields(self, exclude: Any = None) -> None:
        """Clean the texts, then check."""
        clean_texts(self)
        super().clean_fields(exclude)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Clean the texts, then save."""
        clean_texts(self)
        super().save(*args, **kwargs)
