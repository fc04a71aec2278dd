"""When a row changes of which other records tell something, these have changed as well: a mirror asks for them.

Which rows these are is found, and on PostgreSQL locked in a fixed order, before the change gets its moment. The moment is
written to all of them at once, so they too are in the order in which readers see the changes.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache

from django.db import connection, models
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from tehran_diplomacy.opendata.tombstones import Deletions
from tehran_diplomacy.publishing.history import Change
from tehran_diplomacy.publishing.models import Record
from tehran_diplomacy.publishing.revisions import Weight
from tehran_diplomacy.publishing.snapshots import part_model
from tehran_diplomacy.publishing.status import Status
from tehran_diplomacy.reuse.resources import Resource, model_at, resources

Keys = dict[type[models.Model], set[int]]


def prepare(changes: list[Change]) -> Callable[[datetime], None]:
    """Find every row that changes with `changes`; return what writes the moment to them."""
    rows = {model: _locked(model, keys) for model, keys in sorted(_affected(changes).items(), key=_by_name)}
    deletions = Deletions.of(changes)

    def write(moment: datetime) -> None:
        for model, keys in rows.items():
            model._base_manager.filter(pk__in=keys).update(changed_at=moment)
        for change in changes:
            _stamp_withdrawal(change, moment)
        deletions.write(moment)

    return write


def _affected(changes: list[Change]) -> Keys:
    """Return the records that changed and those that tell of one that did; a part may be one too."""
    keys: Keys = defaultdict(set)
    told: Keys = defaultdict(set)
    for change in changes:
        model, key = type(change.record), change.record.pk
        if change.after is None:
            continue
        if any(one.model is model for one in resources()):
            keys[model].add(key)
        if change.before is not None and change.before != change.after:
            told[model].add(key)
        for part, of_part in _changed_parts(change):
            keys[part] |= set(of_part)
    for model, of_model in told.items():
        for one, path in _telling_of(model):
            telling = one.model._base_manager.filter(**{f"{path}__in": of_model})
            keys[one.model] |= set(telling.values_list("pk", flat=True))
    return keys


def _stamp_withdrawal(change: Change, moment: datetime) -> None:
    if change.after is None or not isinstance(change.record, Record):
        return
    rows = type(change.record)._base_manager.filter(pk=change.record.pk)
    if change.weight == Weight.WITHDRAWN:
        rows.update(withdrawn_at=moment)
    elif change.before is not None and _was_public(change.before):  # perhaps it came back by the clock
        rows.exclude(withdrawn_at=None).update(withdrawn_at=None)


def _by_name(entry: tuple[type[models.Model], set[int]]) -> str:
    return entry[0]._meta.label


def _locked(model: type[models.Model], keys: set[int]) -> set[int]:
    """Lock rows in the order of their keys, so that no two changes wait for each other; return those that are there."""
    rows = model._base_manager.filter(pk__in=keys).order_by("pk")
    if connection.features.has_select_for_no_key_update:
        rows = rows.select_for_update(no_key=True)
    return set(rows.values_list("pk", flat=True))


def _was_public(before: dict) -> bool:
    fields = before["fields"]
    due = parse_datetime(fields.get("publish_at") or "")
    return fields.get("status") == Status.PUBLISHED and (due is None or due <= timezone.now())


def _changed_parts(change: Change) -> Iterator[tuple[type[models.Model], list[int]]]:
    """Yield the parts of a record that are given out by themselves (photos), with the keys of those that changed."""
    given_out = {one.model for one in resources()}
    for name in change.after.get("parts", {}):
        part = part_model(type(change.record), name)
        if part in given_out:
            before = {row["pk"]: row for row in (change.before or {"parts": {}})["parts"].get(name, [])}
            yield part, [row["pk"] for row in change.after["parts"][name] if row != before.get(row["pk"])]


@cache
def _telling_of(model: type[models.Model]) -> tuple[tuple[Resource, str], ...]:
    """Return the registers that tell of rows of `model`, with the relation that leads to them."""
    return tuple(
        (one, path) for one in resources() for path in _steps(one) if model_at(one.model, path) is model
    )


def _steps(one: Resource) -> Iterator[str]:
    """Yield every relation on the way: of 'signed_in__country' also 'signed_in'."""
    seen = set()
    for path in one.shows:
        steps = path.split("__")
        for place in range(1, len(steps) + 1):
            step = "__".join(steps[:place])
            if step not in seen:
                seen.add(step)
                yield step
