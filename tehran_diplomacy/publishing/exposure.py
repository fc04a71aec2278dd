"""What is shown with public records without being one: whether readers see a country, a person, a council term now.

Such rows are public as soon as something approved names them, so a change of one is seen at once. Which relations
lead to a row is read off the models; rows that nothing can name (the press office) stand on pages by themselves.
"""

from collections.abc import Iterator
from functools import cache

from django.db import models

from tehran_diplomacy.publishing.status import Status


def is_record(model: type[models.Model]) -> bool:
    """Whether rows of a model have a state of their own."""
    return hasattr(model, "first_public_at")


def is_shared(model: type[models.Model]) -> bool:
    """Whether rows of a model have a history and no state: they are public with what names them."""
    return hasattr(model, "parts") and not is_record(model)


@cache
def _ties(model: type[models.Model]) -> tuple[models.Field, ...]:
    """Return the relations of records, their parts and of shared rows that lead to a model."""
    found = []
    for relation in model._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and relation.is_relation and not relation.concrete):
            continue
        source = relation.related_model
        if hasattr(source, "never_public") and relation.field.name not in getattr(source, "never_public", ()):
            found.append(relation.field)
    return tuple(found)


def is_exposed(row: models.Model) -> bool:
    """Whether something approved shows the row: now, or from its moment on."""
    if is_record(type(row)) and row.status == Status.PUBLISHED:
        return True
    ties = [tie for tie in _ties(type(row)) if not _belongs_to(tie, row)]
    if not ties:
        return is_shared(type(row))  # it stands by itself
    return any(_owner_is_exposed(one) for tie in ties for one in _naming(tie, row))


def _belongs_to(tie: models.Field, row: models.Model) -> bool:
    """Whether a relation only says that a part belongs to the row."""
    return getattr(tie.model, "part_of", None) == tie.name and hasattr(row, "parts")


def _naming(tie: models.Field, row: models.Model) -> Iterator[models.Model]:
    rows = tie.model._base_manager.filter(**{tie.name: row})
    part_of = getattr(tie.model, "part_of", "")
    if is_record(tie.model) and not getattr(tie.model, "named_while_hidden", False):
        rows = rows.filter(status=Status.PUBLISHED)[:1]
    elif part_of and part_of in {field.name for field in tie.model._meta.fields}:
        owner = tie.model._meta.get_field(part_of).related_model
        if is_record(owner) and not getattr(owner, "named_while_hidden", False):
            rows = rows.filter(**{f"{part_of}__status": Status.PUBLISHED})[:1]
    yield from rows


def _owner_is_exposed(row: models.Model) -> bool:
    part_of = getattr(row, "part_of", "")
    owner = getattr(row, part_of) if part_of else row
    return owner is not None and is_exposed(owner)
