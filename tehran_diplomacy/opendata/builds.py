"""Large files are made while they are sent: only a few at once on a machine, for each takes a thread and a processor."""

import fcntl
import os
import time
from collections.abc import Iterator

from django.conf import settings

AT_ONCE = 4
PATIENCE = 2  # seconds for which one more waits
LOOK_AGAIN = 0.1  # seconds


class TooManyBuilds(Exception):
    """So many files are being made that another one must wait."""


def in_turn(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Return `pieces` with a place held until the last is sent or the reader is gone; raise TooManyBuilds."""
    return _InTurn(_place(), pieces)


class _InTurn:
    """Pieces with a place; the place is free again at the end, and also where this was never begun."""

    def __init__(self, place: int, pieces: Iterator[bytes]) -> None:
        self.place: int | None = place
        self.pieces = pieces

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            return next(self.pieces)
        except BaseException:
            self._leave()
            raise

    def close(self) -> None:
        """Stop making, and leave the place."""
        self.pieces.close()
        self._leave()

    def _leave(self) -> None:
        if self.place is not None:
            os.close(self.place)  # the lock goes with it
            self.place = None

    __del__ = _leave


def _place() -> int:
    """Return an open file of a place, locked; raise TooManyBuilds."""
    folder = settings.VAR_DIR / "open-data" / "builds"
    folder.mkdir(parents=True, exist_ok=True)
    end = time.monotonic() + PATIENCE
    while True:
        for number in range(AT_ONCE):
            file = os.open(folder / f"{number}.lock", os.O_WRONLY | os.O_CREAT, 0o600)
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(file)
            else:
                return file
        if time.monotonic() > end:
            raise TooManyBuilds
        time.sleep(LOOK_AGAIN)
