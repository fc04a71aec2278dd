"""How long readers wait while an editor puts up the worst files, by turns with and without, in one run.

    python -m bench.uploads [--rounds 6] [--seconds 5]

gunicorn with three workers as in use; three uploads at a time: a photograph with an erased block, a picture of nearly
100 million pixels, a workbook that unpacks to nearly 200 MiB. Prints the 95th percentile of each and the median of the
rounds' ratios; machines that do other things meet both alike, since the two take turns every few seconds.
"""

import argparse
import http.client
import io
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from itertools import cycle
from pathlib import Path
from uuid import uuid4

from bench.prepared import ROOT
from tests.serving.ports import free_port, wait_until_taken

HOST = "127.0.0.1"
PAGES = ("/en/", "/fa/agreements/", "/en/cities/", "/fa/meetings/", "/en/map/", "/fa/roadmap/")


def worst_files() -> list[tuple[str, str, bytes]]:
    """Return what is sent: which page of a meeting or register takes it, its name and its bytes."""
    from PIL import Image

    out = io.BytesIO()
    Image.effect_noise((1200, 900), 90).convert("RGB").save(out, "JPEG", quality=90)
    erased = out.getvalue()[: len(out.getvalue()) // 2] + b"\xff" * 2_000_000
    large = io.BytesIO()
    Image.new("RGBA", (10_000, 9_999)).save(large, "PNG")
    return [
        ("gallery/add/", "card.jpg", erased),
        ("gallery/add/", "large.png", large.getvalue()),
        ("import/", "styles.xlsx", _workbook()),
    ]


def _workbook() -> bytes:
    from openpyxl import Workbook

    out, swollen = io.BytesIO(), io.BytesIO()
    book = Workbook()
    book.active.append(["title_fa"])
    book.save(out)
    with zipfile.ZipFile(out) as given, zipfile.ZipFile(swollen, "w", zipfile.ZIP_DEFLATED) as changed:
        for name in given.namelist():
            data = given.read(name)
            if name == "xl/worksheets/sheet1.xml":
                cell = b'<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>'
                data = data.replace(b"</sheetData>", cell * 1_400_000 + b"</sheetData>")
            changed.writestr(name, data)
    return swollen.getvalue()


def session() -> tuple[dict[str, str], int]:
    """Return the cookies of an editor who is signed in, and the key of a draft."""
    from django.contrib.auth.models import Group, User
    from django.middleware.csrf import _get_new_csrf_string
    from django.test import Client

    from meetings.models import Meeting
    from tehran_diplomacy.portal.starter import load

    load()
    user = User.objects.create_user("ed", password="a long password of ed", is_staff=True)
    user.groups.add(Group.objects.get(name="editors"))
    client = Client()
    client.force_login(user)
    cookies = {name: one.value for name, one in client.cookies.items()}
    return cookies | {"csrftoken": _get_new_csrf_string()}, Meeting.objects.create(
        title_fa="آزمون", kind="council"
    ).pk


def post(port: int, path: str, cookies: dict[str, str], box: str, name: str, data: bytes) -> int:
    """Send a file as a form does; return the status."""
    mark = uuid4().hex
    fields = f'--{mark}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{cookies["csrftoken"]}\r\n'
    fields += f'--{mark}\r\nContent-Disposition: form-data; name="{box}"; filename="{name}"\r\n'
    fields += "Content-Type: application/octet-stream\r\n\r\n"
    body = fields.encode() + data + f"\r\n--{mark}--\r\n".encode()
    connection = http.client.HTTPConnection(HOST, port, timeout=300)
    headers = {
        "Content-Type": f"multipart/form-data; boundary={mark}",
        "Cookie": "; ".join(f"{key}={value}" for key, value in cookies.items()),
    }
    connection.request("POST", path, body, headers)
    answer = connection.getresponse()
    answer.read()
    return answer.status


def read_for(port: int, seconds: float) -> list[float]:
    """Ask one page after the other; return how long each took, in milliseconds."""
    found, end, pages = [], time.monotonic() + seconds, cycle(PAGES)
    while time.monotonic() < end:
        start, path = time.perf_counter(), next(pages)
        connection = http.client.HTTPConnection(HOST, port, timeout=60)
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200, (path, answer.status)
        found.append((time.perf_counter() - start) * 1000)
    return found


def p95(times: list[float]) -> float:
    """Return the 95th percentile."""
    return statistics.quantiles(times, n=20)[-1]


class Uploads:
    """Three editors' tabs that send the worst files again and again while they are told to."""

    def __init__(self, port: int, cookies: dict[str, str], meeting: int) -> None:
        self.port, self.cookies, self.meeting = port, cookies, meeting
        self.wanted, self.statuses, self.under_way = threading.Event(), [], 0
        self._lock = threading.Lock()
        for one in worst_files():
            threading.Thread(target=self._send, args=one, daemon=True).start()

    def _send(self, page: str, name: str, data: bytes) -> None:
        base = (
            f"/admin/meetings/meeting/{self.meeting}/"
            if "gallery" in page
            else "/admin/agreements/agreement/"
        )
        box = "files" if "gallery" in page else "file"
        while True:
            self.wanted.wait()
            with self._lock:
                self.under_way += 1
            status = post(self.port, base + page, self.cookies, box, name, data)
            with self._lock:
                self.under_way -= 1
                self.statuses.append((name, status))

    def stop(self) -> None:
        """Send no more, and wait until what is under way has its answer."""
        self.wanted.clear()
        while self.under_way:
            time.sleep(0.2)


def measure(port: int, rounds: int, seconds: float, cookies: dict[str, str], meeting: int) -> None:
    """Measure by turns and print."""
    uploads = Uploads(port, cookies, meeting)
    read_for(port, seconds)
    alone, beside, ratios = [], [], []
    for _round in range(rounds):
        without = read_for(port, seconds)
        uploads.wanted.set()
        time.sleep(1)
        with_uploads = read_for(port, seconds)
        uploads.stop()
        alone += without
        beside += with_uploads
        ratios.append(p95(with_uploads) / p95(without))
    print(
        f"readers' p95 alone {p95(alone):.1f} ms ({len(alone)}), beside uploads {p95(beside):.1f} ms ({len(beside)})"
    )
    print(
        f"median of the rounds' ratios {statistics.median(ratios):.2f}, from {min(ratios):.2f} to {max(ratios):.2f}"
    )
    print("uploads:", sorted(uploads.statuses))


def main() -> None:
    """Set the portal up in a folder of its own, serve it, measure."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=6)
    options.add_argument("--seconds", type=float, default=5)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "VAR_DIR": folder,
            "DJANGO_SETTINGS_MODULE": "tehran_diplomacy.settings",
            "LOG_LEVEL": "ERROR",
        }
        os.environ.pop("DATABASE_URL", None)
        for task in (["migrate", "-v0"], ["collectstatic", "--noinput", "-v0"]):
            subprocess.run([sys.executable, "manage.py", *task], check=True, cwd=ROOT)
        import django

        django.setup()
        cookies, meeting = session()
        port = free_port()
        gunicorn = [str(Path(sys.executable).parent / "gunicorn"), "--config", "deploy/gunicorn.conf.py"]
        gunicorn += ["--bind", f"{HOST}:{port}", "--workers", "3", "--log-level", "error"]
        server = subprocess.Popen(gunicorn, cwd=ROOT)
        try:
            wait_until_taken(port)
            measure(port, chosen.rounds, chosen.seconds, cookies, meeting)
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
