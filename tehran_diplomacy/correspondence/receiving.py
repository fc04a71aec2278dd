"""Taking a message in, or saying honestly why not: the caps hold however many come at once."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tehran_diplomacy.correspondence import codes, guards
from tehran_diplomacy.correspondence.models import Correspondent, DayKey, Message
from tehran_diplomacy.languages.translated import page_language


class Refusal(StrEnum):
    """Why no message can be taken now."""

    FULL = "full"  # too many wait for an answer
    RUSH = "rush"  # too many within the hour, from anywhere
    SENDER = "sender"  # too many within the hour, from this address


@dataclass(frozen=True)
class Received:
    """A message taken in under a code, or the reason why not."""

    code: str = ""
    refusal: Refusal | None = None


def refusal_for_all() -> Refusal | None:
    """Return why nobody can write just now, None where the inbox is open. Counts no further than the caps."""
    waiting = Message.objects.waiting().order_by()[: settings.MESSAGES_OPEN_MAX].count()
    if waiting >= settings.MESSAGES_OPEN_MAX:
        return Refusal.FULL
    hour = Message.objects.since(timezone.now() - timedelta(hours=1)).order_by()
    return Refusal.RUSH if hour[: settings.MESSAGES_PER_HOUR].count() >= settings.MESSAGES_PER_HOUR else None


def receive(written: dict[str, Any], token: str, address: str) -> Received:
    """Take in what a valid form holds; `token` is what its token held, `address` the sender's.

    A form sent twice is one message and gives the same code again.
    """
    about = written["about"]
    code = codes.code_for(token, written["subject"], written["text"], about.uid if about else "")
    if Message.objects.with_code(code).exists():
        return Received(code)
    if refusal := refusal_for_all():  # asked before anything is written or locked: a flood costs two counts
        return Received(refusal=refusal)
    with transaction.atomic():
        key = locked_key_of_today()
        if Message.objects.with_code(code).exists():
            return Received(code)
        sender = guards.hashed(address, key.key)
        refusal = refusal_for_all() or _refusal_for(sender)
        if refusal:
            return Received(refusal=refusal)
        _keep(written, code, sender)
    return Received(code)


def _refusal_for(sender: str) -> Refusal | None:
    if not sender:
        return None
    theirs = Message.objects.since(timezone.now() - timedelta(hours=1)).filter(sender=sender)
    return Refusal.SENDER if theirs.count() >= settings.MESSAGES_PER_ADDRESS else None


def locked_key_of_today() -> DayKey:
    """Return the key with which today's addresses are hashed, locked until the transaction ends.

    So messages are taken in one at a time, and the caps are exact.
    """
    keys = DayKey.objects.select_for_update()
    key, made = keys.get_or_create(day=timezone.localdate(), defaults={"key": secrets.token_hex(32)})
    if made:
        forget_senders()
    return key


def forget_senders() -> None:
    """Throw away the keys of days past and the addresses hashed with them."""
    today = timezone.localdate()
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    DayKey.objects.filter(day__lt=today).delete()
    Message.objects.filter(received_at__lt=midnight).exclude(sender="").update(sender="")


def _keep(written: dict[str, Any], code: str, sender: str) -> None:
    about = written["about"]
    message = Message.objects.create(
        code_hash=codes.hash_of(code),
        language=page_language(),
        subject=written["subject"],
        text=written["text"],
        sender=sender,
        **({about._meta.model_name: about} if about else {}),
    )
    if written["name"] or written["contact"]:
        Correspondent.objects.create(message=message, name=written["name"], contact=written["contact"])
