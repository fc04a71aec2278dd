"""Photographs: what is accepted, what is given out, what is left behind."""

import io
import json
import subprocess

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from meetings import gallery
from meetings.models import Meeting, Photo
from tests.programs import program


def picture(width=900, height=600, kind="JPEG", **options) -> bytes:
    data = io.BytesIO()
    image = Image.new("RGB", (width, height), "#1d3c8f")
    image.paste("#f4c893", (0, 0, width // 3, height // 3))
    image.save(data, kind, **options)
    return data.getvalue()


def with_position(orientation: int = 1) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif.get_ifd(0x8825).update({1: "N", 2: (35.0, 41.0, 0.0), 3: "E", 4: (51.0, 23.0, 0.0)})
    return picture(exif=exif)


def stored() -> list[str]:
    found = []

    def walk(folder: str) -> None:
        if not default_storage.exists(folder or "."):
            return
        folders, files = default_storage.listdir(folder)
        found.extend(f"{folder}/{name}" for name in files)
        for name in folders:
            walk(f"{folder}/{name}" if folder else name)

    walk("")
    return found


@pytest.fixture
def meeting(content) -> Meeting:
    return Meeting.objects.get(slug="yerevan-sisterhood")


def supplied(meeting: Meeting, data: bytes, **values) -> Photo:
    photo = Photo(meeting=meeting, **values)
    gallery.supply(photo, SimpleUploadedFile("IMG_1.jpg", data))
    return photo


def metadata(data: bytes, tmp_path) -> dict:
    file = tmp_path / "given-out.jpg"
    file.write_bytes(data)
    shown = subprocess.run([program("exiftool"), "-j", "-G1", str(file)], capture_output=True, check=True)
    return json.loads(shown.stdout)[0]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("truncated.jpg", picture()[:-2000]),
        ("drawing.jpg", b'<svg xmlns="http://www.w3.org/2000/svg"/>'),
        ("document.jpg", b"%PDF-1.7\n%%EOF"),
        ("page.jpg", b"<!doctype html><script>alert(1)</script>"),
        ("empty.jpg", b""),
        ("moving.webp", None),
        ("bomb.png", None),
    ],
)
def test_a_bad_file_is_refused_and_leaves_nothing_behind(meeting, settings, name, data):
    if name == "moving.webp":
        frames = [Image.new("RGB", (50, 50), colour) for colour in ("red", "blue")]
        target = io.BytesIO()
        frames[0].save(target, "WEBP", save_all=True, append_images=frames[1:])
        data = target.getvalue()
    if name == "bomb.png":
        settings.PHOTO_MAX_PIXELS = 500_000
        data = picture(1000, 1000, "PNG")
    count = meeting.photos.count()
    with pytest.raises(ValidationError) as refusal:
        gallery.supply(Photo(meeting=meeting), SimpleUploadedFile(name, data))
    assert len(refusal.value.messages[0]) > 20
    assert meeting.photos.count() == count
    assert stored() == []


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_each_kind_is_shown_and_given_out(meeting, client, kind):
    photo = supplied(meeting, picture(kind=kind))
    assert (photo.format, photo.width, photo.height) == (kind, 900, 600)
    html = client.get(photo.get_absolute_url()).content.decode()
    assert 'width="900" height="600"' in html
    for one in photo.sizes:
        response = client.get(f"/photos/{photo.uid}/{one['name']}")
        assert (response.status_code, int(response["Content-Length"])) == (200, one["bytes"])
        assert "immutable" in response["Cache-Control"]
        Image.open(io.BytesIO(b"".join(response))).verify()


def test_a_turned_picture_is_shown_upright(meeting):
    photo = supplied(meeting, with_position(orientation=6))
    assert (photo.width, photo.height) == (600, 900)


def test_position_is_in_nothing_that_is_given_out(meeting, client, tmp_path):
    data = with_position()
    assert "GPS:GPSLatitude" in metadata(data, tmp_path)
    photo = supplied(
        meeting, data, caption_fa="دیدار دو شهردار", caption_en="The two mayors", credit_fa="شورا"
    )
    addresses = [
        f"/photos/{photo.uid}/original",
        *(f"/photos/{photo.uid}/{one['name']}" for one in photo.sizes),
    ]
    for address in addresses:
        facts = metadata(b"".join(client.get(address)), tmp_path)
        assert [name for name in facts if "GPS" in name] == [], address


def test_the_upload_is_kept_and_the_original_given_out_holds_the_same_picture(meeting, client, tmp_path):
    data = with_position()
    photo = supplied(
        meeting, data, caption_fa="دیدار دو شهردار", caption_en="The two mayors", credit_fa="شورا"
    )
    with photo.file.open("rb") as file:
        assert file.read() == data
    given = b"".join(client.get(f"/photos/{photo.uid}/original"))
    assert Image.open(io.BytesIO(given)).tobytes() == Image.open(io.BytesIO(data)).tobytes()
    facts = metadata(given, tmp_path)
    assert facts["XMP-dc:Description-fa"] == "دیدار دو شهردار"
    assert "The two mayors" in facts.values()


def test_a_changed_caption_is_written_anew(meeting, client, tmp_path):
    photo = supplied(meeting, picture(), caption_fa="پیشین")
    photo.caption_fa = "تازه"
    gallery.refresh(photo)
    facts = metadata(b"".join(client.get(f"/photos/{photo.uid}/original")), tmp_path)
    assert facts["XMP-dc:Description-fa"] == "تازه"


def test_pictures_of_a_meeting_that_is_not_public_are_closed(meeting, client, admin_client):
    photo = supplied(meeting, picture())
    addresses = [f"/photos/{photo.uid}/original", f"/photos/{photo.uid}/{photo.sizes[0]['name']}"]
    Meeting.objects.filter(pk=meeting.pk).update(status="draft")
    for address in addresses:
        assert client.get(address).status_code == 404
        response = admin_client.get(address)
        assert (response.status_code, response["Cache-Control"]) == (200, "private, no-store")
        assert b"".join(response)
    assert client.get("/fa/meetings/yerevan-sisterhood/photos.zip").status_code == 404
    assert client.get(photo.get_absolute_url()).status_code == 404


def test_a_photo_not_yet_supplied_is_said_to_be_so(content, client):
    html = client.get("/fa/meetings/yerevan-mayor-and-council-chair/").content.decode()
    assert "هنوز عکسی از این دیدار منتشر نشده است" in html
    assert "/patterns/" in html
