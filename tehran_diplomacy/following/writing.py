"""Writes letters into the outbox: whom to tell what, in one transaction with the follower's cursor."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import Min, Q
from django.utils import timezone

from tehran_diplomacy.following.models import Announcement, Follower, Letter
from tehran_diplomacy.following.topics import SEARCH, Topic
from tehran_diplomacy.publishing.revisions import Weight
from tehran_diplomacy.search.finding import find
from tehran_diplomacy.search.models import Entry
from tehran_diplomacy.search.query import parse

DIGEST_DAY, DIGEST_TIME = 5, time(8)  # Saturday, the first day of the week in Tehran; its morning there
AT_ONCE = 500  # followers in one transaction
TOGETHER = 100  # changes asked of the search together


def last_digest(now: datetime) -> datetime:
    """Return the last Saturday morning in Tehran by `now`: what a weekly letter is due for."""
    local = timezone.localtime(now)
    day = local.date() - timedelta(days=(local.weekday() - DIGEST_DAY) % 7)
    moment = timezone.make_aware(datetime.combine(day, DIGEST_TIME))
    return moment if moment <= now else moment - timedelta(days=7)


def write_letters(newest: int, now: datetime) -> int:
    """Write what is due up to announcement `newest`; return how many letters. Killed at any point, it goes on."""
    digest, written = last_digest(now), 0
    due = Follower.objects.to_be_told(newest, digest)
    lowest = due.order_by().aggregate(lowest=Min("cursor"))["lowest"]
    if lowest is None:
        return 0
    log = _Log(lowest, newest)
    for kind, key, language in due.order_by().values_list("kind", "key", "language").distinct():
        tells = log.of(Topic(kind, key), language)
        theirs = due.of(kind, key).filter(language=language)
        while batch := _write_some(theirs, tells, newest, digest):
            written += sum(batch)
    return written


def _write_some(due: Iterable, tells: list[int], newest: int, digest: datetime) -> list[bool]:
    """Write the letters of some followers and move their cursors; return for each whether there was one to write."""
    with transaction.atomic():
        batch = list(due.select_for_update()[:AT_ONCE])
        letters = [
            Letter(follower=one, tells=new, upto=newest)
            for one in batch
            if (new := [pk for pk in tells if pk > one.cursor])
        ]
        Letter.objects.bulk_create(letters)
        Follower.objects.filter(pk__in=[one.pk for one in batch]).update(cursor=newest, digested_at=digest)
        told = {letter.follower_id for letter in letters}
        return [one.pk in told for one in batch]


class _Log:
    """The announcements after `lowest` up to `newest`, sorted by topic."""

    def __init__(self, lowest: int, newest: int) -> None:
        self.by_topic: dict[str, list[int]] = defaultdict(list)
        self.by_record: dict[tuple[str, int], list[int]] = defaultdict(list)
        rows = Announcement.objects.filter(pk__gt=lowest, pk__lte=newest).order_by("pk")
        columns = (
            "revision__content_type__app_label",
            "revision__content_type__model",
            "revision__object_id",
        )
        for pk, topics, weight, app, model, record in rows.values_list(
            "pk", "topics", "revision__weight", *columns
        ):
            for topic in topics:
                self.by_topic[topic].append(pk)
            if weight != Weight.WITHDRAWN:
                self.by_record[f"{app}.{model}", record].append(pk)

    def of(self, topic: Topic, language: str) -> list[int]:
        """Return the announcements of a topic, in order; of a search those of the records that it finds now."""
        if topic.kind != SEARCH:
            return self.by_topic.get(str(topic), [])
        found = _found(topic, language, list(self.by_record))
        return sorted(pk for record in found for pk in self.by_record[record])


def _found(topic: Topic, language: str, records: list[tuple[str, int]]) -> set[tuple[str, int]]:
    """Return which of the records a search finds now, as its page would: with wider words where it found nothing."""
    asked = topic.asked
    query = parse(asked.pop("q", ""))
    if records and query.wanted and not find(query, language, asked).ids:
        query = query.widened()
    found: set[tuple[str, int]] = set()
    for start in range(0, len(records), TOGETHER):
        among = reduce(
            or_, (Q(register=label, object_id=pk) for label, pk in records[start : start + TOGETHER])
        )
        ids = find(query, language, asked, among=among).ids
        found |= set(Entry.objects.filter(pk__in=ids).values_list("register", "object_id"))
    return found
