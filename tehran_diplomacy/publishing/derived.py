"""Columns that follow from others (sort keys, folded words, bounds of partial dates), where no `save` computes them."""

from functools import cache
from typing import Any

from django.db import models


@cache
def derived_columns(model: type[models.Model]) -> tuple[models.Field, ...]:
    """Return the columns of a model that follow from others."""
    return tuple(one for one in model._meta.concrete_fields if getattr(one, "follows_from_others", False))


def bounds_of(model: type[models.Model], values: dict[str, Any]) -> dict[str, Any]:
    """Return the bounds of the partial dates that an update sets: the database holds all three together."""
    found = {}
    for column in derived_columns(model):
        source = getattr(column, "of", "")
        if source not in values or hasattr(values[source], "resolve_expression"):
            continue
        found[column.name] = column.pre_save(model(**{source: values[source]}), False)
    return found


def write_derived(row: models.Model) -> None:
    """Bring the columns of a row that follow from others into line with what it holds."""
    columns = derived_columns(type(row))
    before = {one.attname: getattr(row, one.attname) for one in columns}
    after = {one.attname: one.pre_save(row, False) for one in columns}
    if before != after:
        models.QuerySet(type(row)).filter(pk=row.pk).update(**after)
