"""The set-up of deploy/ as it stands there, and what is left when a worker is killed in the middle of its work."""

import http.client
import os
import re
import signal
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from urllib.parse import urlsplit

import pytest

from tests.press.conftest import noise
from tests.programs import program
from tests.serving.in_front import nginx
from tests.serving.installations import Installation, answer, trusting
from tests.serving.writer import PASSWORD, Writer, workers

pytestmark = pytest.mark.installation


@pytest.fixture(scope="module")
def office(tmp_path_factory) -> Installation:
    """An installation with the starter content and somebody who writes."""
    found = Installation(tmp_path_factory.mktemp("office"))
    found.prepare()
    found.python(
        "from django.contrib.auth.models import User; "
        f"User.objects.create_superuser('writer', password='{PASSWORD}')"
    )
    return found


def fetched(
    address: str, method: str = "GET", body: bytes | None = None, **headers: str
) -> tuple[int, dict[str, str], bytes]:
    """Ask without decoding anything; return status, headers and the body as sent."""
    parts = urlsplit(address)
    with closing(http.client.HTTPSConnection(parts.netloc, timeout=60, context=trusting())) as line:
        line.request(
            method, parts.path, body, {name.replace("_", "-"): value for name, value in headers.items()}
        )
        response = line.getresponse()
        return (
            response.status,
            {name.lower(): value for name, value in response.getheaders()},
            response.read(),
        )


def test_pages_static_files_and_uploads_go_through_nginx(office, tmp_path):
    program("nginx")
    settings = {
        "HTTPS": "true", "BEHIND_PROXY": "true", "ACCEL_REDIRECT_PREFIX": "/protected/", "ALLOWED_HOSTS": "localhost",
    }  # fmt: skip
    office.python(
        "from django.core.files.uploadedfile import SimpleUploadedFile as S; from meetings import gallery\n"
        "from meetings.models import *; from tests.press.conftest import noise\n"
        "gallery.supply(Photo(meeting=Meeting.objects.first(), caption_en='x'), S('a.jpg', noise()))"
    )
    pages = ("-c", "deploy/gunicorn.conf.py", "--workers", "1")
    with office.served(*pages, **settings) as portal, nginx(office, portal, tmp_path) as address:
        status, headers, body = fetched(f"{address}/fa/")
        assert (status, headers["content-type"]) == (200, "text/html; charset=utf-8")
        assert "strict-transport-security" in headers
        assert re.fullmatch(r"[0-9a-f]{32}", headers["x-request-id"])
        kinds = {fetched(f"{address}/en/agreements/")[1]["x-kept"] for _time in range(5)}
        assert "HIT" in kinds
        for _time in range(2):  # who is signed in sees each page anew
            for name in ("__Host-session", "sessionid"):
                assert fetched(f"{address}/en/agreements/", Cookie=f"{name}=x")[1]["x-kept"] == "BYPASS"
            assert fetched(f"{address}/en/contact/")[1]["x-kept"] in ("MISS", "EXPIRED")
        style = re.search(r"/static/css/site\.[0-9a-f]{12}\.css", body.decode())[0]
        for accepted, encoding in (("br, gzip", "br"), ("gzip", "gzip"), ("identity", None)):
            status, headers, _body = fetched(address + style, Accept_Encoding=accepted)
            assert (status, headers.get("content-encoding")) == (200, encoding)
            assert headers["content-type"].startswith("text/css")
            assert "strict-transport-security" in headers
            assert "frame-ancestors 'none'" in headers["content-security-policy"]
            assert "immutable" in headers["cache-control"]
        photo = re.search(r'/photos/[^" ]+\.jpg', fetched(f"{address}/en/meetings/")[2].decode())
        size = photo or re.search(r'src="(/[^"]+\.(?:jpg|jpeg))"', fetched(f"{address}/en/")[2].decode())
        assert size, "no picture on the page"
        status, headers, body = fetched(address + size[0].removeprefix('src="').rstrip('"'))
        assert (status, body[:2]) == (200, b"\xff\xd8")
        assert headers["content-security-policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
        assert "strict-transport-security" in headers
        assert fetched(f"{address}/protected/uploads/")[0] == 404
        assert fetched(f"{address}/fa/", "TRACE")[0] == 405
        assert fetched(f"{address}/.git/config")[0] == 404
        assert fetched(f"{address}/fa/")[1]["server"] == "nginx"
        length = str(2_000_000)  # refused by what the head says, before anything is sent
        assert fetched(f"{address}/fa/", "POST", Content_Length=length)[0] == 413
        assert fetched(f"{address}/readyz")[0] == 200
        asked = {fetched(f"{address}/admin/confirm/")[0] for _time in range(30)}
        assert 429 in asked, "codes and passwords can be typed without end"
        assert fetched(f"{address}/admin/")[0] == 302
        log = (tmp_path / "access.log").read_text()
        assert "127.0.0.1" not in log
        assert "/en/" not in log


def test_a_crowd_costs_the_portal_one_page_a_second(office, tmp_path):
    settings = {"HTTPS": "true", "BEHIND_PROXY": "true", "ALLOWED_HOSTS": "localhost"}
    options = ("-c", "deploy/gunicorn.conf.py", "--workers", "1")
    with (
        office.served(*options, **settings) as portal,
        nginx(office, portal, tmp_path) as address,
        ThreadPoolExecutor(40) as crowd,
    ):
        fetched(f"{address}/en/networks/")  # what every first page brings with it is loaded
        for _second in range(2):  # a page that nobody asked for yet, and one that has just run out
            begun = time.monotonic()
            asked = list(crowd.map(lambda _one: fetched(f"{address}/fa/agreements/"), range(40)))
            assert {status for status, _headers, _body in asked} == {200}
            made = [head["x-kept"] for _status, head, _body in asked if head["x-kept"] in ("MISS", "EXPIRED")]
            assert 1 <= len(made) <= 1 + (time.monotonic() - begun), made
            time.sleep(
                2.1
            )  # nginx counts whole seconds: what it may keep for one can be there for nearly two


def test_what_a_crowd_asks_for_at_once_is_made_once_in_a_process(office):
    """Also where nothing stands in front: after a change all readers of a page come before it is made anew."""
    code = """
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from urllib.parse import urlsplit
from django.http import HttpResponse, HttpResponseNotFound
from django.test import RequestFactory
from tehran_diplomacy.publishing.generation import known_as, once_per_change
from tehran_diplomacy.serving.pages import PageCache

made = {"page": 0, "missing": 0, "count": 0, "fails": 0}

def slowly(name):
    made[name] += 1
    time.sleep(1)
    return made[name]

def view(request):
    if "nothing" in request.path:
        return HttpResponseNotFound(str(slowly("missing")))
    return HttpResponse(f"{slowly('page')}" * 600, content_type="text/html")

def count(_one):
    with known_as("a word"):
        return once_per_change("a count", lambda: slowly("count"))

def failing(_one):
    def fail():
        slowly("fails")
        raise ZeroDivisionError
    try:
        with known_as("a word"):
            once_per_change("what fails", fail)
    except ZeroDivisionError:
        return "failed"

cache, asks = PageCache(view), RequestFactory(headers={"host": "localhost"})
with ThreadPoolExecutor(8) as crowd:
    pages = list(crowd.map(lambda _one: cache(asks.get("/en/agreements/")), range(8)))
    counts = list(crowd.map(count, range(8)))
    missing = list(crowd.map(lambda _one: cache(asks.get("/en/nothing/")).status_code, range(3)))
    failed = list(crowd.map(failing, range(3)))
print(made, {page.content for page in pages} == {b"1" * 600}, set(counts), set(missing), set(failed))
"""
    said = office.python(code).split("\n")[0]
    assert said == "{'page': 1, 'missing': 3, 'count': 1, 'fails': 3} True {1} {404} {'failed'}"


def test_who_sends_a_request_letter_by_letter_keeps_nobody_waiting(office, tmp_path):
    settings = {"HTTPS": "true", "BEHIND_PROXY": "true", "ALLOWED_HOSTS": "localhost"}
    options = ("-c", "deploy/gunicorn.conf.py", "--workers", "1", "--threads", "2")
    with (
        office.served(*options, **settings) as portal,
        nginx(office, portal, tmp_path) as address,
        ExitStack() as lines,
    ):
        port = int(address.rpartition(":")[2])
        slow = []
        for _number in range(60):
            plain = lines.enter_context(socket.create_connection(("127.0.0.1", port), timeout=30))
            slow.append(lines.enter_context(trusting().wrap_socket(plain, server_hostname="localhost")))
            slow[-1].sendall(b"POST /fa/contact/ HTTP/1.1\r\nHost: localhost\r\nX-A: ")
        begun = time.monotonic()
        for _second in range(5):
            for line in slow:
                line.sendall(b"a")
            assert fetched(f"{address}/fa/")[0] == 200
            time.sleep(1)
        assert time.monotonic() - begun < 15
        slow[0].settimeout(20)
        try:
            answered = slow[0].recv(100)
        except ConnectionError:  # cut off without a word
            answered = b""
        assert answered == b"" or b" 408 " in answered, answered  # nginx gave up waiting for the head
        assert time.monotonic() - begun < 20


WHOLE = """
from django.core.files.storage import default_storage
from meetings.models import Photo
from tehran_diplomacy.places.models import Country
from tehran_diplomacy.publishing.revisions import Revision
from tehran_diplomacy.serving.named_files import named_now
print(all(default_storage.exists(name) for name in named_now()))
print(all(photo.press_file and photo.web_file and photo.sizes for photo in Photo.objects.exclude(file="")))
print(Photo.objects.exclude(file="").count())
"""


def test_a_worker_killed_in_the_middle_of_uploads_leaves_nothing_half(office):
    uploads = re.search(r"/admin/meetings/\S+", office.python(
        "from django.urls import reverse; from meetings.models import Meeting\n"
        "print(reverse('admin:meetings_meeting_gallery', args=[Meeting.objects.first().pk]))"
    ))[0]  # fmt: skip
    picture = noise(1500)
    survived = []
    with office.served("--workers", "1", "--threads", "4", TWO_STEP_REQUIRED="false") as address:
        writer = Writer(address)
        assert "password" in writer.get("/admin/password_change/")
        for wait in (0.05, 0.2, 0.4, 0.8, 1.2):

            def upload() -> None:
                try:
                    survived.append(writer.post(uploads + "add/", {"files": ("a.jpg", picture)}))
                except (OSError, http.client.HTTPException):
                    survived.append("")

            sending = threading.Thread(target=upload)
            sending.start()
            time.sleep(wait)
            for pid in workers(office, address):
                os.kill(pid, signal.SIGKILL)
            sending.join(30)
            for _time in range(100):
                try:
                    if answer(f"{address}/healthz")[0] == 200:
                        break
                except OSError:
                    time.sleep(0.1)
            named, whole, count = office.python(WHOLE).split()
            assert (named, whole) == ("True", "True")
    assert "" in survived, "no upload was cut off"
    assert int(count) <= len(survived) + 1


def test_a_worker_killed_in_the_middle_of_an_import_brings_in_nothing(office):
    rows = ["name_fa,name_en,country,latitude,longitude"]
    rows += [f"شهر آزمون {number},Trial town {number},IR,35.5,51.25" for number in range(500)]
    count = "from tehran_diplomacy.places.models import City; print(City.objects.filter(name_en__startswith='Trial').count())"
    with office.served("--workers", "1", "--threads", "4", TWO_STEP_REQUIRED="false") as address:
        writer = Writer(address)
        page = writer.post("/admin/places/city/import/", {"file": ("towns.csv", "\n".join(rows).encode())})
        token = re.search(r'name="token" value="([^"]+)"', page)[1]
        read = []

        def bring_in() -> None:
            try:
                writer.post("/admin/places/city/import/apply/", read_of=read, token=token)
            except (OSError, http.client.HTTPException):
                read.append(b"cut off")

        sending = threading.Thread(target=bring_in)
        sending.start()
        for _time in range(400):
            if b"".join(read).count(b"Trial town") or b"<progress" in b"".join(read):
                break
            time.sleep(0.05)
        for pid in workers(office, address):
            os.kill(pid, signal.SIGKILL)
        sending.join(30)
        assert read[-1] == b"cut off" or b"</html>" not in b"".join(read), (
            "the import was over before the kill"
        )
        assert office.python(count).split() == ["0"]
        for _time in range(100):
            try:
                page = writer.post("/admin/places/city/import/apply/", token=token)  # the same file, again
                break
            except (OSError, http.client.HTTPException):
                time.sleep(0.1)
    assert office.python(count).split() == ["500"]
