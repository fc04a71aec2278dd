"""No file keeps the portal busy: time, memory, pixels, and how many at once."""

import io
import time
import zipfile
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from meetings.models import Meeting
from tehran_diplomacy.files.documents import examine_document
from tehran_diplomacy.files.intake import prepare
from tehran_diplomacy.files.photographs import UnacceptablePhotograph, examine, jpeg_segments
from tehran_diplomacy.sandbox import turns
from tehran_diplomacy.sandbox.process import TookTooMuch, run_apart
from tehran_diplomacy.sandbox.turns import TooManyWaiting, Turn, spent
from tests.forms import Page

from .pictures import encoded, quarters, upload

FILLERS = 300_000  # at 682a75d ten minutes' work


@pytest.mark.parametrize("run", [b"\xff", b"\xff\x01", b"\xff\xd0", b"\xff\x00"])
def test_an_erased_block_of_a_memory_card_is_refused_at_once(run):
    photograph = encoded(quarters())
    start = time.process_time()
    with pytest.raises(UnacceptablePhotograph) as caught:
        examine(upload(photograph[: len(photograph) // 2] + run * FILLERS))
    assert time.process_time() - start < 5
    assert caught.value.code == "damaged"


def test_fillers_before_a_marker_are_no_damage():
    photograph = encoded(quarters())
    [first, *_others] = jpeg_segments(photograph)
    filled = photograph[:2] + b"\xff" * FILLERS + photograph[2:]
    assert next(jpeg_segments(filled)) == first
    assert examine(upload(filled)).width == 640


def test_a_process_apart_gives_back_what_it_found_or_what_went_wrong():
    assert run_apart(sorted, [3, 1, 2]) == [1, 2, 3]
    with pytest.raises(ValueError, match="invalid literal"):
        run_apart(int, "no number")


@pytest.mark.parametrize(
    ("function", "argument"),
    [(sum, range(10**12)), (time.sleep, 60), (bytes, 10**10), (zlib.decompress, b"x" * 0)],
)
def test_a_process_that_takes_too_much_is_ended(function, argument):
    start = time.monotonic()
    with pytest.raises((TookTooMuch, zlib.error)):
        run_apart(function, argument, seconds=1)
    assert time.monotonic() - start < 20


def test_a_photograph_that_takes_too_much_is_refused_in_words(monkeypatch):
    monkeypatch.setattr(run_apart, "__kwdefaults__", {"seconds": 90, "memory": 300 * 1024 * 1024})
    with pytest.raises(UnacceptablePhotograph) as caught:
        prepare(upload(encoded(Image.new("RGBA", (7000, 7000)), "PNG")))
    assert caught.value.code == "too_much_work"


def test_a_document_of_nothing_but_ends_of_objects_keeps_nobody_waiting():
    document = b"%PDF-1.7\n" + b"endobj" * 500_000 + b"\n%%EOF"
    assert examine_document(SimpleUploadedFile("a.pdf", document)).pages is None


# -- Turns ------------------------------------------------------------------------------------------------


@pytest.fixture
def queue(settings, tmp_path, monkeypatch):
    """A queue of this test alone, in which one is served at a time."""
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(turns, "AT_ONCE", 1)
    monkeypatch.setattr(turns, "MOST_WAITING", 2)
    return tmp_path / "turns"


def test_one_after_the_other_and_each_is_told_how_many_are_in_front(queue):
    with Turn() as first, Turn() as second:
        assert list(first.waiting()) == []
        with Turn() as third:
            waiting = third.waiting()
            assert next(waiting) == 2
            with pytest.raises(TooManyWaiting), Turn():
                pass
            second.__exit__()
            assert next(waiting) == 1
            first.__exit__()
            assert list(waiting) == []
    assert list(queue.glob("*.turn")) == []


def test_a_form_waits_only_so_long(queue):
    with Turn(), pytest.raises(TooManyWaiting):
        turns.run_in_turn(sorted, [2, 1], patience=0.3)
    assert turns.run_in_turn(sorted, [2, 1], patience=0.3) == [1, 2]


def test_who_was_ended_holds_nobody_up(queue):
    with Turn():
        pass
    (queue / "00000000000000000001-left.turn").touch()
    with Turn() as turn:
        assert list(turn.waiting()) == []


def test_what_an_account_had_done_is_forgotten_after_an_hour(queue, freezer):
    freezer.move_to("2026-08-01 10:00")
    assert [spent("ed", 5), spent("ed", 7), spent("other", 1), spent("ed", 0)] == [5, 12, 1, 12]
    freezer.move_to("2026-08-01 11:00:01")
    assert [spent("ed", 0), spent("ed", 2)] == [0, 2]


# -- At the desk ------------------------------------------------------------------------------------------


def zipped(count: int, first: int = 0) -> SimpleUploadedFile:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(first, first + count):
            picture = Image.new("RGB", (300, 200), (number, 0, 0))
            archive.writestr(f"{number}.png", encoded(picture, "PNG"))
    return SimpleUploadedFile("photos.zip", out.getvalue())


@pytest.mark.parametrize(
    ("limit", "reason"),
    [("PHOTO_MAX_PIXELS_IN_ZIP", "حجم این نوبت"), ("PHOTO_MAX_PIXELS_IN_HOUR", "در یک ساعت")],
)
def test_the_pixels_of_a_zip_and_of_an_hour_are_bounded(
    admin_client, content, settings, tmp_path, limit, reason
):
    settings.VAR_DIR = tmp_path
    setattr(settings, limit, 2 * 300 * 200)
    meeting = Meeting.objects.create(title_fa="دیدار آزمون", kind="council")
    page = Page.open(admin_client, f"/admin/meetings/meeting/{meeting.pk}/gallery/")
    form = page.form(id="add-photos")
    form["files"] = zipped(4)
    said = form.submit(follow=True).content.decode()
    assert meeting.photos.count() == 2
    assert said.count(reason) == 2


def test_a_zip_of_a_million_names_is_not_opened(admin_client, content):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(30_000):
            archive.writestr(f"{number:0200d}.jpg", b"")
    meeting = Meeting.objects.create(title_fa="دیدار آزمون", kind="council")
    form = Page.open(admin_client, f"/admin/meetings/meeting/{meeting.pk}/gallery/").form(id="add-photos")
    form["files"] = SimpleUploadedFile("many.zip", out.getvalue())
    assert "بیش از اندازه بزرگ است" in form.submit(follow=True).content.decode()
