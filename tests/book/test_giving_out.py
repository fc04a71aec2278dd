"""How documents are given out: made once for each change, in any part, only while their record is public."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agreements.models import Agreement
from roadmap.models import Goal, Roadmap
from tehran_diplomacy.book import typesetting
from tehran_diplomacy.publishing import previews
from tehran_diplomacy.publishing.status import Status
from tests.book.conftest import AGREEMENT, ALL, BOOK, GOAL, body, read, text_of
from tests.test_pages import MOST_QUERIES

PAGES = {
    "/{}/roadmap/sixth/": BOOK, "/{}/roadmap/sixth/goals/bilateral-cooperation/": GOAL,
    "/{}/agreements/tehran-yerevan-sister-city/": AGREEMENT,
}  # fmt: skip


@pytest.mark.parametrize("language", ["fa", "en"])
@pytest.mark.parametrize("address", ALL)
def test_a_document_is_given_out_with_a_name_and_once_only(client, content, kept, address, language):
    response = client.get(address.format(language))
    data = body(response)
    assert data.startswith(b"%PDF-")
    assert response["Content-Type"] == "application/pdf"
    assert int(response["Content-Length"]) == len(data)
    assert re.fullmatch(
        rf'attachment; filename="tehran-city-diplomacy-[a-z0-9-]+-{language}.pdf"',
        response["Content-Disposition"],
    )
    assert response["Content-Language"] == language
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in response
    (file,) = kept.glob("*.pdf")
    made_at = file.stat().st_mtime_ns
    assert body(client.get(address.format(language))) == data
    assert file.stat().st_mtime_ns == made_at
    again = client.get(address.format(language), headers={"if-none-match": response["ETag"]})
    assert again.status_code == 304
    part = client.get(address.format(language), headers={"range": "bytes=5-99", "if-range": response["ETag"]})
    assert (part.status_code, b"".join(part)) == (206, data[5:100])
    head = client.head(address.format(language))
    assert (head["Content-Length"], b"".join(head)) == (str(len(data)), b"")
    assert client.post(address.format(language)).status_code == 405


@pytest.mark.parametrize("address", ALL)
def test_a_document_costs_few_queries_once_it_is_made(client, content, address):
    client.get(address.format("fa"))
    with CaptureQueriesContext(connection) as queries:
        client.get(address.format("fa"))
    assert len(queries) <= 3


def test_a_change_is_seen_at_once_and_the_same_content_has_the_same_tag(client, content):
    first = client.get(AGREEMENT.format("en"))
    body(first)
    goal = Goal.objects.get(number=1)
    goal.summary_en = "Another summary"
    goal.save()
    assert client.get(AGREEMENT.format("en"))["ETag"] == first["ETag"]  # nothing of it stands there
    agreement = Agreement.objects.get(slug="tehran-yerevan-sister-city")
    agreement.note_en = "A new note."
    agreement.save()
    assert client.get(AGREEMENT.format("en"))["ETag"] != first["ETag"]
    assert "A new note." in text_of(read(client, AGREEMENT.format("en")))


def test_a_document_follows_its_page(client, content):
    agreement = Agreement.objects.get(slug="tehran-yerevan-sister-city")
    body(client.get(AGREEMENT.format("en")))
    for status, moment, answer in (
        (Status.DRAFT, None, 410),  # taken back: it was public
        (Status.IN_REVIEW, None, 410),
        (Status.ARCHIVED, None, 410),
        (Status.BINNED, None, 410),
        (Status.PUBLISHED, timezone.now() + timedelta(hours=1), 410),  # it comes back then
    ):
        Agreement.objects.filter(pk=agreement.pk).update(status=status, publish_at=moment)
        response = client.get(AGREEMENT.format("en"))
        assert (response.status_code, status) == (answer, status)
        if answer == 410:
            assert response["Cache-Control"] == "no-cache"
    assert client.get("/en/agreements/nothing/record.pdf").status_code == 404
    Agreement.objects.filter(pk=agreement.pk).update(status=Status.PUBLISHED, publish_at=None)
    agreement.refresh_from_db()
    agreement.slug = "yerevan"
    agreement.save()
    response = client.get(AGREEMENT.format("en"))
    assert (response.status_code, response["Location"]) == (301, "/en/agreements/yerevan/record.pdf")


def test_a_goal_of_a_roadmap_that_is_not_public_has_none(client, content):
    Roadmap.objects.update(status=Status.DRAFT)
    assert client.get(GOAL.format("fa")).status_code == 404
    assert client.get(BOOK.format("fa")).status_code == 410


def test_a_preview_never_becomes_a_document(client, admin_client, content, kept):
    agreement = Agreement.objects.create(title_en="A draft", form="mou", kind="bilateral")
    address = f"/en/agreements/{agreement.slug}/record.pdf"
    token = previews.preview_link(agreement).partition("?")[2]
    for reader in (client, admin_client):
        assert reader.get(f"{address}?preview").status_code == 404
        assert reader.get(f"{address}?{token}").status_code == 404
    assert not list(kept.glob("*.pdf"))


@pytest.mark.parametrize("language", ["fa", "en"])
def test_pages_lead_to_their_document_with_its_size_once_it_is_made(client, content, language):
    for page, document in PAGES.items():
        address = document.format(language)
        html = client.get(page.format(language)).content.decode()
        assert f'href="{address}"' in html
        assert not re.search(r"PDF[,،] [\d۰-۹]", html)
        size = round(len(body(client.get(address))) / 1000)
        with CaptureQueriesContext(connection) as queries:
            html = client.get(page.format(language)).content.decode()
        assert len(queries) <= MOST_QUERIES
        shown = (
            f"{size} KB"
            if language == "en"
            else str(size).translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
        )
        assert f"PDF{', ' if language == 'en' else '، '}{shown}" in html


@pytest.mark.parametrize(
    ("language", "words"), [("fa", "ساختن فایل PDF ممکن نشد"), ("en", "could not be created")]
)
def test_what_cannot_be_set_is_answered_calmly_and_leaves_nothing(
    client, content, kept, tmp_path, monkeypatch, language, words
):
    broken = tmp_path / "typst"
    broken.mkdir()
    (broken / "document.typ").write_text("#panic()")
    with monkeypatch.context() as patch:
        patch.setattr(typesetting, "TEMPLATES", broken)
        typesetting.edition.cache_clear()
        response = client.get(AGREEMENT.format(language))
    typesetting.edition.cache_clear()
    assert response.status_code == 503
    assert words in response.content.decode()
    assert response["Retry-After"]
    assert [file.name for file in kept.iterdir()] == ["lock"]
    assert body(client.get(AGREEMENT.format(language))).startswith(b"%PDF-")


@pytest.mark.django_db(transaction=True)
def test_a_flood_makes_a_document_once(content, kept):
    def ask(_number: int) -> bytes:
        try:
            return body(Client().get(BOOK.format("fa")))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as readers:
        answers = set(readers.map(ask, range(24)))
    assert len(answers) == 1
    assert len(list(kept.glob("*.pdf"))) == 1
