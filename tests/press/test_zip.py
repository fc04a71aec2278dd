"""A gallery as one download: what it holds, and that it resumes wherever it was cut off."""

import csv
import io
import random
import zipfile
from zlib import crc32

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meetings import gallery
from meetings.models import Meeting, PressOffice
from tehran_diplomacy.files.documents import examine_document
from tehran_diplomacy.files.models import Document
from tehran_diplomacy.people.models import Person

from .conftest import noise, supplied

ADDRESS = "/en/meetings/yerevan-sisterhood/photos.zip"
TEXTS = ["captions.fa.txt", "terms.fa.txt", "captions.en.txt", "terms.en.txt", "captions.csv"]


def body(response):
    return b"".join(response) if response.streaming else response.content


def opened(client, address):
    return zipfile.ZipFile(io.BytesIO(body(client.get(address))))


def test_it_holds_pictures_captions_and_terms_in_both_languages(photos, client):
    person = Person.objects.create(name_fa="هراچیا سرکیسیان", name_en="Hrachya Sargsyan")
    photos[0].persons.add(person)
    PressOffice.objects.create(
        terms_fa="آزاد با ذکر نام", terms_en="Free with credit", email="press@example.org"
    )
    response = client.get(ADDRESS)
    data = body(response)
    assert len(data) == int(response["Content-Length"])
    assert response["Content-Type"] == "application/zip"
    assert response["Content-Disposition"] == 'attachment; filename="yerevan-sisterhood-photos.zip"'
    archive = zipfile.ZipFile(io.BytesIO(data))
    assert archive.testzip() is None
    pictures = ["001 =The two mayors.jpg", "002 The signing.jpg", "003 هدیه.png"]
    assert archive.namelist() == [*TEXTS, *pictures]
    for photo, name in zip(photos, pictures, strict=True):
        assert archive.read(name) == body(client.get(f"/photos/{photo.uid}/original"))
    persian = archive.read("captions.fa.txt").decode("utf-8-sig")
    assert "دیدار دو شهردار" in persian
    assert "هراچیا سرکیسیان" in persian
    assert "۲۸ دی ۱۴۰۱" in persian
    english = archive.read("captions.en.txt").decode("utf-8-sig")
    assert "People in the photo: Hrachya Sargsyan" in english
    assert "Photo: Council" in english
    assert f"http://127.0.0.1/photos/{photos[0].uid}/" in english
    assert "آزاد با ذکر نام" in archive.read("terms.fa.txt").decode("utf-8-sig")
    assert "Free with credit" in archive.read("terms.en.txt").decode("utf-8-sig")
    assert archive.read("captions.csv").startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(archive.read("captions.csv").decode("utf-8-sig"))))
    assert [row["file"] for row in rows] == pictures
    assert rows[0]["caption_en"] == "'=The two mayors"
    assert rows[0]["persons_fa"] == "هراچیا سرکیسیان"
    assert rows[1]["city"] == "Tehran"


def test_without_stated_terms_it_says_so_and_claims_nothing(photos, client):
    terms = opened(client, ADDRESS).read("terms.en.txt").decode("utf-8-sig")
    assert "has not set terms of use yet" in terms


@pytest.mark.parametrize("size", ["original", "web"])
def test_a_download_cut_off_anywhere_is_taken_up_again(photos, client, size):
    address = f"{ADDRESS}?size={size}"
    first = client.get(address)
    data, tag = body(first), first["ETag"]
    assert first["Accept-Ranges"] == "bytes"
    assert not tag.startswith("W/")
    dice = random.Random(50)
    cuts = [dice.randrange(1, len(data)) for _ in range(50)]
    marks = [
        at
        for at in range(len(data) - 3)
        if data[at : at + 4] in (b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06")
    ]
    assert len(marks) == 17
    cuts += [at + 7 for at in marks] + [at for at in marks if at] + [len(data) - 1]
    for cut in cuts:
        rest = client.get(address, headers={"range": f"bytes={cut}-", "if-range": tag})
        assert rest.status_code == 206
        assert rest["Content-Range"] == f"bytes {cut}-{len(data) - 1}/{len(data)}"
        assert rest["Content-Length"] == str(len(data) - cut)
        assert data[:cut] + body(rest) == data, cut
    for start, end in zip(sorted(cuts), sorted(cuts)[1:], strict=False):
        part = client.get(address, headers={"range": f"bytes={start}-{end}"})
        assert body(part) == data[start : end + 1]


def test_ranges_are_answered_as_rfc_9110_says(photos, client):
    whole = client.get(ADDRESS)
    data, tag = body(whole), whole["ETag"]
    last = client.get(ADDRESS, headers={"range": "bytes=-22"})
    assert (last.status_code, body(last)) == (206, data[-22:])
    beyond = client.get(ADDRESS, headers={"range": f"bytes={len(data)}-"})
    assert (beyond.status_code, beyond["Content-Range"]) == (416, f"bytes */{len(data)}")
    for asked in ("bytes=0-1,5-6", "bytes=5-2", "lines=1-2", "bytes=x-"):
        response = client.get(ADDRESS, headers={"range": asked})
        assert (response.status_code, body(response) == data) == (200, True), asked
    for condition in ('"another"', f"W/{tag}", "Wed, 21 Oct 2015 07:28:00 GMT"):
        response = client.get(ADDRESS, headers={"range": "bytes=9-", "if-range": condition})
        assert (response.status_code, body(response) == data) == (200, True), condition
    unchanged = client.get(ADDRESS, headers={"if-none-match": tag})
    assert (unchanged.status_code, unchanged.content, unchanged["ETag"]) == (304, b"", tag)
    assert client.get(ADDRESS, headers={"if-match": '"another"'}).status_code == 412
    head = client.head(ADDRESS)
    assert (head.status_code, head.content, head["Content-Length"]) == (200, b"", str(len(data)))
    assert client.post(ADDRESS).status_code == 405


def test_the_bytes_stay_until_the_gallery_changes(photos, client):
    first = body(client.get(ADDRESS))
    assert body(client.get(ADDRESS, headers={"host": "localhost"})) == first
    tags = {client.head(ADDRESS)["ETag"]}
    photos[1].caption_en = "Another caption"
    photos[1].save()
    gallery.refresh(photos[1])
    tags.add(client.head(ADDRESS)["ETag"])
    PressOffice.objects.create(terms_en="New terms")
    tags.add(client.head(ADDRESS)["ETag"])
    photos[2].is_withdrawn = True
    photos[2].save()
    tags.add(client.head(ADDRESS)["ETag"])
    assert len(tags) == 4


def test_a_selection_keeps_the_gallerys_order_and_names(photos, client):
    address = f"{ADDRESS}?photo={photos[2].uid}&photo={photos[0].uid}&photo={photos[2].uid}&photo=nonsense00"
    assert opened(client, address).namelist()[5:] == ["001 =The two mayors.jpg", "003 هدیه.png"]
    assert "selection" in client.head(address)["Content-Disposition"]
    assert client.get(f"{ADDRESS}?photo=nonsense00").status_code == 404
    assert client.get(f"{ADDRESS}?size=huge").status_code == 404


@pytest.mark.parametrize(("count", "problem"), [(0, "none"), (201, "many")])
def test_a_choice_of_none_or_too_many_leads_back_with_the_reason(photos, client, count, problem):
    query = "".join(f"&photo=x{n}" for n in range(count))
    response = client.get(f"{ADDRESS}?chosen=1{query}")
    assert (response.status_code, response["Location"]) == (
        302,
        f"/en/meetings/yerevan-sisterhood/?choice={problem}#press",
    )
    assert b'role="alert"' in client.get(response["Location"].split("#")[0]).content


def test_the_web_size_is_smaller_and_says_the_same(photos, client):
    original, web = opened(client, ADDRESS), opened(client, f"{ADDRESS}?size=web")
    assert [name.rsplit(".")[0] for name in web.namelist()] == [
        name.rsplit(".")[0] for name in original.namelist()
    ]
    assert web.testzip() is None
    for photo, info in zip(photos, web.infolist()[5:], strict=True):
        assert (info.file_size, info.CRC) == (photo.web_bytes, photo.web_crc32)
    assert b"The signing" in web.read("002 The signing.jpg")


def test_a_meeting_comes_with_its_documents(photos, meeting, client):
    content = b"%PDF-1.7\n1 0 obj <</Type /Pages /Count 1>> endobj\n%%EOF"
    found = examine_document(ContentFile(content, name="text.pdf"))
    document = Document(record=meeting, title_en="Joint statement", bytes=found.bytes, sha256=found.sha256)
    document.crc32 = found.crc32
    document.file.save("text.pdf", ContentFile(content))
    archive = opened(client, "/en/meetings/yerevan-sisterhood/meeting.zip")
    assert archive.testzip() is None
    assert archive.namelist()[-1] == "documents/01 Joint statement.pdf"
    assert archive.read("documents/01 Joint statement.pdf") == content
    assert found.crc32 == crc32(content)


def test_a_withdrawn_photo_is_named_and_not_given_out(photos, client):
    photos[0].is_withdrawn = True
    photos[0].save()
    archive = opened(client, ADDRESS)
    assert archive.namelist()[5:] == ["001 The signing.jpg", "002 هدیه.png"]
    assert photos[0].uid in archive.read("captions.en.txt").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(archive.read("captions.csv").decode("utf-8-sig"))))
    assert [row["state"] for row in rows] == ["", "", "withdrawn"]


def test_nothing_of_a_meeting_that_is_not_public_is_in_a_zip(photos, meeting, client):
    Meeting.objects.filter(pk=meeting.pk).update(status="draft")
    assert client.get(ADDRESS).status_code == 404
    assert client.get(ADDRESS.replace("photos.zip", "meeting.zip")).status_code == 404


def test_the_cost_does_not_grow_with_the_gallery(photos, meeting, client):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            body(client.get(ADDRESS))
        return len(queries)

    before = cost()
    for number in range(4):
        supplied(meeting, noise(100, number), caption_fa=f"عکس {number}", position=10 + number)
    assert cost() == before <= 6
