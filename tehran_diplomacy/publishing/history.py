"""Keeps every change of a record: who, when, which step, and what it held then.

A model whose rows are kept inherits `Kept`, its parts inherit `Part`; their `save` and `delete` tell this module.
Inside `with changes(...)` the changes of one piece of work become one revision for each record, written in the
same transaction; without it every single save is kept by itself, so that no road leaves no trace.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction

from tehran_diplomacy.languages.cleaning import CleanTexts, clean_texts
from tehran_diplomacy.publishing import trace
from tehran_diplomacy.publishing.derived import bounds_of, derived_columns, write_derived
from tehran_diplomacy.publishing.generation import next_change
from tehran_diplomacy.publishing.removal import reached
from tehran_diplomacy.publishing.revisions import Reason, Revision, Step
from tehran_diplomacy.publishing.snapshots import many_names, snapshot


@dataclass
class _Work:
    """One piece of work: whose it is, and which records it touched, with what was done to them."""

    user: Any = None
    step: str = ""
    silent: bool = False
    reason: Reason = field(default_factory=Reason)
    touched: dict[tuple[type[models.Model], int], models.Model] = field(default_factory=dict)
    steps: dict[tuple[type[models.Model], int], tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """A record with what it held before and after a change, as snapshots; `after` is None where it is deleted.

    `weight` is what readers noticed of it.
    """

    record: models.Model
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    weight: str = ""


_followers: list[Callable[[list[Change]], None]] = []
_stampers: list[Callable[[list[Change]], Callable[[datetime], None]]] = []
_derivers: list[Callable[[models.Model], None]] = []


def derive(deriver: Callable[[models.Model], None]) -> None:
    """Have `deriver` write what follows from a record, before the followers of its change are told."""
    _derivers.append(deriver)


def _derive(record: models.Model) -> None:
    for deriver in _derivers:
        deriver(record)


def follow(follower: Callable[[list[Change]], None]) -> None:
    """Have `follower` told of every piece of work, in its transaction; an app's `ready()` calls this once."""
    _followers.append(follower)


def stamp(prepare: Callable[[list[Change]], Callable[[datetime], None]]) -> None:
    """Have `prepare` look at every piece of work after its followers, and what it returns write down its moment."""
    _stampers.append(prepare)


def _tell(changed: list[Change | None]) -> None:
    told = [change for change in changed if change is not None]
    if not told:
        return
    for follower in _followers:
        follower(told)
    writers = [prepare(told) for prepare in _stampers]
    moment = next_change()  # last: from here to the end of the transaction other changes wait
    for write in writers:
        write(moment)


_work: ContextVar[_Work | None] = ContextVar("work", default=None)


def _key(record: models.Model) -> tuple[type[models.Model], int]:
    return type(record), record.pk


@contextmanager
def changes(user: Any = None, step: str = "") -> Iterator[None]:
    """Gather what the block changes; keep a revision of every record touched, by `user`, at its end.

    Runs in a transaction. Inside another such block it only joins it. `step` says what was done where no verb
    does.
    """
    if _work.get() is not None:
        yield
        return
    work = _Work(user if user is not None and not isinstance(user, AnonymousUser) else None, step)
    token = _work.set(work)
    try:
        with transaction.atomic():
            yield
            for record in list(work.touched.values()):
                _derive(record)
            kept = []
            for record in work.touched.values():
                made = _work.get().steps.get(_key(record), ("", ""))
                kept.append(_keep(record, work.user, *made))
            _tell(kept)
    finally:
        _work.reset(token)


@contextmanager
def nothing_kept() -> Iterator[None]:
    """Let a block that will be rolled back change records without a trace."""
    token = _work.set(_Work(silent=True))
    try:
        yield
    finally:
        _work.reset(token)


def touch(record: models.Model) -> None:
    """Note that a record, or a part of it, was changed."""
    work = _work.get()
    if work is not None and not work.silent:
        work.touched[_key(record)] = record
        return
    with transaction.atomic():
        _derive(record)
        if work is None:
            _tell([_keep(record, None, "", "")])


def did(record: models.Model, step: str, remark: str = "") -> None:
    """Name the step that the present work takes with a record."""
    work = _work.get()
    if work is not None and not work.silent:
        work.steps[_key(record)] = (step, remark)
        work.touched[_key(record)] = record


def explain(reason: Reason) -> None:
    """Give readers the reason for what the present work changes; nothing where it is empty."""
    work = _work.get()
    if work is not None and reason:
        work.reason = reason


def given_reason() -> Reason:
    """Return the reason given for the present work."""
    work = _work.get()
    return work.reason if work else Reason()


def last_number(record: models.Model) -> int:
    """Return the number of the record's newest revision, 0 before the first."""
    return Revision.objects.of(record).past().values_list("number", flat=True).first() or 0


def _keep(record: models.Model, user: Any, step: str, remark: str) -> Change | None:
    if not type(record)._base_manager.filter(pk=record.pk).exists():
        return None  # deleted for good in the same piece of work; `keep_deleted` saw to it
    last = Revision.objects.of(record).past().first()
    data = snapshot(record)
    if last and last.data == data and not step:
        return None
    work = _work.get()
    default = Step.CHANGED if last else Step.CREATED
    weight = _write(
        record, data, last.number + 1 if last else 1, user, step or (work and work.step) or default, remark
    )
    return Change(record, last.data if last else None, data, weight)


def _write(record: models.Model, data: dict, number: int, user: Any, step: str, remark: str) -> str:
    """Write a revision; return what it meant to readers."""
    reason = given_reason()
    revision = Revision(
        content_type=ContentType.objects.get_for_model(record),
        object_id=record.pk,
        number=number,
        step=step,
        status=data["fields"].get("status", ""),
        data=data,
        remark=remark,
        made_by=user,
        reason_fa=reason.fa,
        reason_en=reason.en,
        is_minor=reason.is_minor,
        **titles(record, data),
    )
    trace.keep(record, revision)
    return revision.weight


def titles(record: models.Model, data: dict[str, Any]) -> dict[str, str]:
    """Return the record's name in both languages, as a revision shows it."""
    label = getattr(type(record), "label", "name")
    return {f"title_{code}": (data["fields"].get(f"{label}_{code}") or "")[:300] for code in ("fa", "en")}


def keep_deleted(record: models.Model) -> None:
    """Keep what a record held before it is deleted for good."""
    work = _work.get()
    if work is not None and work.silent:
        return
    data = snapshot(record)
    weight = _write(record, data, last_number(record) + 1, work.user if work else None, Step.DELETED, "")
    _tell([Change(record, data, None, weight)])


class KeptRows(models.QuerySet):
    """Rows whose bulk changes are kept as those of single rows are."""

    def update(self, **values: Any) -> int:
        """Update, with the columns that follow; one revision for every record touched."""
        values |= bounds_of(self.model, values)
        with changes(), transaction.atomic():
            keys = list(self.order_by().values_list("pk", flat=True))
            changed = super().update(**values)
            for row in self.model._base_manager.filter(pk__in=keys):
                write_derived(row)
                _touch_row(row)
        return changed

    update.alters_data = True

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete; what records held is kept, and so is what others lose with them."""
        with deleting(self):
            return super().delete()

    delete.alters_data = True
    delete.queryset_only = True

    def bulk_create(self, objs: Any, *args: Any, **kwargs: Any) -> list[Any]:
        """Create; one revision for every record touched."""
        objs = list(objs)
        for row in objs:
            clean_texts(row)
        with changes(), transaction.atomic():
            made = super().bulk_create(objs, *args, **kwargs)
            for row in made:
                _touch_row(row)
        return made

    def bulk_update(self, objs: Any, fields: Any, *args: Any, **kwargs: Any) -> int:
        """Update, with the columns that follow; one revision for every record touched."""
        objs, derived = list(objs), derived_columns(self.model)
        for row in objs:
            for column in derived:
                column.pre_save(row, False)
        return super().bulk_update(objs, {*fields, *(one.name for one in derived)}, *args, **kwargs)

    bulk_update.alters_data = True


@contextmanager
def deleting(rows: Iterable[models.Model]) -> Iterator[None]:
    """Let the block delete `rows`: keep what goes with them, by whatever cascade, and what others lose."""
    with changes(), transaction.atomic():
        gone, losing = reached(rows)
        for row in gone:
            if isinstance(row, Kept):
                keep_deleted(row)
        owners = [getattr(row, row.part_of) for row in gone if isinstance(row, Part)]
        yield
        for owner in filter(None, owners):
            touch(owner)
        for row in losing:
            _touch_row(row)


def _touch_row(row: models.Model) -> None:
    if isinstance(row, Part):
        row.touch_record()
    elif isinstance(row, Kept):
        touch(row)


class Checked(CleanTexts):
    """A row whose columns that follow from others are right before its rules are checked, not only when saved."""

    never_public: ClassVar[frozenset[str]] = frozenset()  # columns that no reader is told of
    always_shown: ClassVar[bool] = False  # whether its very words count as facts
    moves_on: ClassVar[frozenset[str]] = frozenset()  # columns whose change is news and no correction
    # Columns for which that holds if one of those changed too.
    moves_along: ClassVar[frozenset[str]] = frozenset()

    class Meta:
        abstract = True

    def clean_fields(self, exclude: Any = None) -> None:
        """Compute what follows from other columns, then check."""
        for column in derived_columns(type(self)):
            column.pre_save(self, self._state.adding)
        super().clean_fields(exclude)


class Kept(Checked):
    """A record whose every change is kept. `parts` names the reverse relations that belong to it."""

    parts: ClassVar[tuple[str, ...]] = ()
    label: ClassVar[str] = "name"

    objects = KeptRows.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def is_seen_as(cls, data: dict[str, Any]) -> bool:
        """Whether readers see anything of a row without a state of its own that holds `data`."""
        return True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and keep the change."""
        with transaction.atomic():
            super().save(*args, **kwargs)
            touch(self)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete for good, and keep what was there and what others lose with it."""
        with deleting([self]):
            return super().delete(*args, **kwargs)


class Part(Checked):
    """A row that belongs to a record; `part_of` names the relation that leads there."""

    part_of: ClassVar[str] = "record"

    objects = KeptRows.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and keep the record's change."""
        with transaction.atomic():
            super().save(*args, **kwargs)
            self.touch_record()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete, and keep the record's change."""
        with deleting([self]):
            return super().delete(*args, **kwargs)

    def touch_record(self) -> None:
        """Note that the record changed."""
        record = getattr(self, self.part_of)
        if record is not None:
            touch(record)


def many_changed(sender: Any, instance: models.Model, action: str, reverse: bool, **kwargs: Any) -> None:
    """Keep a change of a many-to-many relation, which no `save` sees, from whichever side it was made."""
    if not isinstance(instance, models.Model) or not action.startswith(("post_", "pre_clear")):
        return
    if not reverse:
        if action.startswith("post_") and _declares(instance, sender):
            _touch_row(instance)
        return
    model, keys = kwargs["model"], kwargs["pk_set"]
    if action.endswith("_clear"):  # which rows they are is known only before
        noted = instance.__dict__.setdefault("_cleared", {})
        if action == "pre_clear":
            noted[sender] = _naming(sender, model, instance)
            return
        keys = noted.pop(sender, ())
    if issubclass(model, Kept | Part):
        with changes():
            for row in model._base_manager.filter(pk__in=keys or ()):
                _touch_row(row)


def _naming(through: Any, model: type[models.Model], instance: models.Model) -> list[int]:
    """Return the keys of the rows of `model` that name `instance` in a table between."""
    field = next(one for one in model._meta.many_to_many if one.remote_field.through is through)
    return list(model._base_manager.filter(**{field.name: instance}).values_list("pk", flat=True))


def _declares(record: models.Model, through: Any) -> bool:
    return any(
        type(record)._meta.get_field(name).remote_field.through is through
        for name in many_names(type(record))
    )
