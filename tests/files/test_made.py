"""Files that are made once for each change, by several processes at a time."""

import os
import subprocess
import sys
import time

import pytest

from tehran_diplomacy.files.made import FORGOTTEN, SUPERSEDED, made_once, newest_size

MAKE = """
import sys, time, django
django.setup()
from tehran_diplomacy.files.made import made_once
def make(path):
    with open(sys.argv[1], "a") as log: print("made", file=log)
    with path.open("wb") as file:
        for _ in range(20):
            file.write(b"x" * 1000); file.flush(); time.sleep(.02)
found = made_once("kept/one.bin", "now", "2026-01-01", make)
print(found.sha256, found.bytes, sum(len(piece) for piece in found.read(0, found.bytes)))
"""


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    return tmp_path / "kept"


def writing(data: bytes):
    return lambda path: path.write_bytes(data)


def test_several_processes_make_a_file_once(tmp_path):
    environment = os.environ | {
        "SECRET_KEY": "for this test",
        "VAR_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "tehran_diplomacy.settings",
    }
    log = tmp_path / "log"
    running = [
        subprocess.Popen(
            [sys.executable, "-c", MAKE, str(log)], env=environment, stdout=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    answers = {process.communicate(timeout=60)[0] for process in running}
    assert [process.returncode for process in running] == [0] * 4
    assert len(answers) == 1
    assert answers.pop().split()[1:] == ["20000", "20000"]
    assert log.read_text() == "made\n"


def test_a_maker_that_fails_leaves_nothing(folder):
    def fail(path):
        path.write_bytes(b"half")
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        made_once("kept/one.bin", "now", "2026-01-01", fail)
    assert [file.name for file in folder.iterdir()] == ["lock"]
    assert newest_size("kept/one.bin") is None
    found = made_once("kept/one.bin", "now", "2026-01-01", writing(b"whole"))
    assert (found.bytes, found.day, b"".join(found.read(1, 3))) == (5, "2026-01-01", b"hol")


def test_older_states_go_an_hour_later_and_all_after_days(folder):
    def age(found, seconds):
        for path in (found.path, found.path.with_suffix(".txt")):
            os.utime(path, (time.time() - seconds,) * 2)

    old = made_once("kept/one.bin", "old", "2026-01-01", writing(b"1"))
    other = made_once("kept/two.bin", "old", "2026-01-01", writing(b"22"))
    for found in (old, other):
        age(found, SUPERSEDED + 60)
    made_once("kept/one.bin", "new", "2026-01-02", writing(b"333"))
    assert not old.path.exists()
    assert other.path.exists()
    assert newest_size("kept/one.bin") == 3
    age(other, FORGOTTEN + 60)
    made_once("kept/one.bin", "newer", "2026-01-03", writing(b"4444"))
    assert not other.path.exists()
    assert newest_size("kept/one.bin") == 4
