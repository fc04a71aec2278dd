"""One word for the state of everything public: a new one with every change, in the transaction that makes it.

Whoever keeps something made of public records keeps it under this word and today's date; nothing kept is then ever
stale, in any process on any machine. The word is random, so that a database that was rolled back or restored never
comes to one that was in use before.
"""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import reduce
from hashlib import sha256
from typing import TypeVar

from django.conf import settings
from django.core.cache import caches
from django.db import InterfaceError, OperationalError, connection, models, transaction
from django.db.models import Max, Min, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from redis.exceptions import RedisError

from tehran_diplomacy.languages.translated import page_language
from tehran_diplomacy.publishing.making import one_makes
from tehran_diplomacy.publishing.registers import registers

AWAY = (OSError, RedisError)  # what a cache server that does not answer raises
APART = timedelta(minutes=1)  # by which clocks of several machines may differ
TICK = timedelta(microseconds=1)  # what databases tell apart
BEFORE_ALL = datetime(2000, 1, 1, tzinfo=UTC)
KEPT = 24 * 3600  # seconds: the word has the date in it anyway
T = TypeVar("T")
_of_request: ContextVar[str] = ContextVar("generation", default="")
_QUESTION = "SELECT word, due_at IS NOT NULL AND due_at <= %s FROM publishing_generation WHERE id = 1"
_NOTHING = "nothing is kept"


class Generation(models.Model):
    """The one row: the word, and the next moment at which something becomes public by the clock alone.

    `changed_at` is the moment of the last change that was committed. Every change waits here for the one before it, and
    has a later moment, whatever the clocks say: moments of changes are in the order in which readers see them.
    `renewed_at` is the moment of the word, by which what became public by the clock counts as well.
    """

    word = models.CharField(max_length=16)
    due_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(null=True)
    renewed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("state of public content")
        verbose_name_plural = _("states of the public content")
        default_permissions = ()

    def __str__(self) -> str:
        return self.word


def current() -> str:
    """Return the word of now, with today's date in Tehran; one query, unless a moment has just come."""
    try:
        row = _asked()
    except (OperationalError, InterfaceError):  # the database was started anew since the last request
        if connection.in_atomic_block:
            raise
        connection.close()
        row = _asked()
    word = row[0] if row is not None and not row[1] else renew()
    return f"{word}-{timezone.localdate():%Y%m%d}"


def state() -> str:
    """Return the word of now, or that under which a kept page is being made, without asking again."""
    return _of_request.get().rpartition(":")[2] or current()


def is_kept_page() -> bool:
    """Whether what is being made is to be kept for other readers, who may take it in another encoding."""
    return bool(_of_request.get())


def _asked() -> tuple[str, bool] | None:
    """Ask at every request: without the ORM, ten times its speed, and without Django's own question before it."""
    connection.health_check_done = True
    with connection.cursor() as cursor:
        cursor.execute(_QUESTION, [timezone.now()])
        return cursor.fetchone()


def renew() -> str:
    """Give the state a new word, within the transaction of the change; return it."""
    word = secrets.token_hex(8)
    with transaction.atomic():
        # The moment is asked for once the row is locked: by then a change that was under way is there to be seen.
        values = {"word": word, "due_at": _next_moment, "renewed_at": timezone.now}
        Generation.objects.update_or_create(pk=1, defaults=values)
    return word


def next_change() -> datetime:
    """Renew the state for a change; return its moment, later than that of every change committed before.

    The row stays locked until the transaction ends, so this is the last thing that a change does.
    """
    with transaction.atomic():
        renew()
        last = Generation.objects.values_list("changed_at", flat=True).get(pk=1)
        moment = max(timezone.now(), last + TICK) if last else timezone.now()
        Generation.objects.filter(pk=1).update(changed_at=moment)
    return moment


@dataclass(frozen=True)
class Moments:
    """What the state says of time; ask before reading what has changed.

    `safe` is a moment behind which no change can appear any more: all that changed before it can be seen already, and a
    change that is under way, or a record that waits for the clock, will have a later one. `renewed` is that of the word.
    """

    safe: datetime
    renewed: datetime


def moments() -> Moments:
    """Return the moments of now, in one query."""
    row = Generation.objects.filter(pk=1).values_list("changed_at", "renewed_at").first()
    last, renewed = row or (None, BEFORE_ALL)
    return Moments(min(timezone.now(), last + TICK) if last else BEFORE_ALL, renewed)


def _next_moment() -> datetime | None:
    """The next moment of a record; once more `APART` after one that has come, for machines whose clocks are behind."""
    now = timezone.now()
    found = [
        register.model._base_manager.filter(publish_at__gt=now - APART)
        .order_by()
        .values("status")
        .annotate(
            due=Min("publish_at", filter=Q(publish_at__gt=now)),
            come=Max("publish_at", filter=Q(publish_at__lte=now)),
        )
        .values_list("due", "come")
        for register in registers()
    ]
    rows = list(reduce(lambda one, other: one.union(other, all=True), found))
    moments = [due for due, _come in rows if due] + [come + APART for _due, come in rows if come]
    return min(moments, default=None)


@contextmanager
def known_as(word: str) -> Iterator[None]:
    """Let the block make things once for each change, under the word that was read for it ('' for always anew)."""
    token = _of_request.set(word)
    try:
        yield
    finally:
        _of_request.reset(token)


def once_per_change(name: str, make: Callable[[], T], *, typed: bool = False) -> T:
    """Return what `make` gives, made once for each change of anything public and each language; it must be picklable.

    For what many pages share and what costs more the larger the archive is: counts, years, choices. `typed` says that
    there are as many names as readers can type (years, filters): these push out nothing but each other.
    """
    word = _of_request.get()
    if not word:
        return make()
    key = f"made:{settings.RELEASE}:{word}:{page_language()}:{sha256(name.encode()).hexdigest()[:32]}"
    cache = caches["typed" if typed else "default"]
    try:
        found = cache.get(key, _NOTHING)
    except AWAY:
        return make()
    if found != _NOTHING:
        return found
    with one_makes(key) as waited:
        if waited:
            with suppress(*AWAY):
                found = cache.get(key, _NOTHING)
        if found == _NOTHING:
            found = make()
            with suppress(*AWAY):
                cache.set(key, found, KEPT)
        return found


def keys_once(records: models.QuerySet, name: str) -> models.QuerySet | list[int]:
    """Return the keys of `records`, to stand after `pk__in=`.

    Which they are is found once for each change of anything public, under `name`: sorting what one city or goal has
    costs more the larger the archive is.
    """
    keys = records.values_list("pk", flat=True)
    return once_per_change(f"keys of {name}", lambda: list(keys)) if _of_request.get() else keys


def first_of(records: models.QuerySet, most: int, name: str) -> models.QuerySet:
    """Return the first `most` of `records` in their order, as rows of the same model to be asked further."""
    keys = keys_once(records[:most], f"the first {most} {name}")
    found = records.model._default_manager.filter(pk__in=keys)
    return found.order_by(*records.query.order_by) if records.query.order_by else found
