"""One hand at a time, on either database; a hand that is killed lets go."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

_LOG, _SENDER = 7_290_541, 7_290_542  # numbers of PostgreSQL's advisory locks: any two that nobody else uses


def hold_the_log() -> None:
    """Let nobody else write the log until the transaction ends. SQLite's transactions queue up by themselves."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOG])


@contextmanager
def only_sender() -> Iterator[bool]:
    """Give True to the only sender, False to any other that runs meanwhile."""
    if connection.vendor == "postgresql":
        yield from _by_the_database()
    else:
        yield from _by_a_file()


def _by_the_database() -> Iterator[bool]:
    # Held by the connection: where that is lost, the next query fails and sending ends.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_SENDER])
        mine = cursor.fetchone()[0]
    try:
        yield mine
    finally:
        if mine and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_SENDER])


def _by_a_file() -> Iterator[bool]:
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    with (settings.VAR_DIR / "follow-letters.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
