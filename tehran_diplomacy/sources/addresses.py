"""Finds out whether an address elsewhere still answers: only when asked to, and never inside the own network."""

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit, urlunsplit

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

PATIENCE = 10.0  # seconds for each step: name, connection, answer
ALTOGETHER = 30.0  # seconds for one address, redirects counted
HOPS = 5  # redirects that are followed
PORTS = {"http": 80, "https": 443}
AGENT = "TehranCityDiplomacy-AddressCheck/1.0"


class Answer(TextChoices):
    """What came of asking."""

    THERE = "there", _("responds")
    GONE = "gone", _("no longer available")
    TROUBLED = "troubled", _("responds with an error")
    SILENT = "silent", _("does not respond")
    NOT_ASKED = "not_asked", _("not checked: an internal address, or not a web address")


@dataclass(frozen=True)
class Found:
    """The answer, and the number with which the server gave it (0 without one)."""

    answer: Answer
    code: int = 0


def is_elsewhere(address: str) -> bool:
    """Whether an IP address lies in the public network."""
    ip = ipaddress.ip_address(address)
    mapped = getattr(ip, "ipv4_mapped", None)
    return (mapped or ip).is_global and not ip.is_multicast


def ask(url: str, may_ask: Callable[[str], bool] = is_elsewhere) -> Found:
    """Ask for an address, following redirects; `may_ask` decides for each IP address to which a name leads.

    The connection goes to the very address that was looked at, so a name cannot lead elsewhere in between.
    """
    end = time.monotonic() + ALTOGETHER
    for _hop in range(HOPS + 1):
        try:
            code, target = _ask_once(url, may_ask, end)
        except _NotAsked:
            return Found(Answer.NOT_ASKED)
        except (OSError, http.client.HTTPException, UnicodeError):
            return Found(Answer.SILENT)
        if target is None:
            return Found(_meaning(code), code)
        url = urljoin(url, target)
    return Found(Answer.TROUBLED, code)


class _NotAsked(Exception):
    pass


def _meaning(code: int) -> Answer:
    if code in (404, 410):
        return Answer.GONE
    # Many sites refuse programs but not readers: such an address is not dead.
    return Answer.THERE if code < 400 or code in (401, 403, 405, 406, 429) else Answer.TROUBLED


def _ask_once(url: str, may_ask: Callable[[str], bool], end: float) -> tuple[int, str | None]:
    parts = urlsplit(url)
    try:
        port = parts.port or PORTS[parts.scheme]
    except (ValueError, KeyError) as error:
        raise _NotAsked from error
    if not parts.hostname or "@" in parts.netloc:
        raise _NotAsked
    host = parts.hostname.encode("idna").decode()
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = {entry[4][0] for entry in found}
    if not all(may_ask(address) for address in addresses):
        raise _NotAsked
    path = urlunsplit(("", "", _quoted(parts.path) or "/", _quoted(parts.query), ""))
    for method in ("HEAD", "GET"):
        left = end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        with _connected(found[0], parts.scheme, host, min(PATIENCE, left)) as connection:
            connection.request(method, path, headers={"User-Agent": AGENT, "Accept": "*/*"})
            response = connection.getresponse()
            code, target = response.status, response.getheader("Location")
        if method == "HEAD" and code in (400, 403, 404, 405, 500, 501, 503):
            continue  # some answer only to GET
        break
    return code, target if code in (301, 302, 303, 307, 308) else None


def _quoted(text: str) -> str:
    from urllib.parse import quote

    return quote(text, safe="/%:@!$&'()*+,;=?~-._")


class _connected:
    """A connection to one IP address, under the name for which its certificate must stand."""

    def __init__(self, found: tuple, scheme: str, host: str, patience: float) -> None:
        self.found, self.scheme, self.host, self.patience = found, scheme, host, patience

    def __enter__(self) -> http.client.HTTPConnection:
        family, kind, protocol, _name, address = self.found
        line = socket.socket(family, kind, protocol)
        line.settimeout(self.patience)
        try:
            line.connect(address)
            if self.scheme == "https":
                line = ssl.create_default_context().wrap_socket(line, server_hostname=self.host)
        except BaseException:
            line.close()
            raise
        self.connection = http.client.HTTPConnection(self.host, address[1], timeout=self.patience)
        self.connection.sock = line
        return self.connection

    def __exit__(self, *details: object) -> None:
        self.connection.close()
