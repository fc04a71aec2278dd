"""Reads what mail servers send back (RFC 3464): which letter, and whether the mailbox is gone for good."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage

from django.conf import settings

from tehran_diplomacy.following.forgetting import bounced, is_for_good
from tehran_diplomacy.following.models import Follower

_TOKENS = re.compile(r"^([0-9a-f]{16})\.([0-9a-f]{16})$")
_WHERE = ("Delivered-To", "X-Original-To", "Envelope-To", "To")
_STATUS = re.compile(r"\d\.\d{1,3}\.\d{1,3}")


def take_bounce(raw: bytes, recipient: str = "") -> str:
    """Take in a message that came to BOUNCE_ADDRESS, `recipient` if the mail server names it; say what it was.

    Whatever else comes there (answers of people, notes of delay) changes nothing.
    """
    message = message_from_bytes(raw, policy=policy.default)
    said = [recipient, *(str(value) for header in _WHERE for value in message.get_all(header, []))]
    tokens = next((found for one in said if (found := _tokens(one))), None)
    if tokens is None:
        return "of no letter"
    if not any(is_for_good(status) for status in _failures(message)):
        return "not for good"
    follower = Follower.objects.filter(bounce_token=tokens[0]).first()
    if follower is None:
        return "of somebody who left"
    return "address deleted" if bounced(follower, tokens[1]) else "counted"


def _tokens(address: str) -> tuple[str, str] | None:
    name, _at, domain = settings.BOUNCE_ADDRESS.lower().rpartition("@")
    found = (
        re.search(rf"{re.escape(name)}\+([0-9a-f.]+)@{re.escape(domain)}", address.lower()) if name else None
    )
    tokens = _TOKENS.match(found[1]) if found else None
    return (tokens[1], tokens[2]) if tokens else None


def _failures(message: EmailMessage) -> list[str]:
    """Return the status of each recipient that failed, as '5.1.1'."""
    if message.get_content_type() != "multipart/report":
        return []
    found = []
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for block in part.get_payload() if part.is_multipart() else []:
            status = _STATUS.search(str(block.get("Status", "")))
            if str(block.get("Action", "")).strip().lower() == "failed" and status:
                found.append(status[0])
    return found
