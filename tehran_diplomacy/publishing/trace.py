"""The public trace of every revision: what readers noticed of it, computed when it is written.

Nothing else decides what stands in the public record of changes, so no road to a change can leave it out.
"""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from tehran_diplomacy.publishing.comparison import Names, found_differences
from tehran_diplomacy.publishing.exposure import is_exposed, is_named_while_hidden, is_shared, lock_named
from tehran_diplomacy.publishing.public_view import Shown, is_fact
from tehran_diplomacy.publishing.revisions import Revision, Weight
from tehran_diplomacy.publishing.status import Status


def keep(record: models.Model, revision: Revision) -> None:
    """Write a revision with what readers notice of it, and note on the record when it was corrected or withdrawn."""
    if is_shared(type(record)):
        _weigh_shared(record, revision)
        revision.save()
        return
    _weigh(type(record), revision)
    if not revision.weight and is_named_while_hidden(record):
        _weigh_named(type(record), revision)
    revision.save()
    if not revision.weight or revision.is_of_hidden:
        return
    rows = type(record)._base_manager.filter(pk=record.pk)
    if revision.weight == Weight.WITHDRAWN:
        _hide(_of(revision).exclude(pk=revision.pk))
        rows.update(withdrawn_at=revision.public_from)
    elif revision.weight == Weight.RETURNED:
        # Until that moment the record stays withdrawn, and what was said of it before untold.
        _of(revision).filter(shown_from=None, public_from__isnull=False).update(
            shown_from=revision.public_from
        )
        if revision.public_from <= timezone.now():
            rows.update(withdrawn_at=None)
    elif revision.weight == Weight.FIRST:
        rows.update(withdrawn_at=None)
    elif revision.weight == Weight.CORRECTION:
        rows.update(corrected_at=revision.public_from)


def _of(revision: Revision) -> models.QuerySet:
    return Revision.objects.filter(content_type=revision.content_type, object_id=revision.object_id)


def _weigh(model: type[models.Model], revision: Revision) -> None:
    now = timezone.now()
    last = _last_seen(revision, now)
    fields = revision.data["fields"]
    if fields["status"] != Status.PUBLISHED or revision.step == "deleted":
        if last is not None and last.weight != Weight.WITHDRAWN:
            _set(revision, Weight.WITHDRAWN, now, last)
        return
    at = max(now, parse_datetime(fields.get("publish_at") or "") or now)
    if last is None:
        _set(revision, Weight.FIRST, at, None)
        return
    if last.weight == Weight.WITHDRAWN:
        found = _noticed(model, last.follows.data, revision.data) if last.follows else []
        revision.facts = [fact for one in found if (fact := _as_fact(one))]
        _set(revision, Weight.RETURNED, at, last.follows)
    else:
        _compare(model, revision, last, at)


def _compare(model: type[models.Model], revision: Revision, before: Revision, at: Any) -> None:
    """Weigh what readers see differently since `before`; nothing where they see no difference."""
    found = _noticed(model, before.data, revision.data)
    revision.facts = [fact for one in found if (fact := _as_fact(one))]
    if found:
        minor = revision.is_minor and not revision.facts
        moved = {one[5] for one in found if one[0] == "field" and one[1].name in one[1].model.moves_on}
        replaced = any(_replaces(*one, moved=one[5] in moved) for one in found)
        weight = Weight.MINOR if minor else Weight.CORRECTION if replaced else Weight.ADDITION
        _set(revision, weight, at, before)


def _weigh_named(model: type[models.Model], revision: Revision) -> None:
    """Weigh a change of a record without a page whose name stands on pages of others."""
    before = _of(revision).past().first()
    if before is not None and before.status != Status.PUBLISHED:
        _compare(model, revision, before, timezone.now())


def _weigh_shared(record: models.Model, revision: Revision) -> None:
    """Weigh a change of what is public with others (a country, the press office): as soon as it is saved.

    What was not shown before is news of the record that now names it, not of the row.
    """
    before, now = _of(revision).past().first(), timezone.now()
    if before is None or not is_exposed(record):
        return
    lock_named(record)
    was_seen, is_seen = (type(record).is_seen_as(one.data) for one in (before, revision))
    if not was_seen and not is_seen:
        return
    if revision.step == "deleted" or not is_seen:
        _set(revision, Weight.WITHDRAWN, now, before)
    elif not was_seen:
        _set(revision, Weight.FIRST, now, None)
    else:
        _compare(type(record), revision, before, now)


def _hide(revisions: models.QuerySet) -> None:
    revisions.filter(public_from__isnull=False).update(shown_from=None)


def _set(revision: Revision, weight: Weight, at: Any, follows: Revision | None) -> None:
    revision.weight, revision.public_from, revision.follows = weight, at, follows
    revision.shown_from = at


def _last_seen(revision: Revision, now: Any) -> Revision | None:
    """Return what readers noticed last of the record; what was approved for later and is replaced, they never saw."""
    past = _of(revision).past().filter(public_from__isnull=False).of_pages().select_related("follows")
    for last in past:
        if last.public_from <= now:
            return last
        if last.weight == Weight.RETURNED:
            _hide(_of(revision).exclude(weight=Weight.WITHDRAWN))
        Revision.objects.filter(pk=last.pk).update(weight="", public_from=None, shown_from=None)
    return None


def _noticed(model: type[models.Model], before: dict[str, Any], after: dict[str, Any]) -> list[tuple]:
    shown = Shown()
    shown.want(model, before)
    shown.want(model, after)
    shown.ask()
    return found_differences(model, shown.view(model, before), shown.view(model, after), Names())


def _replaces(
    kind: str, field: Any, prefix: str, old: Any, new: Any, place: tuple[str, int], *, moved: bool
) -> bool:
    """Whether a difference changes or takes away what was there; what is added, or moves on, is news.

    `moved` says that the row moved on: what tells of its new state (its day, its evidence) then is news as well.
    """
    if kind == "row":
        return old is not None
    if kind == "many" or isinstance(old, list):
        return bool(set(old or ()) - set(new or ()))
    news = field.model.moves_on | field.model.moves_along if moved else field.model.moves_on
    return old not in (None, "", []) and field.name not in news


def _as_fact(difference: tuple) -> list[Any] | None:
    """Return a changed fact as JSON keeps it, None for mere words."""
    kind, field, _prefix, old, new, place = difference
    if kind == "row":
        return [*place, "", old, new]
    return [*place, field.name, old, new] if kind == "many" or is_fact(field) else None


def content_type_of(model: type[models.Model]) -> ContentType:
    """Return the content type by which revisions know a model."""
    return ContentType.objects.get_for_model(model, for_concrete_model=True)
