"""The whole as a Frictionless Data Package: made once for each change, sent while it is made, then kept under var/."""

import json
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Self
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tehran_diplomacy.exchange.streaming import PIECE, Outlet
from tehran_diplomacy.exchange.writing import csv_lines
from tehran_diplomacy.files.made import Made, kept, made_while_sent
from tehran_diplomacy.opendata import dictionary
from tehran_diplomacy.opendata.answers import signature
from tehran_diplomacy.opendata.licence import licence, publisher
from tehran_diplomacy.opendata.openapi import TITLE
from tehran_diplomacy.opendata.stamps import last_change
from tehran_diplomacy.opendata.tables import WITHDRAWN, Table, tables_of, withdrawn_rows
from tehran_diplomacy.reuse.columns import Cell, moment, said
from tehran_diplomacy.reuse.resources import resources

NAME = "open-data/package.zip"
_GONE = _("Removed records")
_README = _(
    "All public datasets of the portal as CSV in UTF-8, with a separate table for each "
    "kind of part. datapackage.json describes the columns and gives the SHA-256 of each "
    "file; data-dictionary.csv gives the same as a table. A cell that could be taken for "
    "a formula begins with an apostrophe."
)


@dataclass(frozen=True)
class State:
    """The state of everything public that a package holds: when it last changed, and the word for it."""

    changed: datetime
    word: str

    @classmethod
    def now(cls) -> Self:
        """Return the present one."""
        stamp = last_change().on_day()  # tables hold the state of agreements today
        return cls(stamp.moment, signature(stamp))

    @property
    def day(self) -> str:
        """The day of the last change, in ISO form."""
        return timezone.localtime(self.changed).date().isoformat()

    def kept(self) -> Made | None:
        """Return the package, None where nobody has asked for it since the last change."""
        return kept(NAME, self.word)

    def pieces(self) -> Iterator[bytes]:
        """Yield the package piece by piece while it is made, and keep it when it is whole."""
        return made_while_sent(NAME, self.word, self.day, _pieces(self))


def _pieces(state: State) -> Iterator[bytes]:
    outlet, members = Outlet(), []
    with ZipFile(outlet, "w", ZIP_DEFLATED) as archive:  # type: ignore[arg-type]
        for language in ("fa", "en"):
            yield from _write(archive, outlet, f"README.{language}.txt", state, _readme(language, state.day))
        for table in (table for one in resources() for table in tables_of(one)):
            path = f"data/{table.name}.csv"
            lines = csv_lines([cell.name for cell in table.cells()], table.rows())
            size, digest = yield from _write(archive, outlet, path, state, lines)
            members.append(described(table) | {"path": path, "bytes": size, "hash": f"sha256:{digest}"})
        lines = csv_lines(WITHDRAWN, withdrawn_rows())
        size, digest = yield from _write(archive, outlet, "data/withdrawn.csv", state, lines)
        members.append(_withdrawn() | {"bytes": size, "hash": f"sha256:{digest}"})
        lines = csv_lines(dictionary.HEADINGS, iter(dictionary.rows()))
        yield from _write(archive, outlet, "data-dictionary.csv", state, lines)
        text = json.dumps(descriptor(members, state.changed), ensure_ascii=False, indent=1)
        yield from _write(archive, outlet, "datapackage.json", state, [text])
    yield outlet.taken()


def _write(
    archive: ZipFile, outlet: Outlet, name: str, state: State, lines: Iterable[str]
) -> Generator[bytes, None, tuple[int, str]]:
    """Write lines as a member, yielding what is ready to be sent; return its size and SHA-256."""
    info = ZipInfo(name, timezone.localtime(state.changed).timetuple()[:6])
    info.compress_type = ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    size, digest = 0, sha256()
    with archive.open(info, "w", force_zip64=True) as member:
        for line in lines:
            piece = line.encode()
            size += len(piece)
            digest.update(piece)
            member.write(piece)
            if outlet.size >= PIECE:
                yield outlet.taken()
    yield outlet.taken()
    return size, digest.hexdigest()


def _withdrawn() -> dict[str, Any]:
    """Return what the descriptor says of the table of what was withdrawn."""
    columns = (
        Cell("register", _("dataset"), required=True),
        Cell("uid", _("permanent ID"), required=True),
        Cell("withdrawn_at", _("withdrawn"), kind="datetime", required=True),
        *(Cell(f"reason_{code}", _("reason"), language=code) for code in ("fa", "en")),
    )
    return {
        "name": "withdrawn",
        "path": "data/withdrawn.csv",
        "profile": "tabular-data-resource",
        "title": said(_GONE, "en"),
        "title_fa": said(_GONE, "fa"),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig",
        "schema": {"fields": [_field(column) for column in columns]},
    }


def _readme(language: str, day: str) -> list[str]:
    found = licence()
    return [
        f"{said(TITLE, language)}\n{day}\n\n",
        f"{said(_README, language)}\n\n",
        f"{publisher(language)}\n{settings.SITE_ADDRESS}/{language}/data/\n{found['title']}\n{found['url']}\n",
    ]


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
