"""Health, log, figures and letters of errors, on real workers; and what they must not say."""

import json
import re
import shutil
import time
from email import message_from_string, policy

import pytest

from tests.serving.installations import Installation, answer, postgresql
from tests.serving.ports import free_port

pytestmark = pytest.mark.installation

ADDRESS = "reader@example.org"


@pytest.fixture(scope="module")
def office(tmp_path_factory) -> Installation:
    """An installation with the starter content."""
    found = Installation(tmp_path_factory.mktemp("office"))
    found.prepare()
    return found


def test_probes_ask_no_host_name_and_name_what_fails(office):
    with office.served("--workers", "1", HTTPS="true", ALLOWED_HOSTS="diplomacy.example.org") as address:
        assert answer(f"{address}/healthz")[:2] == (200, b"alive\n")
        status, body, headers = answer(f"{address}/readyz")
        assert (status, json.loads(body)) == (200, {"ready": True, "failing": [], "warnings": []})
        assert headers["Cache-Control"] == "no-store"
        (office.var / "media").mkdir(exist_ok=True)
        (office.var / "media").rename(office.var / "media-away")
        (office.var / "media").write_text("in the way")
        try:
            status, body, _headers = answer(f"{address}/readyz")
            assert (status, json.loads(body)) == (
                503,
                {"ready": False, "failing": ["storage"], "warnings": []},
            )
        finally:
            (office.var / "media").unlink()
            (office.var / "media-away").rename(office.var / "media")


def test_migrations_that_wait_are_told(tmp_path):
    empty = Installation(tmp_path)
    with empty.served("--workers", "1") as address:
        status, body, _headers = answer(f"{address}/readyz")
        assert (status, json.loads(body)["failing"]) == (503, ["migrations"])
        assert answer(f"{address}/healthz")[0] == 200


def test_a_line_for_each_request_with_its_number_and_nothing_personal(office):
    (office.var / "log").write_text("")
    with office.served("--workers", "1", LOG_FORMAT="json") as address:
        headers = answer(f"{address}/en/agreements/?q={ADDRESS}", X_Request_ID="from-the-proxy-1")[2]
        assert headers["X-Request-ID"] == "from-the-proxy-1"
        made = answer(f"{address}/en/nothing/{ADDRESS}", X_Request_ID="evil\tone")[2]["X-Request-ID"]
        assert re.fullmatch(r"[0-9a-f]{16}", made)
    text = (office.var / "log").read_text()
    lines = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    requests = {line["request_id"]: line for line in lines if line["logger"] == "portal.requests"}
    assert requests["from-the-proxy-1"]["route"].endswith("agreements/")
    assert requests["from-the-proxy-1"]["status"] == 200
    assert requests["from-the-proxy-1"]["milliseconds"] > 0
    assert any(line.get("request_id") == made and line["level"] == "WARNING" for line in lines)
    assert ADDRESS not in text
    assert "?q=" not in text


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("Not Found: /en/follow/confirm/AbCdEfGhIjKlMnOpQrStUv/", "Not Found: /en/follow/confirm/…/"),
        ("from 10.20.30.40 port 5", "from … port 5"),
        ("from 2001:db8::1 again", "from … again"),
        ("Key (address)=(a.b+c@example.org) exists", "Key (address)=(…) exists"),
        ("GET /fa/?q=x HTTP", "GET /fa/… HTTP"),
        ("12:34:56 is a time; why? Because.", "12:34:56 is a time; why? Because."),
        ("agreements::models", "agreements::models"),
    ],
)
def test_what_is_personal_leaves_no_trace(said, written):
    from tehran_diplomacy.serving.logs import without_the_personal

    assert without_the_personal(said) == written


def test_figures_of_all_workers_are_added_up_on_a_port_of_their_own(office):
    port = free_port()
    options = ("-c", "deploy/gunicorn.conf.py", "--workers", "2")
    with office.served(*options, METRICS_PORT=str(port)) as address:
        for _time in range(8):
            assert answer(f"{address}/en/agreements/")[0] == 200
        answer(f"{address}/en/nothing/")
        assert answer(f"{address}/metrics")[0] == 404
        for _time in range(50):
            try:
                text = answer(f"http://127.0.0.1:{port}/metrics")[1].decode()
                break
            except OSError:
                time.sleep(0.1)
        counted = re.search(
            r'portal_requests_total\{method="GET",route="/en/agreements/",status="200"\} 8\.0', text
        )
        assert counted, text
        assert 'portal_kept_pages_total{found="yes"}' in text
        assert 'route="unknown"' in text
        assert "portal_request_seconds_bucket" in text
    with pytest.raises(OSError):  # it ends with the portal
        time.sleep(2)
        answer(f"http://127.0.0.1:{port}/metrics")


def test_one_letter_for_a_kind_of_error_and_the_rest_are_counted(office):
    letters = office.var / "letters"
    code = """
import logging
from django.test import Client
from django.urls import path
from tehran_diplomacy import urls
def broken(request, token):
    secret = "a local value"
    raise ValueError("no such thing as reader@example.org")
def other(request):
    raise KeyError("other")
urls.urlpatterns += [path("broken/<str:token>/", broken), path("other/", other)]
client = Client(raise_request_exception=False, HTTP_HOST="localhost", REMOTE_ADDR="10.9.8.7")
for number in range(3):
    assert client.post("/broken/AbCdEfGhIjKlMnOpQrStUvWx/?q=secret-query", {"name": "secret-name"}).status_code == 500
client.get("/other/")
from django.conf import settings
import json
for path in (settings.VAR_DIR / "errors").iterdir():
    sent, waiting = json.loads(path.read_text())
    path.write_text(json.dumps([sent - 16 * 60, waiting]))
client.get("/broken/x/")
"""
    office.manage(
        "shell", "--no-imports", "-c", code, EMAIL_URL=f"file:///{letters}", ADMINS="it@example.org"
    )
    sent = [
        message_from_string(one, policy=policy.default)
        for path in sorted(letters.iterdir())
        for one in re.split(r"^-{70,}\n", path.read_text(), flags=re.MULTILINE)
        if one.strip()
    ]
    subjects = [one["Subject"].removeprefix("[Tehran City Diplomacy] ") for one in sent]
    assert sorted(subjects) == ["KeyError", "ValueError", "ValueError"]
    text = "\n".join(one.get_content() for one in sent)
    assert "2 more of this kind" in text
    assert "/broken/<str:token>/" in text
    assert "Traceback" in text
    for secret in (
        ADDRESS,
        "10.9.8.7",
        "AbCdEfGhIjKlMnOpQrStUvWx",
        "secret-query",
        "secret-name",
        "a local value",
    ):
        assert secret not in text


def test_without_the_database_readers_see_a_calm_page_and_it_comes_back(office, tmp_path):
    path = tmp_path / "one.zip"
    office.manage("backup", str(path))
    with postgresql() as server:
        portal = Installation(office.var.parent / "on-postgresql", server.address)
        portal.manage("restore", str(path))
        shutil.copytree(office.var / "static", portal.var / "static")
        with portal.served("--workers", "1", "--threads", "4") as address:
            assert answer(f"{address}/en/agreements/")[0] == 200
            server.stop()
            status, body, headers = answer(f"{address}/fa/networks/")
            assert (status, headers["Retry-After"]) == (503, "30")
            text = body.decode()
            assert "درگاه موقتاً در دسترس نیست" in text
            assert "The portal is temporarily unavailable" in text
            assert "script-src 'self'" in headers["Content-Security-Policy"]
            assert answer(f"{address}/en/agreements/")[0] == 200  # kept
            status, body, _headers = answer(f"{address}/api/v1/networks")
            assert (status, json.loads(body)["status"]) == (503, 503)
            assert json.loads(answer(f"{address}/readyz")[1])["failing"] == ["database", "migrations"]
            assert answer(f"{address}/healthz")[0] == 200
            server.start()
            for page in ("/fa/networks/", "/en/agreements/", "/api/v1/networks", "/readyz"):
                assert answer(address + page)[0] == 200, page


def test_the_doctor_names_what_is_wrong_in_both_languages(office, tmp_path):
    empty = Installation(tmp_path)
    said = empty.manage("doctor", fails=True, ALLOWED_HOSTS="*")
    assert "✗ Migrations are not applied." in said
    assert "→ manage.py prepare" in said
    assert "ProgrammingError" not in said
    assert "✗ The static files are not collected" in said
    assert "ALLOWED_HOSTS allows every name" in said
    said = empty.manage("doctor", "--language", "fa", fails=True, DATABASE_URL="postgres://a:b@127.0.0.1:1/c")
    assert "✗ پایگاه داده پاسخ نمی‌دهد" in said
    assert "There are problems" not in said
    assert "✗" not in office.manage("doctor")
