"""Serves one stored file to a reader whom a view has found entitled to it: there is no open folder of uploads."""

import re
from collections.abc import Callable, Iterable
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, quote_etag

from tehran_diplomacy.files.storage import Pieces, read_stored

PUBLIC, IMMUTABLE, PRIVATE = (
    "public, max-age=300",
    "public, max-age=31536000, immutable",
    "private, no-store",
)
# An upload that a browser took for a page could still run and load nothing.
POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"


def serve_stored(
    request: HttpRequest,
    name: str,
    *,
    content_type: str,
    download_name: str | None = None,
    immutable: bool = False,
    private: bool = False,
    etag: str | None = None,
) -> HttpResponseBase:
    """Answer a GET or HEAD with the file stored under `name`; raise Http404 if it is not there.

    With `download_name` (see `naming.safe_download_name`) the browser saves it, else shows it. `immutable` is for
    names that change with the content; `private`, which wins, for what is not public (yet). Without `etag` the
    tag is made of the name, size and time of change. With settings.ACCEL_REDIRECT_PREFIX nginx sends the bytes
    and sees to ranges, its own entity tag and the two security headers, which it drops from this answer.
    """
    size, changed = _size_and_time(name)
    etag = quote_etag(etag or f"{name.rpartition('/')[2]}-{size}-{changed}")
    response = _body(request, name, size, etag)
    response["Content-Type"] = content_type
    response["Content-Disposition"] = (
        content_disposition_header(bool(download_name), download_name) or "inline"
    )
    response["ETag"] = etag
    response["Cache-Control"] = PRIVATE if private else IMMUTABLE if immutable else PUBLIC
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = POLICY  # django-csp leaves a policy alone that is there already
    return response


def _size_and_time(name: str) -> tuple[int, int]:
    try:
        return default_storage.size(name), int(default_storage.get_modified_time(name).timestamp())
    except (FileNotFoundError, NotADirectoryError, SuspiciousFileOperation, ValueError) as error:
        raise Http404 from error


def _body(request: HttpRequest, name: str, size: int, etag: str) -> HttpResponseBase:
    """The answer without what all answers have in common: whole, part, unchanged, or handed to nginx."""
    if settings.ACCEL_REDIRECT_PREFIX:
        return HttpResponse(headers={"X-Accel-Redirect": settings.ACCEL_REDIRECT_PREFIX + quote(name)})

    def opened(start: int, length: int) -> Pieces:
        try:
            return read_stored(name, start, length)
        except (FileNotFoundError, IsADirectoryError) as error:
            raise Http404 from error

    return ranged(request, size, etag, opened)


def ranged(
    request: HttpRequest, size: int, etag: str, read: Callable[[int, int], Iterable[bytes]]
) -> HttpResponseBase:
    """Answer a GET or HEAD for `size` bytes under the quoted strong `etag`: whole, part, unchanged, or refused.

    `read(start, length)` returns the bytes in pieces; it is called only if they are to be sent.
    """
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:  # 304, or 412 to an If-Match that failed
        return unchanged
    wanted = _range(request, size, etag)
    if wanted == "unsatisfiable":
        return HttpResponse(
            status=416, headers={"Content-Range": f"bytes */{size}", "Accept-Ranges": "bytes"}
        )
    start, length = wanted or (0, size)
    headers = {"Content-Length": str(length), "Accept-Ranges": "bytes"}
    if wanted:
        headers["Content-Range"] = f"bytes {start}-{start + length - 1}/{size}"
    status = 206 if wanted else 200
    if request.method == "HEAD":
        return HttpResponse(status=status, headers=headers)
    return StreamingHttpResponse(read(start, length), status=status, headers=headers)


def _range(request: HttpRequest, size: int, etag: str) -> tuple[int, int] | str | None:
    """Start and length of the one range asked for; None for the whole file; 'unsatisfiable'.

    Several ranges, other units and nonsense are answered with the whole, as RFC 9110, 14.2, allows.
    """
    asked = re.fullmatch(r"(?i:bytes)=([0-9]{0,18})-([0-9]{0,18})", request.headers.get("Range", "").strip())
    if request.method != "GET" or not asked or request.headers.get("If-Range", etag) != etag:
        return None
    first, last = asked.groups()
    if not first and not last:
        return None
    if not first:  # the last n bytes
        length = min(int(last), size)
        return (size - length, length) if length else "unsatisfiable"
    start, end = int(first), min(int(last), size - 1) if last else size - 1
    if last and int(last) < start:
        return None
    return (start, end - start + 1) if start < size else "unsatisfiable"
