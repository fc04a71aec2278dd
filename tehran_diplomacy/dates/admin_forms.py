"""Dates in the admin: which form field reads which kind, and how lists show them."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db import models

from tehran_diplomacy.dates.display import show_any
from tehran_diplomacy.dates.fields import DayField, PartialDateField
from tehran_diplomacy.dates.forms import (
    DateTextInput,
    DayFormField,
    MomentFormField,
    MomentInput,
    PartialDateFormField,
    PartialDateInput,
)
from tehran_diplomacy.languages.translated import page_language

DATE_FORMFIELD_OVERRIDES = {
    PartialDateField: {"form_class": PartialDateFormField, "widget": PartialDateInput},
    DayField: {"form_class": DayFormField, "widget": DateTextInput},
    models.DateTimeField: {"form_class": MomentFormField, "widget": MomentInput},
}


def date_column(name: str, title: Any, ordering: str = "") -> Callable[[models.Model], str]:
    """Return a column of a list that shows the date `name` in words; a partial date sorts by its first day."""

    @admin.display(description=title, ordering=ordering or f"{name}_first", empty_value="—")
    def column(record: models.Model) -> str:
        return show_any(getattr(record, name), page_language())

    return column
