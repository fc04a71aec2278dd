"""`manage.py rebuild_photos`: makes what is missing, and nothing twice."""

import io

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command

from meetings import gallery
from meetings.models import Photo, PressOffice


def run(*arguments):
    out, problems = io.StringIO(), io.StringIO()
    call_command("rebuild_photos", *arguments, stdout=out, stderr=problems)
    return out.getvalue().strip(), problems.getvalue()


def content(name):
    with default_storage.open(name) as file:
        return file.read()


def test_nothing_is_made_where_all_is_there(photos):
    assert run() == ("Made: sizes of 0, press copies of 0 photos.", "")


def test_what_is_missing_comes_back_byte_for_byte(photos):
    names = gallery.files_of(photos[1]) - {photos[1].file.name}
    before = {name: content(name) for name in names}
    for name in names:
        default_storage.delete(name)
    default_storage.delete(photos[0].web_file)
    assert run("--check") == ("To be made: sizes of 1, press copies of 2 photos.", "")
    assert run() == ("Made: sizes of 1, press copies of 2 photos.", "")
    assert {name: content(name) for name in names} == before
    assert run("--check")[0] == "To be made: sizes of 0, press copies of 0 photos."


def test_new_terms_reach_every_file_and_old_copies_go(photos, django_capture_on_commit_callbacks):
    old = photos[0].press_file
    PressOffice.objects.create(terms_en="New terms of use")
    with django_capture_on_commit_callbacks(execute=True):
        assert run()[0] == "Made: sizes of 0, press copies of 3 photos."
    for photo in Photo.objects.supplied():
        assert b"New terms of use" in content(photo.press_file)
        assert b"New terms of use" in content(photo.web_file)
    assert not default_storage.exists(old)


def test_stopped_and_started_again_it_goes_on(photos, monkeypatch):
    PressOffice.objects.create(terms_en="New terms of use")
    done, once = [], gallery.rebuild

    def stopped_after_one(photo, office):
        if done:
            raise KeyboardInterrupt
        done.append(photo.uid)
        return once(photo, office)

    monkeypatch.setattr(gallery, "rebuild", stopped_after_one)
    with pytest.raises(KeyboardInterrupt):
        run()
    monkeypatch.undo()
    assert run()[0] == "Made: sizes of 0, press copies of 2 photos."


def test_a_lost_upload_is_named_and_stops_nothing(photos):
    PressOffice.objects.create(terms_en="New terms of use")
    default_storage.delete(photos[0].file.name)
    out, problems = run()
    assert out == "Made: sizes of 0, press copies of 2 photos."
    assert photos[0].uid in problems
