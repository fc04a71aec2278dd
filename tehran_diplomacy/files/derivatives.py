"""The sizes of a photograph that pages show: AVIF, WebP and JPEG, turned upright, in sRGB, without any metadata."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from tehran_diplomacy.files.photographs import SIDEWAYS, UPRIGHT, orientation, quiet_pillow

if TYPE_CHECKING:
    from PIL import Image

WIDTHS = (400, 800, 1200, 1600, 2400)  # pixels
FORMATS = frozenset(("avif", "webp", "jpeg", "thumb"))  # every photograph has each
THUMB_SIDE = 192  # pixels: 96 in the desk's lists, on a screen of double density
LARGEST_SIDE = 16_383  # pixels: what WebP can hold
# At this speed AVIF takes the time of WebP and is a tenth smaller; one thread, so that the bytes are always the same.
AVIF = {"quality": 60, "speed": 8, "max_threads": 1}
WEBP = {"quality": 80, "method": 4}
JPEG = {"quality": 82, "progressive": True, "optimize": True, "subsampling": "4:2:0"}
FULL_JPEG = {"quality": 94, "optimize": True, "subsampling": "4:4:4"}
WHITE = (255, 255, 255)


def make_derivatives(source: BinaryIO | str | Path, write: Callable[[str, bytes], None]) -> list[dict]:
    """Make every size of an examined photograph and hand each to `write(name, data)`.

    Returns {'name', 'format', 'width', 'height', 'bytes'} for each, in pixels and bytes; format is 'avif',
    'webp', 'jpeg' or, for the square the desk shows (a JPEG as well), 'thumb'. Widths are those of WIDTHS not above
    the picture's own, or its own if that is smaller than all. A name is made of the content's SHA-256, and the
    same source gives the same bytes. Raises Pillow's errors for a file that `photographs.examine` refuses.
    """
    from PIL import ImageOps

    with quiet_pillow():
        base, width, height = _base(source)
        tasks = []
        for picture in _resized(base, _sizes(width, height)):
            tasks += [("avif", picture.copy()), ("webp", picture), ("jpeg", _on_white(picture))]
        tasks.append(("thumb", ImageOps.fit(_on_white(base), (THUMB_SIDE, THUMB_SIDE), _lanczos())))
    with ThreadPoolExecutor(max_workers=2) as pool:  # encoders work outside Python's lock: half the time
        contents = list(pool.map(_encoded, tasks))
    made = []
    for (kind, picture), data in zip(tasks, contents, strict=True):
        extension = kind if kind in ("avif", "webp") else "jpg"
        name = f"{sha256(data).hexdigest()[:20]}-{picture.width}.{extension}"
        write(name, data)
        made.append(
            {
                "name": name,
                "format": kind,
                "width": picture.width,
                "height": picture.height,
                "bytes": len(data),
            }
        )
    return made


def full_size_jpeg(data: bytes) -> bytes:
    """Return an examined photograph as a JPEG of full size, upright, in its own colours: their profile stays.

    The same source gives the same bytes. Metadata are not in it.
    """
    from PIL import Image, ImageOps

    with quiet_pillow(), Image.open(BytesIO(data)) as picture:
        picture.load()
        profile = picture.info.get("icc_profile")
        picture = ImageOps.exif_transpose(picture)
        colours = _resizable(picture)
        if colours.mode == "CMYK":
            colours, profile = _in_srgb(colours, profile), None
        out = BytesIO()
        _on_white(colours).save(out, "JPEG", icc_profile=profile, **FULL_JPEG)
    return out.getvalue()


def srcset(
    derivatives: Iterable[dict], format: str, url_of: Callable[[str], str], widest: int = WIDTHS[-1]
) -> str:
    """Return the `srcset` of one format: the address and width of each derivative, narrow ones first.

    `widest` leaves out what is wider, in pixels; the narrowest always stays.
    """
    found = sorted((d["width"], d["name"]) for d in derivatives if d["format"] == format)
    chosen = [each for each in found if each[0] <= widest] or found[:1]
    return ", ".join(f"{url_of(name)} {width}w" for width, name in chosen)


def _sizes(width: int, height: int) -> list[tuple[int, int]]:
    """The sizes to make of a picture of this size; a very tall one stays within what WebP can hold."""
    possible = [(each, max(1, round(height * each / width))) for each in WIDTHS if each <= width]
    fitting = [size for size in possible if size[1] <= LARGEST_SIDE]
    if fitting:
        return fitting
    shrink = min(1.0, LARGEST_SIDE / height, WIDTHS[0] / width)
    return [(max(1, round(width * shrink)), max(1, round(height * shrink)))]


def _resized(base: "Image.Image", sizes: list[tuple[int, int]]) -> list["Image.Image"]:
    """The picture in each size, each made from the smallest one that is at least twice as wide, else the base."""
    made = [base]
    for size in reversed(sizes):
        if size != base.size:
            source = next((p for p in reversed(made) if p.width >= 2 * size[0]), base)
            made.append(source.resize(size, _lanczos()))
    return made[::-1]


def _base(source: BinaryIO | str | Path) -> tuple["Image.Image", int, int]:
    """The largest size to make, upright, in sRGB; with the width and height of the source as shown."""
    from PIL import Image

    with Image.open(source) as picture:
        turned = orientation(picture)
        width, height = picture.size[::-1] if turned in SIDEWAYS else picture.size
        size = _sizes(width, height)[-1]
        as_stored = size[::-1] if turned in SIDEWAYS else size
        picture.draft(
            None, as_stored
        )  # a JPEG is decoded at half, a quarter or an eighth where that is enough
        profile = picture.info.get("icc_profile")
        base = _resizable(picture)
    base = base.resize(as_stored, _lanczos()) if base.size != as_stored else base
    base = _in_srgb(base, profile)
    if turned in UPRIGHT:
        base = base.transpose(Image.Transpose[UPRIGHT[turned]])
    base.info = {}  # Pillow would write a comment it finds here
    return base, width, height


def _resizable(picture: "Image.Image") -> "Image.Image":
    """In a mode that can be resized without loss: L, RGB, CMYK, or RGBA where anything is transparent."""
    if picture.mode.startswith("I"):  # 16-bit grey: Pillow's own conversion would cut off all above 255
        return picture.point(lambda value: value * (1 / 256)).convert("L")
    picture.load()
    if picture.mode in {"LA", "PA", "RGBA"} or "transparency" in picture.info:
        if picture.mode != "RGBA":
            try:
                picture = picture.convert("RGBA")
            except ValueError:  # a transparent colour that the mode does not have
                return picture.convert("RGB")
        return picture if picture.getextrema()[3] != (255, 255) else picture.convert("RGB")
    if picture.mode in {"L", "RGB", "CMYK"}:
        return picture  # no copy: a large one has hundreds of megabytes
    return picture.convert("L" if picture.mode == "1" else "RGB")


def _in_srgb(picture: "Image.Image", profile: bytes | None) -> "Image.Image":
    """RGB or RGBA by the picture's own ICC profile; a broken or unfitting profile is passed over."""
    from PIL import ImageCms

    alpha = picture.getchannel("A") if picture.mode == "RGBA" else None
    colours = picture.convert("RGB") if alpha else picture
    result = None
    if profile:
        try:
            result = ImageCms.profileToProfile(
                colours,
                ImageCms.ImageCmsProfile(BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
                renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
                outputMode="RGB",
                flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
            )
        except (ImageCms.PyCMSError, OSError, TypeError, ValueError):
            result = None
    result = result or colours.convert("RGB")
    if alpha:
        result.putalpha(alpha)
    return result


def _on_white(picture: "Image.Image") -> "Image.Image":
    from PIL import Image

    if picture.mode != "RGBA":
        return picture.copy()  # an encoder leaves its options on the picture: no two threads share one
    sheet = Image.new("RGB", picture.size, WHITE)
    sheet.paste(picture, mask=picture.getchannel("A"))
    return sheet


def _encoded(task: tuple[str, "Image.Image"]) -> bytes:
    kind, picture = task
    out = BytesIO()
    if kind == "avif":
        picture.save(out, "AVIF", **AVIF)
    elif kind == "webp":
        picture.save(out, "WEBP", **WEBP)
    else:
        picture.save(out, "JPEG", **JPEG)
    return out.getvalue()


def _lanczos() -> "Image.Resampling":
    from PIL import Image

    return Image.Resampling.LANCZOS
