"""Puts a back-up into this installation: all of it or nothing. From either database to either."""

import json
import os
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.loader import MigrationLoader

from tehran_diplomacy.publishing.generation import renew
from tehran_diplomacy.search.index import rebuild
from tehran_diplomacy.serving.backup import FORMAT, PIECE, SECRET
from tehran_diplomacy.serving.os_errors import reason
from tehran_diplomacy.serving.values import AT_ONCE, Column, insert, read_row, tables

# Tables that migrations fill: a database with rows in these alone is empty.
_OF_MIGRATIONS = frozenset(
    {"django_content_type", "auth_permission", "auth_group", "auth_group_permissions", "search_indexstate"}
)
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError)


class CannotRestore(Exception):
    """Why nothing was restored, in words for who called the command."""


@dataclass
class Restored:
    """What was put in place, in numbers."""

    rows: int = 0
    files: int = 0
    written: list[str] = field(default_factory=list)


def restore(path: Path, *, replace: bool = False, with_secrets: bool = False) -> Restored:
    """Restore the back-up at `path`; raise CannotRestore, with nothing changed, where that cannot be.

    A database with records in it is only overwritten with `replace`. Sessions end, the index of the search is made
    anew. With `with_secrets` the secret key of the back-up becomes this installation's.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = _checked(archive, with_secrets)
            is_older = _prepare(manifest, replace)
            done = Restored()
            try:
                _put_files(archive, manifest, done)
                with transaction.atomic():
                    _put_rows(archive, manifest, done)
                    if not is_older:
                        _settle()
            except BaseException:
                for name in done.written:
                    default_storage.delete(name)
                raise
            if with_secrets:
                _put_secret(archive)
    except OSError as error:
        raise CannotRestore(reason(error)) from error
    except DAMAGE as error:
        raise CannotRestore(f"{path} is no whole back-up: {error}") from error
    except DatabaseError as error:
        raise CannotRestore(f"the database refuses what is in {path}: {error}") from error
    ContentType.objects.clear_cache()
    if is_older:
        call_command("migrate", verbosity=0, interactive=False)
        with transaction.atomic():
            _settle()
    return done


def verify(path: Path) -> dict[str, Any]:
    """Return the manifest of a back-up, with every byte checked; raise CannotRestore where one is wrong."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _checked(archive, with_secrets=False)
    except OSError as error:
        raise CannotRestore(reason(error)) from error
    except DAMAGE as error:
        raise CannotRestore(f"it is no whole back-up: {error}") from error


def _checked(archive: zipfile.ZipFile, with_secrets: bool) -> dict[str, Any]:
    """Return the manifest of a back-up of which every byte is as it was written."""
    manifest = json.loads(archive.read("manifest.json"))
    if manifest.get("format") != FORMAT:
        raise CannotRestore(
            f"format {manifest.get('format')} of the back-up is not {FORMAT}, which this release reads"
        )
    wanted = [(f"tables/{one['name']}.jsonl", one) for one in manifest["tables"]]
    wanted += [(f"files/{one['name']}", one) for one in manifest["files"]]
    if with_secrets:
        if not manifest["secrets"]:
            raise CannotRestore("the back-up was made without secrets")
        wanted.append((f"secrets/{SECRET}", manifest["secrets"]))
    for name, one in wanted:
        digest = sha256()
        with archive.open(name) as member:
            while piece := member.read(PIECE):
                digest.update(piece)
        if digest.hexdigest() != one["sha256"]:
            raise CannotRestore(f"{name} in the back-up is damaged")
    return manifest


def _prepare(manifest: dict[str, Any], replace: bool) -> bool:
    """Have the tables as they were when the back-up was made; tell whether migrations follow that one."""
    loader = MigrationLoader(connection)
    there = {tuple(one) for one in manifest["migrations"]}
    # What a squashed or a removed app left in the record of migrations does not count.
    apps = {app for app, _name in loader.disk_migrations}
    there = {one for one in there if one[0] in apps}
    known = set(loader.disk_migrations)
    if unknown := sorted(there - known):
        raise CannotRestore(
            "the back-up is of a newer release, with the migration " + ".".join(unknown[0]) + ": update first"
        )
    applied = {one for one in loader.applied_migrations if one in known}
    is_older = there != known
    if not applied:
        _migrate_to(loader, there)
    elif applied != there:
        raise CannotRestore(
            "the tables of this database are not those of the back-up: restore it into an empty database "
            "(without tables); this command then brings it up to date"
        )
    elif not replace and (filled := _filled(manifest)):
        raise CannotRestore(f"the database is not empty ({filled} has rows): --replace overwrites it")
    return is_older


def _migrate_to(loader: MigrationLoader, there: set[tuple[str, str]]) -> None:
    """Apply exactly the migrations that the back-up names."""
    if there == set(loader.disk_migrations):
        call_command("migrate", verbosity=0, interactive=False)
        return
    for app in sorted({app for app, _name in there}):
        names = {one for one in there if one[0] == app}
        before = {parent for one in names for parent in loader.disk_migrations[one].dependencies}
        for _app, name in sorted(names - before):
            call_command("migrate", app, name, verbosity=0, interactive=False)


def _filled(manifest: dict[str, Any]) -> str | None:
    with connection.cursor() as cursor:
        for one in manifest["tables"]:
            if one["name"] in _OF_MIGRATIONS:
                continue
            cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(one['name'])} LIMIT 1")  # noqa: S608
            if cursor.fetchone():
                return one["name"]
    return None


def _put_files(archive: zipfile.ZipFile, manifest: dict[str, Any], done: Restored) -> None:
    for one in manifest["files"]:
        name = one["name"]
        done.files += 1
        if default_storage.exists(name):
            if _digest(name) == one["sha256"]:
                continue
            default_storage.delete(name)  # names follow from content: this one was damaged
        with archive.open(f"files/{name}") as member:
            if default_storage.save(name, File(member, name)) != name:
                raise CannotRestore(f"{name} could not be stored under its name")
        done.written.append(name)


def _digest(name: str) -> str:
    digest = sha256()
    with default_storage.open(name) as file:
        for piece in file.chunks(PIECE):
            digest.update(piece)
    return digest.hexdigest()


def _put_rows(archive: zipfile.ZipFile, manifest: dict[str, Any], done: Restored) -> None:
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        ours = {one["name"] for one in manifest["tables"]}
        # The index and the sessions too: their rows lead to what is no more.
        others = ["django_session", "search_words", "search_entry", "search_vocabulary"]
        for name in [*sorted(ours | {table.name for table in tables()}), *others]:
            if name in present:
                cursor.execute(f"DELETE FROM {quote(name)}")  # noqa: S608
    keys_of_models: dict[str, int] = {}
    for one in sorted(manifest["tables"], key=lambda one: one["name"] != "django_content_type"):
        columns = [Column(*column) for column in one["columns"]]
        for lines in _batches(archive, one["name"]):
            rows = [read_row(columns, line, keys_of_models) for line in lines]
            insert(one["name"], columns, rows)
            done.rows += len(rows)
            if one["name"] == "django_content_type":
                named = [dict(zip((column.name for column in columns), row, strict=True)) for row in rows]
                keys_of_models |= {f"{row['app_label']}.{row['model']}": row["id"] for row in named}
    if connection.vendor == "postgresql":
        _reset_sequences(manifest)


def _batches(archive: zipfile.ZipFile, table: str) -> Iterator[list[bytes]]:
    with archive.open(f"tables/{table}.jsonl") as member:
        batch: list[bytes] = []
        for line in member:
            batch.append(line)
            if len(batch) == AT_ONCE:
                yield batch
                batch = []
        if batch:
            yield batch


def _reset_sequences(manifest: dict[str, Any]) -> None:
    """Have new rows of each table count on from the last one restored."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for one in manifest["tables"]:
            if ["id", "plain"] not in one["columns"]:
                continue
            table = quote(one["name"])
            cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table])
            sequence = cursor.fetchone()[0]
            if sequence:
                cursor.execute(
                    f"SELECT setval(%s, coalesce(max(id), 1), max(id) IS NOT NULL) FROM {table}",  # noqa: S608
                    [sequence],
                )


def _settle() -> None:
    """Make anew what follows from the records."""
    ContentType.objects.clear_cache()
    rebuild()
    renew()


def _put_secret(archive: zipfile.ZipFile) -> None:
    path = settings.VAR_DIR / SECRET
    aside = path.with_name(f".{SECRET}.{os.getpid()}")
    handle = os.open(aside, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(archive.read(f"secrets/{SECRET}"))
    aside.replace(path)
