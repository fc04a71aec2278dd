"""What photographs say of themselves, whoever wrote it and however badly."""

from datetime import date, timedelta

import pyexiv2
import pytest
from django.utils import timezone
from PIL import Image

from tehran_diplomacy.files.photographs import examine

from .pictures import encoded, quarters, upload


def written(iptc=None, xmp=None, exif=None, encoding="utf-8") -> bytes:
    with pyexiv2.ImageData(encoded(quarters())) as file:
        if iptc:
            file.modify_iptc(
                {f"Iptc.Application2.{name}": text for name, text in iptc.items()}, encoding=encoding
            )
        if xmp:
            file.modify_xmp({f"Xmp.{name}": text for name, text in xmp.items()})
        if exif:
            file.modify_exif({f"Exif.{name}": text for name, text in exif.items()}, encoding=encoding)
        return file.get_bytes()


def windows(text: str) -> str:
    """A text as Windows' own fields of Exif hold it."""
    return " ".join(map(str, text.encode("utf-16-le") + b"\x00\x00"))


def said(data: bytes) -> tuple[str, str, str]:
    found = examine(upload(data))
    return found.caption_fa, found.caption_en, found.credit


def test_a_field_of_another_code_page_loses_nothing_at_all():
    data = written(
        {"Caption": "The mayors of Tehran and Yerevan meet", "Byline": ["José Núñez"]}, encoding="cp1252"
    )
    assert said(data) == ("", "The mayors of Tehran and Yerevan meet", "José Núñez")


def test_persian_windows_is_read():
    # The code page has no Persian ی: Windows writes the Arabic one.
    data = written({"Caption": "ديدار شهرداران تهران و ايروان", "Credit": "ايرنا"}, encoding="cp1256")
    assert said(data) == ("دیدار شهرداران تهران و ایروان", "", "ایرنا")


@pytest.mark.parametrize("name", ["Müller & Söhne", "François Hollande", "Åse Ødegård"])
def test_western_names_are_not_taken_for_persian(name):
    assert said(written({"Byline": [name]}, encoding="cp1252"))[2] == name


def test_fields_of_different_encodings_in_one_file_are_each_read():
    data = written({"Caption": "دیدار".encode().decode("latin-1"), "Credit": "Núñez"}, encoding="latin-1")
    assert said(data) == ("دیدار", "", "Núñez")


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (
            {"exif": {"Image.ImageDescription": "دیدار", "Image.Artist": "علی رضایی"}},
            ("دیدار", "", "علی رضایی"),
        ),
        (
            {"exif": {"Image.XPTitle": windows("دیدار"), "Image.XPAuthor": windows("سارا")}},
            ("دیدار", "", "سارا"),
        ),
        ({"exif": {"Image.XPComment": windows("A visit")}}, ("", "A visit", "")),
        (
            {"xmp": {"dc.title": {'lang="x-default"': "Visit", 'lang="fa"': "دیدار"}}},
            ("دیدار", "Visit", ""),
        ),
        ({"iptc": {"ObjectName": "Visit"}}, ("", "Visit", "")),
        (
            {"iptc": {"Caption": "From IPTC"}, "exif": {"Image.ImageDescription": "From Exif"}},
            ("", "From IPTC", ""),
        ),
        ({"exif": {"Image.ImageDescription": "OLYMPUS DIGITAL CAMERA"}}, ("", "", "")),
        (
            {"exif": {"Image.ImageDescription": "SONY DSC", "Image.XPTitle": windows("Visit")}},
            ("", "Visit", ""),
        ),
        ({"exif": {"Image.ImageDescription": "oznor", "Image.Artist": "unknown"}}, ("", "", "")),
    ],
)
def test_captions_and_credits_stand_in_many_places(data, expected):
    assert said(written(**data)) == expected


def test_controls_in_a_caption_do_not_come_in():
    assert said(written({"Caption": "خط یک\x0bخط دو\x1dپایان\ufffe"}))[0] == "خط یک\nخط دوپایان"


# -- The camera's clock -----------------------------------------------------------------------------------


def taken(text: str) -> bytes:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = text
    return encoded(quarters(), exif=exif)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1402:10:28 12:00:00", date(2024, 1, 18)),
        ("1402:02:31 12:00:00", date(2023, 5, 21)),
        ("0001:01:01 00:00:00", None),
        ("0621:03:22 00:00:00", None),
        ("1601:01:01 00:00:00", None),
        ("1820:01:01 00:00:00", None),
        ("1499:01:01 00:00:00", None),
        ("1904:01:01 00:00:00", date(1904, 1, 1)),
        ("2021:13:01 00:00:00", None),
        ("9999:12:31 23:59:59", None),
    ],
)
def test_a_year_of_no_camera_is_not_known_and_a_jalali_one_is_read(text, expected):
    assert examine(upload(taken(text))).taken_on == expected


def test_it_may_be_tomorrow_where_the_camera_is():
    tomorrow, later = (timezone.localdate() + timedelta(days=days) for days in (1, 2))
    assert examine(upload(taken(f"{tomorrow:%Y:%m:%d} 01:00:00"))).taken_on == tomorrow
    assert examine(upload(taken(f"{later:%Y:%m:%d} 01:00:00"))).taken_on is None
