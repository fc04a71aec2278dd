"""The photographs inside an uploaded ZIP, by the names that people gave them."""

import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.utils.translation import gettext as _

from tehran_diplomacy.files.naming import shown_name

MOST_IN_ZIP = 1_000  # files
MOST_UNPACKED = 4 * 1024**3  # bytes of all files of a ZIP together
MOST_OF_DIRECTORY = 4 * 1024**2  # bytes: names of MOST_IN_ZIP files, and of as many that programs added

# What programs put beside photographs for themselves.
_SYSTEM_FILES = {
    "thumbs.db",
    "ehthumbs.db",
    "desktop.ini",
    "picasa.ini",
    "icon\r",
    "autorun.inf",
    "zbthumbnail.info",
}
_SYSTEM_FOLDERS = {"__macosx", "@eadir", "$recycle.bin", "system volume information"}
_SYSTEM_ENDINGS = {".aae", ".lnk", ".url"}
_MOVIES = {".mov", ".mp4"}
# APPNOTE 4.4.5
_METHODS = {9: "Deflate64", 93: "Zstandard", 95: "XZ", 98: "PPMd", 99: "AES"}
_ENCRYPTED, _UTF8 = 0x1, 0x800  # flags, APPNOTE 4.4.4
_UNICODE_NAME = 0x7075  # extra field, APPNOTE 4.6.9
_END = b"PK\x05\x06"


class TooLargeZip(Exception):
    """More than is unpacked at once."""


def members_of(upload: File) -> Iterator[tuple[str, zipfile.ZipFile, zipfile.ZipInfo]]:
    """Yield (name, archive, member) of each file that a person put into a ZIP; raise TooLargeZip or BadZipFile."""
    _check_directory(upload)
    with zipfile.ZipFile(upload) as archive:
        named = [(PurePosixPath(name_of(info).replace("\\", "/")), info) for info in archive.infolist()]
        stems = {path.with_suffix("") for path, _info in named if path.suffix.lower() not in _MOVIES}
        wanted = [(path, info) for path, info in named if not info.is_dir() and _is_wanted(path, stems)]
        if len(wanted) > MOST_IN_ZIP or sum(info.file_size for _path, info in wanted) > MOST_UNPACKED:
            raise TooLargeZip
        for path, info in wanted:
            yield path.name, archive, info


def unpacked(name: str, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> File:
    """Return a member as a file, no more of it than is enough to refuse it; raise ValidationError."""
    shown = {"name": shown_name(name)}
    if info.flag_bits & _ENCRYPTED:
        raise ValidationError(_("“%(name)s” is locked with a password inside the ZIP."), params=shown)
    if method := _METHODS.get(info.compress_type):
        raise ValidationError(
            _("“%(name)s” is compressed with %(method)s, which is not supported. Send it without a ZIP."),
            params=shown | {"method": method},
        )
    try:
        with archive.open(info) as member:
            return ContentFile(member.read(settings.PHOTO_MAX_BYTES + 1), name=name)
    except Exception as error:  # a damaged member fails in many ways; the others are still taken
        raise ValidationError(_("“%(name)s” is damaged inside the ZIP."), params=shown) from error


def name_of(info: zipfile.ZipInfo) -> str:
    """Return the name of a member; one without the mark of UTF-8 in the encoding in which it makes sense."""
    if info.flag_bits & _UTF8:
        return info.filename
    if said := _unicode_name(info.extra):
        return said
    try:
        raw = info.orig_filename.encode("cp437")  # as zipfile reads what is not marked
    except UnicodeEncodeError:
        return info.filename
    try:
        return raw.decode()
    except UnicodeDecodeError:
        pass
    readings = [raw.decode(encoding, "replace") for encoding in ("cp1256", "cp720")]
    best = max(readings, key=_persian_letters)
    return best if _persian_letters(best) > 0 else info.filename


def _persian_letters(text: str) -> int:
    """How much a text looks like Persian: its letters, less what stands in no name."""
    letters = sum("\u0621" <= c <= "\u06cc" for c in text)
    return letters - 2 * sum(c > "\x7f" and not ("\u0600" <= c <= "\u06ff" or c == "\u200c") for c in text)


def _unicode_name(extra: bytes) -> str:
    """The name in UTF-8 that WinRAR and Info-ZIP write beside the other; '' where there is none."""
    while len(extra) >= 4:
        kind, length = int.from_bytes(extra[:2], "little"), int.from_bytes(extra[2:4], "little")
        if kind == _UNICODE_NAME and length > 5:
            return extra[9 : 4 + length].decode(errors="replace")
        extra = extra[4 + length :]
    return ""


def _is_wanted(path: PurePosixPath, stems: set[PurePosixPath]) -> bool:
    """Whether a person put it there, not a program for itself, nor a telephone as the moving half of a picture."""
    suffix = path.suffix.lower()
    return not (
        path.name.startswith(".")
        or path.name.lower() in _SYSTEM_FILES
        or suffix in _SYSTEM_ENDINGS
        or any(part.lower() in _SYSTEM_FOLDERS for part in path.parts)
        or (suffix in _MOVIES and path.with_suffix("") in stems)
    )


def _check_directory(upload: File) -> None:
    """Refuse a list of names so long that reading it would fill the memory."""
    upload.seek(max(0, upload.size - 0xFFFF - 22))
    tail = upload.read()
    upload.seek(0)
    place = tail.rfind(_END)
    if place >= 0 and int.from_bytes(tail[place + 12 : place + 16], "little") > MOST_OF_DIRECTORY:
        raise TooLargeZip
