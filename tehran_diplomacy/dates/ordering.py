"""Records in time, backwards: one order for the question and for the index that answers it."""

from typing import Any

from django.db.models import F, OrderBy
from django.db.models.functions import Collate
from django.db.models.indexes import IndexExpression
from django.utils.deconstruct import deconstructible


@deconstructible(path="tehran_diplomacy.dates.ordering.NewestFirst")
class NewestFirst(OrderBy):
    """Days backwards, those unknown last, on every database; `name` is the column, through relations too."""

    def __init__(self, name: Any) -> None:
        super().__init__(F(name) if isinstance(name, str) else name, descending=True, nulls_last=True)

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list]:
        """Return the order without words on what is unknown where SQLite does the same: its indexes know no such words."""
        plain = self.copy()
        if self.descending == bool(self.nulls_last):
            plain.nulls_first = plain.nulls_last = None
        return super(NewestFirst, plain).as_sql(compiler, connection)


IndexExpression.register_wrappers(OrderBy, NewestFirst, Collate)  # what may stand around a column of an index
