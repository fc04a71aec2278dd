"""What of a snapshot readers may see: columns that pages show, and relations to what is public itself."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db import models
from modeltranslation.fields import TranslationField

from tehran_diplomacy.dates.fields import PartialDateField
from tehran_diplomacy.publishing.comparison import generic_target
from tehran_diplomacy.publishing.snapshots import kept_fields, many_names, part_fields, part_model
from tehran_diplomacy.publishing.status import Status

Data = dict[str, Any]

# What belongs to the way to the public, to the office, or only to the order of a form.
_OF_THE_HOUSE = frozenset(
    {"uid", "slug", "status", "publish_at", "first_public_at", "office_note", "position", "content_type"}
)


def _is_shown(model: type[models.Model], field: models.Field) -> bool:
    hidden = model.never_public
    name = field.translated_field.name if isinstance(field, TranslationField) else field.name
    return field.editable and name not in _OF_THE_HOUSE and name not in hidden


@cache
def shown_fields(model: type[models.Model]) -> tuple[models.Field, ...]:
    """Return the columns of a record that readers may see changed."""
    return tuple(field for field in kept_fields(model) if _is_shown(model, field))


def seen_fields(model: type[models.Model], data: Data) -> Iterable[models.Field]:
    """Return the columns that readers see of a snapshot: of a hidden record that others name, those shown with it."""
    if _has_page(model, data):
        return shown_fields(model)
    named = model.named_while_hidden
    return [field for field in shown_fields(model) if getattr(field, "translated_field", field).name in named]


def _has_page(model: type[models.Model], data: Data) -> bool:
    """Whether a snapshot's record has a page of its own; of other registers' none is ever shown without one."""
    return not getattr(model, "named_while_hidden", ()) or data["fields"].get("status") == Status.PUBLISHED


@cache
def shown_part_fields(model: type[models.Model], name: str) -> tuple[models.Field, ...]:
    """Return the columns of a record's part that readers may see changed."""
    part = part_model(model, name)
    return tuple(field for field in part_fields(model, name) if _is_shown(part, field))


@cache
def shown_parts(model: type[models.Model]) -> tuple[str, ...]:
    """Return the parts of a record that readers may see changed."""
    return tuple(name for name in getattr(model, "parts", ()) if shown_part_fields(model, name))


def is_fact(field: models.Field) -> bool:
    """Whether a column holds a fact (a date, number, choice, relation) and not only words."""
    if getattr(field.model, "always_shown", False):
        return True  # whose words are themselves what was promised or reported
    if isinstance(field, PartialDateField) or field.is_relation or field.choices:
        return True
    return not isinstance(field, models.CharField | models.TextField)


def _is_guarded(model: type[models.Model]) -> bool:
    """Whether rows of a model are named only where they are public themselves."""
    return hasattr(model, "first_public_at") and not getattr(model, "named_while_hidden", ())


class Shown:
    """Takes what readers may not see out of snapshots; asks once for each model which rows are public.

    `want` every snapshot first, then `ask`, then `view` each. `public` holds the rows that were asked for.
    """

    def __init__(self) -> None:
        self._wanted: dict[type[models.Model], set[int]] = defaultdict(set)
        self.public: dict[type[models.Model], dict[int, models.Model]] = {}
        self._parts: dict[type[models.Model], set[int]] = defaultdict(set)
        self._withdrawn: dict[type[models.Model], set[int]] = {}

    def want(self, model: type[models.Model], data: Data | None) -> None:
        """Note which rows of guarded models a snapshot of `model` names."""
        for related, keys in self._relations(model, data or {}):
            if _is_guarded(related):
                self._wanted[related].update(keys)
        for name in shown_parts(model):
            if hasattr(part_model(model, name), "is_withdrawn"):
                rows = (data or {}).get("parts", {}).get(name, [])
                self._parts[part_model(model, name)].update(row["pk"] for row in rows)

    def ask(self) -> None:
        """Find out which of the rows are public, and which parts are withdrawn; one query for each model."""
        for part, keys in self._parts.items():
            gone = part._base_manager.filter(pk__in=keys, is_withdrawn=True) if keys else ()
            self._withdrawn[part] = {row.pk for row in gone}
        for model, keys in self._wanted.items():
            found = model.objects.public().filter(pk__in=keys) if keys else ()
            self.public[model] = {row.pk: row for row in found}

    def view(self, model: type[models.Model], data: Data) -> Data:
        """Return the part of a snapshot that readers may see."""
        parts = {}
        for name in shown_parts(model) if _has_page(model, data) else ():
            fields, part = shown_part_fields(model, name), part_model(model, name)
            many = [one for one in many_names(part) if one not in getattr(part, "never_public", ())]
            rows = data.get("parts", {}).get(name, [])
            parts[name] = [
                row for row in (self._row(part, fields, many, one) for one in rows) if row is not None
            ]
        hidden = model.never_public
        return {
            "fields": {
                field.name: self._value(field, data["fields"])
                for field in seen_fields(model, data)
                if field.name in data["fields"]  # a snapshot may be older than the column
            },
            "many": {
                name: self._keys(model._meta.get_field(name).related_model, keys)
                for name, keys in data.get("many", {}).items()
                if name not in hidden and _has_page(model, data)
            },
            "parts": parts,
        }

    def _row(
        self, part: type[models.Model], fields: Iterable[models.Field], many: list[str], row: Data
    ) -> Data | None:
        if row.get("is_withdrawn") or row["pk"] in self._withdrawn.get(part, ()):
            return None  # a withdrawn photo is gone for readers, with its words
        seen = {field.name: self._value(field, row) for field in fields if field.name in row}
        lost = (f for f in fields if f.is_relation and row.get(f.name) is not None and seen[f.name] is None)
        if any(lost) or self._evidence_is_hidden(part, row):
            return None  # it names something that is not public
        pointing = {name: row[name] for name in ("content_type", "object_id") if generic_target(part, row)}
        return {
            "pk": row["pk"],
            **seen,
            **pointing,
            **{
                name: self._keys(part._meta.get_field(name).related_model, row.get(name, [])) for name in many
            },
        }

    def _evidence_is_hidden(self, part: type[models.Model], row: Data) -> bool:
        model = generic_target(part, row)
        return model is not None and row["object_id"] not in self.public.get(model, ())

    def _value(self, field: models.Field, values: Data) -> Any:
        value = values.get(field.name)
        if value is not None and field.is_relation and not self._keys(field.related_model, [value]):
            return None
        return value

    def _keys(self, model: type[models.Model], keys: list[int]) -> list[int]:
        if not _is_guarded(model):
            return keys
        return [key for key in keys if key in self.public.get(model, ())]

    @staticmethod
    def _relations(model: type[models.Model], data: Data) -> Iterable[tuple[type[models.Model], list[int]]]:
        def of(
            fields: Iterable[models.Field], values: Data
        ) -> Iterable[tuple[type[models.Model], list[int]]]:
            for field in fields:
                if field.is_relation and values.get(field.name) is not None:
                    yield field.related_model, [values[field.name]]

        yield from of(shown_fields(model), data.get("fields", {}))
        for name, keys in data.get("many", {}).items():
            yield model._meta.get_field(name).related_model, keys
        for name in shown_parts(model):
            part, fields = part_model(model, name), shown_part_fields(model, name)
            many = many_names(part)
            for row in data.get("parts", {}).get(name, []):
                yield from of(fields, row)
                if (target := generic_target(part, row)) is not None:
                    yield target, [row["object_id"]]
                for one in many:
                    yield part._meta.get_field(one).related_model, row.get(one, [])
