"""Reads what an address asks of a register, for the API and for files alike; nothing that is not known is passed over."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from tehran_diplomacy.opendata.cursors import read_cursor
from tehran_diplomacy.reuse.columns import Column, Text
from tehran_diplomacy.reuse.filters import LONGEST, expected, read_moment
from tehran_diplomacy.reuse.resources import Resource

MOST, USUAL = 100, 50  # records on a page
LONGEST_CURSOR, LONGEST_FIELDS = 200, 1000  # characters
_LIMIT = _("A whole number from 1 to %(most)s.")
_CURSOR = _("The cursor from “next” of this list, unchanged.")
_TOTAL = _("true or false")
_FIELDS = _("Names of columns of this dataset, separated by commas.")
_MOMENT = expected({"anyOf": [{"format": "date-time"}]})
WRONG = _("The value of “%(name)s” is not valid for this list. Expected: %(expected)s")


class Refused(ValueError):
    """A request that is answered with 400; the texts say what is wrong with it."""

    def __init__(self, detail: Text, **values: Any) -> None:
        super().__init__(str(detail))
        self.detail, self.values = detail, values


@dataclass
class Asked:
    """What an address asks for: rows, how many on a page, which columns, and the safe moment of an earlier page."""

    rows: QuerySet
    limit: int = USUAL
    columns: tuple[Column, ...] = ()
    total: bool = False
    as_of: datetime | None = None
    narrowed: QuerySet | None = None  # without the cursor


def check_names(query: QueryDict, known: tuple[str, ...] = ()) -> None:
    """Refuse an address in which something stands twice or is not `known`."""
    for name, values in query.lists():
        if name not in known:
            raise Refused(_("There is no filter “%(name)s” here."), name=name[:LONGEST])
        if len(values) > 1:
            raise Refused(_("“%(name)s” appears twice in the address."), name=name)


def ask(found: Resource, query: QueryDict, *, paged: bool) -> Asked:
    """Return what an address asks of a register; raise Refused. `paged` for a list, else for a whole file."""
    filters = {one.name: one for one in found.all_filters()}
    paging = ("limit", "cursor", "fields", "total") if paged else ()
    check_names(query, (*filters, *paging))
    asked = Asked(found.public(), columns=found.columns)
    for name in query:
        if name in filters:
            asked.rows = _narrow(asked.rows, filters[name], query[name])
    asked.narrowed = asked.rows
    for name in paging:
        if name in query:
            _READERS[name](asked, found, query[name])
    return asked


def since_of(query: QueryDict) -> datetime | None:
    """Return the moment of `modified_since`, None where it is not given; raise Refused."""
    if (text := query.get("modified_since")) is None:
        return None
    try:
        return read_moment(text[:LONGEST])
    except ValueError as error:
        raise Refused(WRONG, name="modified_since", expected=_MOMENT) from error


def read_limit(text: str) -> int:
    """Return how many records on a page; raise Refused."""
    if not (text.isascii() and text.isdigit() and len(text) <= 3 and 1 <= int(text) <= MOST):
        raise Refused(WRONG, name="limit", expected=_LIMIT, most=MOST)
    return int(text)


def behind(text: str, order: tuple[str, ...]) -> tuple[Any, datetime]:
    """Return the condition of what stands behind a cursor, and its safe moment; raise Refused."""
    try:
        if len(text) > LONGEST_CURSOR:
            raise ValueError
        return read_cursor(text, order)
    except ValueError as error:
        raise Refused(WRONG, name="cursor", expected=_CURSOR) from error


def _narrow(rows: QuerySet, one: Any, text: str) -> QuerySet:
    try:
        if len(text) > LONGEST:
            raise ValueError
        return one.narrow(rows, one.read(text))
    except ValueError as error:
        raise Refused(WRONG, name=one.name, expected=expected(one.schema)) from error


def _limit(asked: Asked, _found: Resource, text: str) -> None:
    asked.limit = read_limit(text)


def _cursor(asked: Asked, found: Resource, text: str) -> None:
    condition, asked.as_of = behind(text, found.order)
    asked.rows = asked.rows.filter(condition)


def _total(asked: Asked, _found: Resource, text: str) -> None:
    if text not in ("true", "false"):
        raise Refused(WRONG, name="total", expected=_TOTAL)
    asked.total = text == "true"


def _fields(asked: Asked, found: Resource, text: str) -> None:
    names = set(text[:LONGEST_FIELDS].split(","))
    if not names <= {column.name for column in found.columns}:
        raise Refused(WRONG, name="fields", expected=_FIELDS)
    asked.columns = tuple(column for column in found.columns if column.name in names | {"uid"})


_READERS = {"limit": _limit, "cursor": _cursor, "total": _total, "fields": _fields}
