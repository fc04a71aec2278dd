"""Taking in the wish to follow, and the confirmation; what a flood cannot do is decided here."""

from datetime import timedelta
from enum import StrEnum

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from tehran_diplomacy.correspondence import guards
from tehran_diplomacy.correspondence.receiving import locked_key_of_today
from tehran_diplomacy.following.announcing import announce
from tehran_diplomacy.following.mailboxes import mailbox_of
from tehran_diplomacy.following.models import Follower, Knock, Letter, Unconfirmed
from tehran_diplomacy.following.topics import Topic
from tehran_diplomacy.following.writing import last_digest
from tehran_diplomacy.languages.translated import page_language

PER_MAILBOX = 3  # questions a day
PER_SENDER = 10  # wishes an hour from one network


class Refusal(StrEnum):
    """Why no wish can be taken in now."""

    RUSH = "rush"  # too many within the hour, from anywhere
    SENDER = "sender"  # too many within the hour, from this network


def ask(address: str, topic: Topic, pace: str, sender: str) -> Refusal | None:
    """Take in a wish and put the question to its mailbox into the outbox; return why not.

    What is answered tells nothing of the address: whether it follows already, or was asked too often (then no
    letter is written). `sender` is the network address of whoever asks.
    """
    now = timezone.now()
    hour = now - timedelta(hours=1)
    with transaction.atomic():
        key = locked_key_of_today().key  # one at a time: the caps are exact
        mailbox = salted_hmac(
            "following.mailbox", mailbox_of(address), secret=key, algorithm="sha256"
        ).hexdigest()
        hashed = guards.hashed(sender, key)
        recent = Knock.objects.filter(at__gte=hour)
        if recent.count() >= settings.FOLLOW_REQUESTS_PER_HOUR:
            return Refusal.RUSH
        if hashed and recent.filter(sender=hashed).count() >= PER_SENDER:
            return Refusal.SENDER
        asked = Knock.objects.filter(mailbox=mailbox).count()
        Knock.objects.create(mailbox=mailbox, sender=hashed, at=now)
        if asked >= PER_MAILBOX:
            return None
        wish, _made = Unconfirmed.objects.update_or_create(
            address=address,
            kind=topic.kind,
            key=topic.key,
            defaults={"language": page_language(), "pace": pace, "created_at": now},
        )
        Letter.objects.get_or_create(unconfirmed=wish)
    return None


def confirm(wish: Unconfirmed) -> Follower:
    """Make a follower of an unconfirmed address. It is told of what becomes noticeable from this moment on."""
    with transaction.atomic():
        newest, now = announce(), timezone.now()
        told = {"language": wish.language, "pace": wish.pace, "digested_at": last_digest(now), "bounces": 0}
        follower, _made = Follower.objects.update_or_create(
            address=wish.address,
            kind=wish.kind,
            key=wish.key,
            defaults=told,
            create_defaults=told | {"cursor": newest, "token": wish.token},
        )
        wish.delete()
    return follower


def leave(token: str) -> bool:
    """Delete a follower with the letters that wait; return whether there was one."""
    counted, _rows = Follower.objects.filter(token=token).delete()
    return bool(counted)


def change_pace(follower: Follower, pace: str) -> None:
    """Write to a follower as often as they now want; what they were not told yet they still will be."""
    if pace != follower.pace:
        Follower.objects.filter(pk=follower.pk).update(pace=pace, digested_at=last_digest(timezone.now()))
