"""Pictures that the tests make for themselves, sound and broken."""

import json
import struct
import subprocess
import zlib
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tehran_diplomacy.files.photographs import quiet_pillow
from tests.programs import program

RED, GREEN, BLUE, YELLOW = (255, 0, 0), (0, 128, 0), (0, 0, 255), (255, 255, 0)


def quarters(size=(640, 480), mode="RGB"):
    """Red and green above, blue and yellow below: shows how a picture lies."""
    width, height = size
    picture = Image.new("RGB", size, RED)
    picture.paste(GREEN, (width // 2, 0, width, height // 2))
    picture.paste(BLUE, (0, height // 2, width // 2, height))
    picture.paste(YELLOW, (width // 2, height // 2, width, height))
    return picture.convert(mode)


def encoded(picture, format="JPEG", **options):
    out = BytesIO()
    picture.save(out, format, **options)
    return out.getvalue()


def opened(data):
    with quiet_pillow():  # broken Exif is meant
        picture = Image.open(BytesIO(data))
        picture.load()
    return picture


def upload(data, name="picture.jpg"):
    return SimpleUploadedFile(name, data)


def colour_name(pixel):
    """The nearest of the four colours: encoders change a colour a little."""
    names = {
        "red": RED,
        "green": GREEN,
        "blue": BLUE,
        "yellow": YELLOW,
        "white": (255, 255, 255),
        "black": (0, 0, 0),
    }
    return min(names, key=lambda name: sum((a - b) ** 2 for a, b in zip(names[name], pixel[:3], strict=True)))


def corners(picture):
    """Colour names near the corners, clockwise from the upper left."""
    picture = picture.convert("RGB")
    width, height = picture.size
    x, y = width // 8, height // 8
    places = ((x, y), (width - x, y), (width - x, height - y), (x, height - y))
    return [colour_name(picture.getpixel(place)) for place in places]


def with_orientation(data, orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    return insert_segment(data, 0xE1, b"Exif\x00\x00" + exif.tobytes()[6:])


def insert_segment(jpeg, marker, payload):
    return jpeg[:2] + bytes([0xFF, marker]) + struct.pack(">H", len(payload) + 2) + payload + jpeg[2:]


def png_chunk(kind, payload):
    return struct.pack(">I", len(payload)) + kind + payload + struct.pack(">I", zlib.crc32(kind + payload))


def png_claiming(width, height):
    """A few hundred bytes that declare a picture of this size."""
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n"
        + header
        + png_chunk(b"IDAT", zlib.compress(b"\x00" * 1000))
        + png_chunk(b"IEND", b"")
    )


def insert_png_chunk(png, kind, payload):
    """Directly after the header, where a profile belongs."""
    return png[:33] + png_chunk(kind, payload) + png[33:]


def exiftool(data, extension, folder):
    """All that exiftool reads from the file, e.g. {'XMP-dc:Description-fa': …}."""
    path = folder / f"read.{extension}"
    path.write_bytes(data)
    command = [
        program("exiftool"),
        "-json",
        "-G1",
        "-a",
        "-u",
        "-U",
        "-ee",
        "-api",
        "LargeFileSupport=1",
        "--System:all",
        str(path),
    ]
    read = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)[0]
    return {key: value for key, value in read.items() if not key.startswith(("SourceFile", "ExifTool:"))}
