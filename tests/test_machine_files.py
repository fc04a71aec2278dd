"""Sitemaps, robots, humans, security.txt, manifest and icons, as machines fetch them."""

import re
from datetime import UTC, datetime, timedelta
from io import BytesIO
from xml.etree import ElementTree

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from agreements.models import Agreement
from tehran_diplomacy.correspondence.models import Message
from tehran_diplomacy.portal.sitemaps import PublicRecords
from tehran_diplomacy.publishing.status import Status

pytestmark = pytest.mark.django_db
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"
HOST = "http://testserver"


def body(response) -> bytes:
    return b"".join(response) if response.streaming else response.content


def locations(client, address: str) -> list[str]:
    response = client.get(address)
    assert response.status_code == 200, address
    assert response["Content-Type"] == "application/xml; charset=utf-8"
    return [one.text for one in ElementTree.fromstring(body(response)).iter(f"{MAP}loc")]


def everything(client) -> list[str]:
    return [
        found
        for one in locations(client, "/sitemap.xml")
        for found in locations(client, one.removeprefix(HOST))
    ]


def test_every_address_of_the_sitemap_is_a_page_in_both_languages(client, content):
    found = everything(client)
    assert len(found) == len(set(found)) > 150
    assert sum("/fa/" in one for one in found) == sum("/en/" in one for one in found)
    for address in found:
        response = client.get(address.removeprefix(HOST), follow=True)
        assert response.status_code == 200, address
        assert f'<html lang="{address.split("/")[3]}"' in body(response).decode()


def test_each_address_names_itself_the_other_language_and_a_default(client, content):
    tree = ElementTree.fromstring(body(client.get("/sitemap-agreements.xml")))
    for url in tree.iter(f"{MAP}url"):
        links = {link.get("hreflang"): link.get("href") for link in url.iter(LINK)}
        assert set(links) == {"fa", "en", "x-default"}
        assert url.find(f"{MAP}loc").text in links.values()
        assert links["fa"].replace("/fa/", "/en/") == links["en"]
        assert client.get(links["x-default"].removeprefix(HOST))["Location"] in (
            links["fa"].removeprefix(HOST),
            links["en"].removeprefix(HOST),
        )
        assert re.match(r"\d{4}-\d{2}-\d{2}", url.find(f"{MAP}lastmod").text)


@pytest.mark.parametrize("hidden", [
    {"status": Status.DRAFT}, {"status": Status.IN_REVIEW}, {"status": Status.ARCHIVED}, {"status": Status.BINNED},
    {"publish_at": datetime(2999, 1, 1, tzinfo=UTC)},
])  # fmt: skip
def test_only_what_is_public_is_in_the_sitemap(client, content, hidden):
    agreement = Agreement.objects.public().first()
    address = f"{HOST}{agreement.get_absolute_url()}"
    assert address in locations(client, "/sitemap-agreements.xml")
    Agreement.objects.filter(pk=agreement.pk).update(**hidden)
    assert address not in locations(client, "/sitemap-agreements.xml")


def test_no_message_and_no_desk_is_in_the_sitemap(client, content):
    Message.objects.create(code_hash="x", language="fa", subject="نامه", text="x")
    assert not [one for one in everything(client) if re.search("admin|message|answer|shared", one)]


def test_a_register_is_split_into_files_and_nothing_is_lost(client, content, monkeypatch):
    whole = locations(client, "/sitemap-agreements.xml")
    assert PublicRecords.limit == 5000
    monkeypatch.setattr(PublicRecords, "limit", 10)
    pages = [one.removeprefix(HOST) for one in locations(client, "/sitemap.xml") if "agreements" in one]
    assert len(pages) == -(-len(whole) // 10) > 3
    parts = [locations(client, page) for page in pages]
    assert all(len(part) == 10 for part in parts[:-1])
    assert [one for part in parts for one in part] == whole
    assert client.get(f"/sitemap-agreements.xml?p={len(pages) + 1}").status_code == 404
    assert client.get("/sitemap-agreements.xml?p=x").status_code == 404
    assert client.get("/sitemap-messages.xml").status_code == 404


def test_sitemaps_cost_the_same_with_more_records(client, content):
    counts = []
    for more in (0, 40):
        for number in range(more):
            Agreement.objects.create(
                title_en=f"More {number}", form="mou", kind="multilateral", status=Status.PUBLISHED
            )
        for address in (
            "/sitemap.xml",
            "/sitemap-agreements.xml",
            "/sitemap-goals.xml",
            "/sitemap-photos.xml",
        ):
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            counts.append(len(queries))
    assert counts[:4] == counts[4:]
    assert max(counts) <= 12
    assert max(counts[1:4]) <= 2


def test_an_empty_portal_has_a_sitemap_of_its_pages(client):
    assert f"{HOST}/fa/contact/" in everything(client)


def test_robots_are_told_where_the_sitemap_is_and_what_is_not_theirs(client, settings):
    response = client.get("/robots.txt")
    assert response["Content-Type"].startswith("text/plain")
    lines = body(response).decode().splitlines()
    assert f"Sitemap: {HOST}/sitemap.xml" in lines
    assert f"Disallow: /{settings.ADMIN_PATH}" in lines
    assert "Disallow: /" not in lines


def test_humans_are_named_in_both_languages(client):
    text = body(client.get("/humans.txt")).decode()
    assert "شورای اسلامی شهر تهران" in text
    assert "Islamic City Council of Tehran" in text


@pytest.mark.parametrize(
    ("setting", "said"),
    [("", "https://portal.example/fa/contact/"), ("security@example.org", "mailto:security@example.org"),
     ("https://example.org/report", "https://example.org/report"), ("tel:+98-21-1", "tel:+98-21-1")],
)  # fmt: skip
def test_security_txt_names_a_contact_and_ends_within_a_year(client, settings, freezer, setting, said):
    settings.SECURITY_CONTACT, settings.SITE_ADDRESS = setting, "https://portal.example"
    for day in ("2026-01-01 12:00:00", "2027-12-31 23:59:59"):
        freezer.move_to(day)
        response = client.get("/.well-known/security.txt")
        assert response["Content-Type"] == "text/plain; charset=utf-8"
        fields = dict(line.split(": ", 1) for line in body(response).decode().splitlines())
        assert fields["Contact"] == said
        assert fields["Canonical"] == "https://portal.example/.well-known/security.txt"
        left = datetime.fromisoformat(fields["Expires"]) - datetime.now(UTC)
        assert timedelta(days=30) < left < timedelta(days=365)


@pytest.mark.parametrize("language", ["fa", "en"])
def test_the_manifest_speaks_the_pages_language_and_its_icons_are_there(client, content, language):
    page = body(client.get(f"/{language}/")).decode()
    address = re.search(r'<link rel="manifest" href="([^"]+)">', page)[1]
    response = client.get(address)
    data = response.json()
    assert response["Content-Type"] == "application/manifest+json"
    assert not response.cookies
    assert (data["lang"], data["dir"]) == (language, {"fa": "rtl", "en": "ltr"}[language])
    assert data["start_url"] == f"/{language}/"
    assert all(data[name] for name in ("name", "short_name", "description"))
    pngs = [icon for icon in data["icons"] if icon["type"] == "image/png"]
    assert {"192x192", "512x512"} <= {icon["sizes"] for icon in pngs}
    assert [icon["sizes"] for icon in pngs if icon.get("purpose") == "maskable"] == ["512x512"]
    for icon in pngs:
        picture = Image.open(BytesIO(body(client.get(icon["src"]))))
        assert "x".join(map(str, picture.size)) == icon["sizes"]


def test_telephones_find_their_icon(client, content):
    page = body(client.get("/fa/")).decode()
    linked = re.search(r'<link rel="apple-touch-icon" href="([^"]+)">', page)[1]
    picture = Image.open(BytesIO(body(client.get(linked))))
    assert (picture.size, picture.convert("RGBA").getchannel("A").getextrema()) == ((180, 180), (255, 255))
    assert client.get("/apple-touch-icon.png")["Location"] == linked


def test_the_icons_are_drawn_from_the_mark(settings, tmp_path):
    kept = settings.BASE_DIR / "static" / "img"
    (tmp_path / "static" / "img").mkdir(parents=True)
    (tmp_path / "static" / "img" / "mark.svg").write_bytes((kept / "mark.svg").read_bytes())
    settings.BASE_DIR = tmp_path
    call_command("draw_icons")
    drawn = sorted((tmp_path / "static" / "img").glob("icon-*.png"))
    assert len(drawn) == 4
    for one in drawn:
        with Image.open(one) as new, Image.open(kept / one.name) as old:
            assert (new.size, new.tobytes()) == (old.size, old.tobytes()), one.name
