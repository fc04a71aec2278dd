"""Writes the log: every change that readers can notice, once, when it is seen to be public."""

from collections.abc import Iterator
from functools import reduce
from operator import or_
from typing import Any

from django.db import transaction
from django.db.models import Exists, Max, Model, OuterRef, Q, QuerySet

from tehran_diplomacy.following.locks import hold_the_log
from tehran_diplomacy.following.models import Announcement, Follower
from tehran_diplomacy.following.topics import ALL, CORRECTIONS, RECORDS, REGISTER, Topic
from tehran_diplomacy.opendata.feeds import TIES, in_feeds
from tehran_diplomacy.publishing.exposure import paths_to
from tehran_diplomacy.publishing.revisions import Revision, Weight
from tehran_diplomacy.publishing.status import Status
from tehran_diplomacy.publishing.trace import content_type_of
from tehran_diplomacy.reuse.resources import resource

AT_ONCE = 500  # revisions looked at together


def announce() -> int:
    """Write down what became noticeable since the last time; return the newest announcement's key, 0 for none.

    A change whose record cannot be seen (its goal is hidden) waits until it can; what has no page (a person, a
    country, a city that is only named) is seen with what names it. Mere spelling is not announced.
    """
    with transaction.atomic():
        hold_the_log()
        fresh = _not_announced()
        if Follower.objects.exists():
            keys = list(fresh.values_list("pk", flat=True))
            centres = _centres() if keys else {}
            for start in range(0, len(keys), AT_ONCE):
                _write(keys[start : start + AT_ONCE], centres)
        else:  # nobody to be told: however much there is, it need not be sorted
            rows = (Announcement(revision_id=pk) for pk in fresh.values_list("pk", flat=True))
            Announcement.objects.bulk_create(rows, batch_size=AT_ONCE)
        return Announcement.objects.aggregate(newest=Max("pk"))["newest"] or 0


def _write(keys: list[int], centres: dict[str, dict[int, str]]) -> None:
    revisions = Revision.objects.filter(pk__in=keys).select_related("follows", "content_type").in_bulk()
    Announcement.objects.bulk_create(
        Announcement(revision_id=pk, topics=topics_of(revisions[pk], centres)) for pk in keys
    )


def _not_announced() -> QuerySet:
    """Return what is noticeable and was not announced, the oldest first."""
    seen = [
        Q(content_type=content_type_of(one.model), object_id__in=one.public().order_by().values("pk"))
        for one in in_feeds()
    ]
    known = Announcement.objects.filter(revision=OuterRef("pk"))
    return (
        Revision.objects.noticed()
        .exclude(weight=Weight.MINOR)
        .filter(~Exists(known))
        .filter(Q(weight=Weight.WITHDRAWN) | reduce(or_, seen) | _without_page())
        .order_by("public_from", "pk")
    )


def _without_page() -> Q:
    """What readers see on the pages of others alone."""
    kinds = [content_type_of(one.model) for one in in_feeds()]
    return ~Q(content_type__in=kinds) | (~Q(status=Status.PUBLISHED) & ~Q(weight=Weight.WITHDRAWN))


def _centres() -> dict[str, dict[int, str]]:
    """Return the identifiers by key of the public records to which others are tied."""
    return {code: dict(resource(code).public().order_by().values_list("pk", "uid")) for code in TIES}


def topics_of(revision: Revision, centres: dict[str, dict[int, str]]) -> list[str]:
    """Return the topics to which a change belongs: its own record, its register, and what it is tied to.

    The ties are those that readers could see: before the change and after it, never those of a draft.
    """
    model = revision.content_type.model_class()
    code = next((one.code for one in in_feeds() if one.model is model), "")
    if not code or revision.is_of_hidden:
        found = [*_corrections(revision), *_topics_of_naming(model, revision.object_id)]
        return [str(topic) for topic in found]
    found = [Topic(REGISTER, code)]
    if code in RECORDS:
        found.append(Topic(code, revision.data["fields"]["uid"]))
    found += _corrections(revision)
    for kind, ties in TIES.items():
        keys = {key for relation in ties.get(code, ()) for key in _tied(revision, relation)}
        found += [Topic(kind, uid) for key in sorted(keys) if (uid := centres[kind].get(key))]
    return [str(topic) for topic in found]


def _corrections(revision: Revision) -> list[Topic]:
    told = revision.weight in (Weight.CORRECTION, Weight.WITHDRAWN)
    return [Topic(CORRECTIONS, ALL)] if told else []


def _topics_of_naming(model: type[Model], pk: int) -> list[Topic]:
    """Return the public records on whose pages a row without a page stands."""
    found = []
    for code in RECORDS:
        one = resource(code)
        conditions = [Q(**{path: pk}) for path in paths_to(one.model, model)]
        if conditions:
            keys = one.model._base_manager.filter(reduce(or_, conditions)).order_by().values("pk")
            rows = one.public().filter(pk__in=keys).order_by("pk").values_list("uid", flat=True)
            found += [Topic(code, uid) for uid in rows]
    return found


def _tied(revision: Revision, relation: str) -> Iterator[int]:
    seen = [revision.follows.data] if revision.follows else []
    if revision.weight != Weight.WITHDRAWN:
        seen.append(revision.data)
    for data in seen:
        yield from _keys(data, relation)


def _keys(data: dict[str, Any], relation: str) -> list[int]:
    part, _dot, column = relation.partition("__")
    if column:
        return [row[column] for row in data["parts"].get(part, []) if row.get(column)]
    if part in data["many"]:
        return data["many"][part]
    key = data["fields"].get(part)
    return [key] if key else []
