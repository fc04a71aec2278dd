"""The original that readers download: the upload's own pixels, with what the office knows written into it.

Pixels are never encoded again. The file is first stripped to what its pixels need (so nothing private can hide:
GPS, serial numbers, owner, maker notes, thumbnails, further frames of a phone's MPO, anything after the end of
the image), then a chosen few facts of the exposure are put back and the office's own words are written as
IPTC Core and XMP (and IPTC-IIM where the format has it; WebP has not). Rights already stated in the upload stay
where the office states none.

The default text (`x-default`, and the one text of IPTC-IIM) is English where there is one: newsroom software
that shows a single language, and old software that knows no Unicode, then shows something readable. Persian is
beside it as `fa`; without English, Persian is the default.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO

from tehran_diplomacy.files.metadata import carrier, embedded_words
from tehran_diplomacy.files.photographs import (
    jpeg_segments,
    orientation,
    png_chunks,
    quiet_pillow,
)
from tehran_diplomacy.languages.texts import in_lines

# Said of the exposure and useful to a newsroom; whatever is not named here is left out.
KEPT_EXIF = (
    *(f"Exif.Image.{tag}" for tag in ("Make", "Model", "Artist", "Copyright")),
    *(f"Exif.Photo.{tag}" for tag in ("DateTimeOriginal", "OffsetTimeOriginal", "ExposureTime", "FNumber")),
    *(
        f"Exif.Photo.{tag}"
        for tag in ("ExposureProgram", "ISOSpeedRatings", "ExposureBiasValue", "MeteringMode")
    ),
    *(f"Exif.Photo.{tag}" for tag in ("Flash", "FocalLength", "FocalLengthIn35mmFilm", "WhiteBalance")),
    *(f"Exif.Photo.{tag}" for tag in ("ColorSpace", "LensMake", "LensModel")),
)

PROFILE = b"ICC_PROFILE\x00"
COMMENT = 0xFE
# Chunks that the pixels need.
KEPT_PNG = frozenset(b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP cICP mDCV cLLI sBIT bKGD pHYs".split())
KEPT_WEBP = frozenset((b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ICCP"))
# In characters: all of XMP has to fit into one segment of a JPEG, 65,535 bytes.
LONGEST_TEXT = 2000
VP8X_PROFILE = 0x20
VP8X_EXIF_AND_XMP = 0x08 | 0x04  # flags in the WebP header that announce chunks


@dataclass(frozen=True)
class PressFacts:
    """What the office says of a photograph; all of it optional. Languages by the ending `_fa` and `_en`."""

    caption_fa: str = ""
    caption_en: str = ""
    headline_fa: str = ""
    headline_en: str = ""
    event_fa: str = ""
    event_en: str = ""
    usage_terms_fa: str = ""
    usage_terms_en: str = ""
    alt_text_fa: str = ""
    alt_text_en: str = ""
    credit: str = ""
    creator: str = ""
    copyright_notice: str = ""
    date_created: date | str | None = None  # a day, or as much as is known: '2021', '2021-07'
    city: str = ""
    country: str = ""
    persons: tuple[str, ...] = ()
    source_url: str = ""  # the page of the photograph on the portal
    licence_url: str = ""


def make_press_copy(original: bytes, facts: PressFacts, said_in: bytes = b"") -> bytes:
    """Return the photograph with `facts` written in and nothing private left; its pixels byte for byte.

    `original` is a file that `photographs.examine` accepts; `said_in` the upload whose exposure and rights count
    where the pixels are those of a size or another format made of it. A broken colour profile, which changes nothing, is
    left out. The same input gives the same bytes. Raises ValueError for bytes that are no such file,
    RuntimeError if the metadata cannot be written (more persons named than a file can hold).
    """
    import pyexiv2

    pyexiv2.set_log_level(4)  # mute: broken metadata in uploads are common
    bare = _stripped(original)
    if not _opens(bare):
        original = _stripped(original, metadata=True, profile=False)
        bare = _stripped(original)
    source = _said_in(said_in) if said_in else original
    words = embedded_words(source)
    upright = _upright(original)
    with pyexiv2.ImageData(bare) as file:
        try:
            file.modify_exif(_exposure(source) | upright | _exif_of(facts), encoding="latin-1")
        except RuntimeError:  # a value of the camera's that Exiv2 cannot write back
            file.clear_exif()
            file.modify_exif(upright | _exif_of(facts), encoding="latin-1")
        file.modify_iptc(_iptc_of(facts, words))
        file.modify_xmp(_xmp_of(facts, words))
        return file.get_bytes()


def _said_in(upload: bytes) -> bytes:
    """An upload as a file whose metadata Exiv2 reads."""
    readable = carrier(upload)
    try:
        return _stripped(readable, metadata=True, profile=False)
    except ValueError:  # a TIFF
        return readable


def _opens(data: bytes) -> bool:
    """Whether Exiv2 takes the file: of what is left in it, a broken profile is all that it refuses."""
    import pyexiv2

    try:
        pyexiv2.ImageData(data).close()
    except RuntimeError:
        return False
    return True


def _exposure(original: bytes) -> dict[str, str]:
    """The kept few of the camera's Exif. Latin-1 carries every byte through, whatever a camera wrote."""
    import pyexiv2

    try:
        with pyexiv2.ImageData(original) as file:
            found = file.read_exif(encoding="latin-1")
    except (RuntimeError, ValueError):
        found = {}
    kept = {tag: found[tag].strip("\x00 ") for tag in KEPT_EXIF if isinstance(found.get(tag), str)}
    return {tag: value for tag, value in kept.items() if value}


def _upright(original: bytes) -> dict[str, str]:
    """The orientation as the portal's own sizes take it, so that both always agree."""
    from PIL import Image

    with quiet_pillow(), Image.open(BytesIO(original)) as picture:
        return {"Exif.Image.Orientation": str(orientation(picture))}


def _exif_of(facts: PressFacts) -> dict[str, str]:
    said = {"Exif.Image.Artist": facts.creator, "Exif.Image.Copyright": facts.copyright_notice}
    return {tag: _clean(text).encode().decode("latin-1") for tag, text in said.items() if _clean(text)}


def _iptc_of(facts: PressFacts, words: dict[str, str]) -> dict:
    """IPTC-IIM 4.2. Lengths are not cut to its limits of 1990: programs of today read longer texts."""
    day = facts.date_created.isoformat() if isinstance(facts.date_created, date) else facts.date_created or ""
    said = {
        "Caption": facts.caption_en or facts.caption_fa,
        "Headline": facts.headline_en or facts.headline_fa,
        "Credit": facts.credit or words.get("credit", ""),
        "Copyright": facts.copyright_notice or words.get("copyright", ""),
        "DateCreated": day if len(day) == len("2021-07-23") else "",
        "City": facts.city,
        "CountryName": facts.country,
    }
    tags = {f"Iptc.Application2.{tag}": _clean(text) for tag, text in said.items() if _clean(text)}
    if creator := _clean(facts.creator or words.get("creator", "")):
        tags["Iptc.Application2.Byline"] = [creator]
    # ISO 2022 announces UTF-8.
    return {"Iptc.Envelope.CharacterSet": "\x1b%G"} | tags if tags else {}


def _xmp_of(facts: PressFacts, words: dict[str, str]) -> dict:
    """IPTC Photo Metadata Standard 2023.2, Core and Extension, by Exiv2's names of the properties."""
    day = facts.date_created.isoformat() if isinstance(facts.date_created, date) else facts.date_created or ""
    copyright_notice = facts.copyright_notice or words.get("copyright", "")
    creator = _clean(facts.creator or words.get("creator", ""))
    said = {
        "Xmp.dc.description": _languages(facts.caption_fa, facts.caption_en),
        "Xmp.dc.title": _languages(facts.headline_fa, facts.headline_en),
        "Xmp.photoshop.Headline": _clean(facts.headline_en or facts.headline_fa),
        "Xmp.iptcExt.Event": _languages(facts.event_fa, facts.event_en),
        "Xmp.iptc.AltTextAccessibility": _languages(facts.alt_text_fa, facts.alt_text_en),
        "Xmp.xmpRights.UsageTerms": _languages(facts.usage_terms_fa, facts.usage_terms_en),
        "Xmp.xmpRights.WebStatement": _clean(facts.licence_url),
        "Xmp.dc.rights": _languages("", copyright_notice, tagged=False),
        "Xmp.dc.creator": [creator] if creator else None,
        "Xmp.photoshop.Credit": _clean(facts.credit or words.get("credit", "")),
        "Xmp.photoshop.DateCreated": _clean(day),
        "Xmp.photoshop.City": _clean(facts.city),
        "Xmp.photoshop.Country": _clean(facts.country),
        "Xmp.iptcExt.PersonInImage": [name for name in map(_clean, facts.persons) if name],
        "Xmp.dc.source": _clean(facts.source_url),
    }
    return {tag: value for tag, value in said.items() if value}


def _languages(persian: str, english: str, tagged: bool = True) -> dict[str, str]:
    """XMP language alternatives as pyexiv2 takes them, the default first as the XMP specification asks."""
    by_language = {"x-default": english or persian} | ({"fa": persian, "en": english} if tagged else {})
    return {f'lang="{code}"': _clean(text) for code, text in by_language.items() if _clean(text)}


def _clean(text: str) -> str:
    """Text that XML can carry and a JPEG has room for."""
    kept = in_lines(text)
    if len(kept) > LONGEST_TEXT:
        kept = kept[: LONGEST_TEXT - 1] + "…"
    return f" {kept}" if kept.startswith("type=") else kept  # Exiv2 would take that for its own syntax


def _stripped(data: bytes, *, metadata: bool = False, profile: bool = True) -> bytes:
    """The file up to the end of its first image: what the pixels need, and on demand its other metadata."""
    if data.startswith(b"\xff\xd8"):
        kept = (
            (segment if profile else b"")
            if _is_profile(segment)
            else (segment if metadata else _for_pixels(marker, segment))
            for marker, segment in jpeg_segments(data)
        )
        return b"\xff\xd8" + b"".join(kept) + b"\xff\xd9"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        kept = (
            chunk
            for kind, chunk in png_chunks(data)
            if (profile if kind == b"iCCP" else metadata or kind in KEPT_PNG)
        )
        return data[:8] + b"".join(kept)
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        cleared = (0 if profile else VP8X_PROFILE) | (0 if metadata else VP8X_EXIF_AND_XMP)
        chunks = b"".join(
            chunk[:8] + bytes([chunk[8] & ~cleared]) + chunk[9:] if kind == b"VP8X" else chunk
            for kind, chunk in _webp_chunks(data)
            if (profile if kind == b"ICCP" else metadata or kind in KEPT_WEBP)
        )
        return b"RIFF" + (len(chunks) + 4).to_bytes(4, "little") + b"WEBP" + chunks
    raise ValueError("neither JPEG, PNG nor WebP")


def _is_profile(segment: bytes) -> bool:
    return segment.startswith(b"\xff\xe2") and segment[4:].startswith(PROFILE)


def _for_pixels(marker: int, segment: bytes) -> bytes:
    """The segment, or what of it a decoder needs: of JFIF and Adobe the fixed part, without a thumbnail."""
    if marker == 0xE0 and segment[4:].startswith(b"JFIF\x00"):
        return b"\xff\xe0\x00\x10" + segment[4:16].ljust(12, b"\x00") + b"\x00\x00"
    if marker == 0xEE and segment[4:].startswith(b"Adobe"):
        return b"\xff\xee\x00\x0e" + segment[4:16].ljust(12, b"\x00")
    return b"" if 0xE0 <= marker <= 0xEF or marker == COMMENT else segment


def _webp_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield (type, whole chunk with its padding) of the RIFF container. Source: RFC 9649, 2.3."""
    at, end = 12, min(len(data), 8 + int.from_bytes(data[4:8], "little"))
    while at + 8 <= end:
        length = int.from_bytes(data[at + 4 : at + 8], "little")
        following = at + 8 + length + length % 2
        yield data[at : at + 4], data[at:following].ljust(following - at, b"\x00")
        at = following
