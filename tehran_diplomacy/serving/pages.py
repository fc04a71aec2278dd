"""Keeps whole public pages and API answers for readers who are not signed in, exactly.

A page is kept under its address, its host and the state of everything public (`publishing.generation`): any change
gives that state a new word, so no reader ever gets a page from before it. Bodies are compressed once, when kept.
Where the database does not answer, pages of the last known state are given out for a while.
"""

import gzip
import logging
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import brotli
from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import DisallowedHost
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import quote_etag

from tehran_diplomacy.publishing.generation import AWAY, KEPT, current, known_as
from tehran_diplomacy.publishing.making import one_makes
from tehran_diplomacy.serving.figures import count_kept
from tehran_diplomacy.serving.query_timeout import is_suspect, waiting_at_most

log = logging.getLogger(__name__)
LONGEST_QUERY = 200  # characters of a query that is worth keeping
LARGEST = 2 * 1024 * 1024  # bytes of a page that is worth keeping
SMALLEST = 500  # bytes from which compressing pays
WITHOUT_DATABASE = 600  # seconds for which pages are given out after the database was last reached
WORD_SECONDS = 2  # that a reader waits for the word of the state before it counts as away
PAUSE = 1  # seconds between two questions to a database that hangs
KINDS = ("text/html", "application/json", "application/atom+xml", "image/svg+xml", "text/plain")
# Search has as many addresses as there are words; forms and the desk are for one reader.
NEVER = ("search/", "contact/", "follow/")
_TYPED = re.compile(r"/\d+(-\d+)?/")  # years in a path; of these and of queries there is no end


@dataclass(frozen=True)
class Page:
    """An answer as it is kept: its headers, and its body plain or compressed."""

    headers: dict[str, str]
    plain: bytes
    gzipped: bytes
    brotlied: bytes

    def answer(self, accepted: str) -> HttpResponse:
        """Return the answer in the best encoding that a reader accepts."""
        encodings = {part.partition(";")[0].strip() for part in accepted.split(",") if ";q=0" not in part}
        if self.brotlied and "br" in encodings:
            body, encoding = self.brotlied, "br"
        elif self.gzipped and "gzip" in encodings:
            body, encoding = self.gzipped, "gzip"
        else:
            body, encoding = self.plain or gzip.decompress(self.gzipped), ""
        response = HttpResponse(body, headers=self.headers)
        if encoding:
            response["Content-Encoding"] = encoding
        response["Content-Length"] = str(len(body))
        return response


class PageCache:
    """The outermost middleware: answers from what is kept, else keeps the answer where it may be kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.last_word, self.last_reached, self.last_failed = "", 0.0, 0.0

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.PAGE_CACHE == "off" or not _may_be_kept(request):
            return self.get_response(request)
        try:
            where = f"{request.scheme}://{request.get_host()}{request.get_full_path()}"
        except DisallowedHost:
            return self.get_response(request)
        word = self._word()
        if not word:
            return self.get_response(request)
        # The site's own address stands in feeds and data, whichever host was asked.
        name = f"page:{word}:{sha256(f'{settings.SITE_ADDRESS} {where}'.encode()).hexdigest()}"
        cache = "typed" if request.META.get("QUERY_STRING") or _TYPED.search(request.path_info) else "default"
        whole = settings.PAGE_CACHE == "pages"  # else only what many pages share is made once
        if not whole:
            with known_as(word):
                return self.get_response(request)
        found = _kept(cache, name)
        count_kept(found is not None)
        if found is None:
            with one_makes(name) as waited:
                found = _kept(cache, name) if waited else None
                if found is None:
                    with known_as(word):
                        response = self.get_response(request)
                    if not _is_worth_keeping(response):
                        return response
                    found = keep(response)
                    _keep_under(cache, name, found)
        response = found.answer(request.headers.get("Accept-Encoding", ""))
        return get_conditional_response(request, etag=response["ETag"], response=response)

    def _word(self) -> str:
        """Return the word of the state and the release; that of a moment ago, or none, where the database is away."""
        if is_suspect() and time.monotonic() - self.last_failed < PAUSE and self.last_word:
            return f"{settings.RELEASE}:{self.last_word}"
        try:
            with waiting_at_most(WORD_SECONDS):
                self.last_word, self.last_reached = current(), time.monotonic()
        except (DatabaseError, InterfaceError):
            self.last_failed = time.monotonic()
            if not self.last_word or time.monotonic() - self.last_reached > WITHOUT_DATABASE:
                return ""
        return f"{settings.RELEASE}:{self.last_word}"


def _kept(cache: str, name: str) -> Page | None:
    """Return what is kept under a name; nothing where the cache server is away."""
    try:
        return caches[cache].get(name)
    except AWAY as error:
        log.warning("the cache does not answer: %s", type(error).__name__)
        return None


def _keep_under(cache: str, name: str, page: Page) -> None:
    try:
        caches[cache].set(name, page, KEPT)
    except AWAY as error:
        log.warning("the cache does not answer: %s", type(error).__name__)


def _may_be_kept(request: HttpRequest) -> bool:
    path = request.path_info
    if (
        request.method != "GET"
        or "Range" in request.headers
        or settings.SESSION_COOKIE_NAME in request.COOKIES
    ):
        return False
    if not path.startswith(("/fa/", "/en/", "/api/")) or path[4:].startswith(NEVER):
        return False
    # Asked of what the query means, not of its letters: `p%72eview` is a preview too.
    return len(request.META.get("QUERY_STRING", "")) <= LONGEST_QUERY and "preview" not in request.GET


def _is_worth_keeping(response: Any) -> bool:
    if response.status_code != 200 or response.streaming or response.cookies:
        return False
    caching = response.get("Cache-Control", "")
    if any(word in caching for word in ("private", "no-store", "no-cache")):
        return False
    if any(name in response.get("Vary", "") for name in ("Cookie", "Accept-Language")):
        return False
    return response.get("Content-Type", "").startswith(KINDS) and len(response.content) <= LARGEST


def keep(response: HttpResponse) -> Page:
    """Return an answer as it is kept, compressed once."""
    body = response.content
    patch_vary_headers(response, ("Accept-Encoding",))
    tag = response.get("ETag") or quote_etag(sha256(body).hexdigest()[:32])
    response["ETag"] = tag if tag.startswith("W/") else f"W/{tag}"  # one for all encodings of the same answer
    response.headers.setdefault("Cache-Control", "public, max-age=0, must-revalidate")
    headers = {name: value for name, value in response.headers.items() if name != "Content-Length"}
    if len(body) < SMALLEST or response.has_header("Content-Encoding"):
        return Page(headers, body, b"", b"")
    return Page(headers, b"", gzip.compress(body, 6, mtime=0), brotli.compress(body, quality=5))
