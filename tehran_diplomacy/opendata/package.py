"""The whole as a Frictionless Data Package: built once for each change, kept under var/, served in any part."""

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, Self
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tehran_diplomacy.exchange.writing import csv_line, csv_lines
from tehran_diplomacy.opendata import dictionary
from tehran_diplomacy.opendata.licence import licence, publisher
from tehran_diplomacy.opendata.openapi import TITLE
from tehran_diplomacy.opendata.stamps import Stamp
from tehran_diplomacy.opendata.tables import Table, tables_of, walk
from tehran_diplomacy.reuse.columns import Cell, moment, said
from tehran_diplomacy.reuse.resources import Resource, resources

KEPT = 3600  # seconds that a package of yesterday's state stays, for downloads that go on
PIECE = 256 * 1024  # bytes
_README = _(
    "Every public register of the portal as CSV in UTF-8, with a table for each sort of part. datapackage.json "
    "describes the columns and holds the SHA-256 of each file; data-dictionary.csv says the same as a table. A cell "
    "whose text would be taken for a formula begins with an apostrophe."
)


@dataclass(frozen=True)
class Built:
    """A package as a file: its size in bytes, its digest, the day of the last change in it."""

    path: Path
    bytes: int
    sha256: str
    day: str

    @classmethod
    def at(cls, path: Path) -> Self:
        """Return the package kept at a path; raise OSError where there is none."""
        digest, day = path.with_suffix(".txt").read_text().split()
        return cls(path, path.stat().st_size, digest, day)

    def read(self, start: int, length: int) -> Iterator[bytes]:
        """Yield `length` bytes from `start`."""
        with self.path.open("rb") as file:
            file.seek(start)
            while length > 0 and (piece := file.read(min(PIECE, length))):
                length -= len(piece)
                yield piece


def current(stamp: Stamp, name: str) -> Built:
    """Return the package of the present state, built now if nobody has asked for it since the last change."""
    folder = settings.VAR_DIR / "open-data"
    path = folder / f"{name}-{_database()}.zip"
    try:
        return Built.at(path)
    except OSError:
        folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder):
        try:
            return Built.at(path)  # built by another worker meanwhile
        except OSError:
            _build(path, stamp.moment or timezone.now())
        _sweep(folder)
    return Built.at(path)


def _database() -> str:
    name = str(settings.DATABASES["default"]["NAME"])
    return sha256(name.encode()).hexdigest()[:8]


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let one worker build at a time; the others wait and find it done."""
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _sweep(folder: Path) -> None:
    """Delete packages that were built before the last change, an hour later."""
    for old in sorted(folder.glob("*.zip"), key=lambda path: path.stat().st_mtime)[:-1]:
        if old.stat().st_mtime < time.time() - KEPT:
            old.unlink(missing_ok=True)
            old.with_suffix(".txt").unlink(missing_ok=True)


def _build(path: Path, changed: datetime) -> None:
    made = path.with_suffix(f".{os.getpid()}")
    day = timezone.localtime(changed).date()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        members = [member for one in resources() for member in _write_register(archive, one, changed)]
        lines = csv_lines(dictionary.HEADINGS, iter(dictionary.rows()))
        _write(archive, "data-dictionary.csv", changed, lines)
        for language in ("fa", "en"):
            _write(archive, f"README.{language}.txt", changed, _readme(language, day))
        text = json.dumps(descriptor(members, changed), ensure_ascii=False, indent=1)
        _write(archive, "datapackage.json", changed, [text])
    with made.open("rb") as file:
        digest = _digest(file)
    path.with_suffix(".txt").write_text(f"{digest} {day.isoformat()}\n")
    made.replace(path)


def _digest(file: IO[bytes]) -> str:
    found = sha256()
    while piece := file.read(PIECE):
        found.update(piece)
    return found.hexdigest()


def _write(archive: ZipFile, name: str, changed: datetime, lines: Any) -> tuple[int, str]:
    """Write lines as a member; return its size and SHA-256."""
    info = ZipInfo(name, timezone.localtime(changed).timetuple()[:6])
    info.compress_type = ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    size, digest = 0, sha256()
    with archive.open(info, "w", force_zip64=True) as member:
        for line in lines:
            piece = line.encode()
            size += len(piece)
            digest.update(piece)
            member.write(piece)
    return size, digest.hexdigest()


def _readme(language: str, day: date) -> list[str]:
    found = licence()
    return [
        f"{said(TITLE, language)}\n{day.isoformat()}\n\n",
        f"{said(_README, language)}\n\n",
        f"{publisher(language)}\n{settings.SITE_ADDRESS}/{language}/data/\n{found['title']}\n{found['url']}\n",
    ]


def _write_register(archive: ZipFile, found: Resource, changed: datetime) -> list[dict[str, Any]]:
    """Write a register's tables, reading each record once; return what the descriptor says of them."""
    own = tables_of(found)
    with ExitStack() as stack:
        files = {
            table.name: stack.enter_context(TemporaryFile("w+", encoding="utf-8", newline=""))
            for table in own
        }
        for table in own:
            files[table.name].writelines(csv_lines([cell.name for cell in table.cells()], []))
        for name, row in walk(found):
            files[name].write(csv_line(row))
        members = []
        for table in own:
            path = f"data/{table.name}.csv"
            files[table.name].seek(0)
            size, digest = _write(archive, path, changed, files[table.name])
            members.append(described(table) | {"path": path, "bytes": size, "hash": f"sha256:{digest}"})
        return members


def described(table: Table) -> dict[str, Any]:
    """Return a table as a tabular data resource, without what only its file knows."""
    keys = [
        {"fields": cell.name, "reference": {"resource": cell.refers_to, "fields": "uid"}}
        for cell in table.cells()
        if cell.refers_to
    ]
    schema: dict[str, Any] = {"fields": [_field(cell) for cell in table.cells()]}
    if table.part is None:
        schema["primaryKey"] = "uid"
    if keys:
        schema["foreignKeys"] = keys
    return {
        "name": table.name,
        "profile": "tabular-data-resource",
        "title": table.title("en"),
        "title_fa": table.title("fa"),
        "description": said(table.about, "en"),
        "description_fa": said(table.about, "fa"),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig",
        "schema": schema,
    }


def _field(cell: Cell) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": cell.name,
        "type": "string" if cell.kind == "list" else cell.kind,
        "title": cell.heading("en"),
        "title_fa": cell.heading("fa"),
        "description": said(cell.meaning, "en"),
        "description_fa": said(cell.meaning, "fa"),
    }
    constraints: dict[str, Any] = {}
    if cell.required:
        constraints["required"] = True
    if cell.choices is not None:
        found["codes"] = {
            one.value: {code: said(one.label, code) for code in ("fa", "en")} for one in cell.choices
        }
        if cell.kind != "list":
            constraints["enum"] = list(cell.choices.values)
    if cell.format:
        found["format"] = cell.format
    return found | ({"constraints": constraints} if constraints else {})


def descriptor(members: list[dict[str, Any]], changed: datetime) -> dict[str, Any]:
    """Return the package's descriptor; each member's digest stands in it."""
    found = licence()
    return {
        "profile": "data-package",
        "name": "tehran-city-diplomacy",
        "title": said(TITLE, "en"),
        "title_fa": said(TITLE, "fa"),
        "description": said(_README, "en"),
        "description_fa": said(_README, "fa"),
        "homepage": f"{settings.SITE_ADDRESS}/fa/data/",
        "version": timezone.localtime(changed).date().isoformat(),
        "created": moment(changed),
        "licenses": [{"name": found["name"], "title": found["title"], "path": found["url"]}],
        "contributors": [
            {
                "title": publisher("en"),
                "title_fa": publisher("fa"),
                "role": "publisher",
                "path": settings.SITE_ADDRESS,
            }
        ],
        "resources": members,
    }
