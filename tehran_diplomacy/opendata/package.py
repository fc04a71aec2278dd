"""The whole as a Frictionless Data Package: built once for each change, kept under var/, served in any part."""

import json
from contextlib import ExitStack
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tehran_diplomacy.exchange.writing import csv_line, csv_lines
from tehran_diplomacy.files.made import Made, made_once
from tehran_diplomacy.opendata import dictionary
from tehran_diplomacy.opendata.licence import licence, publisher
from tehran_diplomacy.opendata.openapi import TITLE
from tehran_diplomacy.opendata.stamps import Stamp
from tehran_diplomacy.opendata.tables import Table, tables_of, walk
from tehran_diplomacy.reuse.columns import Cell, moment, said
from tehran_diplomacy.reuse.resources import Resource, resources

_README = _(
    "All public datasets of the portal as CSV in UTF-8, with a separate table for each "
    "kind of part. datapackage.json describes the columns and gives the SHA-256 of each "
    "file; data-dictionary.csv gives the same as a table. A cell that could be taken for "
    "a formula begins with an apostrophe."
)


def current(stamp: Stamp, name: str) -> Made:
    """Return the package of the present state, built now if nobody has asked for it since the last change."""
    changed = stamp.moment or timezone.now()
    day = timezone.localtime(changed).date()
    return made_once("open-data/package.zip", name, day.isoformat(), lambda path: _build(path, changed, day))


def _build(path: Path, changed: datetime, day: date) -> None:
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        members = [member for one in resources() for member in _write_register(archive, one, changed)]
        lines = csv_lines(dictionary.HEADINGS, iter(dictionary.rows()))
        _write(archive, "data-dictionary.csv", changed, lines)
        for language in ("fa", "en"):
            _write(archive, f"README.{language}.txt", changed, _readme(language, day))
        text = json.dumps(descriptor(members, changed), ensure_ascii=False, indent=1)
        _write(archive, "datapackage.json", changed, [text])


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
