"""Frames for other sites: what they show, what they carry, and the code that pages offer."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreements.models import Agreement
from meetings.models import Meeting
from roadmap.models import Goal, Roadmap
from tehran_diplomacy.places.models import City
from tehran_diplomacy.publishing.status import Status
from tests.press.conftest import meeting, photos  # noqa: F401 - fixtures of the gallery's tests
from tests.starter_content import OF_BILATERAL_COOPERATION
from tests.test_pages import Page

MOST_QUERIES = 3
UNSEEN = (Status.DRAFT, Status.IN_REVIEW, Status.ARCHIVED, Status.BINNED)  # of what was public until now
HOSTILE = "\"><script>alert(1)</script>&amp;'</textarea>"


def records() -> dict:
    return {
        "goals": Goal.objects.get(number=3),
        "cities": City.objects.get(slug="yerevan"),
        "galleries": Meeting.objects.get(slug="yerevan-sisterhood"),
    }


def address(kind: str, language: str = "en") -> str:
    return f"/{language}/embed/{kind}/{records()[kind].uid}/"


@pytest.mark.parametrize("language", ["fa", "en"])
@pytest.mark.parametrize("kind", ["goals", "cities", "galleries"])
def test_a_frame_is_small_quiet_and_may_be_framed(client, photos, kind, language):  # noqa: F811
    frame = address(kind, language)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(frame)
    assert response.status_code == 200
    assert len(queries) <= MOST_QUERIES
    assert "X-Frame-Options" not in response
    policy = response["Content-Security-Policy"]
    assert "frame-ancestors *" in policy
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "unsafe" not in policy
    assert "Set-Cookie" not in response
    assert response.get("Cross-Origin-Resource-Policy") in (None, "cross-origin")
    html = response.content.decode()
    assert len(html) < 12_000
    assert "<script" not in html
    assert f'<html lang="{language}" dir="{"rtl" if language == "fa" else "ltr"}">' in html
    page = Page(html)
    assert (page.headings, page.styles) == (1, [])
    assert all(source.startswith("/") for source in page.loaded if source)
    links = re.findall(r"<a ([^>]*)>", html)
    assert links
    assert all('target="_blank" rel="noopener"' in link for link in links)
    record = records()[kind]
    label = getattr(record, f"{record.label}_{language}")
    assert label in html
    for link in page.links:
        assert client.get(link).status_code == 200, link


def test_what_the_frames_tell(client, photos):  # noqa: F811
    goal = client.get(address("goals")).content.decode()
    assert f"{OF_BILATERAL_COOPERATION} agreements" in goal
    assert "Not reported" in goal
    city = client.get(address("cities")).content.decode()
    assert "Tehran–Yerevan sister-city agreement" in city
    assert "18 January 2023" in city
    assert "Signed; end date not recorded" in city
    gallery = client.get(address("galleries")).content.decode()
    assert "3 photos" in gallery
    assert gallery.count("<picture>") == 3
    persian = client.get(address("cities", "fa")).content.decode()
    assert "۲۸ دی ۱۴۰۱" in persian
    assert "۱ توافق‌نامه" in persian


@pytest.mark.parametrize("kind", ["goals", "cities", "galleries"])
def test_a_record_that_is_not_public_leaves_a_small_frame_that_says_so(client, content, kind):
    record = records()[kind]
    for status in UNSEEN:
        type(record).objects.filter(pk=record.pk).update(status=status)
        for language in ("fa", "en"):
            response = client.get(f"/{language}/embed/{kind}/{record.uid}/")
            html = response.content.decode()
            assert (response.status_code, status) == (410, status)
            assert str(record) not in html
            assert "frame-ancestors *" in response["Content-Security-Policy"]
            assert "X-Frame-Options" not in response
            assert response["Cache-Control"] == "no-cache"
            assert ("This page has been removed" in html) == (language == "en")
    assert client.get(f"/en/embed/{kind}/0000000000/").status_code == 404
    assert client.post(f"/en/embed/{kind}/{record.uid}/").status_code == 405


def test_parts_that_are_not_public_stand_in_no_frame(client, photos):  # noqa: F811
    photos[0].is_withdrawn = True
    photos[0].save()
    Agreement.objects.filter(slug="tehran-yerevan-sister-city").update(status=Status.DRAFT)
    assert photos[0].uid not in client.get(address("galleries")).content.decode()
    assert "sister-city" not in client.get(address("cities")).content.decode()
    Roadmap.objects.update(status=Status.DRAFT)
    assert client.get(address("goals")).status_code == 404


PAGES = (
    "", "roadmap/", "roadmap/sixth/goals/bilateral-cooperation/", "agreements/", "cities/yerevan/", "meetings/",
    "meetings/yerevan-sisterhood/", "contact/", "search/", "data/", "nothing/",
)  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_all_other_pages_refuse_to_be_framed(client, content, page):
    response = client.get(f"/fa/{page}")
    assert response["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]


@pytest.mark.parametrize("language", ["fa", "en"])
@pytest.mark.parametrize("kind", ["goals", "cities", "galleries"])
def test_pages_offer_the_code_whatever_a_title_holds(client, photos, kind, language, settings):  # noqa: F811
    settings.SITE_ADDRESS = "https://diplomacy.example.org"
    record = records()[kind]
    setattr(record, f"{record.label}_{language}", HOSTILE)
    record.save()
    page = record.get_absolute_url().replace("/fa/", f"/{language}/")
    html = client.get(page).content.decode()
    assert "<script>alert" not in html
    code = unescape(re.search(r"<textarea[^>]*data-embed-code>(.*?)</textarea>", html, re.DOTALL)[1])
    assert code.startswith(f'<iframe src="https://diplomacy.example.org{address(kind, language)}" title="')
    assert code.endswith("</iframe>")
    assert code.count("<") == 2
    assert 'loading="lazy"' in code
    assert unescape(re.search(r'title="([^"]*)"', code)[1]) == HOSTILE
    assert f'href="{address(kind, language)}"' in html


def test_a_page_without_anything_to_show_offers_no_code(client, admin_client, content):
    assert "data-embed-code" not in client.get("/en/meetings/sixth-council-swearing-in/").content.decode()
    goal = Goal.objects.get(number=3)
    assert "data-embed-code" not in admin_client.get(f"{goal.get_absolute_url()}?preview").content.decode()


def test_oembed_gives_the_frame_of_a_gallery(client, photos, meeting):  # noqa: F811
    asked = f"/oembed?url=http://127.0.0.1/en/meetings/{meeting.slug}/"
    found = client.get(asked).json()
    assert (found["type"], found["width"], found["height"]) == ("rich", 640, 460)
    assert f"/en/embed/galleries/{meeting.uid}/" in found["html"]
    assert 'width="640" height="460"' in found["html"]
    small = client.get(f"{asked}&maxwidth=300&maxheight=250").json()
    assert (small["width"], small["height"]) == (300, 250)
    assert client.get(f"{asked}&maxwidth=100").json()["type"] == "link"
    meeting.photos.all().delete()
    assert client.get(asked).json()["type"] == "link"
