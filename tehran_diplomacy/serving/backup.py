"""A back-up: one ZIP file of the database at one moment and of every file that it names then.

Inside: `tables/*.jsonl`, a line of JSON for each row; `files/…`, uploads and their copies under their stored names;
`manifest.json`, written last, with the number of the format, the migrations applied, and what must be there, each with
its size and SHA-256. The database is read in one transaction that nobody waits for. Files are copied before that
transaction begins, and those that came meanwhile within it. A file that went meanwhile, because its photograph was
replaced, shows that the moment was a bad one: another is taken.
"""

import fcntl
import json
import os
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from tehran_diplomacy.serving.named_files import named_by_versions, named_now
from tehran_diplomacy.serving.values import names_of_models, rows_of, tables

FORMAT = 1
PIECE = 1024 * 1024  # bytes
MOMENTS = 5  # tried at most
HALF = ".half"  # ends the name of a back-up that is being made
SECRET = "secret-key"  # noqa: S105  # the name of the file under var/


@dataclass(frozen=True)
class Made:
    """What a back-up holds, in numbers; `lost` are files that the database names and the storage has no more."""

    rows: int
    files: int
    bytes: int
    lost: tuple[str, ...]


class NoQuietMoment(Exception):
    """Files kept going away while the back-up was made."""


def make_backup(path: Path, with_secrets: bool = False) -> Made:
    """Write a back-up to `path`, readable by its owner alone; it is there whole or not at all."""
    sweep(path.parent)
    aside = path.with_name(f".{path.name}{HALF}")
    try:
        handle = os.open(aside, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
        with os.fdopen(handle, "w+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # shows `sweep` that somebody is at it
            with zipfile.ZipFile(file, "w", allowZip64=True) as archive:
                made = _Writing(archive).write(with_secrets)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
    return made


def sweep(folder: Path) -> list[str]:
    """Delete what back-ups that were killed have left half-made in a folder; return its names."""
    gone = []
    for path in folder.glob(f".*{HALF}"):
        with path.open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            path.unlink(missing_ok=True)
            gone.append(path.name)
    return gone


@contextmanager
def one_moment() -> Iterator[None]:
    """Have all queries within see the database as it is now; writers go on."""
    if connection.in_atomic_block:
        raise RuntimeError("a back-up begins a transaction of its own")
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")  # not Django's own, which would keep writers waiting
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


class _Writing:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.files: dict[str, dict[str, Any]] = {}

    def write(self, with_secrets: bool) -> Made:
        self._copy(named_now() | named_by_versions())
        lost_before: set[str] | None = None
        for _moment in range(MOMENTS):
            with one_moment():
                now, versions = named_now(), named_by_versions()
                self._copy(now | versions)
                lost = now - self.files.keys()
                if lost and lost != lost_before:
                    lost_before = lost  # gone for good, or only since this moment: the next one tells
                    continue
                written = self._tables()
                migrations = sorted(MigrationRecorder(connection).applied_migrations())
            break
        else:
            raise NoQuietMoment
        files = [{"name": name, **self.files[name]} for name in sorted((now | versions) & self.files.keys())]
        secrets = with_secrets and self._secret()
        manifest = {
            "format": FORMAT,
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "release": settings.RELEASE,
            "database": connection.vendor,
            "migrations": migrations,
            "tables": written,
            "files": files,
            "lost": sorted(lost),
            "secrets": secrets or None,
        }
        text = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
        self._put("manifest.json", [text], zipfile.ZIP_DEFLATED)
        return Made(
            sum(one["rows"] for one in written),
            len(files),
            sum(one["bytes"] for one in files),
            tuple(sorted(lost)),
        )

    def _copy(self, names: set[str]) -> None:
        for name in sorted(names - self.files.keys()):
            try:
                with default_storage.open(name) as file:
                    self.files[name] = self._put(f"files/{name}", file.chunks(PIECE), zipfile.ZIP_STORED)
            except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
                continue

    def _tables(self) -> list[dict[str, Any]]:
        models_by_key = names_of_models()
        written = []
        for table in tables():
            count = 0

            def counted(lines: Iterable[bytes]) -> Iterator[bytes]:
                nonlocal count
                for line in lines:
                    count += 1
                    yield line

            put = self._put(
                f"tables/{table.name}.jsonl", counted(rows_of(table, models_by_key)), zipfile.ZIP_DEFLATED
            )
            columns = [[column.name, column.kind] for column in table.columns]
            written.append({"name": table.name, "columns": columns, "rows": count, **put})
        return written

    def _secret(self) -> dict[str, Any]:
        return self._put(f"secrets/{SECRET}", [settings.SECRET_KEY.encode()], zipfile.ZIP_DEFLATED)

    def _put(self, name: str, pieces: Iterable[bytes], compression: int) -> dict[str, Any]:
        """Write a member; return its size and digest."""
        info = zipfile.ZipInfo(name, datetime.now(UTC).timetuple()[:6])
        info.compress_type, info.external_attr = compression, 0o600 << 16
        digest, size = sha256(), 0
        with self.archive.open(info, "w", force_zip64=True) as member:
            for piece in pieces:
                digest.update(piece)
                size += len(piece)
                member.write(piece)
        return {"bytes": size, "sha256": digest.hexdigest()}
