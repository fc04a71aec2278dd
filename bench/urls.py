"""The portal's addresses, and a plain file to measure against."""

import os
from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import path

from tehran_diplomacy.urls import handler400, handler403, handler404, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


def plain(request: HttpRequest) -> FileResponse:
    """The file as Django gives it out; gunicorn hands it to the kernel (sendfile)."""
    return FileResponse(open(os.environ["BENCH_FILE"], "rb"))  # noqa: PTH123 - the answer closes it


def read(request: HttpRequest) -> StreamingHttpResponse:
    """The file read and sent in pieces of 64 KiB, as any answer that is not a file on a disk."""

    def pieces():
        with open(os.environ["BENCH_FILE"], "rb") as file:  # noqa: PTH123
            while piece := file.read(64 * 1024):
                yield piece

    response = StreamingHttpResponse(pieces())
    response["Content-Length"] = Path(os.environ["BENCH_FILE"]).stat().st_size
    return response


def bare(request: HttpRequest) -> HttpResponse:
    """A view that does nothing but return the bytes of the home page, compressed once."""
    return HttpResponse(_BYTES, headers={"Content-Encoding": "gzip"})


_BYTES = Path(os.environ["BENCH_BYTES"]).read_bytes() if "BENCH_BYTES" in os.environ else b""

urlpatterns = [path("bench/bare", bare), path("bench/plain", plain), path("bench/read", read), *urlpatterns]
