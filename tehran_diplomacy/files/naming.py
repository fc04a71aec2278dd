"""Names of stored files, which say nothing of the upload, and names that readers see when they download."""

import re
import unicodedata
from uuid import UUID

MAX_CHARACTERS = 120
MAX_BYTES = 255  # of one name on ext4, APFS and NTFS alike
HALF_SPACE = "\u200c"  # zero width non-joiner: part of Persian spelling
FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"

FORBIDDEN = re.compile(r'[<>:"/\\|?*]+')  # on Windows; a slash everywhere
# Windows reads these as devices, whatever follows the first dot.
RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\.|$)", re.IGNORECASE)


def storage_name(kind: str, uid: str | UUID, sha256: str, extension: str) -> str:
    """Return the name in the storage, e.g. 'photos/5e/<uid>/<first 16 of sha256>.jpg'.

    `kind` is the folder, `uid` the record's permanent identifier (its last two characters spread records over
    folders), `sha256` the file's hexadecimal digest. Nothing comes from the name the user gave. Raises
    ValueError for anything that could leave the folder.
    """
    uid, sha256, extension = str(uid).lower(), sha256.lower(), extension.lower()
    if not re.fullmatch(r"[a-z][a-z0-9-]*", kind):
        raise ValueError(f"not a kind of file: {kind!r}")
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*[a-z0-9]{2}", uid):
        raise ValueError(f"not an identifier: {uid!r}")
    if not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise ValueError(f"not a SHA-256 digest: {sha256!r}")
    if not re.fullmatch(r"[a-z0-9]{1,8}", extension):
        raise ValueError(f"not an extension: {extension!r}")
    return f"{kind}/{uid[-2:]}/{uid}/{sha256[:16]}.{extension}"


def safe_download_name(text: str, extension: str) -> str:
    """Return a readable file name made of `text`: every script kept, safe on every system.

    Slashes and what Windows forbids become '-'; controls and marks of direction go, the Persian half-space
    stays. At most 120 characters and 255 bytes with the extension; 'file' where nothing is left.
    """
    ending = f".{extension}" if extension else ""
    name = FORBIDDEN.sub("-", _visible(text)).strip(" .-" + HALF_SPACE)
    if RESERVED.match(name):
        name = f"_{name}"
    name = name[: MAX_CHARACTERS - len(ending)]
    room = MAX_BYTES - len(ending.encode())
    name = name.encode()[:room].decode(errors="ignore").rstrip(" .-" + HALF_SPACE)
    return (name or "file") + ending


def shown_name(text: str | None) -> str:
    """Return the user's name of a file as a message may quote it: visible, short, apart from its direction."""
    name = _visible(text or "")
    if len(name) > 60:
        name = f"{name[:40]}…{name[-19:]}"
    return f"{FIRST_STRONG_ISOLATE}{name}{POP_ISOLATE}"


def _visible(text: str) -> str:
    """Composed (NFC), white space as single spaces, nothing invisible but the half-space."""
    spaced = " ".join(unicodedata.normalize("NFC", text).split())
    # Category C: controls, marks of direction, lone surrogates, private and unassigned characters
    return "".join(c for c in spaced if c == HALF_SPACE or not unicodedata.category(c).startswith("C"))
