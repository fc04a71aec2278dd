"""Tables as files to download, streamed: CSV, JSON, Excel; the whole as a package; the catalogue."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import wraps
from hashlib import sha256
from tempfile import TemporaryFile
from typing import Any

from django.conf import settings
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, http_date
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from tehran_diplomacy.exchange.writing import csv_lines, text_cell
from tehran_diplomacy.files.serving import ranged
from tehran_diplomacy.opendata import dictionary, package, tables
from tehran_diplomacy.opendata.catalogue import catalogue
from tehran_diplomacy.opendata.licence import licence
from tehran_diplomacy.opendata.problems import problem
from tehran_diplomacy.opendata.stamps import Stamp, last_change
from tehran_diplomacy.opendata.tables import Table, stream, table_named, tables_of, walk
from tehran_diplomacy.reuse.columns import moment
from tehran_diplomacy.reuse.resources import LONGEST, Resource, read_moment

CACHING = "public, max-age=300"
PIECE = 64 * 1024  # bytes sent at a time
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
View = Callable[..., HttpResponseBase]


def given_out(view: View) -> View:
    """Answer with a file made of public records, or with 304 where the reader has it; any site may read it."""

    @wraps(view)
    def answer(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        stamp = last_change().on_day()  # tables hold the state of agreements today
        etag = f'W/"{signature(stamp, request.get_full_path())}"'
        modified = int(stamp.moment.timestamp())
        response = get_conditional_response(request, etag=etag, last_modified=modified)
        if response is None:
            response = view(request, stamp=stamp, **kwargs)
        response.headers.setdefault("ETag", etag)
        response["Last-Modified"] = http_date(modified)
        response["Cache-Control"] = CACHING
        response["Access-Control-Allow-Origin"] = "*"
        response.headers.setdefault("Content-Language", "fa, en")
        response["X-Content-Type-Options"] = "nosniff"
        return response

    return require_safe(answer)


def signature(stamp: Stamp, *what: str) -> str:
    """Return a word that is another one whenever what is given out is."""
    parts = (str(stamp), settings.SITE_ADDRESS, *licence().values(), *what)
    return sha256("\n".join(parts).encode()).hexdigest()[:32]


@given_out
def table(request: HttpRequest, stamp: Stamp, name: str, kind: str) -> HttpResponseBase:
    """Answer with a table; parts of records are tables of their own in CSV, and within the record elsewhere."""
    if name == "data-dictionary" and kind == "csv":
        lines = csv_lines(dictionary.HEADINGS, iter(dictionary.rows()))
        return _download(
            StreamingHttpResponse(pieces(lines)), "text/csv; charset=utf-8", "data-dictionary.csv"
        )
    found = table_named(name)
    if found is None or (found.part is not None and kind != "csv"):
        raise Http404
    if (text := request.GET.get("modified_since")) is not None:
        try:
            found = replace(found, since=read_moment(text[:LONGEST]))
        except ValueError:
            detail = _("The value of “%(name)s” is not valid for this list.")
            return problem(400, detail, {"name": "modified_since"})
    return WRITERS[kind](found, stamp)


@given_out
def withdrawn(request: HttpRequest, stamp: Stamp) -> HttpResponseBase:
    """Answer with a table of everything that was withdrawn, of every register: identifier, moment, reason."""
    return _download(
        StreamingHttpResponse(pieces(csv_lines(tables.WITHDRAWN, tables.withdrawn_rows()))),
        "text/csv; charset=utf-8",
        "withdrawn.csv",
    )


def _csv(found: Table, stamp: Stamp) -> HttpResponseBase:
    lines = csv_lines([cell.name for cell in found.cells()], found.rows())
    return _download(StreamingHttpResponse(pieces(lines)), "text/csv; charset=utf-8", f"{found.name}.csv")


def _json(found: Table, stamp: Stamp) -> HttpResponseBase:
    written = pieces(json_lines(found.resource, stamp, found.since))
    return _download(StreamingHttpResponse(written), "application/json", f"{found.name}.json")


def json_lines(found: Resource, stamp: Stamp, since: datetime | None = None) -> Iterator[str]:
    """Yield a register as one JSON object, a record on each line."""
    head = {
        "register": found.code,
        "as_of": timezone.localdate().isoformat(),
        "licence": licence(),
        "changed_at": moment(stamp.moment) if stamp.moment else None,
    }
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "records": ['
    between = "\n"
    for record in stream(found, since):
        yield between + json.dumps(found.row(record), ensure_ascii=False)
        between = ",\n"
    yield "\n]}\n"


def _xlsx(found: Table, stamp: Stamp) -> HttpResponseBase:
    return _download(StreamingHttpResponse(xlsx_pieces(found)), XLSX, f"{found.name}.xlsx")


def xlsx_pieces(found: Table) -> Iterator[bytes]:
    """Yield a register as an Excel file: a sheet for each table, and the dictionary. It is made on disk."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)

    def sheet_for(title: str, headings: list[str]) -> Any:
        sheet = book.create_sheet(title[:31])
        sheet.freeze_panes = "A2"
        sheet.append(headings)
        return sheet

    def cell(sheet: Any, value: Any) -> Any:
        return text_cell(sheet, value) if isinstance(value, str) else value

    own = tables_of(found.resource)
    sheets = {
        one.name: sheet_for(one.part.name if one.part else one.name, [cell.name for cell in one.cells()])
        for one in own
    }
    for name, row in walk(found.resource, found.since):
        sheets[name].append([cell(sheets[name], value) for value in row])
    entries = sheet_for("data-dictionary", dictionary.HEADINGS)
    for one in own:
        for column in one.cells():
            entries.append([cell(entries, text) for text in dictionary.entry(one, column)])
    with TemporaryFile() as file:
        book.save(file)
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece


WRITERS = {"csv": _csv, "json": _json, "xlsx": _xlsx}


def pieces(lines: Iterable[str]) -> Iterator[bytes]:
    """Yield lines gathered into pieces worth sending."""
    return pieces_of_bytes(line.encode() for line in lines)


def pieces_of_bytes(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Yield lines gathered into pieces worth sending."""
    held: list[bytes] = []
    size = 0
    for line in lines:
        held.append(line)
        size += len(line)
        if size >= PIECE:
            yield b"".join(held)
            held, size = [], 0
    if held:
        yield b"".join(held)


def _download(response: HttpResponseBase, content_type: str, name: str) -> HttpResponseBase:
    response["Content-Type"] = content_type
    response["Content-Disposition"] = content_disposition_header(True, f"tehran-city-diplomacy-{name}")
    return response


@given_out
def whole(request: HttpRequest, stamp: Stamp) -> HttpResponseBase:
    """Answer with the data package, or the part of it that is asked for."""
    built = package.current(stamp, signature(stamp))
    etag = f'"{built.sha256}"'
    response = ranged(request, built.bytes, etag, built.read)
    response["ETag"] = etag
    return _download(response, "application/zip", f"{built.day}.zip")


@given_out
def whole_digest(request: HttpRequest, stamp: Stamp) -> HttpResponse:
    """Answer with the package's SHA-256, as `sha256sum --check` reads it."""
    built = package.current(stamp, signature(stamp))
    text = f"{built.sha256}  tehran-city-diplomacy-{built.day}.zip\n"
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@given_out
def catalog(request: HttpRequest, stamp: Stamp) -> HttpResponse:
    """Answer with the catalogue of the data sets as DCAT in JSON-LD."""
    text = json.dumps(catalogue(stamp), ensure_ascii=False, indent=1)
    return HttpResponse(text, content_type="application/ld+json")
