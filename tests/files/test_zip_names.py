"""ZIPs as people's programs pack them: names, methods, what programs add for themselves, and how long one waits."""

import io
import json
import struct
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from meetings.models import Meeting
from meetings.zip_intake import members_of, name_of
from tehran_diplomacy.sandbox import turns
from tehran_diplomacy.sandbox.turns import Turn
from tests.forms import Page

from .pictures import encoded, quarters


def packed(*members: tuple[bytes, bytes], flags: int = 0, method: int = 0, extra: bytes = b"") -> bytes:
    """A ZIP whose names are these bytes, whatever they mean, and whose members claim a method."""
    out, directory = io.BytesIO(), b""
    for name, content in members:
        crc, size, place = zipfile.crc32(content), len(content), out.tell()
        fields = struct.pack(
            "<HHHHHLLLHH", 20, flags, method, 0, 0x21, crc, size, size, len(name), len(extra)
        )
        out.write(b"PK\x03\x04" + fields + name + extra + content)
        directory += b"PK\x01\x02" + struct.pack("<H", 20) + fields
        directory += struct.pack("<HHHLL", 0, 0, 0, 0, place) + name + extra
    place = out.tell()
    end = struct.pack("<HHHHLLH", 0, 0, len(members), len(members), len(directory), place, 0)
    return out.getvalue() + directory + b"PK\x05\x06" + end


def names(data: bytes) -> list[str]:
    return [name for name, _archive, _info in members_of(SimpleUploadedFile("a.zip", data))]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("دیدار ۱.jpg".encode(), "دیدار ۱.jpg"),
        ("ديدار با شهردار.jpg".encode("cp1256"), "ديدار با شهردار.jpg"),
        ("ديدار با شهردار.jpg".encode("cp720"), "ديدار با شهردار.jpg"),
        ("گچپژ.jpg".encode("cp1256"), "گچپژ.jpg"),
        ("Visite à Paris.jpg".encode("cp437"), "Visite à Paris.jpg"),
        (b"IMG_0001.JPG", "IMG_0001.JPG"),
        ("عکس‌ها\\دیدار.jpg".encode(), "دیدار.jpg"),
    ],
)
def test_names_without_the_mark_of_utf8_are_read_as_they_were_meant(raw, expected):
    assert names(packed((raw, b"x"))) == [expected]


def test_a_name_in_utf8_beside_the_other_is_the_name():
    name = "دیدار.jpg".encode()
    extra = struct.pack("<HHBL", 0x7075, 5 + len(name), 1, zipfile.crc32(b"?.jpg")) + name
    with zipfile.ZipFile(io.BytesIO(packed((b"?.jpg", b"x"), extra=extra))) as archive:
        assert name_of(archive.infolist()[0]) == "دیدار.jpg"


def test_what_programs_add_for_themselves_is_passed_over():
    own = [
        "Thumbs.db",
        "desktop.ini",
        "Picasa.ini",
        ".picasa.ini",
        ".DS_Store",
        "__MACOSX/._a.jpg",
        "@eaDir/a.jpg",
    ]
    own += ["IMG_1.MOV", "IMG_1.AAE", "Icon\r", "a.lnk", "$RECYCLE.BIN/x.jpg"]
    data = packed(*((name.encode(), b"x") for name in [*own, "IMG_1.HEIC", "film.mov"]))
    assert names(data) == ["IMG_1.HEIC", "film.mov"]


# -- At the desk ------------------------------------------------------------------------------------------


@pytest.fixture
def meeting(content) -> Meeting:
    return Meeting.objects.create(title_fa="دیدار آزمون", kind="council")


def sent(client, meeting: Meeting, data: bytes, **extra):
    form = Page.open(client, f"/admin/meetings/meeting/{meeting.pk}/gallery/").form(id="add-photos")
    form["files"] = SimpleUploadedFile("photos.zip", data)
    return form.submit(**extra)


@pytest.mark.parametrize(
    ("options", "reason"),
    [({"method": 9}, "Deflate64"), ({"method": 99}, "AES"), ({"flags": 1}, "رمز دارد")],
)
def test_a_way_of_packing_that_is_not_read_is_named(admin_client, meeting, options, reason):
    said = sent(admin_client, meeting, packed((b"a.jpg", encoded(quarters())), **options), follow=True)
    assert reason in said.content.decode()
    assert "آسیب" not in said.content.decode().split("messagelist")[1][:600]


def test_who_waits_is_told_how_many_are_in_front(admin_client, meeting, settings, tmp_path, monkeypatch):
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(turns, "AT_ONCE", 1)
    data = packed(("دیدار.jpg".encode(), encoded(quarters())))
    with Turn():
        answer = sent(admin_client, meeting, data, HTTP_ACCEPT="application/x-ndjson")
        lines = iter(answer.streaming_content)
        assert "seen" in json.loads(next(lines))
        assert json.loads(next(lines)) == {"name": "دیدار.jpg", "ahead": 1}
    rest = [json.loads(line) for line in lines]
    assert rest[0]["taken"] is True
