"""What is gone from a register: records that are hidden now, and those that were deleted for good."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import islice
from typing import Any, Self

from django.db.models import Q, QuerySet, Value

from tehran_diplomacy.opendata.models import Tombstone
from tehran_diplomacy.publishing.history import Change, given_reason
from tehran_diplomacy.publishing.public_changes import reasons_of
from tehran_diplomacy.publishing.snapshots import part_model
from tehran_diplomacy.reuse.resources import Resource, resource_of, resources

ORDER = ("gone_at", "uid")
CHUNK = 500  # rows read at a time
_LATELY = ("gone_at", "code", "uid")
_NO_REASON = {"fa": None, "en": None}


@dataclass(frozen=True)
class Gone:
    """Something that was public once and is no longer, with the reason in both languages."""

    gone_at: datetime
    uid: str
    reason: dict[str, str | None]


def gone_from(
    found: Resource, since: datetime | None = None, behind: Q | None = None, most: int | None = None
) -> Iterator[Gone]:
    """Yield what is gone, the longest ago first: since a moment, `behind` a cursor, at most so much."""
    wanted = (behind or Q()) & (Q(gone_at__gte=since) if since else Q())
    hidden = found.tombstones().filter(wanted).order_by(*ORDER)[:most]
    deleted = Tombstone.objects.filter(wanted, register=found.code).order_by(*ORDER)[:most]
    both = merge(
        _hidden(found, hidden.values_list("gone_at", "uid", "pk")),
        (
            Gone(row.gone_at, row.uid, {"fa": row.reason_fa or None, "en": row.reason_en or None})
            for row in deleted.iterator()
        ),
        key=lambda gone: (gone.gone_at, gone.uid),
    )
    return islice(both, most)


def gone_lately(found: list[Resource], since: datetime, most: int) -> list[tuple[datetime, str, str]]:
    """Return (moment, code, identifier) of what is gone from any of these since a moment, the last first; two queries."""
    deleted = Tombstone.objects.filter(gone_at__gte=since, register__in=[one.code for one in found])
    hidden = [
        one.tombstones()
        .filter(gone_at__gte=since)
        .order_by()
        .annotate(code=Value(one.code))
        .values_list(*_LATELY)
        for one in found
    ]
    rows = [
        *deleted.order_by("-gone_at").values_list("gone_at", "register", "uid")[:most],
        *hidden[0].union(*hidden[1:], all=True).order_by("-gone_at")[:most],
    ]
    return sorted(rows, reverse=True)[:most]


def _hidden(found: Resource, rows: QuerySet) -> Iterator[Gone]:
    """Yield rows with their reasons; one query for each chunk."""
    for chunk in batched(rows.iterator(chunk_size=CHUNK), CHUNK):
        reasons = reasons_of(found.model, [key for _at, _uid, key in chunk])
        for at, uid, key in chunk:
            yield Gone(at, uid, reasons.get(key, _NO_REASON))


def batched(rows: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """Yield rows in lists of at most `size` (itertools.batched is Python 3.12's)."""
    rows = iter(rows)
    while batch := list(islice(rows, size)):
        yield batch


def is_gone(found: Resource, uid: str) -> bool:
    """Whether something of this identifier was public once and is no longer."""
    return found.gone(uid) or Tombstone.objects.filter(register=found.code, uid=uid).exists()


@dataclass(frozen=True)
class Deletions:
    """What a piece of work deletes for good, and what it brings back, by register and identifier."""

    deleted: frozenset[tuple[str, str]]
    restored: frozenset[str]

    @classmethod
    def of(cls, changes: list[Change]) -> Self:
        """Find them; called while the rows are there still, or have just gone."""
        deleted, restored = set(), set()
        for change in changes:
            if change.after is None:
                deleted |= set(_with_its_parts(change))
            elif change.before is not None:
                gone, back = _parts_of(change)
                deleted |= gone
                restored |= back
        return cls(frozenset(deleted), frozenset(restored))

    def write(self, moment: datetime) -> None:
        """Keep a tombstone of each that is deleted."""
        if self.restored:
            Tombstone.objects.filter(uid__in=self.restored).delete()
        if not self.deleted:
            return
        reason = given_reason()
        Tombstone.objects.bulk_create(
            [
                Tombstone(register=code, uid=uid, gone_at=moment, reason_fa=reason.fa, reason_en=reason.en)
                for code, uid in self.deleted
            ],
            update_conflicts=True,
            unique_fields=["register", "uid"],
            update_fields=["gone_at", "reason_fa", "reason_en"],
        )


def _was_seen(one: Resource, key: int) -> bool:
    """Whether readers saw a record now or once."""
    return one.public().filter(pk=key).exists() or one.tombstones().filter(pk=key).exists()


def _with_its_parts(change: Change) -> Iterator[tuple[str, str]]:
    """Yield a record that is about to be deleted, and its parts that are given out by themselves."""
    record = change.record
    for one in resources():
        if one.model is type(record) and _was_seen(one, record.pk):
            yield one.code, record.uid
    for code, part in _given_out(change):
        for row in change.before["parts"].get(part, []):
            if _was_seen(next(one for one in resources() if one.code == code), row["pk"]):
                yield code, row["uid"]


def _parts_of(change: Change) -> tuple[set[tuple[str, str]], set[str]]:
    """Return the parts, given out by themselves, that a record has lost, and the identifiers of those it has got."""
    lost: set[tuple[str, str]] = set()
    got: set[str] = set()
    for code, part in _given_out(change):
        before = {row["uid"] for row in change.before["parts"].get(part, [])}
        after = {row["uid"] for row in change.after["parts"].get(part, [])}
        got |= after - before
        owner = resource_of(change.record)
        if before - after and owner is not None and _was_seen(owner, change.record.pk):
            lost |= {(code, uid) for uid in before - after}
    return lost, got


def _given_out(change: Change) -> Iterator[tuple[str, str]]:
    """Yield (code of the resource, name of the part) for parts that are given out by themselves."""
    for part in (change.after or change.before).get("parts", {}):
        model = part_model(type(change.record), part)
        for one in resources():
            if one.model is model:
                yield one.code, part
