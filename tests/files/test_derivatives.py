import struct
import time
import zipfile
import zlib
from hashlib import sha256
from io import BytesIO

import pytest
from PIL import Image, ImageCms

from tehran_diplomacy.files.derivatives import make_derivatives, srcset

from .pictures import (
    colour_name,
    corners,
    encoded,
    exiftool,
    insert_segment,
    opened,
    png_chunk,
    quarters,
    with_orientation,
)


def made(data):
    files = {}
    return make_derivatives(BytesIO(data), files.__setitem__), files


def of_format(derivatives, format):
    return [d for d in derivatives if d["format"] == format]


@pytest.mark.parametrize(
    ("width", "expected"),
    [(1, [1]), (399, [399]), (400, [400]), (1199, [400, 800]), (3000, [400, 800, 1200, 1600, 2400])],
)
def test_widths_are_those_not_above_the_pictures_own(width, expected):
    derivatives, _files = made(encoded(Image.new("RGB", (width, 10))))
    assert [d["width"] for d in of_format(derivatives, "avif")] == expected
    assert [d["width"] for d in of_format(derivatives, "webp")] == expected
    assert [d["width"] for d in of_format(derivatives, "jpeg")] == expected


def test_derivatives_tell_the_truth_of_their_files():
    derivatives, files = made(encoded(quarters((1000, 750))))
    assert [d["name"] for d in derivatives] == list(files)
    for each in derivatives:
        data = files[each["name"]]
        picture = opened(data)
        extension = {"avif": "avif", "webp": "webp"}.get(each["format"], "jpg")
        assert each["name"] == f"{sha256(data).hexdigest()[:20]}-{each['width']}.{extension}"
        assert (each["width"], each["height"], each["bytes"]) == (*picture.size, len(data))
        assert picture.format == {"avif": "AVIF", "webp": "WEBP"}.get(each["format"], "JPEG")
    assert [(d["width"], d["height"]) for d in of_format(derivatives, "thumb")] == [(192, 192)]


def test_derivatives_of_the_same_picture_are_the_same_bytes():
    data = encoded(quarters((1300, 900)))
    first = made(data)
    assert all(made(data) == first for _time in range(20))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_derivatives_are_upright_for_each_orientation(orientation):
    upright = quarters((800, 600))
    stored_by = {
        1: lambda p: p,
        2: lambda p: p.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
        3: lambda p: p.rotate(180),
        4: lambda p: p.transpose(Image.Transpose.FLIP_TOP_BOTTOM),
        5: lambda p: p.transpose(Image.Transpose.TRANSPOSE),
        6: lambda p: p.rotate(90, expand=True),  # shown by turning it clockwise
        7: lambda p: p.transpose(Image.Transpose.TRANSVERSE),
        8: lambda p: p.rotate(-90, expand=True),
    }
    data = with_orientation(encoded(stored_by[orientation](upright), quality=95), orientation)
    derivatives, files = made(data)
    for each in derivatives:
        assert corners(opened(files[each["name"]])) == ["red", "green", "yellow", "blue"], each
    assert [(d["width"], d["height"]) for d in of_format(derivatives, "webp")] == [(400, 300), (800, 600)]


def test_derivatives_carry_no_metadata(tmp_path):
    exif = Image.Exif()
    exif[0x010F] = "Camera"
    exif.get_ifd(0x8825).update({1: "N", 2: (35.0, 41.0, 0.0), 3: "E", 4: (51.0, 25.0, 0.0)})
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = encoded(
        quarters(), exif=exif, icc_profile=profile, comment=b"secret", xmp=b"<x:xmpmeta>secret</x:xmpmeta>"
    )
    assert "GPS:GPSLatitude" in exiftool(data, "jpg", tmp_path)
    _derivatives, files = made(data)
    for name, content in files.items():
        groups = {key.split(":")[0] for key in exiftool(content, name[-4:].strip("."), tmp_path)}
        assert groups <= {"File", "JFIF", "RIFF", "QuickTime", "Meta", "Composite"}, name
        assert b"secret" not in content


def test_transparent_picture_keeps_alpha_in_webp_and_lies_on_white_in_jpeg():
    picture = quarters(mode="RGBA")
    picture.putpixel((0, 0), (0, 0, 0, 0))
    picture.paste((0, 0, 0, 0), (0, 0, 320, 240))
    derivatives, files = made(encoded(picture, "PNG"))
    webp = opened(files[of_format(derivatives, "webp")[0]["name"]])
    jpeg = opened(files[of_format(derivatives, "jpeg")[0]["name"]])
    assert (webp.mode, webp.getpixel((50, 50))[3], webp.getpixel((350, 250))[3]) == ("RGBA", 0, 255)
    assert corners(jpeg) == ["white", "green", "yellow", "blue"]


@pytest.mark.parametrize("mode", ["CMYK", "P", "L", "1", "LA", "RGBA"])
def test_colours_survive_every_mode(mode):
    grey = mode in {"L", "1", "LA"}
    picture = quarters().convert("L").point(lambda v: 255 if v > 100 else 0) if grey else quarters()
    data = encoded(picture.convert(mode), "JPEG" if mode == "CMYK" else "PNG")
    derivatives, files = made(data)
    expected = ["black", "black", "white", "black"] if grey else ["red", "green", "yellow", "blue"]
    for each in derivatives:
        assert corners(opened(files[each["name"]])) == expected, each


def test_sixteen_bit_grey_is_scaled_and_not_cut_off():
    derivatives, files = made(encoded(Image.new("I;16", (500, 400), 32_768), "PNG"))
    for each in derivatives:
        assert abs(opened(files[each["name"]]).convert("L").getpixel((20, 20)) - 128) <= 1, each


@pytest.mark.parametrize(
    ("kind", "samples", "extra"),
    [(2, 3, b""), (6, 4, b""), (2, 3, png_chunk(b"tRNS", struct.pack(">HHH", 1, 2, 3)))],
    ids=["colours", "with alpha", "with a transparent colour"],
)
def test_sixteen_bit_colours_are_scaled_and_not_cut_off(kind, samples, extra):
    row = b"\x00" + struct.pack(">HHHH", 0xFFFF, 0x8000, 0, 0xFFFF)[: 2 * samples] * 64
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", 64, 48, 16, kind, 0, 0, 0))
    pixels = png_chunk(b"IDAT", zlib.compress(row * 48)) + png_chunk(b"IEND", b"")
    _derivatives, files = made(b"\x89PNG\r\n\x1a\n" + header + extra + pixels)
    for name, data in files.items():
        red, green, blue = opened(data).convert("RGB").getpixel((20, 20))
        assert abs(red - 255) <= 4 and abs(green - 128) <= 4 and blue <= 4, name


def test_transparent_colour_of_a_palette_becomes_white_in_jpeg():
    data = encoded(quarters().quantize(8, kmeans=1), "PNG", transparency=0)
    derivatives, files = made(data)
    assert "white" in corners(opened(files[of_format(derivatives, "jpeg")[0]["name"]]))


def exchanged_channels_profile():
    """sRGB with the red and the green primaries exchanged: nobody can miss whether it was applied."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return profile.replace(b"rXYZ", b"tXYZ", 1).replace(b"gXYZ", b"rXYZ", 1).replace(b"tXYZ", b"gXYZ", 1)


def test_profile_of_the_picture_is_applied():
    _derivatives, files = made(
        encoded(Image.new("RGB", (500, 400), (255, 0, 0)), icc_profile=exchanged_channels_profile())
    )
    for name, data in files.items():
        assert opened(data).convert("RGB").getpixel((100, 100))[1] > 240, name
        assert opened(data).convert("RGB").getpixel((100, 100))[0] < 20, name


@pytest.mark.parametrize("profile", [b"not a profile", exchanged_channels_profile()[:200]])
def test_broken_profile_is_passed_over(profile):
    _derivatives, files = made(encoded(quarters(), icc_profile=profile))
    for data in files.values():
        assert corners(opened(data)) == ["red", "green", "yellow", "blue"]


def test_profile_for_other_colours_is_passed_over():
    _derivatives, files = made(encoded(quarters(mode="CMYK"), icc_profile=exchanged_channels_profile()))
    for data in files.values():
        assert corners(opened(data)) == ["red", "green", "yellow", "blue"]


def test_very_tall_picture_stays_within_what_webp_holds():
    derivatives, _files = made(encoded(Image.new("RGB", (400, 30_000)), "PNG"))
    assert [(d["width"], d["height"]) for d in of_format(derivatives, "webp")] == [(218, 16_383)]


def test_thumb_shows_the_middle_of_the_picture():
    picture = Image.new("RGB", (1200, 400), (0, 0, 255))
    picture.paste((255, 0, 0), (400, 0, 800, 400))
    derivatives, files = made(encoded(picture))
    thumb = opened(files[of_format(derivatives, "thumb")[0]["name"]])
    assert {colour_name(thumb.getpixel(place)) for place in ((3, 3), (96, 96), (188, 188))} == {"red"}


def test_polyglot_gives_clean_derivatives():
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("hidden.html", "<script>")
    data = insert_segment(encoded(quarters()), 0xFE, b"<script>") + packed.getvalue()
    _derivatives, files = made(data)
    for content in files.values():
        assert b"<script>" not in content
        assert not zipfile.is_zipfile(BytesIO(content))


def test_srcset_lists_one_format_by_width():
    derivatives = [
        {"name": "b-800.webp", "format": "webp", "width": 800},
        {"name": "a-400.webp", "format": "webp", "width": 400},
        {"name": "c-400.jpg", "format": "jpeg", "width": 400},
        {"name": "d-192.jpg", "format": "thumb", "width": 192},
    ]
    assert srcset(derivatives, "webp", lambda name: f"/p/{name}") == "/p/a-400.webp 400w, /p/b-800.webp 800w"
    assert srcset(derivatives, "webp", lambda name: name, widest=500) == "a-400.webp 400w"
    assert srcset(derivatives, "webp", lambda name: name, widest=100) == "a-400.webp 400w"
    assert srcset(derivatives, "jpeg", lambda name: name) == "c-400.jpg 400w"


def test_photograph_of_24_megapixels_is_made_in_seconds():
    noise = Image.effect_noise((1500, 1000), 40).resize((6000, 4000), Image.Resampling.BICUBIC)
    data = encoded(
        Image.merge("RGB", (noise, noise.transpose(Image.Transpose.ROTATE_180), noise)), quality=92
    )
    start = time.perf_counter()
    derivatives, _files = made(data)
    seconds = time.perf_counter() - start
    assert len(derivatives) == 16
    assert seconds < 10  # about 3 on one core; the margin is for a busy machine
