"""Files made of what is public: made once for each change, kept under var/, served in any part."""

import fcntl
import os
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Self

from django.conf import settings

SUPERSEDED = 3600  # seconds that an older state of a file stays, for downloads that go on
FORGOTTEN = 2 * 24 * 3600  # seconds after which any goes: what is asked for again is made again
PIECE = 256 * 1024  # bytes


@dataclass(frozen=True)
class Made:
    """A file that was made: its size in bytes, its digest, the day whose state it holds."""

    path: Path
    bytes: int
    sha256: str
    day: str

    @classmethod
    def at(cls, path: Path) -> Self:
        """Return the file kept at a path; raise OSError where there is none."""
        digest, day = path.with_suffix(".txt").read_text().split()
        return cls(path, path.stat().st_size, digest, day)

    def read(self, start: int, length: int) -> Iterator[bytes]:
        """Yield `length` bytes from `start`."""
        with self.path.open("rb") as file:
            file.seek(start)
            while length > 0 and (piece := file.read(min(PIECE, length))):
                length -= len(piece)
                yield piece


def made_once(name: str, signature: str, day: str, make: Callable[[Path], None]) -> Made:
    """Return the file `name` ('folder/word.zip') in the state that `signature` stands for.

    If nobody has asked for it since the last change, `make(path)` writes it now; whoever asks meanwhile waits. What
    `make` raises is passed on, and nothing is kept. `day` is that of the state, in ISO form.
    """
    folder, word = (settings.VAR_DIR / name).parent, Path(name).stem
    path = _path(name, signature)
    try:
        return Made.at(path)
    except OSError:
        folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder):
        try:
            return Made.at(path)  # made by another worker meanwhile
        except OSError:
            _make(path, day, make)
        _sweep(folder, word, path)
    return Made.at(path)


def kept(name: str, signature: str) -> Made | None:
    """Return the file `name` in the state that `signature` stands for, None where it has not been made."""
    try:
        return Made.at(_path(name, signature))
    except OSError:
        return None


def made_while_sent(name: str, signature: str, day: str, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield `pieces`, and keep them as the file `name` once the last is sent; nothing is kept of a part."""
    path = _path(name, signature)
    path.parent.mkdir(parents=True, exist_ok=True)
    made, digest = path.with_suffix(f".{secrets.token_hex(8)}"), sha256()
    try:
        with made.open("wb") as file:
            for piece in pieces:
                file.write(piece)
                digest.update(piece)
                yield piece
        with _alone(path.parent):
            path.with_suffix(".txt").write_text(f"{digest.hexdigest()} {day}\n")
            made.replace(path)
            _sweep(path.parent, Path(name).stem, path)
    finally:
        made.unlink(missing_ok=True)


def _path(name: str, signature: str) -> Path:
    folder = (settings.VAR_DIR / name).parent
    word, dot, ending = Path(name).name.rpartition(".")
    return folder / f"{word}-{signature}-{_database()}{dot}{ending}"


def newest_size(name: str) -> int | None:
    """Return the size in bytes of the newest state of the file `name`; None where it has not been made yet."""
    folder = (settings.VAR_DIR / name).parent
    word, dot, ending = Path(name).name.rpartition(".")
    found = [path.stat() for path in folder.glob(f"{word}-*-{_database()}{dot}{ending}")]
    return max(found, key=lambda stat: stat.st_mtime).st_size if found else None


def _database() -> str:
    name = str(settings.DATABASES["default"]["NAME"])
    return sha256(name.encode()).hexdigest()[:8]


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let one worker make files at a time; the others wait and find theirs done, or make it then."""
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _make(path: Path, day: str, make: Callable[[Path], None]) -> None:
    made = path.with_suffix(f".{os.getpid()}")
    try:
        make(made)
        with made.open("rb") as file:
            digest = sha256()
            while piece := file.read(PIECE):
                digest.update(piece)
        path.with_suffix(".txt").write_text(f"{digest.hexdigest()} {day}\n")
        made.replace(path)
    finally:
        made.unlink(missing_ok=True)


def _sweep(folder: Path, word: str, newest: Path) -> None:
    """Delete older states of the file that was made, an hour later, and whatever was made days ago."""
    now = time.time()
    for old in folder.glob("*-*-*"):
        of_this_file = old.name.rsplit("-", 2)[0] == word
        age = now - old.stat().st_mtime
        if old.stem != newest.stem and age > (SUPERSEDED if of_this_file else FORGOTTEN):
            old.unlink(missing_ok=True)
