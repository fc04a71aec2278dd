"""Back-ups that can be trusted: lost files, kills, retention, encryption, copies, and errors called by their names."""

import json
import os
import re
import subprocess
import zipfile
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

from tests.programs import program
from tests.serving.installations import Installation, answer
from tests.serving.test_faults import small_disk

pytestmark = [pytest.mark.installation, pytest.mark.slow]

UPLOAD = """
from django.core.files.uploadedfile import SimpleUploadedFile as S
from meetings import gallery
from meetings.models import *
from tests.press.conftest import noise
photo = Photo(meeting=Meeting.objects.first(), caption_en='x')
gallery.supply(photo, S('a.jpg', noise()))
print(photo.file.name)
"""


@pytest.fixture(scope="module")
def office(tmp_path_factory) -> Installation:
    """An installation with the starter content and a photograph."""
    found = Installation(tmp_path_factory.mktemp("office"))
    found.prepare()
    found.name = found.python(UPLOAD).strip()
    return found


def backups(office: Installation) -> list[Path]:
    return sorted((office.var / "backups").glob("portal-*"))


def test_a_lost_file_fails_the_backup_and_deletes_nothing_older(office):
    office.manage("backup", "--keep-days", "1")
    (first,) = backups(office)
    good = json.loads((office.var / "backups/last-good.json").read_text())
    assert good["path"] == str(first)
    half = office.var / "backups/.portal-20200101-000000.zip.half"
    half.write_bytes(b"killed")
    stored = office.var / "media" / office.name
    stored.rename(stored.with_suffix(".away"))
    try:
        said = office.manage("backup", "--keep-days", "1", fails=True)
        assert f"LOST: the database names {office.name}" in said
        assert not half.exists(), "what a killed back-up left is swept"
        assert len(backups(office)) == 2
        assert first in backups(office)
        assert json.loads((office.var / "backups/last-good.json").read_text()) == good
        assert "files are lost" in office.manage("doctor", fails=True)
        assert "were lost when it was made" in office.manage(
            "backup", "--verify", str(backups(office)[-1]), fails=True
        )
    finally:
        stored.with_suffix(".away").rename(stored)
    said = office.manage("backup", "--keep-days", "1")
    assert "LOST" not in said
    assert len(backups(office)) == 1, "a whole one takes the place of older ones"
    assert "can be restored" in office.manage("test_restore")
    assert not list(office.var.glob(".restore-*"))


def test_an_encrypted_one_is_copied_verified_and_brings_the_key_to_a_new_machine(office, tmp_path):
    program("rsync")
    key, there = tmp_path / "key", tmp_path / "elsewhere"
    there.mkdir()
    said = subprocess.run(
        [program("age-keygen"), "-o", key], capture_output=True, text=True, check=True
    ).stderr
    own = {"BACKUP_AGE_RECIPIENT": re.search(r"age1\w+", said)[0], "BACKUP_COPY_TO": f"{there}/"}
    path = tmp_path / "one.zip"
    said = office.manage("backup", str(path), **own)
    assert f"encrypted for {own['BACKUP_AGE_RECIPIENT']}" in said
    secret = tmp_path / "one.zip.age"
    assert not path.exists()
    assert secret.stat().st_mode & 0o077 == 0
    assert (there / secret.name).read_bytes() == secret.read_bytes()
    assert "name the key" in office.manage("backup", "--verify", str(secret), fails=True)
    read = {"BACKUP_AGE_IDENTITY": str(key)}
    assert "every byte is as written" in office.manage("backup", "--verify", str(secret), **read)
    other = Installation(tmp_path / "other")
    other.manage("restore", "--with-secrets", "--identity", str(key), str(secret))
    assert (other.var / "secret-key").read_text() == (office.var / "secret-key").read_text()
    assert other.files() == office.files()
    assert not list(other.var.glob(".decrypted-*"))
    secret.write_bytes(secret.read_bytes()[:-100])
    assert "age:" in other.manage("backup", "--verify", str(secret), fails=True, **read)
    said = office.manage(
        "backup", **own | {"BACKUP_COPY_TO": str(tmp_path / "no" / "such" / "place")}, fails=True
    )
    assert "rsync:" in said


def test_a_copy_goes_to_an_s3_server_or_the_backup_fails(office, tmp_path):
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    keys = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
    there = boto3.resource(
        "s3", endpoint_url=f"http://{host}:{port}", region_name="us-east-1", aws_access_key_id="test",
        aws_secret_access_key="test",
    ).Bucket("portal")  # fmt: skip
    there.create()
    to = f"s3://portal/nights?endpoint=http://{host}:{port}&region=us-east-1"
    path = tmp_path / "one.zip"
    office.manage("backup", str(path), BACKUP_COPY_TO=to, **keys)
    assert [(one.key, one.size) for one in there.objects.all()] == [("nights/one.zip", path.stat().st_size)]
    server.stop()
    said = office.manage("backup", str(tmp_path / "two.zip"), fails=True, BACKUP_COPY_TO=to, **keys)
    assert "the copy to s3://portal failed" in said


def test_errors_are_called_what_they_are(office, tmp_path):
    whole, bad = tmp_path / "whole.zip", tmp_path / "bad.zip"
    office.manage("backup", str(whole))
    data = bytearray(whole.read_bytes())
    with zipfile.ZipFile(whole) as archive:
        place = archive.getinfo("tables/roadmap_goal.jsonl").header_offset
    data[place + 120] ^= 1
    bad.write_bytes(data)
    assert "whole back-up" in office.manage("backup", "--verify", str(bad), fails=True)
    assert "there is no" in office.manage("restore", str(tmp_path / "none.zip"), fails=True)
    with small_disk(tmp_path / "disk", 1) as disk:
        with (disk / "ballast").open("wb", buffering=0) as ballast, suppress(OSError):
            while True:
                ballast.write(b"x" * 4096)
        assert "the disk is full" in office.manage("backup", str(disk / "one.zip"), fails=True)
        assert [path.name for path in disk.iterdir()] == ["ballast"]
    if os.getuid() == 0:
        whole.chmod(0o600)
        tmp_path.chmod(0o755)
        told = subprocess.run(
            [program("setpriv"), "--reuid=65534", "--clear-groups", "--bounding-set=-all", "--inh-caps=-all", *office.program, "-c",
             "from tehran_diplomacy.serving.os_errors import reason\n"
             f"try: open({str(whole)!r})\nexcept OSError as e: print(reason(e))"],
            cwd=office.code, capture_output=True, text=True, env=office.environment,
        )  # fmt: skip
        assert "no permission for" in told.stdout, told.stderr


def test_which_are_kept():
    from tehran_diplomacy.serving.kept_backups import superfluous

    day = datetime(2026, 3, 31, 2, 10, tzinfo=UTC)
    paths = [Path(f"portal-{day - timedelta(days=number):%Y%m%d-%H%M%S}.zip") for number in range(400)]
    paths.append(Path("portal-20260331-150000.zip.age"))
    gone = set(superfluous(paths, 7, 4, 12))
    stay = sorted(path.name[7:15] for path in paths if path not in gone)
    assert stay[-7:] == ["20260325", "20260326", "20260327", "20260328", "20260329", "20260330", "20260331"]
    assert paths[-1] not in gone
    assert paths[0] in gone, "one for a day"
    assert [name for name in stay if name < "20260301"] == [
        "20250430", "20250531", "20250630", "20250731", "20250831", "20250930", "20251031", "20251130", "20251231",
        "20260131", "20260228",
    ]  # fmt: skip
    assert not superfluous(paths[:3], 7, 4, 12)


def test_a_unit_that_failed_writes_one_letter_and_is_told_by_readyz(office, tmp_path):
    mail = {"EMAIL_URL": f"file:///{tmp_path}/letters", "ADMINS": "it@example.org"}
    office.manage("task", "restore", "/nowhere", fails=True)
    for _time in range(2):
        office.manage("tell_failure", "portal-task@restore.service", **mail)
    (letter,) = (tmp_path / "letters").iterdir()
    assert "portal-task@restore failed: journalctl -u portal-task@restore -n 50" in letter.read_text()
    with office.served("--workers", "1") as address:
        status, body, _headers = answer(f"{address}/readyz")
    assert status == 200
    assert "task restore" in json.loads(body)["warnings"]
    (office.var / "tasks/restore.json").unlink()
