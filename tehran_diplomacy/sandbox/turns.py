"""Whose turn it is: work on uploads of all processes of a machine, so much at once as it has processors.

Who waits holds a lock on a file of their own, named by the moment of coming; a file without a holder is left over
from a process that ended, and is deleted.
"""

import fcntl
import json
import os
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, TypeVar

from django.conf import settings

from tehran_diplomacy.sandbox.process import MEMORY, run_apart

T = TypeVar("T")


def _bound_of_memory() -> int:
    """Return the bytes that this process and its children may have: their control group's, else the machine's."""
    known = [os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")]
    with suppress(OSError, ValueError):
        group = Path("/proc/self/cgroup").read_text().split("::", 1)[-1].strip().lstrip("/")
        known.append(int(Path("/sys/fs/cgroup", group, "memory.max").read_text()))
    return min(known)


def most_at_once(processors: int, memory: int) -> int:
    """Return how many uploads may be worked on: a processor for each, and as much memory as one left to the portal."""
    return max(1, min(processors, memory // MEMORY - 1))


AT_ONCE = most_at_once(len(os.sched_getaffinity(0)), _bound_of_memory())
MOST_WAITING = 12  # each holds a thread of a server that has other things to do
LOOK_AGAIN = 0.1  # seconds
HOUR = 3600  # seconds


class TooManyWaiting(Exception):
    """So many wait already that nobody else may queue."""


class Turn:
    """A place in the queue. `with Turn() as turn: for ahead in turn.waiting(): …` and then it is ours."""

    def __enter__(self) -> "Turn":
        """Queue; raises TooManyWaiting."""
        with _queue() as folder:
            if len(_waiting(folder)) >= AT_ONCE + MOST_WAITING:
                raise TooManyWaiting
            self.path = folder / f"{time.time_ns():020d}-{secrets.token_hex(4)}.turn"
            self.file: IO[bytes] = self.path.open("wb")
            fcntl.flock(self.file, fcntl.LOCK_EX)
        return self

    def waiting(self, patience: float | None = None) -> Iterator[int]:
        """Yield how many stand in front, whenever that has changed, until it is our turn.

        Raises TooManyWaiting after `patience` seconds, where they are given.
        """
        told, since = None, time.monotonic()
        while True:
            with _queue() as folder:
                ahead = _waiting(folder).index(self.path) - AT_ONCE + 1
            if ahead <= 0:
                return
            if patience is not None and time.monotonic() - since > patience:
                raise TooManyWaiting
            if ahead != told:
                yield ahead
                told = ahead
            time.sleep(LOOK_AGAIN)

    def __exit__(self, *_error: object) -> None:
        """Leave the queue."""
        with _queue():
            self.path.unlink(missing_ok=True)
            self.file.close()


def run_in_turn(function: Callable[..., T], *args: Any, patience: float | None = None, **limits: int) -> T:
    """Wait for a turn and run a function apart; see `run_apart`. Raises TooManyWaiting as well."""
    with Turn() as turn:
        for _ahead in turn.waiting(patience):
            pass
        return run_apart(function, *args, **limits)


def spent(account: str, amount: int, seconds: int = HOUR) -> int:
    """Note that an account has had `amount` of work done; return what it has had within the last `seconds`."""
    with _queue() as folder:
        path = folder / "spent.json"
        try:
            noted = json.loads(path.read_text())
        except (FileNotFoundError, ValueError):
            noted = []
        now = time.time()
        noted = [one for one in noted if now - one[1] < seconds]
        if amount:
            noted.append([account, now, amount])
            path.write_text(json.dumps(noted))
    return sum(one[2] for one in noted if one[0] == account)


@contextmanager
def _queue() -> Iterator[Path]:
    """The folder of the queue, for one process and thread at a time."""
    folder = settings.VAR_DIR / "turns"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder


def _waiting(folder: Path) -> list[Path]:
    """Those who stand in the queue, the first first."""
    return [path for path in sorted(folder.glob("*.turn")) if not _left_over(path)]


def _left_over(path: Path) -> bool:
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    path.unlink(missing_ok=True)
    return True
