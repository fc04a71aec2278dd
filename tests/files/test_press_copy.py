import zipfile
from datetime import date
from io import BytesIO

import pyexiv2
import pytest
from PIL import Image, ImageCms

from tehran_diplomacy.files.photographs import START_OF_SCAN, examine, jpeg_segments
from tehran_diplomacy.files.press_copy import PressFacts, make_press_copy

from .pictures import corners, encoded, exiftool, insert_segment, opened, quarters, upload, with_orientation

FACTS = PressFacts(
    caption_fa="امضای تفاهم‌نامهٔ خواهرخواندگی، «تهران»",
    caption_en="Signing the “sister city” memorandum & more <b>",
    headline_fa="دیدار شهرداران",
    headline_en="Mayors meet",
    event_fa="هفتهٔ تهران",
    event_en="Tehran Week",
    usage_terms_fa="آزاد با ذکر نام",
    usage_terms_en="Free with credit",
    alt_text_fa="دو نفر پشت میز",
    alt_text_en="Two people at a table",
    credit="Tehran City Council",
    creator="سارا احمدی",
    copyright_notice="© شورای شهر تهران",
    date_created=date(2021, 7, 23),
    city="Tehran",
    country="Iran",
    persons=("Ali Rezaei", "رضایی، علی", "Smith, John"),
    source_url="https://example.org/en/photos/abc",
    licence_url="https://creativecommons.org/licenses/by/4.0/",
)


def private_jpeg(format="JPEG", **options):
    """A picture with all that must not go out, in every place where cameras and programs put it."""
    data = encoded(quarters(), format, quality=90, comment=b"private comment", **options)
    with pyexiv2.ImageData(data) as file:
        file.modify_exif(
            {
                "Exif.Image.Make": "Canon",
                "Exif.Image.Model": "EOS",
                "Exif.Image.Orientation": "6",
                "Exif.Image.HostComputer": "private computer",
                "Exif.Photo.DateTimeOriginal": "2021:07:23 10:00:00",
                "Exif.Photo.ExposureTime": "1/250",
                "Exif.Photo.FNumber": "28/10",
                "Exif.Photo.BodySerialNumber": "private 1",
                "Exif.Photo.LensSerialNumber": "private 2",
                "Exif.Photo.CameraOwnerName": "private 3",
                "Exif.Photo.UserComment": "private 4",
                "Exif.GPSInfo.GPSLatitudeRef": "N",
                "Exif.GPSInfo.GPSLatitude": "35/1 41/1 0/1",
                "Exif.GPSInfo.GPSLongitudeRef": "E",
                "Exif.GPSInfo.GPSLongitude": "51/1 25/1 0/1",
                "Exif.Canon.OwnerName": "private 5",
                "Exif.Canon.SerialNumber": "123456",
            }
        )
        file.modify_xmp(
            {
                "Xmp.exif.GPSLatitude": "35,41.0N",
                "Xmp.aux.SerialNumber": "private 6",
                "Xmp.aux.OwnerName": "private 7",
                "Xmp.dc.description": {'lang="x-default"': "private 8", 'lang="de"': "private 9"},
            }
        )
        data = file.get_bytes()
    return insert_segment(
        data, 0xE1, b"http://ns.adobe.com/xmp/extension/\x00" + b"0" * 40 + b"private 10 GPSLatitude"
    )


def scan(jpeg):
    """All that decides the pixels of a JPEG: tables, frame, scans with their entropy-coded bytes."""
    return b"".join(
        segment for marker, segment in jpeg_segments(jpeg) if not 0xE0 <= marker <= 0xEF and marker != 0xFE
    )


def idat(png):
    return png[png.index(b"IDAT") : png.index(b"IEND")].count(b"IDAT"), png[
        png.index(b"IDAT") : png.rindex(b"IEND")
    ]


@pytest.mark.parametrize("progressive", [False, True])
def test_jpeg_copy_keeps_pixels_and_entropy_coded_bytes(progressive):
    original = private_jpeg(progressive=progressive)
    copy = make_press_copy(original, FACTS)
    assert scan(copy) == scan(original)
    assert sum(marker == START_OF_SCAN for marker, _s in jpeg_segments(copy)) == (10 if progressive else 1)
    assert opened(copy).tobytes() == opened(original).tobytes()


@pytest.mark.parametrize("extension", ["jpg", "png", "webp"])
def test_copy_says_all_facts_in_both_languages(extension, tmp_path):
    format = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP"}[extension]
    tags = exiftool(make_press_copy(encoded(quarters(), format), FACTS), extension, tmp_path)
    expected = {
        "XMP-dc:Description": FACTS.caption_en,
        "XMP-dc:Description-fa": FACTS.caption_fa,
        "XMP-dc:Description-en": FACTS.caption_en,
        "XMP-dc:Title": FACTS.headline_en,
        "XMP-dc:Title-fa": FACTS.headline_fa,
        "XMP-photoshop:Headline": FACTS.headline_en,
        "XMP-iptcExt:Event": FACTS.event_en,
        "XMP-iptcExt:Event-fa": FACTS.event_fa,
        "XMP-iptcCore:AltTextAccessibility": FACTS.alt_text_en,
        "XMP-iptcCore:AltTextAccessibility-fa": FACTS.alt_text_fa,
        "XMP-xmpRights:UsageTerms": FACTS.usage_terms_en,
        "XMP-xmpRights:UsageTerms-fa": FACTS.usage_terms_fa,
        "XMP-xmpRights:WebStatement": FACTS.licence_url,
        "XMP-dc:Rights": FACTS.copyright_notice,
        "XMP-dc:Creator": FACTS.creator,
        "XMP-dc:Source": FACTS.source_url,
        "XMP-photoshop:Credit": FACTS.credit,
        "XMP-photoshop:DateCreated": "2021:07:23",
        "XMP-photoshop:City": "Tehran",
        "XMP-photoshop:Country": "Iran",
        "XMP-iptcExt:PersonInImage": list(FACTS.persons),
        "IFD0:Artist": FACTS.creator,
        "IFD0:Copyright": FACTS.copyright_notice,
    }
    assert {name: tags.get(name) for name in expected} == expected


def test_jpeg_copy_says_the_facts_in_iptc_iim_too(tmp_path):
    tags = exiftool(make_press_copy(encoded(quarters()), FACTS), "jpg", tmp_path)
    assert {name: value for name, value in tags.items() if name.startswith("IPTC:")} == {
        "IPTC:CodedCharacterSet": "UTF8",
        "IPTC:Caption-Abstract": FACTS.caption_en,
        "IPTC:Headline": FACTS.headline_en,
        "IPTC:Credit": FACTS.credit,
        "IPTC:By-line": FACTS.creator,
        "IPTC:CopyrightNotice": FACTS.copyright_notice,
        "IPTC:DateCreated": "2021:07:23",
        "IPTC:City": "Tehran",
        "IPTC:Country-PrimaryLocationName": "Iran",
    }


def test_persian_alone_is_the_default(tmp_path):
    tags = exiftool(make_press_copy(encoded(quarters()), PressFacts(caption_fa="متن‌ها")), "jpg", tmp_path)
    assert (tags["XMP-dc:Description"], tags["XMP-dc:Description-fa"]) == ("متن‌ها", "متن‌ها")
    assert tags["IPTC:Caption-Abstract"] == "متن‌ها"
    assert "XMP-dc:Description-en" not in tags


def test_copy_keeps_nothing_private(tmp_path):
    original = private_jpeg()
    before = exiftool(original, "jpg", tmp_path)
    assert {"GPS:GPSLatitude", "XMP-exif:GPSLatitude", "ExifIFD:SerialNumber", "Canon:OwnerName"} <= set(
        before
    )
    copy = make_press_copy(original, FACTS)
    after = exiftool(copy, "jpg", tmp_path)
    words = ("gps", "serial", "owner", "makernote", "canon:", "hostcomputer", "comment", "thumbnail")
    assert [name for name in after if any(word in name.lower() for word in words)] == []
    assert b"private" not in copy
    assert b"GPS" not in copy


def test_copy_keeps_the_exposure_and_the_orientation(tmp_path):
    original = private_jpeg()
    copy = make_press_copy(original, FACTS)
    tags = exiftool(copy, "jpg", tmp_path)
    assert tags["IFD0:Orientation"] == "Rotate 90 CW"
    assert tags["ExifIFD:DateTimeOriginal"] == "2021:07:23 10:00:00"
    assert (tags["ExifIFD:ExposureTime"], tags["ExifIFD:FNumber"], tags["IFD0:Model"]) == (
        "1/250",
        2.8,
        "EOS",
    )
    assert examine(upload(copy)).width == examine(upload(original)).width == 480


@pytest.mark.parametrize("orientation", range(1, 9))
def test_copy_is_shown_like_the_upload_for_each_orientation(orientation):
    original = with_orientation(encoded(quarters()), orientation)
    copy = opened(make_press_copy(original, FACTS))
    assert copy.getexif()[0x0112] == orientation
    assert corners(copy) == ["red", "green", "yellow", "blue"]


def test_further_frames_of_an_mpo_are_dropped(tmp_path):
    second = Image.new("RGB", (320, 240))
    second.info["comment"] = b"private frame"
    original = encoded(quarters(), "MPO", save_all=True, append_images=[second])
    assert original.count(b"MPF\x00") == 1
    copy = make_press_copy(original, FACTS)
    assert opened(copy).format == "JPEG"
    assert b"MPF\x00" not in copy
    assert b"private frame" not in copy
    assert opened(copy).tobytes() == opened(original).tobytes()


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_what_follows_the_end_of_the_image_is_dropped(format):
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("hidden.html", "<script>")
    copy = make_press_copy(encoded(quarters(), format) + packed.getvalue(), FACTS)
    assert not zipfile.is_zipfile(BytesIO(copy))
    assert b"<script>" not in copy
    if format == "JPEG":
        assert copy.endswith(b"\xff\xd9")
    elif format == "PNG":
        assert copy.endswith(b"IEND\xaeB`\x82")
    else:
        assert int.from_bytes(copy[4:8], "little") == len(copy) - 8


def test_png_copy_keeps_pixel_bytes_profile_and_drops_texts(tmp_path):
    from PIL.PngImagePlugin import PngInfo

    texts = PngInfo()
    texts.add_text("Author", "private text")
    texts.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta>private xmp</x:xmpmeta>")
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    exif = Image.Exif()
    exif[0x0112] = 8
    exif.get_ifd(0x8825).update({1: "N", 2: (35.0, 41.0, 0.0)})
    original = encoded(quarters(mode="RGBA"), "PNG", pnginfo=texts, icc_profile=profile, exif=exif)
    copy = make_press_copy(original, FACTS)
    assert idat(copy) == idat(original)
    assert opened(copy).tobytes() == opened(original).tobytes()
    assert opened(copy).info["icc_profile"] == profile
    assert opened(copy).getexif()[0x0112] == 8
    tags = exiftool(copy, "png", tmp_path)
    assert [name for name in tags if "GPS" in name] == []
    assert b"private" not in copy


@pytest.mark.parametrize("lossless", [False, True])
@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
@pytest.mark.parametrize("profiled", [False, True])
def test_webp_copy_keeps_pixels_profile_and_transparency(lossless, mode, profiled, tmp_path):
    picture = quarters(mode=mode)
    if mode == "RGBA":
        picture.paste((0, 0, 0, 0), (0, 0, 100, 100))
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes() if profiled else b""
    exif = Image.Exif()
    exif[0x0112] = 3
    exif.get_ifd(0x8825).update({1: "N", 2: (35.0, 41.0, 0.0)})
    original = encoded(picture, "WEBP", lossless=lossless, icc_profile=profile, exif=exif, xmp=b"private")
    copy = make_press_copy(original, FACTS)
    before, after = opened(original), opened(copy)
    assert (after.mode, after.size, after.tobytes()) == (before.mode, before.size, before.tobytes())
    assert after.info.get("icc_profile", b"") == profile
    assert after.getexif()[0x0112] == 3
    assert [name for name in exiftool(copy, "webp", tmp_path) if "GPS" in name] == []
    assert b"private" not in copy


def test_thumbnail_in_jfif_is_dropped():
    original = encoded(quarters())
    assert original[:6] == b"\xff\xd8\xff\xe0\x00\x10"
    with_thumbnail = (
        original[:4] + b"\x00\x1c" + original[6:18] + b"\x02\x02" + b"private pict" + original[20:]
    )
    copy = make_press_copy(with_thumbnail, FACTS)
    assert b"private" not in copy
    assert opened(copy).tobytes() == opened(original).tobytes()


@pytest.mark.parametrize("mode", ["CMYK", "L"])
def test_jpeg_copy_of_other_colours_decodes_alike(mode):
    original = encoded(quarters(mode=mode))
    copy = make_press_copy(original, FACTS)
    assert (opened(copy).mode, opened(copy).tobytes()) == (mode, opened(original).tobytes())


def test_jpeg_copy_in_rgb_without_jfif_decodes_alike():
    original = encoded(quarters(), keep_rgb=True)
    copy = make_press_copy(original, FACTS)
    assert opened(copy).tobytes() == opened(original).tobytes()
    assert scan(copy) == scan(original)


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_copy_of_a_picture_with_a_broken_profile_is_made(format, tmp_path):
    exif = Image.Exif()
    exif[0x0110], exif[0x0112] = "EOS", 6
    original = encoded(quarters(), format, icc_profile=b"not a profile", exif=exif)
    copy = make_press_copy(original, FACTS)
    assert opened(copy).tobytes() == opened(original).tobytes()
    assert (opened(copy).getexif()[0x0110], opened(copy).getexif()[0x0112]) == ("EOS", 6)
    assert exiftool(copy, format.lower(), tmp_path)["XMP-dc:Description-fa"] == FACTS.caption_fa


def test_copy_of_a_picture_with_broken_exif_is_made():
    original = insert_segment(encoded(quarters()), 0xE1, b"Exif\x00\x00MM\x00*\xff\xff\xff\xff" + bytes(40))
    assert opened(make_press_copy(original, FACTS)).tobytes() == opened(original).tobytes()


def test_rights_in_the_upload_stay_where_the_office_states_none(tmp_path):
    with pyexiv2.ImageData(encoded(quarters())) as file:
        file.modify_xmp({"Xmp.dc.creator": ["Ali"], "Xmp.dc.rights": {'lang="x-default"': "© Ali"}})
        original = file.get_bytes()
    tags = exiftool(make_press_copy(original, PressFacts()), "jpg", tmp_path)
    assert (tags["XMP-dc:Creator"], tags["XMP-dc:Rights"], tags["IPTC:By-line"]) == ("Ali", "© Ali", "Ali")
    tags = exiftool(make_press_copy(original, FACTS), "jpg", tmp_path)
    assert (tags["XMP-dc:Creator"], tags["XMP-dc:Rights"]) == (FACTS.creator, FACTS.copyright_notice)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("one\x00\x0btwo\ud800\uffff", "one\ntwo"),
        ("type=Bag odd", "type=Bag odd"),
        ('lang="de" odd', 'lang="de" odd'),
        ("ب" * 20_000, "ب" * 1999 + "…"),
    ],
)
def test_odd_texts_are_written_as_text(written, read, tmp_path):
    facts = PressFacts(caption_fa=written, headline_fa=written, persons=(written,))
    tags = exiftool(make_press_copy(encoded(quarters()), facts), "jpg", tmp_path)
    assert tags["XMP-dc:Description-fa"].strip() == read


@pytest.mark.parametrize(("day", "read"), [("2021", 2021), ("2021-07", "2021:07")])
def test_partial_day_is_written_as_far_as_known(day, read, tmp_path):
    tags = exiftool(make_press_copy(encoded(quarters()), PressFacts(date_created=day)), "jpg", tmp_path)
    assert tags["XMP-photoshop:DateCreated"] == read
    assert "IPTC:DateCreated" not in tags


def test_copy_is_the_same_bytes_each_time():
    assert make_press_copy(private_jpeg(), FACTS) == make_press_copy(private_jpeg(), FACTS)


def test_copy_of_something_else_is_refused():
    with pytest.raises(ValueError, match="neither JPEG"):
        make_press_copy(b"%PDF-1.7", FACTS)
