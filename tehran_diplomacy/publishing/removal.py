"""What a deletion reaches: rows that go with it by cascade, and rows that lose what they named."""

from collections.abc import Iterable
from itertools import chain

from django.db import models, router
from django.db.models.deletion import Collector


def reached(rows: Iterable[models.Model]) -> tuple[list[models.Model], list[models.Model]]:
    """Return the rows that are deleted together with `rows`, and those that stay and lose a relation.

    Tables between many-to-many relations are looked through: who declares the relation loses something. Raises
    ProtectedError and RestrictedError as the deletion itself would.
    """
    rows = list(rows)
    if not rows:
        return [], []
    collector = Collector(using=router.db_for_write(type(rows[0]), instance=rows[0]), origin=rows[0])
    collector.collect(rows)
    found = list(chain(*collector.data.values(), *collector.fast_deletes))
    between = [row for row in found if type(row)._meta.auto_created]
    gone = [row for row in found if not type(row)._meta.auto_created]
    emptied = chain.from_iterable(chain.from_iterable(collector.field_updates.values()))
    losing = {_key(row): row for row in chain((_declaring(row) for row in between), emptied)}
    for row in gone:
        losing.pop(_key(row), None)
    return gone, list(losing.values())


def _key(row: models.Model) -> tuple[type[models.Model], int]:
    return type(row), row.pk


def _declaring(between: models.Model) -> models.Model:
    """Return the row whose many-to-many relation a row of the table between belongs to."""
    declares = type(between)._meta.auto_created
    tie = next(field for field in type(between)._meta.fields if field.related_model is declares)
    return getattr(between, tie.name)
