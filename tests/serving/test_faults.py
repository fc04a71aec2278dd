"""What fails around the portal: a full disk, a cache or a place for files that is away, a clock that jumps."""

import json
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

from tests.press.conftest import SLUG, noise
from tests.programs import program
from tests.serving.installations import Installation, answer
from tests.serving.test_soak import fields_of
from tests.serving.whole import redis
from tests.serving.writer import PASSWORD, Writer

pytestmark = pytest.mark.installation

SERVED = ("--workers", "1", "--threads", "4")
START = f"""
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from agreements.models import Agreement
from meetings import gallery
from meetings.models import Meeting, Photo
from tests.press.conftest import noise
User.objects.create_superuser('writer', password='{PASSWORD}')
photo = Photo(meeting=Meeting.objects.get(slug='{SLUG}'), caption_en='First')
gallery.supply(photo, SimpleUploadedFile('a.jpg', noise(500)))
draft = Meeting.objects.create(title_en='To come', slug='to-come', kind='online')
one = Agreement.objects.public().order_by('pk').first()
print(reverse('admin:meetings_meeting_gallery', args=[draft.pk]) + 'add/')
print(reverse('admin:agreements_agreement_change', args=[one.pk]))
print(f'/photos/{{photo.uid}}/original')
print(one.slug)
"""
WHOLE = """
from django.core.files.storage import default_storage
from meetings.models import Photo
from tehran_diplomacy.serving.named_files import named_now
print(all(default_storage.exists(name) for name in named_now()), Photo.objects.exclude(file='').count())
"""


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """A disk of its own; only root can bring one in."""
    folder.mkdir()
    done = subprocess.run(
        [program("mount"), "-t", "tmpfs", "-o", f"size={megabytes}m", "none", str(folder)],
        capture_output=True,
    )
    if done.returncode:
        pytest.skip("NOT RUN: only root can mount a small disk to be filled")
    try:
        yield folder
    finally:
        subprocess.run([program("umount"), "--lazy", str(folder)], check=True)


def failing(address: str) -> list[str]:
    return json.loads(answer(f"{address}/readyz")[1])["failing"]


def test_a_full_disk_is_said_plainly_and_costs_nothing_that_was_there(tmp_path):
    with small_disk(tmp_path / "disk", 96) as disk:
        office = Installation(disk)
        office.prepare()
        uploads, agreement, original, slug = office.python(START).split("\n")[:4]
        with office.served(*SERVED, TWO_STEP_REQUIRED="false", PAGE_CACHE="off") as address:
            writer = Writer(address)
            fields = fields_of(writer.get(agreement))
            assert failing(address) == []
            with (disk / "ballast").open("wb") as ballast:
                try:
                    while True:
                        ballast.write(b"x" * 65536)
                        ballast.flush()
                except OSError:
                    pass
            assert failing(address) == ["storage"]
            for page in (
                writer.post(uploads, {"files": ("a.jpg", noise(1500))}, fails_with=503),
                writer.post(
                    agreement,
                    fails_with=503,
                    **fields | {"title_en": "Kept nowhere", "_publish": "1", "sure": "1"},
                ),
            ):
                assert "جا برای ذخیره نیست" in page
                assert "There is no space left" in page
            assert answer(f"{address}/en/agreements/{slug}/")[0] == 200
            assert answer(address + original)[0] == 200
            (disk / "ballast").unlink()
            assert failing(address) == []
            writer.post(
                agreement,
                **fields_of(writer.get(agreement)) | {"title_en": "Kept again", "_publish": "1", "sure": "1"},
            )
            assert b"Kept again" in answer(f"{address}/en/agreements/{slug}/")[1]
            writer.post(uploads, {"files": ("a.jpg", noise(600))})
        assert office.python(WHOLE).split() == ["True", "2"]
        assert "Kept nowhere" not in json.dumps(office.rows())


def test_without_the_cache_pages_are_made_anew_and_it_is_used_again_when_it_is_back(tmp_path):
    office = Installation(tmp_path / "office")
    office.prepare()
    with office.served(*SERVED, CACHE_URL=f"unix://{tmp_path}/redis.sock") as address:
        for _time in range(2):
            with redis(tmp_path):
                for _again in range(2):
                    assert answer(f"{address}/fa/")[0] == 200
                assert failing(address) == []
            assert failing(address) == ["cache"]
            for page in ("/fa/", "/en/meetings/", "/api/v1/meetings", "/en/contact/"):
                assert answer(address + page)[0] == 200, page


def test_without_the_place_for_files_all_else_goes_on(tmp_path):
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    boto3.resource(
        "s3", endpoint_url=f"http://{host}:{port}", region_name="us-east-1", aws_access_key_id="test",
        aws_secret_access_key="test",
    ).Bucket("portal").create()  # fmt: skip
    keys = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
    keys["FILES_STORAGE"] = f"s3://portal?endpoint=http://{host}:{port}&region=us-east-1"
    office = Installation(tmp_path / "office")
    office.prepare()
    uploads, agreement, original, slug = office.manage("shell", "--no-imports", "-c", START, **keys).split(
        "\n"
    )[:4]
    with office.served(*SERVED, TWO_STEP_REQUIRED="false", **keys) as address:
        writer = Writer(address)
        assert answer(address + original)[0] == 200
        server.stop()
        assert failing(address) == ["storage"]
        begun = time.monotonic()
        status, body, headers = answer(address + original)
        assert (status, headers["Retry-After"]) == (503, "30")
        assert "The portal is temporarily unavailable" in body.decode()
        assert "محل نگه‌داری فایل‌ها" in writer.post(uploads, {"files": ("a.jpg", noise(600))})
        assert time.monotonic() - begun < 30, "a reader waited for what does not answer"
        writer.post(
            agreement,
            **fields_of(writer.get(agreement))
            | {"title_en": "Kept all the same", "_publish": "1", "sure": "1"},
        )
        assert b"Kept all the same" in answer(f"{address}/en/agreements/{slug}/")[1]
        assert answer(f"{address}/en/meetings/{SLUG}/")[0] == 200
        again = ThreadedMotoServer(ip_address="127.0.0.1", port=port, verbose=False)
        again.start()
        try:
            assert failing(address) == []
            assert answer(address + original)[0] == 200
            writer.post(uploads, {"files": ("a.jpg", noise(600))})
        finally:
            again.stop()


LIBRARY = next(iter(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")), None)
SCHEDULED = """
from datetime import timedelta
from django.contrib.auth.models import User
from django.utils import timezone
from networks.models import Network
one = Network.objects.public().order_by('pk').first()
one.publish_at = timezone.now() + timedelta(days=1)
one.save()
print(one.slug)
"""


def test_a_clock_that_jumps_ahead_and_back_loses_nothing(tmp_path):
    if LIBRARY is None:
        pytest.fail("faketime is not installed, so no clock jumped: apt-get install faketime")
    office = Installation(tmp_path / "office")
    office.prepare()
    _uploads, agreement, _original, slug = office.python(START).split("\n")[:4]
    network = office.python(SCHEDULED).strip()
    clock = tmp_path / "clock"
    clock.write_text("+0")
    faked = {"LD_PRELOAD": str(LIBRARY), "FAKETIME_TIMESTAMP_FILE": str(clock), "FAKETIME_NO_CACHE": "1"}
    faked["NO_FAKE_STAT"] = "1"
    # Here the clock that counts how long a worker is silent jumps too; on a real machine it does not.
    with office.served(*SERVED, "--timeout", "0", TWO_STEP_REQUIRED="false", **faked) as address:
        listed = f"/en/networks/{network}/"
        for offset, there in (("+0", False), ("+2d", True), ("-1d", False), ("+0", False)):
            clock.write_text(offset)
            writer = Writer(address)  # a session is over when the clock says so
            assert (network.encode() in answer(f"{address}/en/networks/")[1]) is there, offset
            assert (answer(address + listed)[0] == 200) is there, offset
            word = f"Written at {offset}"
            writer.post(
                agreement,
                **fields_of(writer.get(agreement)) | {"title_en": word, "_publish": "1", "sure": "1"},
            )
            for page in (f"/en/agreements/{slug}/", "/en/agreements/"):
                assert word.encode() in answer(address + page)[1], (page, offset)
            for page in (
                "/fa/",
                "/en/changes/?what=all",
                "/api/v1/agreements",
                "/en/feeds/agreements.atom",
                "/readyz",
            ):
                assert answer(address + page)[0] == 200, (page, offset)
    titles = re.findall(
        r"Written at [+-]\w+", json.dumps([row for row in office.rows() if row["model"].endswith("revision")])
    )
    assert {f"Written at {offset}" for offset in ("+0", "+2d", "-1d")} <= set(titles)
