"""A release comes in and goes out again, by deploy/release, under readers through nginx: none of them notices."""

import http.client
import os
import re
import shutil
import subprocess
import threading
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.programs import program
from tests.serving.in_front import nginx
from tests.serving.installations import ROOT, Installation, answer, postgresql, trusting
from tests.serving.ports import free_port
from tests.serving.whole import SETTINGS, redis

pytestmark = [
    pytest.mark.installation,
    pytest.mark.slow,
    pytest.mark.skipif("RELEASE" not in os.environ, reason="three minutes, and a quiet machine: `make soak`"),
]

RATE = 50  # pages a second, of all readers
READERS = 10
PAGES = [
    f"/{language}/{page}"
    for language in ("fa", "en")
    for page in (
        "", "agreements/", "agreements/tehran-yerevan-sister-city/", "networks/", "meetings/", "meetings/charts/", "map/",
        "timeline/", "search/?q=tehran", "contact/", "glossary/", "changes/", "data/", "for-cities/", "about/", "cities/",
    )
] + ["/api/v1/agreements", "/api/v1/meetings", "/sitemap.xml", "/robots.txt"]  # fmt: skip
ADDED = """
from django.db import migrations
class Migration(migrations.Migration):
    dependencies = [("roadmap", "LAST")]
    operations = [migrations.RunSQL("CREATE TABLE of_release_two (id integer)", "DROP TABLE of_release_two")]
"""


def tree(folder: Path) -> Path:
    """Copy the code as it stands here."""
    left_out = shutil.ignore_patterns(".git", ".venv", "var", "images", "releases", "__pycache__", ".*_cache")
    shutil.copytree(ROOT, folder, ignore=left_out)
    return folder


def second(folder: Path) -> Path:
    """The code of a release with a new template, a new static file that it names, and a migration."""
    tree(folder)
    (folder / "static/css/r2.css").write_text("/* r2 */\n")
    page = folder / "templates/portal/glossary.html"
    page.write_text(
        page.read_text().replace("{% block main %}", '{% block main %}{% include "r2.html" %}', 1)
    )
    (folder / "templates/r2.html").write_text(
        '{% load static %}<link rel="stylesheet" href="{% static "css/r2.css" %}">'
    )
    last = max(path.stem for path in (folder / "roadmap/migrations").glob("0*.py"))
    (folder / "roadmap/migrations/9000_r2.py").write_text(ADDED.replace("LAST", last))
    return folder


class Readers:
    """Ask for one page after the other, each on a line of its own, and keep what came."""

    def __init__(self, front: str, pages: list[str]) -> None:
        self.front, self.pages, self.over = front, pages, threading.Event()
        self.came: list[tuple[float, int, str]] = []

    def _read(self, number: int) -> None:
        turn = number
        while not self.over.is_set():
            page, begun = self.pages[turn % len(self.pages)], time.monotonic()
            line = http.client.HTTPSConnection(urlsplit(self.front).netloc, timeout=60, context=trusting())
            try:
                line.request("GET", page)
                response = line.getresponse()
                response.read()
                status = response.status
            except OSError:
                status = 0
            finally:
                line.close()
            took = time.monotonic() - begun
            self.came.append((took, status, page))
            turn += READERS
            time.sleep(max(0, READERS / RATE - took))

    @contextmanager
    def reading(self):
        """Have them read meanwhile."""
        threads = [threading.Thread(target=self._read, args=(number,)) for number in range(READERS)]
        for one in threads:
            one.start()
        try:
            yield
        finally:
            self.over.set()
            for one in threads:
                one.join()


def test_a_release_comes_in_and_goes_out_and_no_reader_notices(tmp_path):
    program("setpriv")
    top, units, state = tmp_path / "portal", tmp_path / "units", tmp_path / "state"
    for folder in (top, units, state):
        folder.mkdir()
    tmp_path.chmod(0o755)
    slots = [free_port(), free_port()]
    port = free_port()
    with postgresql() as server, redis(tmp_path) as cache:
        front = f"https://localhost:{port}"
        office = Installation(top / "var", server.address)
        settings = SETTINGS | {
            "VAR_DIR": str(office.var), "DATABASE_URL": server.address, "CACHE_URL": cache, "SITE_ADDRESS": front,
            "CSRF_TRUSTED_ORIGINS": front, "WORKERS": "1", "METRICS_PORT": str(free_port()),
        }  # fmt: skip
        (tmp_path / "env").write_text("".join(f"{name}={value}\n" for name, value in settings.items()))
        for path in (ROOT / "deploy").glob("portal*.service"):
            text = (
                path.read_text()
                .replace("/srv/portal", str(top))
                .replace("/etc/portal.env", f"{tmp_path}/env")
            )
            (units / path.name).write_text(re.sub(r"^(User|Group)=.*", r"\1=root", text, flags=re.MULTILINE))
        (tmp_path / "bin").mkdir()
        (tmp_path / "bin/systemctl").symlink_to(ROOT / "tests/serving/systemctl")
        environment = os.environ | {
            "PATH": f"{tmp_path}/bin:{os.environ['PATH']}", "PORTAL_TOP": str(top), "PORTAL_ENV": f"{tmp_path}/env",
            "PORTAL_USER": "root", "PORTAL_NGINX": f"{tmp_path}/portal.conf", "PORTAL_SLOTS": f"{slots[0]} {slots[1]}",
            "PORTAL_VENV": str((ROOT / ".venv").resolve()), "UNITS": str(units), "STATE": str(state), "NGINX_PID": f"{tmp_path}/pid",
        }  # fmt: skip

        def release(word: str | Path, **more: str) -> str:
            done = subprocess.run(
                [ROOT / "deploy/release", word],
                env=environment | more,
                capture_output=True,
                text=True,
                timeout=900,
            )
            logs = "".join(path.read_text()[-3000:] for path in state.glob("*.log"))
            assert done.returncode == 0, done.stdout + done.stderr + logs
            return done.stdout

        def told(verb: str, slot: int) -> None:
            subprocess.run([tmp_path / "bin/systemctl", verb, f"portal@{slot}"], env=environment, check=True)

        release(tree(tmp_path / "one"), PORTAL_ONLY_BUILD="1")
        first = (top / "current").readlink()
        told("start", slots[0])

        def all_from_here(text: str) -> str:
            return re.sub(r"^\s*limit_(?:req|conn) .*\n", "", text, flags=re.MULTILINE)

        try:
            with nginx(office, f"http://127.0.0.1:{slots[0]}", tmp_path, port, all_from_here):
                until = time.monotonic() + 120
                while answer(f"{front}/fa/")[0] != 200 and time.monotonic() < until:
                    time.sleep(0.5)
                pages = [page for page in PAGES if answer(front + page)[0] == 200]
                assert len(pages) >= 30, set(PAGES) - set(pages)
                before = Readers(front, pages)
                with before.reading():
                    time.sleep(4)
                readers = Readers(front, pages)
                code = second(tmp_path / "two")
                with readers.reading():
                    assert "serves." in release(code)
                    assert b"css/r2." in answer(f"{front}/en/glossary/?r2")[1]
                    assert (top / "current").readlink() != first
                    release("back")
                    assert b"css/r2." not in answer(f"{front}/en/glossary/?r1")[1]
                    assert (top / "current").readlink() == first
        finally:
            for slot in slots:
                told("stop", slot)
    failed = [(status, page) for _took, status, page in readers.came if status != 200]
    assert failed == [], Counter(failed)
    assert len(readers.came) > 200
    usual, slowest = (max(took for took, _status, _page in one.came) for one in (before, readers))
    assert slowest < 1, f"the slowest took {slowest:.2f} s, before {usual:.2f} s"
