"""Tables as files to download, streamed: CSV, JSON, Excel; the whole as a package; the catalogue."""

import json
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Any

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from tehran_diplomacy.exchange.streaming import Sheet, xlsx_stream
from tehran_diplomacy.exchange.writing import csv_lines
from tehran_diplomacy.files.serving import ranged
from tehran_diplomacy.opendata import dictionary, package, tables
from tehran_diplomacy.opendata.answers import SECONDS_TO_WAIT, for_machines
from tehran_diplomacy.opendata.asking import ask, check_names, since_of
from tehran_diplomacy.opendata.builds import in_turn
from tehran_diplomacy.opendata.catalogue import catalogue
from tehran_diplomacy.opendata.licence import licence
from tehran_diplomacy.opendata.problems import problem
from tehran_diplomacy.opendata.stamps import last_change
from tehran_diplomacy.opendata.tables import Table, stream, table_named, tables_of
from tehran_diplomacy.opendata.turtle import turtle
from tehran_diplomacy.publishing.generation import moments
from tehran_diplomacy.reuse.cells import Cell, exact_moment, moment

SECONDS = 300  # for which a file may be kept
AT_ONCE = 0.5  # seconds within which a package is made before anything is sent
PATIENCE = 20  # seconds that who asks for a checksum waits for the package
PIECE = 64 * 1024  # bytes sent at a time
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@for_machines(seconds=SECONDS, names=None)
def table(request: HttpRequest, name: str, kind: str) -> HttpResponseBase:
    """Answer with a table; parts of records are tables of their own in CSV, and within the record elsewhere."""
    if name == "data-dictionary" and kind == "csv":
        check_names(request.GET)
        lines = csv_lines(dictionary.HEADINGS, iter(dictionary.rows()))
        return _csv_download(lines, "data-dictionary")
    found = table_named(name)
    if found is None or (found.part is not None and kind != "csv"):
        return problem(404, _("There is no such file; /data/catalog.jsonld lists all files."))
    asked = ask(found.resource, request.GET, paged=False)
    return WRITERS[kind](Table(found.resource, found.part, asked.rows))


@for_machines(seconds=SECONDS, names=("modified_since",))
def withdrawn(request: HttpRequest) -> HttpResponseBase:
    """Answer with a table of what was withdrawn, of every register: identifier, moment, reason."""
    lines = csv_lines(tables.WITHDRAWN, tables.withdrawn_rows(since_of(request.GET)))
    return _csv_download(lines, "withdrawn")


def _csv_download(lines: Iterable[str], name: str) -> HttpResponseBase:
    response = StreamingHttpResponse(in_turn(pieces(lines)))
    return _download(response, "text/csv; charset=utf-8", f"{name}.csv")


def _csv(found: Table) -> HttpResponseBase:
    return _csv_download(csv_lines([cell.name for cell in found.cells()], found.rows()), found.name)


def _json(found: Table) -> HttpResponseBase:
    response = StreamingHttpResponse(in_turn(pieces(json_lines(found))))
    return _download(response, "application/json", f"{found.name}.json")


def json_lines(found: Table) -> Iterator[str]:
    """Yield a register as one JSON object, a record on each line."""
    as_of, changed = moments().safe, last_change().moment
    head = {
        "register": found.resource.code,
        "as_of": exact_moment(as_of),
        "licence": licence(),
        "changed_at": moment(changed) if changed else None,
    }
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "records": ['
    between = "\n"
    for record in stream(found.resource, found.records):
        yield between + json.dumps(found.resource.row(record), ensure_ascii=False)
        between = ",\n"
    yield "\n]}\n"


def _xlsx(found: Table) -> HttpResponseBase:
    return _download(StreamingHttpResponse(in_turn(xlsx_stream(sheets(found)))), XLSX, f"{found.name}.xlsx")


def sheets(found: Table) -> Iterator[Sheet]:
    """Yield a sheet for a register's table, one for each sort of part, and the dictionary."""
    own = tables_of(found.resource, found.records)
    for one in own:
        cells = one.cells()
        name = one.part.name if one.part else one.name
        yield Sheet(name, [cell.name for cell in cells], _typed(cells, one.rows()))
    entries = (dictionary.entry(one, cell) for one in own for cell in one.cells())
    yield Sheet("data-dictionary", dictionary.HEADINGS, entries)


def _typed(cells: list[Cell], rows: Iterable[list[Any]]) -> Iterator[list[Any]]:
    """Yield rows with days, moments, yes and no as a workbook knows them."""
    readers = [_READERS.get(cell.kind) for cell in cells]
    for row in rows:
        yield [
            value if read is None or value is None else read(value)
            for read, value in zip(readers, row, strict=True)
        ]


_READERS = {
    "date": date.fromisoformat,
    "datetime": lambda text: datetime.fromisoformat(text).astimezone(UTC),
    "boolean": lambda text: text == "true",
}


WRITERS = {"csv": _csv, "json": _json, "xlsx": _xlsx}


def pieces(lines: Iterable[str]) -> Iterator[bytes]:
    """Yield lines gathered into pieces worth sending."""
    return pieces_of_bytes(line.encode() for line in lines)


def pieces_of_bytes(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Yield lines gathered into pieces worth sending."""
    held: list[bytes] = []
    size, begun = 0, False  # the first goes out at once
    for line in lines:
        held.append(line)
        size += len(line)
        if size >= PIECE or not begun:
            yield b"".join(held)
            held, size, begun = [], 0, True
    if held:
        yield b"".join(held)


def _download(response: HttpResponseBase, content_type: str, name: str) -> HttpResponseBase:
    response["Content-Type"] = content_type
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Disposition"] = content_disposition_header(True, f"tehran-city-diplomacy-{name}")
    return response


@for_machines(seconds=SECONDS)
def whole(request: HttpRequest) -> HttpResponseBase:
    """Answer with the data package, or the part of it that is asked for; one that is being made comes as a whole."""
    state = package.State.now()
    made = state.kept()
    begun: list[bytes] = []
    rest: Iterator[bytes] = iter(())
    if made is None and request.method == "GET":
        begun, rest = _begin(state)
        made = state.kept()
    if made is None:
        response: HttpResponseBase = StreamingHttpResponse(_one_after_the_other(begun, rest))
        return _download(response, "application/zip", f"{state.day}.zip")
    etag = f'"{made.sha256}"'
    response = ranged(request, made.bytes, etag, made.read)
    response["ETag"] = etag
    return _download(response, "application/zip", f"{made.day}.zip")


def _one_after_the_other(begun: list[bytes], rest: Iterator[bytes]) -> Iterator[bytes]:
    yield from begun
    yield from rest


def _begin(state: package.State, seconds: float = AT_ONCE) -> tuple[list[bytes], Iterator[bytes]]:
    """Make a package for so many seconds; return the pieces that are ready and those to come."""
    rest, begun = in_turn(state.pieces()), []
    end = time.monotonic() + seconds
    for piece in rest:
        begun.append(piece)
        if time.monotonic() > end:
            break
    return begun, rest


@for_machines(seconds=SECONDS)
def whole_digest(request: HttpRequest) -> HttpResponse:
    """Answer with the package's SHA-256, as `sha256sum --check` reads it."""
    state = package.State.now()
    made = state.kept()
    if made is None:
        _begin(state, PATIENCE)
        made = state.kept()
    if made is None:
        response = problem(
            503,
            _(
                "Today's package has not been prepared yet: download it first, then its checksum is "
                "available here."
            ),
        )
        response["Retry-After"] = str(SECONDS_TO_WAIT)
        return response
    text = f"{made.sha256}  tehran-city-diplomacy-{made.day}.zip\n"
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@for_machines(seconds=SECONDS)
def catalog(request: HttpRequest) -> HttpResponse:
    """Answer with the catalogue of the data sets as DCAT in JSON-LD."""
    text = json.dumps(catalogue(last_change()), ensure_ascii=False, indent=1)
    return HttpResponse(text, content_type="application/ld+json")


@for_machines(seconds=SECONDS)
def catalog_turtle(request: HttpRequest) -> HttpResponse:
    """Answer with the catalogue as Turtle."""
    return HttpResponse(turtle(catalogue(last_change())), content_type="text/turtle; charset=utf-8")


@for_machines(seconds=SECONDS, names=None)
def nothing(request: HttpRequest, rest: str) -> HttpResponse:
    """Answer for every other file of data."""
    return problem(404, _("There is no such file; /data/catalog.jsonld lists all files."))
