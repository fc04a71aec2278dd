"""The drill: write, back up while people write, destroy, restore, and compare every row and every file."""

import json
import subprocess
import time
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from tests.serving.installations import Installation, postgresql

pytestmark = pytest.mark.installation

# What the office does meanwhile: two records changed as one, and a photograph replaced, whose copies go.
WRITING = """
import io, itertools, sys, threading, time
from pathlib import Path
from django.core.files.uploadedfile import SimpleUploadedFile
from django.conf import settings
from django.db import connection, transaction
from PIL import Image
from agreements.models import Agreement
from meetings import gallery
from meetings.models import Meeting, Photo
from tehran_diplomacy.places.models import Country

stop = settings.VAR_DIR / "stop"

def words():
    for number in itertools.count():
        if stop.exists():
            break
        with transaction.atomic():
            agreement = Agreement.objects.order_by("pk").first()
            agreement.note_en = f"round {number}"
            agreement.save()
            country = Country.objects.order_by("pk").first()
            country.name_en = f"round {number}"
            country.save()
        time.sleep(0.05)  # SQLite lets waiting writers in at random: none is to starve
    connection.close()

def pictures():
    for number in itertools.count():
        if stop.exists():
            break
        data = io.BytesIO()
        Image.new("RGB", (300, 200), (number % 250, 60, 140)).save(data, "JPEG")
        photo = Photo.objects.filter(caption_en="Under load").first()
        photo = photo or Photo(meeting=Meeting.objects.first(), caption_en="Under load")
        gallery.supply(photo, SimpleUploadedFile("a.jpg", data.getvalue()))
        (settings.VAR_DIR / "going").touch()
        time.sleep(0.02)
    connection.close()

threads = [threading.Thread(target=one) for one in (words, pictures)]
[one.start() for one in threads]
[one.join() for one in threads]
"""
FIRST = """
from django.core.files.base import ContentFile
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from agreements.models import Agreement
from tehran_diplomacy.dates.partial import PartialDate
User.objects.create_superuser("keeper", password="a long password")
session = SessionStore(); session["a"] = 1; session.create()
agreement = Agreement.objects.first()
agreement.note_fa = "یادداشت با نیم\\u200cفاصله و ۱۲۳"
agreement.signed_on = PartialDate.parse("1400-05")
agreement.save()
agreement.sources.create(title="Kept", copy=ContentFile(b"%PDF-1.4 kept", "a.pdf"))
"""
ASK = """
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from agreements.models import Agreement
from tehran_diplomacy.places.models import Country
from meetings.models import Photo
from tehran_diplomacy.search.models import Entry
from tehran_diplomacy.serving.named_files import named_now
print(Agreement.objects.order_by("pk").first().note_en == Country.objects.order_by("pk").first().name_en)
print(Session.objects.count(), Entry.objects.count() > 50, len(named_now()) > 5)
new = Country.objects.create(code="ZZ", name_en="New")
print(new.pk == max(Country.objects.values_list("pk", flat=True)))
new.delete()
"""


def wait_for(path: Path, process: subprocess.Popen) -> None:
    """Wait until a process that runs beside has made a file."""
    for _time in range(1800):
        if path.exists():
            return
        assert process.poll() is None
        time.sleep(0.1)
    process.kill()
    pytest.fail(f"{path.name} was not made in three minutes")


@pytest.fixture(scope="module")
def office(tmp_path_factory) -> Installation:
    """An installation on SQLite that has been written to."""
    found = Installation(tmp_path_factory.mktemp("office"))
    found.prepare()
    found.python(FIRST)
    return found


@pytest.fixture(scope="module")
def under_load(office) -> Path:
    """A back-up made while two threads wrote."""
    writing = office.begin(WRITING)
    wait_for(office.var / "going", writing)
    path = office.var / "under-load.zip"
    for _time in range(3):  # each at another moment of the writing
        said = office.manage("backup", str(path))
        assert "LOST" not in said
    assert writing.poll() is None, "the writing ended before the back-up did"
    (office.var / "stop").touch()
    assert writing.wait(60) == 0
    return path


def test_a_backup_under_load_is_one_moment_with_all_its_files(under_load, tmp_path):
    other = Installation(tmp_path / "other")
    other.manage("restore", str(under_load))
    assert other.python(ASK).split() == ["True", "0", "True", "True", "True"]
    stored = other.files()
    named = set(
        json.loads(
            other.python(
                "import json\nfrom tehran_diplomacy.serving.named_files import *\nprint(json.dumps(sorted(named_now())))"
            )
        )
    )
    assert named <= stored.keys()
    for name in named:
        if name.startswith(("uploads/", "press/", "web/", "documents/")):
            assert sha256(stored[name]).hexdigest().startswith(Path(name).stem)


def test_from_sqlite_to_postgresql_and_back_every_row_and_file_is_the_same(office, under_load, tmp_path):
    path = tmp_path / "one.zip"
    office.manage("backup", str(path))
    rows, files = office.rows(), office.files()
    with postgresql() as server:
        second = Installation(tmp_path / "second", server.address)
        second.manage("restore", str(path))
        assert second.rows() == rows
        assert second.python(ASK).split() == ["True", "0", "True", "True", "True"]
        assert "not empty" in second.manage("restore", str(path), fails=True)
        rows = second.rows()  # the question above wrote a version
        second.manage("backup", str(tmp_path / "two.zip"))
        moved = second.files()
        named = {name: data for name, data in files.items() if name in moved}
        assert moved == named
        assert (
            set(
                json.loads(
                    office.python(
                        "import json\nfrom tehran_diplomacy.serving.named_files import *\nprint(json.dumps(sorted(named_now())))"
                    )
                )
            )
            <= moved.keys()
        )
        writing = second.begin(WRITING)
        wait_for(second.var / "going", writing)
        second.manage("backup", str(tmp_path / "under-load.zip"))
        assert writing.poll() is None
        (second.var / "stop").touch()
        assert writing.wait(60) == 0
    fourth = Installation(tmp_path / "fourth")
    fourth.manage("restore", str(tmp_path / "under-load.zip"))
    assert fourth.python(ASK).split()[0] == "True"
    third = Installation(tmp_path / "third")
    third.manage("restore", str(tmp_path / "two.zip"))
    assert third.rows() == rows
    assert third.files() == moved


def test_a_database_with_records_is_overwritten_only_when_told_to(office, under_load):
    path = office.var / "before.zip"
    office.manage("backup", str(path))
    before = office.rows()
    office.python("from agreements.models import *; Agreement.objects.first().delete()")
    changed = office.rows()
    assert changed != before
    assert "--replace" in office.manage("restore", str(path), fails=True)
    assert office.rows() == changed
    word = "from tehran_diplomacy.publishing.generation import current; print(current())"
    was = office.python(word)
    office.manage("restore", "--replace", str(path))
    assert office.rows() == before
    assert office.python(word) != was


@pytest.mark.parametrize(
    "damage", ["a row", "cut short", "another format", "a newer release", "half a table"]
)
def test_what_is_damaged_changes_nothing(office, under_load, tmp_path, damage):
    whole, bad = office.var / "before.zip", tmp_path / "bad.zip"
    if not whole.exists():
        office.manage("backup", str(whole))
    if damage == "cut short":
        bad.write_bytes(whole.read_bytes()[:-2000])
    else:
        with zipfile.ZipFile(whole) as old, zipfile.ZipFile(bad, "w") as new:
            for name in old.namelist():
                data = old.read(name)
                if name == "manifest.json":
                    manifest = json.loads(data)
                    if damage == "another format":
                        manifest["format"] = 99
                    if damage == "a newer release":
                        manifest["migrations"].append(["roadmap", "9999_of_tomorrow"])
                    if damage == "half a table":  # sound by its checksums, wrong by the database's rules
                        broken = b"".join(old.read("tables/roadmap_goal.jsonl").splitlines(True)[:1])
                        table = next(one for one in manifest["tables"] if one["name"] == "roadmap_goal")
                        table["sha256"] = sha256(broken).hexdigest()
                    data = json.dumps(manifest).encode()
                if name == "tables/roadmap_goal.jsonl":
                    if damage == "a row":
                        data = data.replace(b"a", b"b", 1)
                    if damage == "half a table":
                        data = b"".join(data.splitlines(True)[:1])
                new.writestr(name, data)
    rows, files = office.rows(), office.files()
    assert "Nothing was restored" in office.manage("restore", "--replace", str(bad), fails=True)
    assert (office.rows(), office.files()) == (rows, files)


def test_a_backup_of_an_older_release_is_brought_up_to_date(office, tmp_path):
    whole, old = tmp_path / "whole.zip", tmp_path / "old.zip"
    office.manage("backup", str(whole))
    with zipfile.ZipFile(whole) as given, zipfile.ZipFile(old, "w") as made:
        for name in given.namelist():
            data = given.read(name)
            if name == "manifest.json":
                manifest = json.loads(data)
                manifest["migrations"].remove(["search", "0002_words"])
                data = json.dumps(manifest).encode()
            made.writestr(name, data)
    other = Installation(tmp_path / "other")
    other.manage("restore", str(old))
    assert other.rows() == office.rows()
    assert "No migrations to apply" in other.manage("migrate")
    assert "empty database" in office.manage("restore", "--replace", str(old), fails=True)


def test_the_secret_key_goes_along_only_when_asked_for(office, tmp_path):
    plain, full = tmp_path / "plain.zip", tmp_path / "full.zip"
    office.manage("backup", str(plain))
    office.manage("backup", "--with-secrets", str(full))
    key = (office.var / "secret-key").read_bytes()
    assert not any(key in zipfile.ZipFile(plain).read(name) for name in zipfile.ZipFile(plain).namelist())
    assert zipfile.ZipFile(full).read("secrets/secret-key") == key
    assert full.stat().st_mode & 0o077 == 0
    other = Installation(tmp_path / "other")
    assert "without secrets" in other.manage("restore", "--with-secrets", str(plain), fails=True)
    other.manage("restore", "--with-secrets", str(full))
    assert (other.var / "secret-key").read_bytes() == key


def test_no_table_is_forgotten(db):
    """Whoever adds a table decides whether a back-up holds it."""
    from django.db import connection

    from tehran_diplomacy.serving.values import tables

    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
    left = there - {table.name for table in tables()}
    left = {name for name in left if not name.startswith("search_")}
    # Sessions and unsaved work are of their authors' day; the others follow from the rest.
    unsaved = {"unsaved_autosave", "unsaved_stagedupload"}
    assert left == {"django_migrations", "django_session", "publishing_generation"} | unsaved


def test_orphans_are_found_and_deleted(office):
    import os

    orphan = office.var / "media" / "uploads" / "ab" / "orphan.jpg"
    orphan.parent.mkdir(parents=True, exist_ok=True)
    orphan.write_bytes(b"x")
    assert "orphan.jpg" not in office.manage("find_orphans")  # it may be an upload that goes on
    before = office.files()
    for path in (office.var / "media").rglob("*"):
        os.utime(path, (time.time() - 90000,) * 2)
    assert "orphan.jpg" in office.manage("find_orphans")
    assert office.files() == before
    office.manage("find_orphans", "--delete")
    assert not orphan.exists()
    office.manage("backup", str(office.var / "after.zip"))
    assert "LOST" not in office.manage("backup", str(office.var / "after.zip"))
    assert "0 files" in office.manage("find_orphans")


def test_processes_that_start_together_have_one_secret_key(tmp_path):
    from concurrent.futures import ProcessPoolExecutor

    from tehran_diplomacy.secret_key import kept_secret_key

    with ProcessPoolExecutor(8) as pool:
        for number in range(20):
            keys = set(pool.map(kept_secret_key, [tmp_path / str(number) / "key"] * 8))
            assert len(keys) == 1
            assert len(keys.pop()) > 40
            assert [one.name for one in (tmp_path / str(number)).iterdir()] == ["key"]
