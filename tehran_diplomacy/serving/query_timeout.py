"""A limit on how long the portal waits for PostgreSQL, also where the server or the network hangs without a word.

`statement_timeout` is kept by the server, so it does not help against a server that is frozen. psycopg2 lets the
client wait in Python: the callback below raises OperationalError after a limit and the driver closes the connection.
"""

import select
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.db import connection

# After a time-out all waits are short for a while, until the server answers: readers get kept pages or a calm 503.
SUSPECT_SECONDS = 10.0
SUSPECT_LIMIT = 0.5
_limit: ContextVar[float] = ContextVar("seconds to wait for the database", default=0)
_suspect_until = 0.0


@contextmanager
def waiting_at_most(seconds: float) -> Iterator[None]:
    """Let no single answer of the database take longer within the block."""
    token = _limit.set(seconds)
    try:
        yield
    finally:
        _limit.reset(token)


def is_suspect() -> bool:
    """Tell whether an answer did not come in time lately, and none has come since."""
    return time.monotonic() < _suspect_until


def install() -> None:
    """Limit all waits of this process, which serves readers; commands and migrations take the time they need."""
    if connection.vendor != "postgresql" or not settings.DATABASE_STATEMENT_SECONDS:
        return
    from psycopg2 import extensions

    extensions.set_wait_callback(_wait)
    connection.settings_dict["OPTIONS"]["options"] = (
        f"-c statement_timeout={settings.DATABASE_STATEMENT_SECONDS}s "
        + connection.settings_dict["OPTIONS"].get("options", "")
    ).strip()


def _wait(waiting: Any) -> None:
    """Wait for the server's next answer on a connection, as long as the limit allows."""
    from psycopg2 import OperationalError, extensions

    global _suspect_until
    begun = time.monotonic()
    # A little more than the server's own limit, whose error is the better one.
    seconds = _limit.get() or settings.DATABASE_STATEMENT_SECONDS + 2
    if is_suspect():
        seconds = min(seconds, SUSPECT_LIMIT)
    poller = select.poll()
    while (state := waiting.poll()) != extensions.POLL_OK:
        poller.register(waiting.fileno(), select.POLLIN if state == extensions.POLL_READ else select.POLLOUT)
        left = begun + seconds - time.monotonic()
        if left <= 0 or not poller.poll(left * 1000):
            _suspect_until = time.monotonic() + SUSPECT_SECONDS
            raise OperationalError(f"the database did not answer within {seconds:g} seconds")
    if _suspect_until:
        _suspect_until = 0.0
