"""What a downloaded picture says of itself, read by exiftool: made from the record, made anew with it."""

import json
import subprocess
from io import BytesIO

import jdatetime
import pytest
from PIL import Image

from meetings import gallery
from meetings.models import PressOffice
from tehran_diplomacy.people.models import Person
from tests.programs import program

from .conftest import picture, supplied


@pytest.fixture
def office(db):
    return PressOffice.objects.create(
        terms_fa="آزاد با ذکر نام", terms_en="Free with credit",
        copyright_notice_en="© Islamic City Council of Tehran", licence_url="https://example.org/licence",
    )  # fmt: skip


def read(data, tmp_path):
    file = tmp_path / "given-out"
    file.write_bytes(data)
    shown = subprocess.run(
        [program("exiftool"), "-j", "-G1", "-struct", file], capture_output=True, check=True
    )
    return json.loads(shown.stdout)[0]


def given_out(client, photo, size, tmp_path):
    response = client.get(f"/photos/{photo.uid}/{size}")
    data = b"".join(response)
    return data, read(data, tmp_path)


def with_secrets(kind):
    exif = Image.Exif()
    exif[0x010F], exif[0xA431] = "Camera", "SERIAL-77"
    exif.get_ifd(0x8769).update({0xA431: "SERIAL-77", 0xA435: "SERIAL-78", 0x9003: "2023:01:18 10:00:00"})
    exif.get_ifd(0x8825).update({1: "N", 2: (35.0, 41.0, 0.0), 3: "E", 4: (51.0, 23.0, 0.0)})
    return picture(kind=kind, exif=exif)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("size", ["original", "web"])
def test_every_copy_holds_the_facts_of_the_record(meeting, office, client, tmp_path, kind, size):
    upload = with_secrets(kind)
    photo = supplied(
        meeting, upload, caption_fa="دیدار دو شهردار", caption_en="The two mayors", alt_fa="دو مرد",
        alt_en="Two men", credit_fa="سارا احمدی", credit_en="Sara Ahmadi", taken_on=jdatetime.date(1401, 10, 28),
    )  # fmt: skip
    photo.persons.add(Person.objects.get(name_en="Hrachya Sargsyan"))
    assert gallery.refresh(photo)
    data, facts = given_out(client, photo, size, tmp_path)
    title_fa, title_en = meeting.title_fa, meeting.title_en
    said = {
        "XMP-dc:Description-fa": "دیدار دو شهردار",
        "XMP-dc:Description-en": "The two mayors",
        "XMP-dc:Title-fa": title_fa,
        "XMP-photoshop:Headline": title_en,
        "XMP-iptcExt:Event-fa": title_fa,
        "XMP-iptcExt:Event-en": title_en,
        "XMP-iptcCore:AltTextAccessibility-fa": "دو مرد",
        "XMP-photoshop:Credit": "Sara Ahmadi",
        "XMP-dc:Creator": ["Sara Ahmadi"],
        "XMP-dc:Rights": "© Islamic City Council of Tehran",
        "XMP-xmpRights:UsageTerms-fa": "آزاد با ذکر نام",
        "XMP-xmpRights:UsageTerms-en": "Free with credit",
        "XMP-xmpRights:WebStatement": "https://example.org/licence",
        "XMP-photoshop:DateCreated": "2023:01:18",
        "XMP-photoshop:City": "Tehran",
        "XMP-photoshop:Country": "Iran",
        "XMP-iptcExt:PersonInImage": ["Hrachya Sargsyan / هراچیا سرکیسیان"],
        "XMP-dc:Source": f"http://127.0.0.1/photos/{photo.uid}/",
    }
    if kind == "JPEG":
        said |= {
            "IPTC:Headline": title_en,
            "IPTC:Caption-Abstract": "The two mayors",
            "IPTC:City": "Tehran",
            "IPTC:Country-PrimaryLocationName": "Iran",
            "IPTC:DateCreated": "2023:01:18",
        }
    found = {name: facts.get(name) for name in said}
    if isinstance(found["XMP-dc:Creator"], str):
        found["XMP-dc:Creator"] = [found["XMP-dc:Creator"]]
    assert found == said
    assert [name for name in facts if "GPS" in name or "Serial" in name] == []
    assert b"SERIAL-7" not in data
    if size == "original":
        assert Image.open(BytesIO(data)).tobytes() == Image.open(BytesIO(upload)).tobytes()
    else:
        assert facts["File:FileType"] == "JPEG"
    with photo.file.open("rb") as file:
        assert file.read() == upload


def test_a_changed_title_terms_or_name_is_written_anew(meeting, office, client, tmp_path):
    photo = supplied(meeting, picture(), caption_fa="دیدار", credit_fa="شورا")
    person = Person.objects.create(name_en="Old name")
    photo.persons.add(person)
    assert gallery.refresh_gallery(meeting) == 1
    assert gallery.refresh_gallery(meeting) == 0
    before = photo.file.name
    meeting.title_en = "Another title"
    meeting.save()
    office.terms_en = "Ask first"
    office.save()
    person.name_en = "New name"
    person.save()
    assert gallery.refresh_gallery(meeting) == 1
    photo.refresh_from_db()
    assert photo.file.name == before
    for size in ("original", "web"):
        _data, facts = given_out(client, photo, size, tmp_path)
        assert facts["XMP-photoshop:Headline"] == "Another title"
        assert facts["XMP-xmpRights:UsageTerms"] == "Ask first"
        assert facts["XMP-iptcExt:PersonInImage"] == ["New name"]


def test_the_web_copy_keeps_rights_that_the_upload_states(meeting, client, tmp_path):
    import pyexiv2

    with pyexiv2.ImageData(picture(2400, 1600)) as file:
        file.modify_xmp({"Xmp.dc.rights": {'lang="x-default"': "© A. Photographer"}})
        data = file.get_bytes()
    photo = supplied(meeting, data, caption_fa="دیدار")
    _data, facts = given_out(client, photo, "web", tmp_path)
    assert facts["XMP-dc:Rights"] == "© A. Photographer"
    assert facts["File:ImageWidth"] == 1600
