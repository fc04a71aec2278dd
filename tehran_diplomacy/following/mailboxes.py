"""One mailbox is one however its address is written: quoted, escaped, with dots or a plus, in another script."""

import re
import unicodedata

_ESCAPED = re.compile(r"\\(.)")
_ATOM = re.compile(r"[-!#$%&'*+/=?^_`{}|~0-9a-z]+(\.[-!#$%&'*+/=?^_`{}|~0-9a-z]+)*", re.I | re.A)
_SAME_HOST = {"googlemail.com": "gmail.com"}


def written_plainly(address: str) -> str | None:
    """Return an address without needless quotation marks, its host in small letters; None where it needs them."""
    name, _at, host = address.rpartition("@")
    if len(name) > 1 and name.startswith('"') and name.endswith('"'):
        name = _ESCAPED.sub(r"\1", name[1:-1])
    if not _ATOM.fullmatch(name):
        return None
    return f"{name}@{_host(host)}"


def mailbox_of(address: str) -> str:
    """Return what tells mailboxes apart. Rather two that differ count as one than one as two."""
    name, _at, host = (written_plainly(address) or address).rpartition("@")
    name = unicodedata.normalize("NFKC", name).casefold().partition("+")[0].replace(".", "")
    host = _host(host)
    return f"{name}@{_SAME_HOST.get(host, host)}"


def _host(host: str) -> str:
    host = host.rstrip(".").lower()
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        return host
