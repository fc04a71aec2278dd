"""The press page, its feed and kit, galleries under embargo, photos withdrawn."""

import io
import zipfile
from datetime import timedelta

import feedparser
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from meetings.models import Meeting, PressOffice, SharedGallery

from .conftest import picture, supplied


def body(response):
    return b"".join(response) if response.streaming else response.content


def test_the_press_page_shows_galleries_terms_and_whom_to_ask(photos, client):
    html = body(client.get("/en/press/")).decode()
    assert "/en/meetings/yerevan-sisterhood/" in html
    assert "has not set terms of use yet" in html
    PressOffice.objects.create(
        terms_en="Free with credit.",
        terms_fa="آزاد با ذکر نام.",
        contact_en="The press desk",
        telephone="021 1234",
        email="press@example.org",
    )
    html = body(client.get("/en/press/")).decode()
    for words in ("Free with credit.", "The press desk", "tel:0211234", "mailto:press@example.org"):
        assert words in html
    assert "آزاد با ذکر نام." in body(client.get("/fa/press/")).decode()


def test_an_empty_press_page_says_so(client, db):
    assert "No photos have been published yet" in body(client.get("/en/press/")).decode()


@pytest.mark.parametrize("language", ["fa", "en"])
def test_the_feed_names_every_photo_with_its_size(photos, client, language):
    response = client.get(f"/{language}/press/galleries.atom")
    found = feedparser.parse(response.content)
    assert not found.bozo, found.get("bozo_exception")
    assert (found.version, found.feed.language) == ("atom10", language)
    [entry] = found.entries
    assert entry.link == f"http://127.0.0.1/{language}/meetings/yerevan-sisterhood/"
    assert [(one.href, int(one.length), one.type) for one in entry.enclosures] == [
        (f"http://127.0.0.1/photos/{photo.uid}/original", photo.press_bytes, f"image/{photo.format.lower()}")
        for photo in photos
    ]
    assert [(one["url"], one["filesize"], one["width"], one["medium"]) for one in entry.media_content] == [
        (
            f"http://127.0.0.1/photos/{photo.uid}/original",
            str(photo.press_bytes),
            str(photo.width),
            "image",
        )
        for photo in photos
    ]
    assert len(entry.media_thumbnail) == 3
    assert entry.media_credit[0]["content"] == ("شورا" if language == "fa" else "Council")
    unchanged = client.get(response.request["PATH_INFO"], headers={"if-none-match": response["ETag"]})
    assert unchanged.status_code == 304


def test_the_press_kit_is_one_download(client, content):
    PressOffice.objects.create(terms_en="Free with credit.")
    response = client.get("/en/press/press-kit.zip")
    kit = zipfile.ZipFile(io.BytesIO(body(response)))
    assert kit.testzip() is None
    assert kit.namelist() == [
        "logo/mark.svg", "logo/favicon.svg", "logo/frieze.svg", "terms.fa.txt", "terms.en.txt",
    ]  # fmt: skip
    assert "Free with credit." in kit.read("terms.en.txt").decode("utf-8-sig")


@pytest.fixture
def link(photos, meeting):
    Meeting.objects.filter(pk=meeting.pk).update(status="draft")
    return SharedGallery.objects.create(
        meeting=meeting, recipient="Agency", ends_at=timezone.now() + timedelta(days=1)
    )


def test_a_gallery_under_embargo_is_seen_and_loaded_only_by_its_link(link, photos, client):
    base = f"/press/shared/{link.token}/"
    page = client.get(f"/en{base}")
    html = body(page).decode()
    assert page.status_code == 200
    assert (page["Cache-Control"], page["X-Robots-Tag"]) == ("private, no-store", "noindex")
    assert "Under embargo" in html
    assert f"{base}{photos[0].uid}/{photos[0].sizes[0]['name']}" in html
    for name in (photos[0].sizes[0]["name"], "original", "web"):
        response = client.get(f"{base}{photos[0].uid}/{name}")
        assert (response.status_code, response["Cache-Control"]) == (200, "private, no-store")
        body(response)
    archive = zipfile.ZipFile(io.BytesIO(body(client.get(f"/en{base}photos.zip"))))
    assert archive.testzip() is None
    assert archive.read("captions.en.txt").decode("utf-8-sig").startswith("Under embargo")
    for address in (
        "/en/press/", "/en/press/galleries.atom", "/en/photos/?q=signing", "/en/photos/", "/en/meetings/",
    ):  # fmt: skip
        assert photos[0].uid not in body(client.get(address)).decode(), address
    for address in (
        f"/photos/{photos[0].uid}/original",
        f"/photos/{photos[0].uid}/",
        photos[0].get_absolute_url(),
    ):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("how", ["ended", "revoked"])
def test_a_link_that_ended_or_was_revoked_opens_nothing(link, photos, client, how):
    values = {"ends_at": timezone.now()} if how == "ended" else {"is_revoked": True}
    SharedGallery.objects.filter(pk=link.pk).update(**values)
    base = f"/press/shared/{link.token}/"
    addresses = [f"/en{base}", f"/fa{base}photos.zip", f"{base}{photos[0].uid}/original"]
    addresses.append(f"{base}{photos[0].uid}/{photos[0].sizes[0]['name']}")
    for address in addresses:
        response = client.get(address)
        assert (response.status_code, response["Cache-Control"]) == (410, "private, no-store"), address


def test_a_link_cannot_be_guessed_nor_opens_another_gallery(link, photos, client):
    assert client.get(f"/en/press/shared/{link.uid}/").status_code == 404
    assert client.get(f"/en/press/shared/{link.token[:-1]}x/").status_code == 404
    other = Meeting.objects.get(slug="sixth-council-swearing-in")
    photo = supplied(other, picture(seed=9), caption_fa="عکس دیگر")
    Meeting.objects.filter(pk=other.pk).update(status="draft")
    assert client.get(f"/press/shared/{link.token}/{photo.uid}/original").status_code == 404


def test_a_link_leads_to_the_page_once_it_is_public(link, meeting, client):
    Meeting.objects.filter(pk=meeting.pk).update(status="published")
    response = client.get(f"/en/press/shared/{link.token}/")
    assert (response.status_code, response["Location"]) == (302, "/en/meetings/yerevan-sisterhood/")


def test_only_publishers_give_out_links(account, client, content):
    client.force_login(account("editors"))
    assert client.get("/admin/meetings/sharedgallery/add/").status_code == 403
    client.force_login(account("publishers"))
    meeting = Meeting.objects.get(slug="yerevan-sisterhood")
    page = client.get("/admin/meetings/sharedgallery/add/")
    assert page.status_code == 200
    sent = {"meeting": meeting.pk, "recipient": "Agency", "ends_at_0": "2040-01-01", "ends_at_1": "12:00"}
    assert client.post("/admin/meetings/sharedgallery/add/", sent).status_code == 302
    link = SharedGallery.objects.get()
    assert link.made_by.username == "publishers"
    page = body(client.get(f"/admin/meetings/sharedgallery/{link.pk}/change/")).decode()
    assert link.token in page


def test_a_withdrawn_photo_answers_that_it_is_gone(photos, client):
    photo = photos[0]
    photo.is_withdrawn = True
    photo.save()
    for address in (
        f"/photos/{photo.uid}/original",
        f"/photos/{photo.uid}/web",
        f"/photos/{photo.uid}/{photo.sizes[0]['name']}",
        photo.get_absolute_url(),
    ):
        assert client.get(address).status_code == 410, address
    for address in (
        "/en/photos/", "/en/meetings/yerevan-sisterhood/", "/en/press/galleries.atom", "/en/press/",
        "/en/", f"/en/meetings/yerevan-sisterhood/photos/{photos[1].uid}/",
    ):  # fmt: skip
        assert photo.uid not in body(client.get(address)).decode(), address


def test_the_cost_of_the_press_pages_does_not_grow(photos, client):
    def costs():
        found = []
        for address in ("/en/press/", "/en/press/galleries.atom"):
            with CaptureQueriesContext(connection) as queries:
                body(client.get(address))
            found.append(len(queries))
        return found

    before = costs()
    for number, meeting in enumerate(Meeting.objects.public()[:4]):
        supplied(meeting, picture(300, 200, seed=number), caption_fa=f"عکس {number}", position=90)
    assert costs() == before
    assert max(before) <= 8
