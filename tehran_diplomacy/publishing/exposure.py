"""What is shown with public records without being one: whether readers see a country, a person, a council term now.

Such rows are public as soon as something approved names them, so a change of one is seen at once. Which relations
lead to a row is read off the models; rows that nothing can name (the press office) stand on pages by themselves.
"""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from django.db import connection, models

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


@cache
def paths_to(model: type[models.Model], named: type[models.Model]) -> tuple[str, ...]:
    """Return the relations by which a record or its parts name rows of another model, as a query says them."""
    found = _relations_to(model, named)
    for name in getattr(model, "parts", ()):
        found += [
            f"{name}__{field}" for field in _relations_to(model._meta.get_field(name).related_model, named)
        ]
    return tuple(found)


def _relations_to(model: type[models.Model], named: type[models.Model]) -> list[str]:
    fields = (*model._meta.concrete_fields, *model._meta.many_to_many)
    hidden = getattr(model, "never_public", ())
    return [one.name for one in fields if one.related_model is named and one.name not in hidden]


def _belongs_to(tie: models.Field, row: models.Model) -> bool:
    """Whether a relation only says that a part belongs to the row."""
    return getattr(tie.model, "part_of", None) == tie.name and hasattr(row, "parts")


def _naming(tie: models.Field, row: models.Model) -> Iterator[models.Model]:
    rows = tie.model._base_manager.filter(**{tie.name: row})
    part_of = getattr(tie.model, "part_of", "")
    if is_record(tie.model) and not getattr(tie.model, "named_while_hidden", ()):
        rows = rows.filter(status=Status.PUBLISHED)[:1]
    elif part_of and part_of in {field.name for field in tie.model._meta.fields}:
        owner = tie.model._meta.get_field(part_of).related_model
        if is_record(owner) and not getattr(owner, "named_while_hidden", ()):
            rows = rows.filter(**{f"{part_of}__status": Status.PUBLISHED})[:1]
    yield from rows


def _owner_is_exposed(row: models.Model) -> bool:
    part_of = getattr(row, "part_of", "")
    owner = getattr(row, part_of) if part_of else row
    return owner is not None and is_exposed(owner)


def is_named_while_hidden(row: models.Model) -> bool:
    """Whether readers see the row's name although its own page is not public: a city that an agreement names."""
    return bool(getattr(row, "named_while_hidden", ())) and row.status != Status.PUBLISHED and is_exposed(row)


def lock_named(record: models.Model) -> None:
    """Lock the rows that become public with a record until the transaction ends.

    Who is saving one of them is waited for; who comes later is judged by what is public then. A database whose
    transactions write one after the other (SQLite) needs no such lock.
    """
    if not connection.features.has_select_for_update:
        return
    found: dict[type[models.Model], set[int]] = defaultdict(set)
    rows = [record]
    while rows:
        for model, key in list(_shown_with(rows.pop())):
            if key not in found[model]:
                found[model].add(key)
                rows += model._base_manager.filter(pk=key)
    for model in sorted(
        found, key=lambda one: one._meta.label
    ):  # in one order: two publishers never wait crosswise
        keys = model._base_manager.filter(pk__in=found[model]).order_by("pk")
        list(keys.select_for_update().values_list("pk", flat=True))


def _shown_with(row: models.Model) -> Iterator[tuple[type[models.Model], int]]:
    """Go through the rows without an approval of their own that a row and its parts name."""
    parts = [part for name in getattr(row, "parts", ()) for part in getattr(row, name).all()]
    for one in (row, *parts):
        for field in one._meta.concrete_fields:
            model, key = field.related_model, getattr(one, field.attname)
            if key is not None and model and (is_shared(model) or getattr(model, "named_while_hidden", ())):
                yield model, key
        for field in one._meta.many_to_many:
            if is_shared(field.related_model) or getattr(field.related_model, "named_while_hidden", ()):
                yield from ((field.related_model, other.pk) for other in getattr(one, field.name).all())
