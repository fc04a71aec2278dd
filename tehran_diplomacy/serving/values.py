"""Rows of any table as JSON that both databases read: raw values, whatever the models make of them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models

AT_ONCE = 500  # rows in one statement
# What is made anew or ends with a restore: sessions, unsaved work, the index of the search, the word for the state.
LEFT_OUT = frozenset(
    {
        "sessions.session",
        "search.entry",
        "search.vocabulary",
        "search.indexstate",
        "publishing.generation",
        "unsaved.autosave",
        "unsaved.stagedupload",
    }
)
_KINDS = {
    "BooleanField": "yes or no",
    "DateTimeField": "moment",
    "DateField": "day",
    "DecimalField": "decimal",
    "JSONField": "json",
    "UUIDField": "uuid",
}


@dataclass(frozen=True)
class Column:
    """A column: its name, and the kind of its values where JSON or the databases have no common one."""

    name: str
    kind: str

    @classmethod
    def of(cls, field: models.Field) -> "Column":
        """Return the column of a model's field; raise TypeError where its values cannot be written."""
        if isinstance(field, models.BinaryField | models.TimeField | models.DurationField):
            raise TypeError(f"no way yet to write {field}")
        if isinstance(field, models.ForeignKey) and field.related_model is ContentType:
            return cls(field.column, "model")
        return cls(field.column, _KINDS.get(field.get_internal_type(), "plain"))


@dataclass(frozen=True)
class Table:
    """A table of a model: its name, its columns, and the one its rows are ordered by."""

    name: str
    columns: tuple[Column, ...]
    key: str

    @property
    def quoted(self) -> str:
        """Its name for a statement."""
        return connection.ops.quote_name(self.name)


def tables() -> list[Table]:
    """Return the tables that a back-up holds."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        meta = model._meta
        if meta.proxy or not meta.managed or meta.label_lower in LEFT_OUT:
            continue
        fields = [field for field in meta.local_concrete_fields if not getattr(field, "generated", False)]
        found.append(Table(meta.db_table, tuple(map(Column.of, fields)), meta.pk.column))
    return found


def names_of_models() -> dict[int, str]:
    """Return each content type's 'app.model' by its key in this database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, app_label, model FROM django_content_type")
        return {key: f"{app}.{model}" for key, app, model in cursor.fetchall()}


def rows_of(table: Table, models_by_key: dict[int, str]) -> Iterator[bytes]:
    """Yield the rows of a table as lines of JSON, without holding them all."""
    quote = connection.ops.quote_name
    columns = ", ".join(quote(column.name) for column in table.columns)
    with connection.chunked_cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {table.quoted} ORDER BY {quote(table.key)}")  # noqa: S608
        while rows := cursor.fetchmany(AT_ONCE):
            for row in rows:
                values = [
                    _written(column.kind, value, models_by_key)
                    for column, value in zip(table.columns, row, strict=True)
                ]
                yield json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _written(kind: str, value: Any, models_by_key: dict[int, str]) -> Any:
    if value is None:
        return None
    match kind:
        case "yes or no":
            return bool(value)
        case "moment":
            moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
            return (moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat()
        case "day":
            return value.isoformat() if isinstance(value, date) else str(value)
        case "decimal":
            text = format(Decimal(str(value)), "f")
            return text.rstrip("0").rstrip(".") if "." in text else text
        case "json":
            return json.loads(value) if isinstance(value, str) else value
        case "uuid":
            return str(value if isinstance(value, UUID) else UUID(value))
        case "model":
            return models_by_key[value]
    return value


def read_row(columns: list[Column], line: bytes, keys_of_models: dict[str, int]) -> list[Any]:
    """Return a line's values as parameters for this database."""
    values = json.loads(line)
    return [_read(column.kind, value, keys_of_models) for column, value in zip(columns, values, strict=True)]


def _read(kind: str, value: Any, keys_of_models: dict[str, int]) -> Any:
    if kind == "json":
        # A column without a value and the JSON value null are told apart by no model here.
        return None if value is None else json.dumps(value)
    if value is None:
        return None
    match kind:
        case "moment":
            return connection.ops.adapt_datetimefield_value(datetime.fromisoformat(value))
        case "uuid" if not connection.features.has_native_uuid_field:
            return UUID(value).hex
        case "model":
            return keys_of_models[value]
    return value


def insert(table: str, columns: list[Column], rows: list[list[Any]]) -> None:
    """Insert rows into a table."""
    if not rows:
        return
    quote = connection.ops.quote_name
    names = ", ".join(quote(column.name) for column in columns)
    places = f"({', '.join(['%s'] * len(columns))})"
    start = f"INSERT INTO {quote(table)} ({names}) VALUES "  # noqa: S608
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            values = [value for row in rows for value in row]
            cursor.execute(start + ", ".join([places] * len(rows)), values)
        else:
            cursor.executemany(start + places, rows)
