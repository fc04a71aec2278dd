"""Hands letters to the mail server, one after the other: a letter's row goes when the server has taken it.

Killed between the two, the next run hands that one letter over again, under the same Message-ID; no other.
"""

import re
import smtplib
import ssl
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

from django.core.mail import EmailMultiAlternatives, get_connection
from django.db.models import QuerySet
from django.utils import timezone

from tehran_diplomacy.following.forgetting import bounced, is_for_good
from tehran_diplomacy.following.letters import Desk
from tehran_diplomacy.following.models import Letter

AT_ONCE = 50  # letters between two looks for new questions, which somebody waits for
_FIRST_WAIT, _LONGEST_WAIT = timedelta(minutes=5), timedelta(hours=6)
GIVE_UP = timedelta(days=4)  # after which a letter that the server puts off is not tried again
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")


class MailServerDown(Exception):
    """The mail server does not answer, or takes no letter from us; all that waits goes on waiting."""


class Refused(Exception):
    """The mail server does not take this letter; says how, never to whom."""

    def __init__(self, code: int, text: bytes | str) -> None:
        said = text.decode("ascii", "replace") if isinstance(text, bytes) else str(text)
        found = _STATUS.search(said)
        self.status = found[1] if found else ""
        super().__init__(f"{code} {self.status}".strip())


class Postman:
    """A connection to the mail server that is opened when needed, and once again when it breaks."""

    def __init__(self) -> None:
        self._connection = get_connection()
        self._has_sent = False

    def hand_over(self, message: EmailMultiAlternatives) -> None:
        """Hand a letter over; raise Refused or MailServerDown."""
        try:
            self._try(message)
        except MailServerDown:
            if not self._has_sent:
                raise
            self._has_sent = False  # it may only have closed an old connection: one more try
            self._try(message)
        self._has_sent = True

    def _try(self, message: EmailMultiAlternatives) -> None:
        try:
            self._connection.send_messages([message])
        except smtplib.SMTPRecipientsRefused as error:
            code, text = next(iter(error.recipients.values()))
            if code == 421:
                self._drop("421")
            raise Refused(code, text) from None  # its own words hold the address
        except smtplib.SMTPDataError as error:
            raise Refused(error.smtp_code, error.smtp_error) from None
        except (smtplib.SMTPException, OSError, ssl.SSLError) as error:
            self._drop(type(error).__name__)

    def _drop(self, why: str) -> None:
        self.close()
        raise MailServerDown(why) from None

    def close(self) -> None:
        """Say goodbye, if anybody listens."""
        try:
            self._connection.close()
        except (smtplib.SMTPException, OSError):
            self._connection.connection = None


def send_letters(is_stopped: Callable[[], bool] = bool) -> Counter:
    """Send what is due until nothing is, or until `is_stopped`; return how many were sent, put off, given up, …"""
    done: Counter = Counter()
    desk, postman = Desk(), Postman()
    try:
        while batch := list(_due().values_list("pk", flat=True)[:AT_ONCE]):
            for pk in batch:
                if is_stopped():
                    return done
                done[_send(pk, desk, postman)] += 1
    finally:
        postman.close()
    return done


def _due() -> QuerySet:
    return Letter.objects.due(timezone.now())


def _send(pk: int, desk: Desk, postman: Postman) -> str:
    letter = Letter.objects.with_recipient().filter(pk=pk).first()
    if letter is None:
        return "left"  # who left a moment ago is not written to
    message = desk.letter(letter)
    if message is None:
        letter.delete()
        return "empty"
    try:
        postman.hand_over(message)
    except Refused as refused:
        return _refused(letter, refused, timezone.now())
    letter.delete()
    return "sent"


def _refused(letter: Letter, refused: Refused, now: datetime) -> str:
    if is_for_good(refused.status):
        if letter.follower is None:
            letter.unconfirmed.delete()
        else:
            letter.delete()
            bounced(letter.follower, letter.name.hex[:16])
        return "no such mailbox"
    if now - letter.written_at > GIVE_UP:
        letter.delete()
        return "given up"
    wait = min(_FIRST_WAIT * 2**letter.attempts, _LONGEST_WAIT)
    Letter.objects.filter(pk=letter.pk).update(attempts=letter.attempts + 1, due_at=now + wait)
    return "put off"
