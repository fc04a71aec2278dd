"""One command makes an installation ready, and is soon over where it is."""

import time

import pytest

from tests.serving.installations import ROOT, Installation, answer

pytestmark = pytest.mark.installation


def test_prepare_makes_all_there_is_and_the_second_time_nothing(tmp_path):
    office = Installation(tmp_path)
    said = office.manage("prepare")
    assert "First administrator: name admin" in said
    page = "/fa/agreements/tehran-yerevan-sister-city/"
    with office.served("--workers", "1") as address:
        status, body, _headers = answer(address + page)
        assert status == 200
        assert "توافق".encode() in body
        style = next(part for part in body.decode().split('"') if part.startswith("/static/css/site."))
        assert answer(address + style)[0] == 200
    manifest = office.var / "static" / "staticfiles.json"
    made, rows = manifest.stat().st_mtime_ns, office.rows()
    begun = time.monotonic()
    assert "all there" in office.manage("prepare")
    assert time.monotonic() - begun < 20  # on a machine that does other things as well
    assert manifest.stat().st_mtime_ns == made
    assert office.rows() == rows
    (office.var / "static" / ".collected").unlink()  # as after a change of any static file
    office.manage("prepare")
    assert manifest.stat().st_mtime_ns > made


def test_run_uses_it():
    assert "manage.py prepare" in (ROOT / "Makefile").read_text()
