"""What any release has written comes whole into this one, on both databases, and released migrations stay as they were."""

import json
import zipfile
from collections.abc import Iterator
from contextlib import nullcontext
from hashlib import sha256
from pathlib import Path

import pytest
from packaging.version import Version

from tests.serving.installations import ROOT, Installation, answer, postgresql
from tests.serving.releases.make import HERE, MOST, make, migrations
from tests.serving.writer import Writer

pytestmark = pytest.mark.installation

RELEASES = sorted((Version(path.stem), path) for path in HERE.glob("*.zip"))
# What a release may add to by itself: names of models, what may be done with them, and by which group.
GROWS = {"contenttypes.ContentType", "auth.Permission", "auth.Group", "auth.Group_permissions"}
COUNT = """
import json, sys
from django.apps import apps
from tehran_diplomacy.serving.named_files import named_now
rows = {one._meta.label: one._base_manager.count() for one in apps.get_models(include_auto_created=True)}
print(json.dumps({"rows": rows, "named": sorted(named_now())}))
"""


def facts_of(archive: Path) -> dict:
    """Return what make.py wrote beside an archive."""
    return json.loads(archive.with_suffix(".json").read_text())


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request) -> Iterator[str]:
    """The address of an empty database, '' for SQLite."""
    with postgresql() if request.param == "postgresql" else nullcontext() as server:
        yield server.address if server else ""


@pytest.mark.parametrize("archive", [path for _version, path in RELEASES], ids=lambda path: path.stem)
def test_what_a_release_wrote_is_all_there_in_this_one(archive, database, tmp_path):
    facts = facts_of(archive)
    office = Installation(tmp_path / "office", database)
    office.manage("restore", str(archive))
    office.manage("prepare")  # as operations.md has it for an upgrade
    office.manage("migrate", "--check")
    found = json.loads(office.python(COUNT).splitlines()[-1])
    lost = {
        name: (number, found["rows"].get(name))
        for name, number in facts["rows"].items()
        if (found["rows"].get(name, -1) < number if name in GROWS else found["rows"].get(name) != number)
    }
    assert not lost, f"rows in the release, rows now: {lost}"
    stored = office.files()
    with zipfile.ZipFile(archive) as whole:
        files = {one["name"]: one["sha256"] for one in json.loads(whole.read("manifest.json"))["files"]}
    assert {name: sha256(stored[name]).hexdigest() for name in files} == files
    assert set(found["named"]) <= stored.keys()
    with office.served("--workers", "1", "--threads", "2", TWO_STEP_REQUIRED="false") as address:
        answers = {page: answer(address + page)[0] for page in [*facts["pages"], "/healthz", "/readyz"]}
        assert {page: status for page, status in answers.items() if status != 200} == {}
        writer = Writer(address)
        for history in facts["histories"]:
            assert "<time" in writer.get(history), history
        kept = office.var / "after.zip"
        assert "LOST" not in office.manage("backup", str(kept))


def test_migrations_of_the_newest_release_are_as_they_were_released():
    """A migration that ran somewhere is never edited, renamed or removed: write another one after it."""
    released, now = facts_of(RELEASES[-1][1])["migrations"], migrations(ROOT)
    assert len(released) > 15
    assert {name for name, digest in released.items() if now.get(name) != digest} == set()


def test_archives_are_small_and_their_facts_stand_beside_them():
    assert RELEASES
    for _version, path in RELEASES:
        assert path.stat().st_size <= MOST
        facts = facts_of(path)
        assert facts["version"] == path.stem
        assert len(facts["pages"]) > 100
        for name in ("meetings.Photo", "correspondence.Message", "following.Follower", "publishing.Revision"):
            assert facts["rows"][name], f"{path.stem} tries nothing of {name}"


def test_this_release_can_be_kept(tmp_path):
    make("9.9.9", folder=tmp_path)
    assert facts_of(tmp_path / "9.9.9.zip")["migrations"] == migrations(ROOT)
    assert facts_of(tmp_path / "9.9.9.zip")["rows"]["meetings.Photo"]
