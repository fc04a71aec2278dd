"""ZIP files that resume: every program opens them, and any part is what the whole has there."""

import random
import subprocess
import zipfile
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from zlib import crc32

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from tehran_diplomacy.files.archives import EARLIEST, Archive, Member
from tests.programs import program

NOON = datetime(2023, 1, 18, 12)  # noqa: DTZ001
NAMES = ["شرح عکس‌ها.txt", "001 دیدار دو شهردار.jpg", "002 signing.jpg", "documents/۰۱ متن.pdf", "empty.txt"]
BODIES = [b"words\r\n", bytes(range(256)) * 1500, b"\xff\xd8 a picture", b"%PDF-1.7 " * 9000, b""]


def stored_member(name, body, number):
    path = default_storage.save(f"press/{number}.bin", ContentFile(body))
    return Member(name, len(body), crc32(body), sha256(body).hexdigest(), NOON, stored=path)


@pytest.fixture
def members():
    return [
        Member.of_bytes(name, body, NOON) if number % 4 == 0 else stored_member(name, body, number)
        for number, (name, body) in enumerate(zip(NAMES, BODIES, strict=True))
    ]


def whole(archive):
    return b"".join(archive.read(0, len(archive)))


@pytest.mark.parametrize("limit", [0xFFFF_FFFF, 2000, 0])
def test_every_program_opens_it(members, tmp_path, limit):
    archive = Archive(members, limit=limit)
    data = whole(archive)
    assert len(data) == len(archive)
    with zipfile.ZipFile(BytesIO(data)) as opened:
        assert opened.testzip() is None
        assert [opened.read(name) for name in opened.namelist()] == BODIES
        assert opened.namelist() == NAMES
        assert {info.date_time for info in opened.infolist()} == {(2023, 1, 18, 12, 0, 0)}
        assert {info.flag_bits for info in opened.infolist()} == {0x800}
    file = tmp_path / "gallery.zip"
    file.write_bytes(data)
    for command in ([program("unzip"), "-tq", file], [program("7z"), "t", file]):
        done = subprocess.run(command, capture_output=True, check=False, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
    target = tmp_path / "taken out"
    extract = [program("unzip"), "-q", "-d", target, file]
    subprocess.run(extract, check=True, env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin"})
    assert [(target / name).read_bytes() for name in NAMES] == BODIES


def test_any_part_is_what_the_whole_has_there(members):
    archive = Archive(members)
    data = whole(archive)
    dice = random.Random(4)
    edges = [
        0,
        1,
        len(data) - 1,
        len(data) - 22,
        *(at for at in range(len(data)) if data[at : at + 2] == b"PK"),
    ]
    for start in [*edges, *(dice.randrange(len(data)) for _ in range(200))]:
        length = min(dice.choice([1, 2, 30, 70_000, len(data)]), len(data) - start)
        assert b"".join(archive.read(start, length)) == data[start : start + length], (start, length)


def test_a_part_opens_only_the_files_it_touches(members, monkeypatch):
    archive = Archive(members)
    data = whole(archive)
    for member in members[1:4]:
        default_storage.delete(member.stored)
    start = data.rindex(b"PK\x01\x02")
    assert b"".join(archive.read(start, len(data) - start)) == data[start:]
    with pytest.raises(FileNotFoundError):
        b"".join(archive.read(0, 1000))


def test_a_file_that_became_shorter_breaks_the_answer_off(members):
    default_storage.open(members[1].stored, "wb").close()
    with pytest.raises(OSError, match="shorter"):
        whole(Archive(members))


def test_the_tag_follows_everything_that_is_in_it(members):
    tag = Archive(members).etag
    assert Archive(list(members)).etag == tag
    others = [
        members[:-1],
        members[::-1],
        [*members[:4], Member.of_bytes("empty.txt", b"x", NOON)],
        [*members[:4], Member.of_bytes("Empty.txt", b"", NOON)],
        [*members[:4], Member.of_bytes("empty.txt", b"", EARLIEST)],
    ]
    assert len({tag, *(Archive(each).etag for each in others)}) == 6


def test_files_above_four_gibibytes_are_laid_out_in_zip64(tmp_path, settings):
    """A sparse file of 4 GiB and 10 bytes, then a small one beyond it; only the ends are read."""
    size = (4 << 30) + 10
    path = tmp_path / "media" / "large.bin"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.truncate(size)
    large = Member("large.tif", size, 0, "0" * 64, NOON, stored="large.bin")
    small = Member.of_bytes("small.txt", b"after it", NOON)
    archive = Archive([large, small])

    class Far:
        """The archive as a file for zipfile, read part by part."""

        place = 0

        def seek(self, offset, whence=0):
            self.place = offset + (0, self.place, len(archive))[whence]
            return self.place

        def tell(self):
            return self.place

        def read(self, length=-1):
            length = len(archive) - self.place if length < 0 else min(length, len(archive) - self.place)
            data = b"".join(archive.read(self.place, length))
            self.place += length
            return data

        def seekable(self):
            return True

    with zipfile.ZipFile(Far()) as opened:
        assert [(info.filename, info.file_size) for info in opened.infolist()] == [
            ("large.tif", size),
            ("small.txt", 8),
        ]
        assert opened.getinfo("small.txt").header_offset > 0xFFFF_FFFF
        assert opened.read("small.txt") == b"after it"


def test_seventy_thousand_files_need_zip64():
    data = whole(Archive([Member.of_bytes(f"{n}.txt", b"", NOON) for n in range(70_000)]))
    with zipfile.ZipFile(BytesIO(data)) as opened:
        assert len(opened.namelist()) == 70_000
