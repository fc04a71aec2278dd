"""Lets one thread make what many ask for at once: after a change a whole crowd would make the same page."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from weakref import WeakValueDictionary

PATIENCE = 5  # seconds; who waited so long makes it too, whatever became of the first
_locks: WeakValueDictionary[str, Lock] = WeakValueDictionary()
_choosing = Lock()


@contextmanager
def one_makes(name: str) -> Iterator[bool]:
    """Keep other threads of this process that make `name` out of the block; tell it whether it waited for one.

    Who waited looks first whether the other has made it.
    """
    with _choosing:
        lock = _locks.get(name)
        if lock is None:
            lock = _locks[name] = Lock()
    waited = not lock.acquire(blocking=False)
    held = not waited or lock.acquire(timeout=PATIENCE)
    try:
        yield waited
    finally:
        if held:
            lock.release()
