"""Checks an uploaded photograph by its content, never by its name, before anything of it is kept.

Known limit: a JPEG whose inside was overwritten but which still decodes to its end is not recognised as damaged.
"""

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tehran_diplomacy.files.metadata import embedded_words, taken_at
from tehran_diplomacy.files.naming import shown_name

if TYPE_CHECKING:
    from PIL import Image

MAX_SIDE = 30_000  # pixels
EXTENSIONS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "HEIF": "heic", "AVIF": "avif", "TIFF": "tif"}
# An MPO, a live photo or a scan may hold further pictures: the first is the photograph.
SEVERAL_PICTURES = frozenset(("MPO", "HEIF", "TIFF"))
GIVEN_OUT_AS_JPEG = frozenset(("HEIF", "AVIF", "TIFF"))  # what readers' programs seldom open

ORIENTATION = 0x0112  # Exif 2.32, table 4
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

# The first brand of a container of ISO/IEC 14496-12 that holds a picture: ISO/IEC 23008-12, and AVIF.
_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis"}
_TIFF = (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")
SUBFILE_TYPE, DNG_VERSION = 254, 50706  # TIFF 6.0, DNG 1.7
MARKS_WITHIN = 100_000  # bytes
# What a box for files offers to choose; some systems know no type for HEIC.
MEDIA_TYPES = "image/jpeg,image/heic,image/heif,image/png,image/webp,image/avif,image/tiff,.heic,.heif"

# JPEG markers, ITU-T T.81 table B.1
START_OF_SCAN, END_OF_IMAGE = 0xDA, 0xD9
WITHOUT_LENGTH = {0x01, 0xD8}
# Not a stuffed byte, a restart or a filler. Of a run of fillers only the last byte matches: linear in any data.
NEXT_MARKER = re.compile(rb"\xff([^\x00\xd0-\xd7\xff])")


class UnacceptablePhotograph(ValidationError):
    """A photograph that the portal does not take; its message names the file, the reason and the limit.

    `pixels` are those that were decoded before it was refused.
    """

    pixels = 0


@dataclass(frozen=True)
class Examined:
    """What is known of an acceptable photograph; width and height in pixels as shown, orientation applied."""

    format: str  # one of EXTENSIONS
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

    _open_heif()
    Image.MAX_IMAGE_PIXELS = settings.PHOTO_MAX_PIXELS  # it raises above twice this, `examine` above once
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@cache
def _open_heif() -> None:
    """Have Pillow open HEIC as well, the picture alone."""
    from pillow_heif import register_heif_opener

    register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)


def examine(upload: File) -> Examined:
    """Return what is known of the uploaded photograph; raise UnacceptablePhotograph if it cannot be taken.

    The whole picture is decoded once. Nothing is written; the upload is rewound.
    """
    data, name = bytes_of(upload), shown_name(upload.name)
    _refuse_other_formats(data, name)
    with quiet_pillow():
        with _opened(
            data, name
        ) as picture:  # closed before all is decoded: some decoders hold the whole picture
            picture_format = "JPEG" if picture.format == "MPO" else picture.format
            width, height = picture.size
            is_moving = getattr(picture, "is_animated", False) and picture.format not in SEVERAL_PICTURES
            is_sideways = orientation(picture) in SIDEWAYS
            moment = taken_at(picture)
        _refuse_large_or_moving(name, width, height, is_moving)
        try:
            _decode_to_the_end(data, name)
        except UnacceptablePhotograph as error:
            error.pixels = width * height
            raise
        if is_sideways:
            width, height = height, width
    words = embedded_words(data)
    return Examined(
        format=picture_format,
        extension=EXTENSIONS[picture_format],
        width=width,
        height=height,
        bytes=len(data),
        sha256=sha256(data).hexdigest(),
        taken_at=moment,
        caption_fa=words.get("caption_fa", ""),
        caption_en=words.get("caption_en", ""),
        credit=words.get("credit") or words.get("creator", ""),
    )


def _refuse_large_or_moving(name: str, width: int, height: int, is_moving: bool) -> None:
    if width * height > settings.PHOTO_MAX_PIXELS or max(width, height) > MAX_SIDE:
        raise _too_many_pixels(name)
    if is_moving:
        raise UnacceptablePhotograph(
            _("“%(name)s” is an animation. Only still images are accepted."), "animated", {"name": name}
        )


def bytes_of(upload: File) -> bytes:
    """Return the content of an upload, rewound; raise UnacceptablePhotograph where it is empty or too large."""
    upload.seek(0)
    data = upload.read(settings.PHOTO_MAX_BYTES + 1)
    upload.seek(0)
    name = shown_name(upload.name)
    if not data:
        raise UnacceptablePhotograph(_("“%(name)s” is empty."), "empty", {"name": name})
    if len(data) > settings.PHOTO_MAX_BYTES:
        raise UnacceptablePhotograph(
            _("“%(name)s” is larger than %(limit)s, the limit for a photo."),
            "too_many_bytes",
            {"name": name, "limit": filesizeformat(settings.PHOTO_MAX_BYTES)},
        )
    return data


def orientation(picture: "Image.Image") -> int:
    """Return the Exif orientation, 1 to 8, of an opened picture; 1 where it is missing or cannot be read.

    Pillow turns a TIFF upright by itself.
    """
    if picture.format == "TIFF":
        return 1
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


def _marker_after(data: bytes, at: int) -> tuple[int, int]:
    found = NEXT_MARKER.search(data, at)
    if not found:
        raise ValueError("the end of the image is missing")
    return found.end() - 2, found[1][0]


def _refuse_other_formats(data: bytes, name: str) -> None:
    """Refuse what is no picture of a known kind, and the raw data of cameras, which are kept as TIFF."""
    known = (
        data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"))
        or (data.startswith(b"RIFF") and data[8:12] == b"WEBP")
        or (data[4:8] == b"ftyp" and data[8:12] in _BRANDS)
    )
    if known:
        return
    if data.startswith(_TIFF):
        if not _is_raw(data):
            return
        raise UnacceptablePhotograph(
            _("“%(name)s” is a raw camera file. Convert it to JPEG and upload that."),
            "raw",
            {"name": name},
        )
    raise UnacceptablePhotograph(
        _("“%(name)s” is not an accepted image file (JPEG, HEIC, PNG, WebP, AVIF or TIFF)."),
        "not_a_photograph",
        {"name": name},
    )


def _is_raw(data: bytes) -> bool:
    """Whether a TIFF is a camera's: its first picture is then a small preview."""
    from PIL import Image

    if data[8:10] == b"CR":  # Canon
        return True
    try:
        with quiet_pillow(), Image.open(BytesIO(data), formats=("TIFF",)) as picture:
            return DNG_VERSION in picture.tag_v2 or picture.tag_v2.get(SUBFILE_TYPE, 0) & 1 == 1
    except Exception:  # Pillow knows few of the ways in which cameras pack them; damage is named later
        return any(mark in data[:MARKS_WITHIN] for mark in (b"NIKON", b"SONY", b"PENTAX", b"Adobe DNG"))


def _opened(data: bytes, name: str) -> "Image.Image":
    """Read the header only: the size is known before any pixel is decoded."""
    from PIL import Image

    try:
        return Image.open(BytesIO(data), formats=tuple(EXTENSIONS))
    except MemoryError:
        raise
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
    except MemoryError:
        raise
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
