"""One hand at a time, on either database; a hand that is killed lets go."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

# Numbers of PostgreSQL's advisory locks: any that nobody else uses.
_LOG = 7_290_541
_SENDERS = {"follow-letters": 7_290_542, "staff-letters": 7_290_543}


def hold_the_log() -> None:
    """Let nobody else write the log until the transaction ends. SQLite's transactions queue up by themselves."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOG])


@contextmanager
def only_sender(of: str = "follow-letters") -> Iterator[bool]:
    """Give True to the only sender of such letters, False to any other that runs meanwhile."""
    if connection.vendor == "postgresql":
        yield from _by_the_database(_SENDERS[of])
    else:
        yield from _by_a_file(of)


def _by_the_database(number: int) -> Iterator[bool]:
    # Held by the connection: where that is lost, the next query fails and sending ends.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [number])
        mine = cursor.fetchone()[0]
    try:
        yield mine
    finally:
        if mine and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [number])


def _by_a_file(of: str) -> Iterator[bool]:
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    with (settings.VAR_DIR / f"{of}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
