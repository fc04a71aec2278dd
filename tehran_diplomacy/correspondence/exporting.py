"""A person's record: all that is kept of one message, for whoever asks for it."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from tehran_diplomacy.correspondence.models import Message


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None


def as_data(message: Message) -> dict[str, Any]:
    """Return the message, its writer and its answer as JSON can hold them; moments are ISO 8601."""
    writer = getattr(message, "correspondent", None)
    return {
        "received": _moment(message.received_at),
        "deleted_after": _moment(message.received_at + timedelta(days=settings.MESSAGE_KEEP_DAYS)),
        "language": message.language,
        "subject": message.subject,
        "message": message.text,
        "about": message.about.uid if message.about else None,
        "name": writer.name if writer else "",
        "contact": writer.contact if writer else "",
        "state": message.state,
        "answer": message.answer,
        "answered": _moment(message.answered_at),
    }
