"""What an operator does wrong, or meets: one sentence each, nothing half, nothing deleted."""

import http.client
import re
import subprocess
from urllib.parse import urlsplit

import pytest

from tests.serving.in_front import nginx
from tests.serving.installations import Installation, answer, postgresql, trusting
from tests.serving.test_faults import LIBRARY

pytestmark = [pytest.mark.installation, pytest.mark.slow]


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgress://a:b@localhost/c", "not the address of a database"),
        ("postgres://a:p@ss#1@localhost/c", "%40 %23"),
        ("postgres://a:b@localhost", "names no database"),
        ("mysql://a:b@localhost/c", "neither PostgreSQL nor SQLite"),
        ("postgres://a:secret@127.0.0.1:1/c", "The database did not do it"),
    ],
)
def test_a_typo_in_the_databases_address_is_one_sentence(tmp_path, url, said):
    told = Installation(tmp_path).manage("find_orphans", fails=True, DATABASE_URL=url).strip()
    assert said in told
    assert len(told.splitlines()) == 1
    assert "secret" not in told
    assert "Traceback" not in told


def test_two_prepares_at_once_wait_for_each_other_and_before_that_readers_see_a_calm_page(tmp_path):
    with postgresql() as server:
        office, other = (
            Installation(tmp_path / "one", server.address),
            Installation(tmp_path / "two", server.address),
        )
        assert "Run: manage.py prepare" in office.manage("find_orphans", fails=True)
        Installation(tmp_path / "static").prepare()
        (office.var / "static").symlink_to(tmp_path / "static/static")
        with office.served("--workers", "1") as address:
            status, body, headers = answer(f"{address}/en/agreements/")
            assert (status, headers["Retry-After"]) == (503, "30")
            assert "The portal is temporarily unavailable" in body.decode()
        (office.var / "static").unlink()
        words = [*office.program, "manage.py", "prepare"]
        both = [
            subprocess.Popen(words, cwd=one.code, env=one.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            for one in (office, other)
        ]  # fmt: skip
        said = [one.communicate(timeout=600)[0] for one in both]
        assert [one.returncode for one in both] == [0, 0], said
        assert sum("First administrator: name admin, password" in one for one in said) == 1
        assert (office.var / "static/away.html").exists()


def test_a_clock_that_jumped_far_ahead_deletes_nothing(tmp_path):
    if LIBRARY is None:
        pytest.fail("faketime is not installed, so no clock jumped: apt-get install faketime")
    office = Installation(tmp_path)
    office.prepare()
    office.python(
        "from tehran_diplomacy.correspondence.models import Message\n"
        "Message.objects.create(code_hash='x', language='fa', subject='x', text='x')"
    )
    assert "Messages forgotten: 0" in office.manage("task", "forget_messages")
    ahead = {"LD_PRELOAD": str(LIBRARY), "FAKETIME": "+400d", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
    for command in (
        ["forget_messages"],
        ["forget_sign_ins"],
        ["forget_unsaved"],
        ["find_orphans", "--delete"],
    ):
        assert "nothing was deleted" in office.manage("task", *command, fails=True, **ahead)
    assert "forget_messages, forget_sign_ins" in office.manage("doctor", fails=True)
    assert "Messages forgotten: 0" in office.manage("task", "forget_messages")
    (office.var / "clock.json").unlink()  # whoever says that the clock is right
    assert "Messages forgotten: 1" in office.manage("task", "forget_messages", **ahead)


def test_strangers_names_and_an_absent_portal_through_nginx(tmp_path):
    office = Installation(tmp_path / "office")
    office.prepare()
    mail = {"EMAIL_URL": f"file:///{tmp_path}/letters", "ADMINS": "it@example.org"}
    settings = {"HTTPS": "true", "BEHIND_PROXY": "true", "ALLOWED_HOSTS": "localhost"} | mail
    with office.served("--workers", "1", **settings) as portal:
        status, _body, _headers = answer(f"{portal}/en/", Host="evil.test")
        assert status == 400
        with nginx(office, portal, tmp_path) as front:
            assert answer(f"{front}/en/")[0] == 200
            line = http.client.HTTPSConnection(urlsplit(front).netloc, timeout=20, context=trusting())
            line.request("GET", "/en/", headers={"Host": "evil.test"})
            with pytest.raises(http.client.RemoteDisconnected):
                line.getresponse()
            line.close()
    assert not (tmp_path / "letters").exists(), "a stranger had a letter written"
    log = (office.var / "log").read_text()
    assert "Traceback" not in log
    assert "Invalid HTTP_HOST header" in log
    with nginx(office, portal, tmp_path) as front:
        status, body, headers = answer(f"{front}/en/follow/leave/TOKENTOKENTOKENTOKEN/?preview=KEY")
        assert (status, headers["Retry-After"], headers["Cache-Control"]) == (503, "30", "no-store")
        assert "The portal is temporarily unavailable" in body.decode()
        assert "Strict-Transport-Security" in headers
        style = re.search(rb"/static/css/site\.[0-9a-f]{12}\.css", body)[0].decode()
        assert answer(front + style)[0] == 200
    for name in ("error.log", "main.log"):
        assert "127.0.0.1" not in (tmp_path / name).read_text(), name


def test_the_note_of_the_first_password_goes_when_the_password_does(tmp_path):
    office = Installation(tmp_path)
    office.prepare()
    note = office.var / "first-administrator.txt"
    assert "see" in office.manage("first_administrator")
    office.python(
        "from django.contrib.auth.models import User\n"
        "one = User.objects.get(username='admin'); one.set_password('another long password'); one.save()"
    )
    office.manage("first_administrator")
    assert not note.exists()


def test_the_secret_key_is_changed_step_by_step_as_the_guide_says(tmp_path):
    """Tracking codes live on; a link signed with the former key lives until that is taken out."""
    office = Installation(tmp_path)
    office.prepare()
    key = office.var / "secret-key"
    code, link = office.python(
        "from django.core import signing\n"
        "from tehran_diplomacy.correspondence.receiving import receive\n"
        "written = dict(subject='A question', text='x', name='', contact='', about=None)\n"
        "print(receive(written, 'token', '').code); print(signing.dumps('x', salt='a'))"
    ).split()[-2:]
    ask = (
        "from tehran_diplomacy.correspondence.models import Message\nfrom django.core import signing\n"
        f"try: signed = signing.loads({link!r}, salt='a')\nexcept signing.BadSignature: signed = None\n"
        f"print(Message.objects.with_code({code!r}).count(), signed)"
    )
    former = key.read_text()
    key.unlink()
    told = office.manage("shell", "--no-imports", "-c", ask, SECRET_KEY_FALLBACKS=former)
    assert told.split()[-2:] == ["1", "x"]
    assert key.read_text() != former
    assert office.python(ask).split()[-2:] == ["1", "None"]
