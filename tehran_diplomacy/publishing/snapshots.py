"""A record with its parts and both languages as plain data, and back.

The shape: {'fields': {name: value}, 'many': {relation: [pk]}, 'parts': {relation: [{'pk': …, name: value}]}}.
Values are what JSON can say: days as Gregorian ISO dates, partial dates as their text, files as stored names,
relations as primary keys. Columns that follow from others are left out.
"""

from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import jdatetime
from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models.fields.files import FieldFile
from modeltranslation.translator import translator

from tehran_diplomacy.dates.partial import PartialDate
from tehran_diplomacy.publishing.registers import settle

# What the way to the public changes; bringing an earlier version back leaves these as they are.
OF_THE_WORKFLOW = frozenset(
    {"status", "publish_at", "remark", "submitted_by", "submitted_at", "first_public_at", "binned_at"}
)
_NEVER = frozenset(
    {
        "created_at",
        "changed_at",
        "remark",
        "submitted_by",
        "submitted_at",
        "binned_at",
        "corrected_at",
        "withdrawn_at",
    }
)


def _translated_names(model: type[models.Model]) -> set[str]:
    if model not in translator.get_registered_models():
        return set()
    return set(translator.get_options_for_model(model).fields)


@cache
def kept_fields(model: type[models.Model]) -> tuple[models.Field, ...]:
    """Return the columns of a model that a snapshot holds, without those that follow from others."""
    proxies = _translated_names(model)
    return tuple(
        field
        for field in model._meta.concrete_fields
        if not field.primary_key
        and field.name not in _NEVER
        and field.name not in proxies
        and not getattr(field, "follows_from_others", False)
    )


@cache
def _part_relation(model: type[models.Model], name: str) -> tuple[type[models.Model], frozenset[str]]:
    """The model of a part and the columns that tie it to its record."""
    relation = model._meta.get_field(name)
    if isinstance(relation, GenericRelation):
        return relation.related_model, frozenset({"content_type", "object_id"})
    return relation.related_model, frozenset({relation.field.name})


def part_fields(model: type[models.Model], name: str) -> tuple[models.Field, ...]:
    """Return the columns of the part `name` of a model that a snapshot holds."""
    part, ties = _part_relation(model, name)
    return tuple(field for field in kept_fields(part) if field.name not in ties)


def part_model(model: type[models.Model], name: str) -> type[models.Model]:
    """Return the model of the part `name` of a model."""
    return _part_relation(model, name)[0]


def many_names(model: type[models.Model]) -> list[str]:
    """Return the many-to-many relations that a record declares itself, those with a table of their own aside."""
    return [f.name for f in model._meta.many_to_many if f.remote_field.through._meta.auto_created]


def plain(value: Any) -> Any:
    """Return what JSON can say of a column's value."""
    if isinstance(value, jdatetime.date):
        value = value.togregorian()
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, PartialDate | Decimal):
        return str(value)
    if isinstance(value, FieldFile):
        return value.name or ""
    return value


def _values(row: models.Model, fields: tuple[models.Field, ...]) -> dict[str, Any]:
    # An empty translation is the same as none.
    return {
        field.name: plain(value) if (value := getattr(row, field.attname)) != "" or not field.null else None
        for field in fields
    }


def snapshot(record: models.Model) -> dict[str, Any]:
    """Return the record as it stands in the database now, one query for each relation."""
    model = type(record)
    record = model._base_manager.get(pk=record.pk)
    parts = {}
    for name in getattr(model, "parts", ()):
        fields = part_fields(model, name)
        many = many_names(part_model(model, name))
        rows = sorted(getattr(record, name).prefetch_related(*many), key=lambda row: row.pk)
        parts[name] = [{"pk": row.pk, **_values(row, fields), **_many_of(row, many)} for row in rows]
    many = {
        name: sorted(getattr(record, name).values_list("pk", flat=True).order_by())
        for name in many_names(model)
    }
    return {"fields": _values(record, kept_fields(model)), "many": many, "parts": parts}


def _many_of(row: models.Model, names: list[str]) -> dict[str, list[int]]:
    return {name: sorted(other.pk for other in getattr(row, name).all()) for name in names}


def _set(row: models.Model, fields: tuple[models.Field, ...], data: dict[str, Any]) -> None:
    for field in fields:
        if field.name not in data:
            continue
        value = data[field.name]
        setattr(row, field.attname, field.to_python(value) if value is not None else None)


def apply(record: models.Model, data: dict[str, Any], *, in_work: bool = False) -> None:
    """Make the record hold what `data` says, its parts included; its place in the workflow stays.

    A part of negative key was new in a version in work: with `in_work` it keeps that key (the caller rolls
    back), else it gets one of its own. What a relation pointed to and is gone is left out.
    """
    model = type(record)
    fields = tuple(f for f in kept_fields(model) if f.name not in OF_THE_WORKFLOW and f.name != "uid")
    address = getattr(record, "slug", "")
    _set(record, fields, data["fields"])
    if in_work and hasattr(record, "fall_back_to"):
        record.fall_back_to(address)
    record.save()
    for name, keys in data.get("many", {}).items():
        related = getattr(record, name)
        related.set(related.model._base_manager.filter(pk__in=keys))
    kept = data.get("parts", {})
    for name in getattr(model, "parts", ()):  # in the model's order: databases keep that of JSON or do not
        if name in kept:
            _apply_parts(record, name, kept[name], in_work)
    if not in_work:
        settle(record)


def _apply_parts(record: models.Model, name: str, wanted: list[dict[str, Any]], in_work: bool) -> None:
    related = getattr(record, name)
    fields = part_fields(type(record), name)
    many = many_names(related.model)
    present = {row.pk: row for row in related.prefetch_related(*many)}
    kept = {data["pk"] for data in wanted}
    for key, row in present.items():
        if key not in kept:
            row.delete()
    # Switches go off before others go on, so that 'at most one' holds at every moment.
    for data in sorted(wanted, key=lambda data: any(value is True for value in data.values())):
        row = present.get(data["pk"])
        if row is None:
            row = related.model(**_tie(record, name))
            if in_work or (data["pk"] > 0 and not related.model._base_manager.filter(pk=data["pk"]).exists()):
                row.pk = data["pk"]
        before = _values(row, fields)
        named = _many_of(row, many) if data["pk"] in present else {one: [] for one in many}
        _set(row, fields, data)
        if row._state.adding:
            row.save(force_insert=True)
        elif _values(row, fields) != before:
            row.save()
        for name_of_many in many:
            if data.get(name_of_many, []) != named[name_of_many]:
                others = getattr(row, name_of_many)
                others.set(others.model._base_manager.filter(pk__in=data.get(name_of_many, [])))


def loose_part(record: models.Model, name: str, data: dict[str, Any]) -> models.Model:
    """Return a part as `data` says, tied to the record and not saved."""
    row = part_model(type(record), name)(**_tie(record, name))
    _set(row, part_fields(type(record), name), data)
    return row


def _tie(record: models.Model, name: str) -> dict[str, Any]:
    relation = type(record)._meta.get_field(name)
    if isinstance(relation, GenericRelation):
        return {"record": record}
    return {relation.field.name: record}


def number_new_parts(data: dict[str, Any], present: dict[str, set[int]], record_pk: int) -> dict[str, Any]:
    """Give parts that are only in a version in work negative keys, which no row of the table ever has."""
    for name, rows in data["parts"].items():
        taken = {row["pk"] for row in rows}
        free = (-(record_pk * 100_000 + n) for n in range(1, 100_000))
        for row in rows:
            if row["pk"] > 0 and row["pk"] not in present.get(name, set()):
                row["pk"] = next(key for key in free if key not in taken)
    return data


def keys_of_parts(record: models.Model) -> dict[str, set[int]]:
    """Return the primary keys of the record's parts by relation."""
    return {
        name: set(getattr(record, name).values_list("pk", flat=True))
        for name in getattr(type(record), "parts", ())
    }
