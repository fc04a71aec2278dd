"""Cursors: where a page of a list ended, as a word that readers hand back and need not understand."""

import binascii
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from typing import Any

from django.db.models import Model, Q, QuerySet

MOST_PK = 2**63 - 1


def cursor_at(record: Model, order: tuple[str, ...]) -> str:
    """Return the cursor of a page that ends with `record`."""
    values = [getattr(record, name) for name in order]
    plain = [value.isoformat() if isinstance(value, datetime) else value for value in values]
    return urlsafe_b64encode(json.dumps(plain, separators=(",", ":")).encode()).decode().rstrip("=")


def after(rows: QuerySet, cursor: str, order: tuple[str, ...]) -> QuerySet:
    """Return the rows behind a cursor; raise ValueError for a word that is none."""
    values = _read(cursor, order)
    behind, equal = Q(), Q()
    for name, value in zip(order, values, strict=True):
        behind |= equal & Q(**{f"{name}__gt": value})
        equal &= Q(**{name: value})
    return rows.filter(behind)


def _read(cursor: str, order: tuple[str, ...]) -> list[Any]:
    try:
        plain = json.loads(urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4)))
    except (binascii.Error, UnicodeError, json.JSONDecodeError, RecursionError) as error:
        raise ValueError from error
    if not isinstance(plain, list) or len(plain) != len(order):
        raise ValueError
    values = []
    for name, value in zip(order, plain, strict=True):
        if name == "pk":
            if type(value) is not int or not 0 <= value <= MOST_PK:
                raise ValueError
            values.append(value)
        else:
            if not isinstance(value, str):
                raise ValueError
            moment = datetime.fromisoformat(value)
            if moment.tzinfo is None:
                raise ValueError
            values.append(moment)
    return values
