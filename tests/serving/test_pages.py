"""Kept pages are exact: whatever changes a page changes it for the next reader, and nothing personal is kept."""

import gzip
import subprocess
import time
from collections.abc import Iterator
from datetime import timedelta

import brotli
import pytest
from django.core.cache import caches
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agreements.models import Agreement
from meetings.models import Meeting
from tehran_diplomacy.places.models import Country
from tehran_diplomacy.portal.models import CitizensLine
from tehran_diplomacy.publishing import verbs
from tehran_diplomacy.publishing.generation import current, renew
from tests.programs import program

PAGE = "/en/agreements/tehran-yerevan-sister-city/"


@pytest.fixture(autouse=True)
def kept(settings, content) -> None:
    """Pages are kept in this test, and none of another test's."""
    settings.PAGE_CACHE = "pages"
    for cache in caches:
        caches[cache].clear()


def queries(client: Client, path: str, **headers: str) -> int:
    with CaptureQueriesContext(connection) as found:
        assert client.get(path, headers=headers).status_code == 200
    return len(found)


@pytest.mark.parametrize(
    "path", ["/fa/", "/en/meetings/", PAGE, "/api/v1/agreements", "/en/feeds/all.atom", "/fa/map/"]
)
def test_the_second_reader_costs_one_query(client, path):
    assert queries(client, path) > 1
    number = {"X-Request-ID": "the-same-for-both"}
    first = client.get(path, headers=number)
    assert queries(client, path) == 1
    second = client.get(path, headers=number)
    assert second.content == first.content
    assert second.headers == first.headers


def by_an_edit():
    Agreement.objects.filter(slug="tehran-yerevan-sister-city").update(title_en="Another title")


def by_a_part():
    Agreement.objects.get(slug="tehran-yerevan-sister-city").sources.create(title="A new source")


def by_a_name_elsewhere():
    Country.objects.get(code="AM").save()
    country = Country.objects.get(code="AM")
    country.name_en = "Hayastan"
    country.save()


def by_a_relation():
    meeting = Meeting.objects.filter(agreements=None).first()
    meeting.agreement_links.create(
        agreement=Agreement.objects.get(slug="tehran-yerevan-sister-city"), signed_here=False
    )


@pytest.mark.parametrize("change", [by_an_edit, by_a_part, by_a_name_elsewhere, by_a_relation])
def test_every_change_is_seen_by_the_next_reader(client, change):
    before = client.get(PAGE).content
    assert client.get(PAGE).content == before
    change()
    assert client.get(PAGE).content != before


def test_a_withdrawal_and_a_return_are_seen_at_once(client, account):
    publisher = account("publishers")
    agreement = Agreement.objects.get(slug="tehran-yerevan-sister-city")
    assert client.get(PAGE).status_code == 200
    verbs.archive(agreement, publisher)
    assert client.get(PAGE).status_code == 410
    assert "tehran-yerevan" not in client.get("/en/agreements/").content.decode()
    verbs.publish(agreement, publisher)
    assert client.get(PAGE).status_code == 200


def test_a_moment_of_publication_that_passes_is_seen(client, account, freezer):
    publisher = account("publishers")
    agreement = Agreement.objects.get(slug="tehran-yerevan-sister-city")
    at = timezone.now() + timedelta(seconds=40)
    verbs.publish(agreement, publisher, at)
    assert (
        "Tehran and Yerevan" not in client.get("/en/agreements/?form=sister_city&sort=title").content.decode()
    )
    freezer.move_to(at - timedelta(seconds=1))
    assert client.get(PAGE).status_code == 410 or client.get(PAGE).status_code == 404
    freezer.move_to(at + timedelta(seconds=1))
    assert client.get(PAGE).status_code == 200


def test_a_day_that_begins_is_seen(client, freezer):
    word = current()
    client.get(PAGE)
    freezer.move_to(timezone.now() + timedelta(days=1))
    assert current() != word
    assert queries(client, PAGE) > 1


def test_what_is_no_record_is_seen_too(client):
    before = client.get("/en/").content
    line = CitizensLine.objects.first()
    line.title_en = "Another line"
    line.save()
    assert client.get("/en/").content != before


def test_a_change_that_is_undone_leaves_the_state_as_it_was(db):
    from django.db import transaction

    word = current()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        by_an_edit()
        assert current() != word
        raise ZeroDivisionError
    assert current() == word


def test_etag_and_304(client):
    etag = client.get(PAGE)["ETag"]
    answer = client.get(PAGE, headers={"If-None-Match": etag})
    assert (answer.status_code, answer.content) == (304, b"")
    by_an_edit()
    assert client.get(PAGE, headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize(
    ("accepted", "encoding", "read"),
    [
        ("gzip, deflate, br", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("br;q=0, gzip", "gzip", gzip.decompress),
        ("", None, bytes),
        ("identity", None, bytes),
    ],
)
def test_bodies_are_compressed_as_the_reader_accepts(client, accepted, encoding, read):
    plain = client.get(PAGE).content
    for _time in range(2):
        answer = client.get(PAGE, headers={"Accept-Encoding": accepted})
        assert answer.get("Content-Encoding") == encoding
        assert read(answer.content) == plain
        assert int(answer["Content-Length"]) == len(answer.content)
        assert "Accept-Encoding" in answer["Vary"]


def test_nothing_personal_is_kept(client, admin_client):
    assert queries(admin_client, PAGE) > 1
    assert queries(admin_client, PAGE) > 1
    for path in ("/en/contact/", "/en/contact/answer/"):
        assert client.get(path).content != b""
        assert "no-store" in client.get(path)["Cache-Control"]
    preview = admin_client.get(f"{PAGE}?preview").content.decode()
    assert "Preview for staff" in preview
    assert "Preview for staff" not in client.get(f"{PAGE}?preview").content.decode()
    assert "Preview for staff" not in client.get(PAGE).content.decode()


def test_hosts_and_headers_of_an_attacker_poison_nothing(client, settings):
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    honest = client.get(PAGE).content
    headers = {
        "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "X-Original-URL": "/en/", "Origin": "null",
        "X-Rewrite-URL": "/en/", "Accept-Language": "fa", "User-Agent": "<script>", "X-HTTP-Method-Override": "POST",
    }  # fmt: skip
    by_an_edit()
    attacked = client.get(PAGE, headers=headers).content
    assert b"evil.example" not in attacked
    assert client.get(PAGE).content == attacked != honest
    other = client.get(PAGE, headers={"Host": "other.example"}).content
    assert b"http://other.example" in other
    assert b"other.example" not in client.get(PAGE).content
    assert client.get(PAGE, headers={"Host": "evil.example"}).status_code == 400
    assert client.get(PAGE).content == attacked


def test_an_address_of_any_length_or_a_search_fills_no_memory(client):
    def pages() -> int:
        return sum(":page:" in key for cache in caches for key in caches[cache]._cache)

    client.get(f"/en/agreements/?q={'x' * 300}")
    client.get("/en/search/?q=tehran")
    assert pages() == 0
    client.get("/en/agreements/")
    assert pages() == 1


def test_without_the_database_the_last_state_is_given_out(client, monkeypatch):
    """The one stand-in of these tests: the database is made to refuse, as a server that is gone does."""
    from tehran_diplomacy.serving import pages

    shown = client.get(PAGE).content

    def away():
        raise DatabaseError("the connection is closed")

    monkeypatch.setattr(pages, "current", away)
    assert client.get(PAGE).content == shown


@pytest.fixture
def redis(settings, tmp_path) -> Iterator[str]:
    """A real server of the kind that several machines share."""
    socket = tmp_path / "redis.sock"
    command = [program("redis-server"), "--port", "0", "--unixsocket", str(socket), "--save", ""]
    process = subprocess.Popen(command, stdout=-3)
    for _time in range(100):
        if socket.exists():
            break
        time.sleep(0.05)
    server = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": f"unix://{socket}"}
    settings.CACHES = {"default": server, "typed": server}
    yield process
    for cache in caches:
        caches[cache].close()
    process.kill()
    process.wait()


def test_a_shared_server_keeps_pages_and_its_loss_is_no_reader_s(redis, client):
    assert queries(client, PAGE) > 1
    assert queries(client, PAGE) == 1
    shown = client.get(PAGE).content
    by_an_edit()
    assert client.get(PAGE).content != shown
    redis.kill()
    redis.wait()
    assert client.get(PAGE).status_code == 200
    assert renew()
    assert client.get(PAGE).status_code == 200


def test_the_api_s_own_tag_holds_for_every_encoding(client):
    first = client.get("/api/v1/agreements", headers={"Accept-Encoding": "br"})
    assert first["ETag"].startswith("W/")
    for encoding in ("br", "gzip", ""):
        again = client.get(
            "/api/v1/agreements", headers={"If-None-Match": first["ETag"], "Accept-Encoding": encoding}
        )
        assert again.status_code == 304
    caches["default"].clear()
    assert client.get("/api/v1/agreements", headers={"If-None-Match": first["ETag"]}).status_code == 304
