"""Deletes addresses that nobody confirmed, and those that follow what is gone."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from tehran_diplomacy.following.models import Follower, Knock, Unconfirmed
from tehran_diplomacy.following.topics import RECORDS
from tehran_diplomacy.reuse.resources import resource

RETURN_DAYS = 30  # for which those who follow a withdrawn record wait for its return
BOUNCES = 3  # letters that came back for good
_DAY = timedelta(days=1)


def forget(now: datetime) -> int:
    """Delete what must not be kept at `now`; return how many addresses that were."""
    gone = _deleted(Unconfirmed.objects.over(now))
    for code in RECORDS:
        records = resource(code).model._base_manager
        left = records.filter(withdrawn_at__lt=now - timedelta(days=RETURN_DAYS)).values("uid")
        known = records.values("uid")
        gone += _deleted(Follower.objects.filter(Q(key__in=left) | ~Q(key__in=known), kind=code))
    Knock.objects.filter(at__lt=now - _DAY).delete()
    return gone


def _deleted(rows: QuerySet) -> int:
    _all, counted = rows.delete()  # their letters go along
    return counted.get(rows.model._meta.label, 0)


def bounced(follower: Follower, letter: str) -> bool:
    """Note that a letter came back for good; after the third the address is deleted with all that it follows.

    One letter counts once, however often that is reported. Returns whether the address was deleted.
    """
    if follower.last_bounced == letter:
        return False
    if follower.bounces + 1 >= BOUNCES:
        Follower.objects.filter(address=follower.address).delete()
        return True
    Follower.objects.filter(pk=follower.pk).update(bounces=follower.bounces + 1, last_bounced=letter)
    return False


def is_for_good(status: str) -> bool:
    """Whether an enhanced status code (RFC 3463) says that there is no such mailbox, or no longer.

    Other refusals (spam, policy, a full box) say nothing against the address: a wrong setting of ours must not
    cost all followers.
    """
    return status in {"5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"}
