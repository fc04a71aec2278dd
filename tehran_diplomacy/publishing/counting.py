"""Counts that stop at a limit, so that a page does not cost more when the archive grows."""

from typing import Any

from django.db.models import Func, IntegerField, QuerySet, Subquery


class _Branch(Subquery):
    """A query of its own within a union; wrapped, for SQLite allows no limit inside a union."""

    template = "SELECT * FROM (%(subquery)s) AS branch"


class CountUpTo(Func):
    """How many different rows several queries give together; beyond `most` it says `most` + 1 and stops."""

    template = "(SELECT COUNT(*) FROM (%(expressions)s LIMIT %(limit)s) AS counted)"
    arg_joiner = " UNION "
    output_field = IntegerField()

    def __init__(self, *queries: QuerySet, most: int, **extra: Any) -> None:
        branches = [_Branch(query.order_by().values("pk")[: most + 1]) for query in queries]
        super().__init__(*branches, limit=most + 1, **extra)
