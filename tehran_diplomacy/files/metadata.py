"""What a photograph says of itself in XMP, IPTC and Exif: read field by field, a bad one loses itself alone."""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

import jdatetime
from django.utils import timezone

from tehran_diplomacy.languages.texts import in_lines

if TYPE_CHECKING:
    from PIL import Image

EXIF_IFD, DATE_TIME_ORIGINAL = 0x8769, 0x9003  # Exif 2.32, tables 4 and 7
FIRST_PHOTOGRAPH = 1839
JALALI_YEARS = range(1300, 1500)  # of a clock that runs by the calendar of Iran
_ARABIC_YE = str.maketrans("يىك", "ییک")  # the code page has no Persian ی
_PERSIAN = re.compile(r"[\u0600-\u06ff]")
_MOMENT = re.compile(r"(\d{4})[:\-/.](\d{1,2})[:\-/.](\d{1,2})(?:[ T]([01]\d|2[0-3]):([0-5]\d):([0-5]\d))?")

# Where each fact may stand, the surest first, as the Metadata Working Group's guidance has it.
_FIELDS = {
    "caption": (
        "Xmp.dc.description", "Iptc.Application2.Caption", "Exif.Image.ImageDescription", "Xmp.dc.title",
        "Iptc.Application2.ObjectName", "Xmp.photoshop.Headline", "Iptc.Application2.Headline",
        "Exif.Image.XPTitle", "Exif.Image.XPComment", "Exif.Image.XPSubject",
    ),
    "credit": ("Xmp.photoshop.Credit", "Iptc.Application2.Credit"),
    "creator": (
        "Xmp.dc.creator", "Iptc.Application2.Byline", "Exif.Image.Artist", "Exif.Image.XPAuthor",
    ),
    "copyright": ("Xmp.dc.rights", "Iptc.Application2.Copyright", "Exif.Image.Copyright"),
}  # fmt: skip
# What cameras, scanners and programs write of themselves where a caption or a name belongs.
_STOCK = re.compile(
    r"(?:[\w ]+ )?digital (?:still )?camera|(?:sony|minolta) dsc|dcim|exif_jpeg_\w+|samsung(?: camera pictures)?"
    r"|my beautiful picture|untitled.*|default|image|picture|photo|camera|binary comment|<digimax[^>]*>"
    r"|created (?:with|by) .*|processed (?:with|by) .*|screenshot|unknown|owner|none|picasa|<[^>]*>"
    r"|(?:oznor|hdrpl|rhdr|ptr|cof|vivi|dav|mde|edf|fbt|sdr|btf|nor|bty|fhdr|dig)(?:_\w+)?",
    re.IGNORECASE,
)


def embedded_words(data: bytes) -> dict[str, str]:
    """Return what the file says of itself: any of 'caption', 'credit', 'creator', 'copyright'.

    'caption_fa' and 'caption_en' are the caption by its language: as XMP names it, else by its script.
    """
    import pyexiv2

    pyexiv2.set_log_level(4)  # mute: broken metadata are common and no fault of ours
    try:
        with pyexiv2.ImageData(carrier(data)) as file:
            # Latin-1 carries every byte through, to be read field by field.
            fields = {
                **_all_of(lambda: file.read_exif(encoding="latin-1")),
                **_all_of(lambda: file.read_iptc(encoding="latin-1")),
                **_all_of(lambda: file.read_xmp(encoding="latin-1")),
            }
    except RuntimeError:
        return {}
    found = {}
    for fact, places in _FIELDS.items():
        place, found[fact] = _first(fields, places)
        if fact == "caption":
            found |= _by_language(fields.get(place), found[fact])
    return {key: text for key, text in found.items() if text}


def carrier(data: bytes) -> bytes:
    """Return a file whose metadata Exiv2 reads: the photograph itself, or a small JPEG with those of a container."""
    if data[4:8] != b"ftyp":
        return data
    from PIL import Image

    out = BytesIO()
    with Image.open(BytesIO(data)) as picture:
        kept = {"exif": picture.info.get("exif"), "xmp": picture.info.get("xmp")}
    try:
        Image.new("L", (8, 8)).save(out, "JPEG", **{name: value for name, value in kept.items() if value})
    except (ValueError, OSError):  # more than a JPEG has room for
        return data
    return out.getvalue()


def taken_at(picture: "Image.Image") -> datetime | None:
    """Return the moment by the camera's own clock; None where no camera can have taken a picture then."""
    try:
        text = str(picture.getexif().get_ifd(EXIF_IFD).get(DATE_TIME_ORIGINAL))
        found = _MOMENT.match(text.strip("\x00 "))
        day = _day(*map(int, found.groups()[:3]))
        # A camera knows no time zone; a broken time of day leaves the day.
        hour, minute, second = (int(part or 0) for part in found.groups()[3:])
        moment = timezone.make_aware(datetime(day.year, day.month, day.day, hour, minute, second))  # noqa: DTZ001
    except Exception:  # Pillow has no one error for broken Exif
        return None
    latest = timezone.localdate() + timedelta(days=1)  # east of here it may be tomorrow
    return moment if moment.year >= FIRST_PHOTOGRAPH and timezone.localdate(moment) <= latest else None


def _day(year: int, month: int, day: int) -> date:
    return jdatetime.date(year, month, day).togregorian() if year in JALALI_YEARS else date(year, month, day)


def _all_of(read: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    try:
        return read()
    except (RuntimeError, ValueError):  # not metadata at all
        return {}


def _first(fields: dict[str, Any], places: Iterable[str]) -> tuple[str, str]:
    """The first place that says something, and what."""
    for place in places:
        text = _text(fields.get(place), place)
        if text and not _STOCK.fullmatch(text):
            return place, text
    return "", ""


def _by_language(alternatives: Any, caption: str) -> dict[str, str]:
    captions = {}
    if isinstance(alternatives, dict):
        for key, text in alternatives.items():
            code = key.removeprefix('lang="').rstrip('"').partition("-")[0].lower()
            if code in ("fa", "en"):
                captions[f"caption_{code}"] = _decoded(text)
    code = "fa" if _PERSIAN.search(caption) else "en"
    return {f"caption_{code}": caption} | captions


def _text(value: Any, place: str) -> str:
    """One text out of pyexiv2's plain, repeated or language-alternative value."""
    if isinstance(value, dict):
        value = value.get('lang="x-default"') or next(iter(value.values()), "")
    if isinstance(value, list):
        texts = [text for one in value if (text := _decoded(one))]
        return ("، " if _PERSIAN.search("".join(texts)) else ", ").join(texts)
    if value and place.startswith("Exif.Image.XP"):
        return _of_windows(value)
    return _decoded(value or "")


def _decoded(carried: str) -> str:
    """A field by its own bytes: UTF-8, else the code page of Windows, Persian or Western, that makes sense of it."""
    try:
        raw = carried.encode("latin-1")
    except UnicodeEncodeError:
        return in_lines(carried)
    try:
        return in_lines(raw.decode())
    except UnicodeDecodeError:
        persian = raw.decode("cp1256", "replace")
        return in_lines(
            persian.translate(_ARABIC_YE) if _is_persian(raw, persian) else raw.decode("cp1252", "replace")
        )


def _is_persian(raw: bytes, persian: str) -> bool:
    """Whether bytes of a Windows code page are Persian: then no word mixes Latin letters with theirs."""
    mixed = any(re.search(rb"[A-Za-z]", word) and re.search(rb"[\x80-\xff]", word) for word in raw.split())
    return not mixed and bool(re.search(r"[\u0621-\u064a\u067e-\u06cc]{2}", persian))


def _of_windows(numbers: str) -> str:
    """The text of one of Windows' own fields: UTF-16 as a list of bytes."""
    try:
        return in_lines(bytes(map(int, numbers.split())).decode("utf-16-le", "ignore").replace("\x00", ""))
    except ValueError:
        return ""
