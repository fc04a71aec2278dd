"""What hangs without a word, and what is optional: neither takes the portal down."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress

import pytest

from tests.programs import program
from tests.serving.installations import Installation, answer, postgresql
from tests.serving.ports import free_port
from tests.serving.test_faults import small_disk

pytestmark = [pytest.mark.installation, pytest.mark.slow]


@pytest.fixture(scope="module")
def office(tmp_path_factory) -> Installation:
    """An installation with the starter content."""
    found = Installation(tmp_path_factory.mktemp("office"))
    found.prepare()
    return found


def descendants(pid: int) -> list[int]:
    """Return the processes below one."""
    told = subprocess.run([program("pgrep"), "-P", str(pid)], capture_output=True, text=True).stdout.split()
    return [found for one in map(int, told) for found in (one, *descendants(one))]


@contextmanager
def frozen(server):
    """Stop a PostgreSQL server and its processes in the middle of whatever they do."""
    head = int((server.folder / "postmaster.pid").read_text().split()[0])
    stopped = [head, *descendants(head)]
    for pid in stopped:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in stopped:
            os.kill(pid, signal.SIGCONT)


def timed(address: str) -> tuple[float, int, bytes]:
    """Ask; return how long it took, the status and the body."""
    begun = time.monotonic()
    status, body, _headers = answer(address)
    return time.monotonic() - begun, status, body


def test_a_database_that_hangs_leaves_kept_pages_and_a_calm_answer(office, tmp_path):
    path = tmp_path / "one.zip"
    office.manage("backup", str(path))
    with postgresql() as server:
        portal = Installation(tmp_path / "on-postgresql", server.address)
        portal.manage("restore", str(path))
        shutil.copytree(office.var / "static", portal.var / "static")
        options = ("-c", "deploy/gunicorn.conf.py", "--workers", "1", "--threads", "6")
        with portal.served(*options, DATABASE_STATEMENT_SECONDS="3") as address:
            kept = ("/en/agreements/", "/fa/", "/en/meetings/")
            for page in (*kept, "/readyz"):
                assert answer(address + page)[0] == 200
            limit = "from django.db import connection as c; k = c.cursor(); k.execute('SHOW statement_timeout'); print(k.fetchone()[0])"
            assert portal.python(limit).split()[0] == "0", "a command takes the time it needs"
            with frozen(server), ThreadPoolExecutor(6) as readers:
                told = [readers.submit(timed, f"{address}/readyz") for _probe in range(3)]
                read = [readers.submit(timed, address + page) for page in kept]
                for one in told:
                    seconds, status, body = one.result()
                    assert (status, seconds < 2) == (503, True), seconds
                    assert "database" in json.loads(body)["failing"]
                assert {one.result()[1] for one in read} == {200}
                assert max(one.result()[0] for one in read) < 5
                again = [timed(address + page) for page in kept * 4]
                assert {status for _seconds, status, _body in again} == {200}
                assert sum(seconds for seconds, _status, _body in again) < 10
                seconds, status, _body = timed(f"{address}/en/networks/")
                assert (status, seconds < 5) == (503, True)
            for _time in range(50):  # back by itself
                if answer(f"{address}/readyz")[0] == 200:
                    break
                time.sleep(0.1)
            for page in (*kept, "/en/networks/", "/readyz"):
                assert answer(address + page)[0] == 200, page


def test_a_disk_or_a_place_for_figures_that_is_full_stops_no_worker(tmp_path):
    with small_disk(tmp_path / "disk", 96) as disk, small_disk(tmp_path / "run", 1) as run:
        office = Installation(disk)
        office.prepare()
        shutil.move(
            disk / "portal.sqlite3", tmp_path / "portal.sqlite3"
        )  # a database elsewhere, as PostgreSQL is
        office.database = f"sqlite:///{tmp_path}/portal.sqlite3"
        for full in (disk, run):
            with (full / "ballast").open("wb", buffering=0) as ballast, suppress(OSError):
                while True:
                    ballast.write(b"x" * 4096)
        options = ("-c", "deploy/gunicorn.conf.py", "--workers", "1")
        port = str(free_port())
        with office.served(*options, METRICS_PORT=port, RUNTIME_DIRECTORY=str(run)) as address:
            assert [answer(f"{address}/en/agreements/")[0] for _time in range(3)] == [200] * 3
            assert list((run / "metrics").glob("*.db")) == []
            assert not (disk / "metrics").exists()
        (run / "ballast").unlink()


def test_threads_that_come_at_once_register_figures_once_and_ended_workers_are_added_up(office, tmp_path):
    code = """
import threading
from tehran_diplomacy.serving import figures
wrong, gate = [], threading.Barrier(16)
def count():
    gate.wait()
    try:
        figures.count_kept(True)
    except Exception as error:
        wrong.append(error)
threads = [threading.Thread(target=count) for _number in range(16)]
[one.start() for one in threads]
[one.join() for one in threads]
print(wrong)
"""
    for _process in range(3):
        said = office.manage("shell", "--no-imports", "-c", code, PROMETHEUS_MULTIPROC_DIR=str(tmp_path))
        assert said.startswith("[]"), said
    added = f"""
from pathlib import Path
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from tehran_diplomacy.serving.figures import fold_ended
fold_ended(Path("{tmp_path}"))
registry = CollectorRegistry()
MultiProcessCollector(registry, path="{tmp_path}")
print(generate_latest(registry).decode())
"""
    assert re.search(r'portal_kept_pages_total\{found="yes"\} 48\.0', office.python(added))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["counter_0.db", "histogram_0.db"]


def test_no_request_waits_for_a_mail_server_that_is_silent(office):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        code = """
import time
from django.test import Client
from django.urls import path
from tehran_diplomacy import urls
def broken(request):
    raise ValueError("broken")
urls.urlpatterns += [path("broken/", broken)]
begun = time.monotonic()
assert Client(raise_request_exception=False, HTTP_HOST="localhost").get("/broken/").status_code == 500
print(f"took {time.monotonic() - begun:.2f}", flush=True)
import os
os._exit(0)
"""
        mail = {"EMAIL_URL": f"smtp://127.0.0.1:{silent.getsockname()[1]}", "ADMINS": "it@example.org"}
        accepted: list[socket.socket] = []
        threading.Thread(target=lambda: accepted.append(silent.accept()[0]), daemon=True).start()
        said = office.manage("shell", "--no-imports", "-c", code, **mail)
    assert float(said.split("took ")[1].split()[0]) < 3, said
