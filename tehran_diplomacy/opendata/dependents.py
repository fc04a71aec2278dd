"""When a row changes of which other records tell something, these have changed as well: a mirror asks for them."""

from collections.abc import Iterator
from functools import cache

from django.db import models
from django.utils import timezone

from tehran_diplomacy.publishing.history import Change
from tehran_diplomacy.publishing.snapshots import part_model
from tehran_diplomacy.reuse.resources import Resource, model_at, resources


def changed(changes: list[Change]) -> None:
    """Note on a changed record, and on every one that tells of it, that it changed; a part may be one too."""
    now = timezone.now()
    for change in changes:
        if change.before is None or change.after is None or change.before == change.after:
            continue
        model, key = type(change.record), change.record.pk
        if any(one.model is model for one in resources()):
            model._base_manager.filter(pk=key).update(changed_at=now)
        for part, keys in _changed_parts(change):
            part._base_manager.filter(pk__in=keys).update(changed_at=now)
        for one, path in _telling_of(model):
            rows = one.model._base_manager.filter(**{path: key})
            one.model._base_manager.filter(pk__in=rows.values("pk")).update(changed_at=now)


def _changed_parts(change: Change) -> Iterator[tuple[type[models.Model], list[int]]]:
    """Yield the parts of a record that are given out by themselves (photos), with the keys of those that changed."""
    given_out = {one.model for one in resources()}
    for name in change.after.get("parts", {}):
        part = part_model(type(change.record), name)
        if part in given_out:
            before = {row["pk"]: row for row in change.before["parts"].get(name, [])}
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
