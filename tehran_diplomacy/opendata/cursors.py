"""Cursors: where a page of a list ended, as a word that readers hand back and need not understand."""

import binascii
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from typing import Any

from django.db.models import Q

from tehran_diplomacy.reuse.columns import is_uid

MOST_PK = 2**63 - 1


def cursor_at(last: Any, order: tuple[str, ...], as_of: datetime) -> str:
    """Return the cursor of a page that ends with `last`; `as_of` is the safe moment of the walk's first page."""
    values = [*(getattr(last, name) for name in order), as_of]
    plain = [value.isoformat() if isinstance(value, datetime) else value for value in values]
    return urlsafe_b64encode(json.dumps(plain, separators=(",", ":")).encode()).decode().rstrip("=")


def read_cursor(cursor: str, order: tuple[str, ...]) -> tuple[Q, datetime]:
    """Return the condition of what stands behind a cursor, and its safe moment; raise ValueError for a word that is none."""
    *values, as_of = _read(cursor, (*order, "as_of"))
    behind, equal = Q(), Q()
    for name, value in zip(order, values, strict=True):
        behind |= equal & Q(**{f"{name}__gt": value})
        equal &= Q(**{name: value})
    return behind, as_of


def _read(cursor: str, names: tuple[str, ...]) -> list[Any]:
    try:
        plain = json.loads(urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4)))
    except (binascii.Error, UnicodeError, json.JSONDecodeError, RecursionError) as error:
        raise ValueError from error
    if not isinstance(plain, list) or len(plain) != len(names):
        raise ValueError
    return [_value(name, value) for name, value in zip(names, plain, strict=True)]


def _value(name: str, value: Any) -> Any:
    if name == "pk":
        if type(value) is not int or not 0 <= value <= MOST_PK:
            raise ValueError
        return value
    if not isinstance(value, str):
        raise ValueError
    if name == "uid":
        if not is_uid(value):
            raise ValueError
        return value
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError
    return moment
