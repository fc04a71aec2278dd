"""Uploads on an S3-compatible server: over HTTP, with parts of files fetched alone."""

import io
import zipfile
from pathlib import Path

import boto3
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from moto.server import ThreadedMotoServer

from meetings import gallery
from meetings.models import Meeting, Photo
from tehran_diplomacy.files.storage import WholeFiles, storage_setting

from .pictures import encoded, quarters

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning"),
]


@pytest.fixture(scope="module")
def server():
    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    yield f"http://{host}:{port}"
    running.stop()


@pytest.fixture
def bucket(server, settings, monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    found = boto3.resource("s3", endpoint_url=server, region_name="us-east-1").Bucket("portal")
    found.create()
    address = f"s3://portal?endpoint={server}&region=us-east-1"
    settings.STORAGES = settings.STORAGES | {"default": storage_setting(address)}
    yield found
    found.objects.all().delete()
    found.delete()


def body(response):
    return b"".join(response)


def test_the_whole_way_of_a_photo(bucket, content, client, django_capture_on_commit_callbacks):
    meeting = Meeting.objects.get(slug="yerevan-sisterhood")
    meeting.photos.all().delete()
    upload = encoded(quarters((900, 600)))
    photo = Photo(meeting=meeting, caption_fa="دیدار", caption_en="Meeting")
    gallery.supply(photo, SimpleUploadedFile("x.jpg", upload))
    assert {one.key for one in bucket.objects.all()} == gallery.files_of(photo)
    assert bucket.Object(photo.file.name).get()["Body"].read() == upload
    original = body(client.get(f"/photos/{photo.uid}/original"))
    assert len(original) == photo.press_bytes
    part = client.get(f"/photos/{photo.uid}/original", headers={"range": "bytes=1000-1999"})
    assert (part.status_code, body(part)) == (206, original[1000:2000])
    first = client.get("/en/meetings/yerevan-sisterhood/photos.zip")
    data = body(first)
    assert zipfile.ZipFile(io.BytesIO(data)).testzip() is None
    for cut in (1, len(data) // 2, len(data) - 30):
        rest = client.get(
            "/en/meetings/yerevan-sisterhood/photos.zip",
            headers={"range": f"bytes={cut}-", "if-range": first["ETag"]},
        )
        assert body(rest) == data[cut:]
    default_storage.delete(photo.web_file)
    assert gallery.rebuild(photo, None) == ["press"]
    assert client.get("/en/meetings/yerevan-sisterhood/card.jpg").status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        gallery.delete_files(photo)
    assert list(bucket.objects.all()) == []
    assert client.get(f"/photos/{photo.uid}/original").status_code == 404


def test_a_setting_that_is_no_storage_is_refused():
    assert storage_setting("")["BACKEND"].endswith("WholeFiles")
    for address in ("https://example.org", "s3://", "s3://bucket/folder", "bucket"):
        with pytest.raises(ValueError, match="not a storage"):
            storage_setting(address)


def test_a_file_is_there_whole_or_not_at_all(settings):
    class Breaking(ContentFile):
        def chunks(self, chunk_size=None):
            yield b"half"
            assert list(Path(settings.MEDIA_ROOT).rglob("a.pdf")) == []
            raise OSError("the disk is full")

    storage = WholeFiles()
    with pytest.raises(OSError, match="full"):
        storage.save("documents/ab/a.pdf", Breaking(b"half and half"))
    assert [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()] == []
    assert storage.save("documents/ab/a.pdf", ContentFile(b"whole")) == "documents/ab/a.pdf"
    path = Path(settings.MEDIA_ROOT) / "documents/ab/a.pdf"
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"whole", 0o640)
