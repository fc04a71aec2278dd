"""Readers, editors, uploads and downloads at once, on two portals with PostgreSQL behind nginx.

A short form runs with the tests; `make soak` lasts SOAK_SECONDS (600).
"""

import io
import json
import os
import random
import threading
import time
import urllib.request
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import html5lib
import pytest

from tests.press.conftest import SLUG, noise
from tests.serving.installations import Installation, answer, trusting
from tests.serving.whole import Whole, debian_postgresql, needs_the_whole, whole
from tests.serving.writer import PASSWORD, Writer, workers

pytestmark = pytest.mark.installation

SECONDS = int(os.environ.get("SOAK_SECONDS", "8"))
EDITORS = 2
PAGES = [
    "/", "/roadmap/", "/agreements/", "/agreements/?sort=title", "/meetings/", "/networks/", "/cities/", "/map/",
    "/timeline/", "/photos/", "/changes/?what=all", "/search/?q=tehran", f"/meetings/{SLUG}/", "/feeds/meetings.atom",
    "/data/", "/contact/",
]  # fmt: skip
# What may be answered: a page, what the reader has already, a redirect.
MEANT = {200, 302, 304}


def fields_of(page: str) -> dict[str, str]:
    """Return what a browser would send back of the form of a record that it was shown."""
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    form = next(one for one in tree.iter("form") if (one.get("id") or "").endswith("_form"))
    found = {}
    for one in form.iter():
        name = one.get("name")
        if not name or one.get("disabled") is not None:
            continue
        if one.tag == "input" and one.get("type") in ("checkbox", "radio"):
            if one.get("checked") is not None:
                found[name] = one.get("value", "on")
        elif one.tag == "input" and one.get("type") not in ("submit", "file", "button"):
            found[name] = one.get("value", "")
        elif one.tag == "textarea":
            found[name] = (one.text or "").removeprefix("\n")
        elif one.tag == "select":
            chosen = [option for option in one.iter("option") if option.get("selected") is not None]
            found[name] = chosen[0].get("value", "") if chosen else ""
    return found


class Soak:
    """Everybody at once, and what each of them met."""

    def __init__(self, set_up: Whole) -> None:
        self.set_up, self.end = set_up, float("inf")
        self.statuses: Counter[int] = Counter()
        self.wrong: list[str] = []
        self.written: dict[str, str] = {}
        self.uploaded = self.edits = 0
        self.did: Counter[str] = Counter()

    def during(self, what: Callable[[random.Random], None], number: int = 0) -> threading.Thread:
        """Have somebody do it again and again until the end."""

        def work() -> None:
            dice = random.Random(f"{what.__name__}{number}")
            while time.monotonic() < self.end and len(self.wrong) < 20:
                try:
                    what(dice)
                    self.did[what.__name__] += 1
                except Exception as error:
                    self.wrong.append(f"{what.__name__}: {type(error).__name__}: {str(error)[:200]}")

        thread = threading.Thread(target=work)
        thread.start()
        return thread

    def read(self, dice: random.Random) -> None:
        """A page of either language, asked once more with its tag."""
        path = f"/{dice.choice(('fa', 'en'))}{dice.choice(PAGES)}"
        status, body, headers = answer(self.set_up.front + path, Accept_Encoding="gzip")
        self.heard(path, status)
        assert body or status == 304
        if "ETag" in headers:
            self.heard(path, answer(self.set_up.front + path, If_None_Match=headers["ETag"])[0])

    def ask_machines(self, dice: random.Random) -> None:
        """A table and a list of the API."""
        for path in (
            f"/api/v1/{dice.choice(('meetings', 'agreements', 'cities'))}",
            "/data/agreements.csv",
        ):
            self.heard(path, answer(self.set_up.front + path)[0])

    def download(self, dice: random.Random) -> None:
        """The ZIP of a gallery, whole and sound."""
        status, body, _headers = answer(
            f"{self.set_up.front}/{dice.choice(('fa', 'en'))}/meetings/{SLUG}/photos.zip"
        )
        self.heard("zip", status)
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            assert archive.testzip() is None
            assert any(name.endswith(".jpg") for name in archive.namelist())

    def heard(self, path: str, status: int) -> None:
        """Count an answer; one that is not meant is an error."""
        self.statuses[status] += 1
        if status not in MEANT:
            self.wrong.append(f"{status} for {path}")

    def editor(self, number: int, address: str, slug: str) -> Callable[[random.Random], None]:
        """Somebody who gives an agreement another title, and sees it on the public page at both portals at once."""
        writer = Writer(self.set_up.front)

        def edit(dice: random.Random) -> None:
            word = f"Edited by {number} as {dice.randrange(10**9)}"
            fields = fields_of(writer.get(address))
            writer.post(address, **fields | {"title_en": word, "_publish": "1", "sure": "1"})
            self.written[slug] = word
            self.edits += 1
            for portal in self.set_up.portals:
                assert word in self.behind(portal, f"/en/agreements/{slug}/"), f"an old page at {portal}"

        return edit

    def behind(self, portal: str, path: str) -> str:
        """Ask a portal itself, as nginx does."""
        request = urllib.request.Request(
            portal + path, headers={"X-Forwarded-Proto": "https", "Host": "localhost"}
        )
        with urllib.request.urlopen(request, timeout=30, context=trusting()) as response:
            return response.read().decode()

    def uploader(self, gallery: str) -> Callable[[random.Random], None]:
        """Somebody who puts photographs up."""
        writer = Writer(self.set_up.front)

        def upload(dice: random.Random) -> None:
            writer.post(gallery + "add/", {"files": ("a.jpg", noise(300, dice.randrange(10**9)))})
            self.uploaded += 1
            time.sleep(SECONDS / 60)  # some sixty photographs, however long it lasts

        return upload


def memory(pids: list[int]) -> int:
    """Return the resident bytes of processes."""
    pages = (int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in pids)
    return sum(pages) * os.sysconf("SC_PAGE_SIZE")


START = f"""
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from agreements.models import Agreement
from meetings import gallery
from meetings.models import Meeting, Photo
from tests.press.conftest import noise
User.objects.create_superuser('writer', password='{PASSWORD}')
meeting = Meeting.objects.get(slug='{SLUG}')
gallery.supply(Photo(meeting=meeting, caption_en='First'), SimpleUploadedFile('a.jpg', noise(500)))
draft = Meeting.objects.create(title_en='To come', slug='to-come', kind='online')
print(reverse('admin:meetings_meeting_gallery', args=[draft.pk]))
for one in Agreement.objects.public().order_by('pk')[:{EDITORS}]:
    print(reverse('admin:agreements_agreement_change', args=[one.pk]), one.slug)
"""
FOUND = """
import json
from django.core.files.storage import default_storage
from agreements.models import Agreement
from meetings.models import Photo
from tehran_diplomacy.publishing.revisions import Revision
from tehran_diplomacy.serving.named_files import named_now
photos = Photo.objects.filter(meeting__slug='to-come').exclude(file='')
print(json.dumps({
    'titles': dict(Agreement.objects.values_list('slug', 'title_en')),
    'edits': Revision.objects.filter(title_en__startswith='Edited by').count(),
    'photos': photos.count(),
    'whole': all(photo.press_file and photo.web_file and photo.sizes for photo in photos),
    'files': all(default_storage.exists(name) for name in named_now()),
}))
"""


def test_a_busy_evening_loses_nothing_and_shows_nothing_old(tmp_path_factory):
    needs_the_whole()
    folder = tmp_path_factory.mktemp("soak")
    with debian_postgresql() as database:
        Installation(folder / "var", database).prepare()
        with whole(folder, database, TWO_STEP_REQUIRED="false") as set_up:
            gallery, *agreements = set_up.office.python(START).split("\n")[: EDITORS + 1]
            soak = Soak(set_up)
            work = [*[soak.read] * 4, soak.ask_machines, *[soak.download] * 2]
            work += [soak.editor(number, *line.split()) for number, line in enumerate(agreements)]
            work.append(soak.uploader(gallery))
            soak.end = time.monotonic() + SECONDS
            threads = [soak.during(what, number) for number, what in enumerate(work)]
            grown = sampled(set_up, soak.end)
            for thread in threads:
                thread.join()
            said = (dict(soak.did), dict(soak.statuses), f"{soak.uploaded} photographs", grown)
            print(f"\n{SECONDS} s:", *said)  # noqa: T201 - what a soak by hand is for
            assert not soak.wrong, Counter(soak.wrong).most_common(8)
            assert all(soak.did[name] for name in ("read", "edit", "upload", "download", "ask_machines")), (
                soak.did
            )
            found = json.loads(set_up.office.python(FOUND))
            assert {slug: found["titles"][slug] for slug in soak.written} == soak.written
            assert (found["edits"], found["photos"]) == (soak.edits, soak.uploaded)
            assert (found["whole"], found["files"]) == (True, True)
            assert " 500 " not in (folder / "access.log").read_text()
            first, last = grown
            if SECONDS >= 300:  # shorter, the workers are still warming up
                assert last <= first * 1.1, f"memory grew from {first} to {last} bytes"


def sampled(set_up: Whole, end: float) -> tuple[int, int]:
    """Return the largest memory of both portals in bytes: in the second third of the time, and in the last."""
    begin = time.monotonic()
    pids = [pid for portal in set_up.portals for pid in workers(set_up.office, portal)]
    found = [0, 0]
    while time.monotonic() < end:
        time.sleep(0.5)
        part = (time.monotonic() - begin) / (end - begin)
        if part > 1 / 3:
            found[part > 2 / 3] = max(found[part > 2 / 3], memory(pids))
    return found[0], found[1]
