"""More than 200 damaged or hostile pictures: each is shown rightly or refused clearly, and leaves nothing behind."""

import io
import random
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from meetings import gallery
from meetings.models import Meeting, Photo
from tehran_diplomacy.files.photographs import quiet_pillow
from tehran_diplomacy.sandbox.process import run_apart

from .conftest import SLUG
from .many import prepared_each

pytestmark = pytest.mark.slow

ENDINGS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}
HTML = b"<!doctype html><script>alert(document.domain)</script>"


def scene(size=(120, 90), mode="RGB"):
    dice = random.Random(7)
    small = Image.frombytes("RGB", (12, 9), dice.randbytes(12 * 9 * 3))
    return small.resize(size, Image.Resampling.BICUBIC).convert(mode)


def encoded(picture, kind, **options):
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def sound(kind):
    return encoded(scene(), kind)


def segment(jpeg, marker, payload):
    return jpeg[:2] + bytes([0xFF, marker]) + struct.pack(">H", len(payload) + 2) + payload + jpeg[2:]


def chunk(png, kind, payload):
    crc = struct.pack(">I", zlib.crc32(kind + payload))
    return png[:33] + struct.pack(">I", len(payload)) + kind + payload + crc + png[33:]


def png_of(width, height, depth=8, colour=2, data=b"\0" * 1000):
    def part(kind, payload):
        return (
            struct.pack(">I", len(payload)) + kind + payload + struct.pack(">I", zlib.crc32(kind + payload))
        )

    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + part(b"IHDR", header)
        + part(b"IDAT", zlib.compress(data, 9))
        + part(b"IEND", b"")
    )


def a_zip():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("evil.html", HTML)
    return out.getvalue()


def truncated():
    for kind in ENDINGS:
        data = sound(kind)
        for share in range(1, 25):
            yield f"cut at {share}/25", kind, data[: len(data) * share // 25], False
        yield "only its last byte missing", kind, data[:-1], None
        yield "an image twice", kind, data + data, None


def bent():
    for kind in ENDINGS:
        data = sound(kind)
        for seed in range(20):
            dice = random.Random(seed)
            broken = bytearray(data)
            for _byte in range(1 + seed % 5):
                broken[dice.randrange(2, len(broken))] = dice.randrange(256)
            yield f"bytes changed, {seed}", kind, bytes(broken), None
        for seed in range(5):
            dice = random.Random(seed)
            at = dice.randrange(20, len(data) - 60)
            yield f"a hole of zeros, {seed}", kind, data[:at] + bytes(40) + data[at + 40 :], None
            yield f"a piece missing, {seed}", kind, data[:at] + data[at + 40 :], None


def other_types():
    for kind in ("GIF", "BMP", "ICO", "PPM", "TGA", "JPEG2000", "PDF", "EPS", "PCX", "DDS"):
        yield f"a {kind}", "JPEG", encoded(scene(), kind), False
    texts = {
        "a page": HTML, "a drawing": b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>',
        "a ZIP": a_zip(), "a program": b"MZ" + bytes(200), "a shell script": b"#!/bin/sh\nrm -rf /\n",
        "nothing": b"", "one byte": b"\xff", "a JPEG's mark": b"\xff\xd8\xff", "a JPEG's two ends": b"\xff\xd8\xff\xd9",
        "a PNG's mark": b"\x89PNG\r\n\x1a\n", "a WebP's mark": b"RIFF\x04\0\0\0WEBP", "zeros": bytes(5000),
        "HEIC": b"\0\0\0\x18ftypheic" + bytes(100), "random": random.Random(1).randbytes(5000),
    }  # fmt: skip
    for name, data in texts.items():
        yield name, "JPEG", data, False
    for kind, ending in (("PNG", "JPEG"), ("WEBP", "PNG"), ("JPEG", "WEBP")):
        yield f"a {kind} with another ending", ending, sound(kind), True


def bombs():
    for width, height in (
        (100_000, 100_000),
        (2**31 - 1, 1),
        (30_001, 1),
        (1, 30_001),
        (0, 10),
        (10, 0),
        (20_000, 20_000),
    ):
        yield f"PNG that claims {width} × {height}", "PNG", png_of(width, height), False
    yield "a PNG that unpacks to 60 MB", "PNG", png_of(100, 100, data=bytes(60_000_000)), None
    jpeg = sound("JPEG")
    at = jpeg.index(b"\xff\xc0") + 5
    for height, width in ((65_535, 65_535), (0, 0), (1, 65_535), (65_535, 1)):
        yield (
            f"JPEG that claims {width} × {height}",
            "JPEG",
            jpeg[:at] + struct.pack(">HH", height, width) + jpeg[at + 4 :],
            False,
        )
    webp = bytearray(encoded(scene(), "WEBP", lossless=True))
    webp[21:25] = b"\xff\xff\xff\x0f"
    yield "WebP that claims 16,384 × 16,384", "WEBP", bytes(webp), False
    yield "PNG of many text chunks", "PNG", _stuffed(sound("PNG")), None


def _stuffed(png):
    for _time in range(200):
        png = chunk(png, b"zTXt", b"Comment\0\0" + zlib.compress(bytes(100_000)))
    return png


def polyglots():
    for kind in ENDINGS:
        data = sound(kind)
        for name, other in (
            ("page", HTML),
            ("ZIP", a_zip()),
            ("PDF", b"%PDF-1.7 " + HTML),
            ("PHP", b"<?php " + HTML),
        ):
            yield f"{kind} and a {name} behind it", kind, data + other, True
    jpeg, png = sound("JPEG"), sound("PNG")
    yield "a page in a comment", "JPEG", segment(jpeg, 0xFE, HTML), True
    for number in range(16):
        yield f"a page in segment {number}", "JPEG", segment(jpeg, 0xE0 + number, HTML), None
    yield "a page in a text", "PNG", chunk(png, b"tEXt", b"Comment\0" + HTML), True
    yield "a page in a private chunk", "PNG", chunk(png, b"prVt", HTML), True
    yield "a page before a JPEG", "JPEG", HTML + jpeg, False


def kinds_of_pixels():
    for mode in ("L", "CMYK"):
        yield f"JPEG in {mode}", "JPEG", encoded(scene(mode=mode), "JPEG"), True
    for mode in ("1", "L", "LA", "P", "RGB", "RGBA"):
        yield f"PNG in {mode}", "PNG", encoded(scene(mode=mode), "PNG"), True
    yield "16-bit grey", "PNG", encoded(Image.new("I;16", (60, 40), 40_000), "PNG"), True
    yield "16-bit colour", "PNG", png_of(20, 20, 16, 2, (b"\0" + b"\x80\0\x40\0\xff\xff" * 20) * 20), True
    yield "interlaced", "PNG", encoded(scene(), "PNG", interlace=1), True
    yield "progressive", "JPEG", encoded(scene(), "JPEG", progressive=True), True
    yield "lossless WebP", "WEBP", encoded(scene(mode="RGBA"), "WEBP", lossless=True), True
    frames = [scene(), Image.new("RGB", (120, 90), "red")]
    for kind in ("PNG", "WEBP"):
        yield (
            f"an animation, {kind}",
            kind,
            encoded(frames[0], kind, save_all=True, append_images=frames[1:]),
            False,
        )
    for size in ((1, 1), (1, 2000), (2000, 1), (3, 900), (16_500, 2), (2, 16_500), (29_999, 1)):
        for kind in ("JPEG", "PNG"):
            yield f"{kind} of {size}", kind, encoded(Image.new("RGB", size, "teal"), kind), True


def broken_metadata():
    jpeg, png = sound("JPEG"), sound("PNG")
    for seed in range(10):
        noise = random.Random(seed).randbytes(300)
        yield f"Exif of noise, {seed}", "JPEG", segment(jpeg, 0xE1, b"Exif\0\0MM\0*" + noise), True
        yield (
            f"XMP of noise, {seed}",
            "JPEG",
            segment(jpeg, 0xE1, b"http://ns.adobe.com/xap/1.0/\0" + noise),
            True,
        )
        yield (
            f"IPTC of noise, {seed}",
            "JPEG",
            segment(jpeg, 0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0" + noise),
            True,
        )
        yield f"ICC of noise, {seed}", "JPEG", segment(jpeg, 0xE2, b"ICC_PROFILE\0\1\1" + noise), True
        yield f"ICC of noise, {seed}", "PNG", chunk(png, b"iCCP", b"x\0\0" + zlib.compress(noise)), True
        yield f"Exif of noise, {seed}", "PNG", chunk(png, b"eXIf", b"MM\0*" + noise), True
    loop = b"Exif\0\0II*\0\x08\0\0\0\1\0\x69\x87\4\0\1\0\0\0\x08\0\0\0\x08\0\0\0"
    yield "Exif that points to itself", "JPEG", segment(jpeg, 0xE1, loop), True
    for value in (0, 9, 255, 65_535):
        exif = Image.Exif()
        exif[0x0112] = value
        yield f"orientation {value}", "JPEG", encoded(scene(), "JPEG", exif=exif), True
    for text in ("=cmd()", "</script><script>1", "\u202egpj", "\0", "a" * 60_000):
        exif = Image.Exif()
        exif[0x010E] = text
        yield (
            f"a description {text[:9]!r}",
            "JPEG",
            encoded(scene(), "JPEG", exif=exif.tobytes()[:65_000]),
            True,
        )


GROUPS = [truncated, bent, other_types, bombs, polyglots, kinds_of_pixels, broken_metadata]
NAMES = ("IMG.{}", "../../../etc/passwd.{}", "عکس‌های دیدار.{}", "a\u202egpj.{}", "con.{}", "x" * 240 + ".{}")


def stored():
    root = Path(default_storage.location)
    return sorted(str(path) for path in root.rglob("*") if path.is_file()) if root.exists() else []


def check_shown(photo, client, data):
    """Every size opens with the size that is noted; the original has the upload's pixels and nothing hidden."""
    for one in photo.sizes:
        response = client.get(f"/photos/{photo.uid}/{one['name']}")
        content = b"".join(response)
        with quiet_pillow(), Image.open(io.BytesIO(content)) as picture:
            picture.load()
            assert picture.size == (one["width"], one["height"])
        assert b"<script" not in content
    for size in ("original", "web"):
        response = client.get(f"/photos/{photo.uid}/{size}")
        content = b"".join(response)
        assert response["X-Content-Type-Options"] == "nosniff"
        assert HTML not in content
        assert b"evil.html" not in content
        with quiet_pillow(), Image.open(io.BytesIO(content)) as given:
            given.load()
            if size == "original":
                with Image.open(io.BytesIO(data)) as picture:
                    assert (given.size, given.mode) == (picture.size, picture.mode)
                    assert given.tobytes() == picture.convert(given.mode).tobytes()
    page = client.get(photo.get_absolute_url())
    assert page.status_code == 200
    assert b"<script>alert" not in page.content


def test_the_corpus_is_large_enough():
    assert sum(1 for group in GROUPS for _case in group()) >= 300


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.__name__)
def test_each_is_shown_rightly_or_refused_clearly(group, content, client, django_capture_on_commit_callbacks):
    meeting = Meeting.objects.get(slug=SLUG)
    meeting.photos.all().delete()
    cases = list(group())
    names = [NAMES[n % len(NAMES)].format(ENDINGS[kind]) for n, (_what, kind, *_rest) in enumerate(cases)]
    found = run_apart(prepared_each, [(case[2], name) for case, name in zip(cases, names, strict=True)])
    for (what, kind, data, welcome), name, prepared in zip(cases, names, found, strict=True):
        photo, upload = Photo(meeting=meeting, caption_fa="آزمون"), SimpleUploadedFile(name, data)
        try:
            if isinstance(prepared, Exception):
                raise prepared
            upload.prepared = prepared
            gallery.supply(photo, upload)
        except ValidationError as refusal:
            assert welcome is not True, (what, kind, refusal.messages)
            assert len(refusal.messages) == 1
            assert len(refusal.messages[0]) > 15, what
            assert meeting.photos.count() == 0
        else:
            assert welcome is not False, (what, kind)
            check_shown(photo, client, data)
            with django_capture_on_commit_callbacks(execute=True):
                gallery.delete_files(photo)
                photo.delete()
        assert stored() == [], (what, kind)
