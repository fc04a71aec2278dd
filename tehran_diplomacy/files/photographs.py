"""Checks an uploaded photograph by its content, never by its name, before anything of it is kept.

Known limit: a JPEG whose inside was overwritten but which still decodes to its end is not recognised as damaged.
"""

import re
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tehran_diplomacy.files.naming import shown_name

if TYPE_CHECKING:
    from PIL import Image

MAX_SIDE = 30_000  # pixels
EXTENSIONS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}

ORIENTATION, EXIF_IFD, DATE_TIME_ORIGINAL = 0x0112, 0x8769, 0x9003  # Exif 2.32, tables 4 and 7
SIDEWAYS = {5, 6, 7, 8}  # orientations in which width and height change places
# What turns a stored picture upright, by the names of Pillow's transpositions.
UPRIGHT = {
    2: "FLIP_LEFT_RIGHT",
    3: "ROTATE_180",
    4: "FLIP_TOP_BOTTOM",
    5: "TRANSPOSE",
    6: "ROTATE_270",
    7: "TRANSVERSE",
    8: "ROTATE_90",
}

# JPEG markers, ITU-T T.81 table B.1
START_OF_SCAN, END_OF_IMAGE = 0xDA, 0xD9
WITHOUT_LENGTH = {0x01, 0xD8}
_PERSIAN = re.compile(r"[\u0600-\u06ff]")
NEXT_MARKER = re.compile(rb"\xff+([^\x00\xd0-\xd7\xff])")  # not a stuffed byte, a restart or a filler


class UnacceptablePhotograph(ValidationError):
    """A photograph that the portal does not take; its message names the file, the reason and the limit."""


@dataclass(frozen=True)
class Examined:
    """What is known of an acceptable photograph; width and height in pixels as shown, orientation applied."""

    format: str  # 'JPEG', 'PNG' or 'WEBP'
    extension: str
    width: int
    height: int
    bytes: int
    sha256: str  # hexadecimal
    taken_at: datetime | None = None  # by the camera's own clock, read as the portal's time zone
    caption_fa: str = ""
    caption_en: str = ""
    credit: str = ""

    @property
    def taken_on(self) -> date | None:
        """The day by the camera's own clock."""
        return timezone.localdate(self.taken_at) if self.taken_at else None


@contextmanager
def quiet_pillow() -> Iterator[None]:
    """Pillow with the portal's own limit of pixels; what it grumbles about broken metadata stays unsaid."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = settings.PHOTO_MAX_PIXELS  # it raises above twice this, `examine` above once
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def examine(upload: File) -> Examined:
    """Return what is known of the uploaded photograph; raise UnacceptablePhotograph if it cannot be taken.

    The whole picture is decoded once. Nothing is written; the upload is rewound.
    """
    upload.seek(0)
    data = upload.read(settings.PHOTO_MAX_BYTES + 1)
    upload.seek(0)
    name = shown_name(upload.name)
    if not data:
        raise UnacceptablePhotograph(_("“%(name)s” is empty."), "empty", {"name": name})
    if len(data) > settings.PHOTO_MAX_BYTES:
        raise UnacceptablePhotograph(
            _("“%(name)s” is larger than %(limit)s, the limit for a photograph."),
            "too_many_bytes",
            {"name": name, "limit": filesizeformat(settings.PHOTO_MAX_BYTES)},
        )
    _refuse_other_formats(data, name)
    with quiet_pillow():
        picture = _opened(data, name)
        width, height = picture.size
        if width * height > settings.PHOTO_MAX_PIXELS or max(width, height) > MAX_SIDE:
            raise _too_many_pixels(name)
        if getattr(picture, "is_animated", False) and picture.format != "MPO":
            raise UnacceptablePhotograph(
                _("“%(name)s” is an animation. Only still pictures are accepted."), "animated", {"name": name}
            )
        _decode_to_the_end(data, name)
        picture_format = "JPEG" if picture.format == "MPO" else picture.format
        if orientation(picture) in SIDEWAYS:
            width, height = height, width
        taken_at = _taken_at(picture)
    words = embedded_words(data)
    return Examined(
        format=picture_format,
        extension=EXTENSIONS[picture_format],
        width=width,
        height=height,
        bytes=len(data),
        sha256=sha256(data).hexdigest(),
        taken_at=taken_at,
        caption_fa=words.get("caption_fa", ""),
        caption_en=words.get("caption_en", ""),
        credit=words.get("credit") or words.get("creator", ""),
    )


def orientation(picture: "Image.Image") -> int:
    """Return the Exif orientation, 1 to 8, of an opened picture; 1 where it is missing or cannot be read."""
    try:
        value = picture.getexif().get(ORIENTATION, 1)
    except Exception:  # Pillow has no one error for broken Exif
        return 1
    return value if value in range(1, 9) else 1


def jpeg_segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield (marker, whole segment) of a JPEG from after its start to before its end of image.

    A scan comes with its entropy-coded bytes. Raises ValueError if the data end before the image does.
    Source: ITU-T T.81, annex B.
    """
    at = 2
    while True:
        start, marker = _marker_after(data, at)
        if marker == END_OF_IMAGE:
            return
        at = start + 2
        if marker in WITHOUT_LENGTH:
            continue
        length = int.from_bytes(data[at : at + 2], "big")
        at += length
        if length < 2 or at > len(data):
            raise ValueError("a segment is longer than the file")
        if marker == START_OF_SCAN:
            at = _marker_after(data, at)[0]
        yield marker, data[start:at]


def png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield (type, whole chunk) up to IEND; raise ValueError if there is none. Source: PNG, third edition, 5."""
    at = 8
    while at + 12 <= len(data):
        kind = data[at + 4 : at + 8]
        end = at + 12 + int.from_bytes(data[at : at + 4], "big")
        yield kind, data[at:end]
        if kind == b"IEND":
            return
        at = end
    raise ValueError("the end of the image is missing")


def embedded_words(data: bytes) -> dict[str, str]:
    """Return what IPTC or XMP say in the file: any of 'caption', 'credit', 'creator', 'copyright'.

    'caption_fa' and 'caption_en' are the caption by its language: as XMP names it, else by its script.

    XMP comes first, as the Metadata Working Group's guidance has it. Unreadable metadata count as none.
    """
    import pyexiv2

    pyexiv2.set_log_level(4)  # mute: broken metadata are common and no fault of ours
    try:
        with pyexiv2.ImageData(data) as file:
            xmp = _readable(file.read_xmp)
            iptc = _readable(file.read_iptc)
    except RuntimeError:
        return {}
    found = {
        "caption": _text(xmp.get("Xmp.dc.description")) or _text(iptc.get("Iptc.Application2.Caption")),
        "credit": _text(xmp.get("Xmp.photoshop.Credit")) or _text(iptc.get("Iptc.Application2.Credit")),
        "creator": _text(xmp.get("Xmp.dc.creator")) or _text(iptc.get("Iptc.Application2.Byline")),
        "copyright": _text(xmp.get("Xmp.dc.rights")) or _text(iptc.get("Iptc.Application2.Copyright")),
    }
    found |= _by_language(xmp.get("Xmp.dc.description"), found["caption"])
    return {key: text for key, text in found.items() if text}


def _by_language(alternatives: str | list | dict | None, caption: str) -> dict[str, str]:
    captions = {}
    if isinstance(alternatives, dict):
        for key, text in alternatives.items():
            code = key.removeprefix('lang="').rstrip('"').partition("-")[0].lower()
            if code in ("fa", "en"):
                captions[f"caption_{code}"] = _text(text)
    code = "fa" if _PERSIAN.search(caption) else "en"
    return {f"caption_{code}": caption} | captions


def _marker_after(data: bytes, at: int) -> tuple[int, int]:
    found = NEXT_MARKER.search(data, at)
    if not found:
        raise ValueError("the end of the image is missing")
    return found.end() - 2, found[1][0]


def _refuse_other_formats(data: bytes, name: str) -> None:
    is_webp = data.startswith(b"RIFF") and data[8:12] == b"WEBP"
    if is_webp or data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return
    if data[4:8] == b"ftyp" and data[8:12] in {b"heic", b"heix", b"hevc", b"mif1", b"msf1"}:
        raise UnacceptablePhotograph(
            _("“%(name)s” is an HEIC picture, which browsers do not show. Save it as JPEG and upload that."),
            "heic",
            {"name": name},
        )
    raise UnacceptablePhotograph(
        _("“%(name)s” is not a JPEG, PNG or WebP picture, whatever its name says."),
        "not_a_photograph",
        {"name": name},
    )


def _opened(data: bytes, name: str) -> "Image.Image":
    """Read the header only: the size is known before any pixel is decoded."""
    from PIL import Image

    try:
        return Image.open(BytesIO(data), formats=tuple(EXTENSIONS))
    except Image.DecompressionBombError as error:
        raise _too_many_pixels(name) from error
    except Exception as error:  # Pillow's plugins raise a dozen kinds for broken headers
        raise damaged(name) from error


def _decode_to_the_end(data: bytes, name: str) -> None:
    from PIL import Image

    try:
        if data.startswith(b"\xff\xd8") and START_OF_SCAN not in dict(jpeg_segments(data)):
            # Pillow itself misses a missing end, and after an empty image reads on into a second one.
            raise ValueError("the image has no pixels")
        if data.startswith(b"\x89PNG"):
            for _chunk in png_chunks(data):  # Pillow takes one without its end
                pass
        with Image.open(BytesIO(data), formats=tuple(EXTENSIONS)) as picture:
            picture.verify()
        with Image.open(BytesIO(data), formats=tuple(EXTENSIONS)) as picture:
            picture.draft(None, (1, 1))  # a JPEG is read whole but drawn at an eighth: less memory and time
            picture.load()
    except Exception as error:  # Pillow's decoders raise a dozen kinds for broken files
        raise damaged(name) from error


def damaged(name: str) -> UnacceptablePhotograph:
    """Return the refusal of a photograph that cannot be read; `name` as `shown_name` gives it."""
    return UnacceptablePhotograph(
        _("“%(name)s” is damaged or incomplete. Upload it again from the original file."),
        "damaged",
        {"name": name},
    )


def _too_many_pixels(name: str) -> UnacceptablePhotograph:
    return UnacceptablePhotograph(
        _("“%(name)s” has too many pixels. The limit is %(millions)s million, and %(side)s on a side."),
        "too_many_pixels",
        {"name": name, "millions": f"{settings.PHOTO_MAX_PIXELS / 1_000_000:g}", "side": MAX_SIDE},
    )


def _taken_at(picture: "Image.Image") -> datetime | None:
    """The moment by the camera's own clock; a day still to come is a clock set wrong."""
    try:
        text = picture.getexif().get_ifd(EXIF_IFD).get(DATE_TIME_ORIGINAL)
        day, _space, hour = str(text).strip("\x00 ").partition(" ")
        # A camera knows no time zone; a broken time of day leaves the day.
        moment = datetime.strptime(day.replace("-", ":"), "%Y:%m:%d")  # noqa: DTZ007
        if found := re.match(r"([01]\d|2[0-3]):([0-5]\d):([0-5]\d)", hour):
            moment = moment.replace(hour=int(found[1]), minute=int(found[2]), second=int(found[3]))
        moment = timezone.make_aware(moment)
    except Exception:  # Pillow has no one error for broken Exif
        return None
    return moment if timezone.localdate(moment) <= timezone.localdate() else None


def _readable(read: Callable[[], dict]) -> dict:
    """What pyexiv2 reads; nothing where the bytes are not UTF-8 or not metadata."""
    try:
        return read()
    except (RuntimeError, ValueError):
        return {}


def _text(value: str | list | dict | None) -> str:
    """One line of text out of pyexiv2's plain, repeated or language-alternative value."""
    if isinstance(value, dict):
        value = value.get('lang="x-default"') or next(iter(value.values()), "")
    if isinstance(value, list):
        value = ("، " if _PERSIAN.search("".join(value)) else ", ").join(value)
    return (value or "").replace("\x00", "").strip()
