import random
import struct
import zipfile
from datetime import date
from hashlib import sha256
from io import BytesIO

import pyexiv2
import pytest
from PIL import Image

from tehran_diplomacy.files.derivatives import make_derivatives
from tehran_diplomacy.files.photographs import Examined, UnacceptablePhotograph, examine
from tehran_diplomacy.files.press_copy import PressFacts, make_press_copy

from .pictures import (
    encoded,
    insert_png_chunk,
    insert_segment,
    opened,
    png_claiming,
    quarters,
    upload,
    with_orientation,
)


def refusal(data, name="picture.jpg"):
    with pytest.raises(UnacceptablePhotograph) as caught:
        examine(upload(data, name))
    return caught.value


def test_examined_jpeg_is_described_and_rewound():
    data = encoded(quarters())
    file = upload(data, "whatever.exe")
    file.read(10)
    assert examine(file) == Examined("JPEG", "jpg", 640, 480, len(data), sha256(data).hexdigest())
    assert file.tell() == 0


@pytest.mark.parametrize(
    ("mode", "format", "extension"),
    [
        ("CMYK", "JPEG", "jpg"),
        ("L", "JPEG", "jpg"),
        ("P", "PNG", "png"),
        ("1", "PNG", "png"),
        ("LA", "PNG", "png"),
        ("RGBA", "PNG", "png"),
        ("I;16", "PNG", "png"),
        ("RGBA", "WEBP", "webp"),
        ("RGB", "WEBP", "webp"),
    ],
)
def test_examined_format_follows_content_not_name(mode, format, extension):
    picture = Image.new("I;16", (640, 480), 40_000) if mode == "I;16" else quarters(mode=mode)
    examined = examine(upload(encoded(picture, format), "wrong.gif"))
    assert (examined.format, examined.extension, examined.width, examined.height) == (
        format,
        extension,
        640,
        480,
    )


@pytest.mark.parametrize("orientation", range(1, 9))
def test_examined_size_is_as_shown_for_each_orientation(orientation):
    examined = examine(upload(with_orientation(encoded(quarters()), orientation)))
    assert (examined.width, examined.height) == ((640, 480) if orientation < 5 else (480, 640))


@pytest.mark.parametrize(
    ("taken", "expected"),
    [
        ("2021:07:23 23:59:59", date(2021, 7, 23)),
        ("2021-07-23 10:00", date(2021, 7, 23)),
        ("0000:00:00 00:00:00", None),
        ("2999:01:01 00:00:00", None),
        ("yesterday", None),
    ],
)
def test_examined_day_is_the_cameras_when_believable(taken, expected):
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = taken
    assert examine(upload(encoded(quarters(), exif=exif))).taken_on == expected


def test_examined_caption_and_credit_come_from_the_file():
    with pyexiv2.ImageData(encoded(quarters())) as file:
        file.modify_iptc(
            {"Iptc.Application2.Caption": "امضای تفاهم‌نامه", "Iptc.Application2.Byline": ["سارا"]}
        )
        with_iptc = file.get_bytes()
        file.modify_xmp(
            {"Xmp.dc.description": {'lang="x-default"': "Signing"}, "Xmp.photoshop.Credit": "IRNA"}
        )
        with_xmp = file.get_bytes()
    assert (examine(upload(with_iptc)).caption_fa, examine(upload(with_iptc)).credit) == (
        "امضای تفاهم‌نامه",
        "سارا",
    )
    assert (examine(upload(with_xmp)).caption_en, examine(upload(with_xmp)).credit) == ("Signing", "IRNA")


def test_examined_caption_of_persian_windows_is_read():
    with pyexiv2.ImageData(encoded(quarters())) as file:
        file.modify_iptc({"Iptc.Application2.Caption": "تهران"}, encoding="cp1256")
        data = file.get_bytes()
    assert examine(upload(data)).caption_fa == "تهران"


def test_photograph_empty_is_refused():
    error = refusal(b"", "خالی.jpg")
    assert error.code == "empty"
    assert error.messages == ["“\u2068خالی.jpg\u2069” is empty."]


def test_photograph_of_too_many_bytes_is_refused_with_the_limit(settings):
    data = encoded(quarters())
    settings.PHOTO_MAX_BYTES = len(data)
    assert examine(upload(data)).bytes == len(data)
    settings.PHOTO_MAX_BYTES = 2048
    error = refusal(data)
    assert error.code == "too_many_bytes"
    assert error.messages == ["“\u2068picture.jpg\u2069” is larger than 2.0\xa0KB, the limit for a photo."]


@pytest.mark.parametrize(
    ("width", "height"), [(10_001, 10_000), (30_001, 1), (60_000, 60_000), (2**31 - 1, 2**31 - 1)]
)
def test_photograph_declaring_too_many_pixels_is_refused_before_decoding(width, height):
    data = png_claiming(width, height)
    assert len(data) < 200
    error = refusal(data)
    assert error.code == "too_many_pixels"
    assert error.messages == [
        "“\u2068picture.jpg\u2069” has too many pixels. The limit is 100 million, and 30000 on a side."
    ]


def test_jpeg_and_webp_declaring_too_many_pixels_are_refused(settings):
    jpeg = bytearray(encoded(quarters()))
    frame = jpeg.index(b"\xff\xc0")
    jpeg[frame + 5 : frame + 9] = struct.pack(">HH", 65_500, 65_500)
    assert refusal(bytes(jpeg)).code == "too_many_pixels"
    extended = bytearray(encoded(quarters(mode="RGBA"), "WEBP", exif=Image.Exif().tobytes()))
    assert extended[12:16] == b"VP8X"
    extended[24:30] = b"\xff\xff\xff\xfe\x00\x00"
    assert refusal(bytes(extended)).code == "too_many_pixels"
    settings.PHOTO_MAX_PIXELS = 640 * 480 - 1
    assert refusal(encoded(quarters(), "WEBP")).code == "too_many_pixels"


@pytest.mark.parametrize(
    "data",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF",
        b"<!doctype html><title>x</title>",
        b"PK\x03\x04" + bytes(100),
        encoded(quarters(), "GIF"),
        encoded(quarters(), "BMP"),
        b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(28),
    ],
    ids=["svg", "pdf", "html", "zip", "gif", "bmp", "wav"],
)
def test_other_formats_named_jpg_are_refused(data):
    error = refusal(data)
    assert error.code == "not_a_photograph"
    assert error.messages == [
        "“\u2068picture.jpg\u2069” is not an accepted image file (JPEG, HEIC, PNG, WebP, AVIF or TIFF)."
    ]


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("part", [0.002, 0.01, 0.05, 0.2, 0.5, 0.8, 0.95, 0.99, 0.9999])
def test_truncated_photograph_is_refused(format, part):
    picture = Image.effect_noise((300, 200), 80).convert("RGB")
    data = encoded(picture, format)
    cut = data[: max(12, min(len(data) - 1, int(len(data) * part)))]
    assert refusal(cut).code == "damaged"


def test_truncated_progressive_jpeg_is_refused_at_every_place():
    data = encoded(quarters((64, 64)), progressive=True)
    for length in range(3, len(data)):
        assert refusal(data[:length]).code == "damaged", length


def test_png_with_a_flipped_bit_is_refused():
    data = bytearray(encoded(quarters(), "PNG"))
    data[len(data) // 2] ^= 1
    assert refusal(bytes(data)).code == "damaged"


@pytest.mark.parametrize("format", ["WEBP", "PNG"])
def test_animation_is_refused(format):
    data = encoded(
        quarters(), format, save_all=True, append_images=[Image.new("RGB", (640, 480))], duration=100
    )
    assert refusal(data).code == "animated"


def test_jpeg_without_pixels_before_another_image_is_refused():
    assert refusal(b"\xff\xd8\xff\xe0\x00\x04ab\xff\xd9" + encoded(quarters())).code == "damaged"


def test_mpo_of_a_phone_is_taken_as_jpeg():
    data = encoded(quarters(), "MPO", save_all=True, append_images=[quarters((320, 240))])
    examined = examine(upload(data))
    assert (examined.format, examined.extension, examined.width) == ("JPEG", "jpg", 640)


def test_malformed_mpo_index_is_taken_as_jpeg():
    data = insert_segment(
        encoded(quarters()), 0xE2, b"MPF\x00" + b"II*\x00\x08\x00\x00\x00\xff\xff" + bytes(20)
    )
    assert examine(upload(data)).format == "JPEG"


def test_broken_exif_and_profile_are_accepted():
    jpeg = insert_segment(encoded(quarters()), 0xE1, b"Exif\x00\x00MM\x00*\xff\xff\xff\xff" + bytes(40))
    jpeg = insert_segment(jpeg, 0xE2, b"ICC_PROFILE\x00\x01\x01not a profile")
    assert examine(upload(jpeg)).width == 640
    png = insert_png_chunk(
        encoded(quarters(), "PNG"), b"eXIf", b"MM\x00*\x00\x00\x00\x08\x00\xff" + bytes(30)
    )
    assert examine(upload(png)).width == 640


def test_polyglot_of_jpeg_and_zip_is_accepted_as_the_picture_it_is():
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("hidden.html", "<script>")
    assert examine(upload(encoded(quarters()) + packed.getvalue())).format == "JPEG"


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_random_damage_never_ends_in_another_error(format):
    chance = random.Random(20260726)
    data = encoded(quarters((96, 64)), format, exif=Image.Exif().tobytes(), icc_profile=b"x" * 200)
    accepted = refused = 0
    for _round in range(150):
        damaged = bytearray(data)
        for _change in range(chance.choice((1, 2, 8))):
            damaged[chance.randrange(12, len(damaged))] = chance.randrange(256)
        try:
            examine(upload(bytes(damaged)))
        except UnacceptablePhotograph:
            refused += 1
            continue
        accepted += 1
        assert make_derivatives(BytesIO(damaged), lambda name, data: None)
        copy = make_press_copy(bytes(damaged), PressFacts(caption_fa="آزمون"))
        assert opened(bytes(damaged)).convert("RGBA").tobytes() == opened(copy).convert("RGBA").tobytes()
    assert accepted + refused == 150
    assert refused > 0
