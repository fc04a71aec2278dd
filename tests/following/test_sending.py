"""Many followers, and a sender that is killed again and again: nobody is left out, nobody gets much twice."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import timedelta
from email.utils import parseaddr
from io import BytesIO, TextIOWrapper
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from agreements.models import Agreement
from tehran_diplomacy.dates.partial import PartialDate
from tehran_diplomacy.following.announcing import announce
from tehran_diplomacy.following.models import Follower, Letter, Unconfirmed
from tests.following.conftest import Mailboxes, ask, send

ROOT = Path(__file__).resolve().parents[2]
FOLLOWERS = int(os.environ.get("FOLLOWERS", "400"))
KILLS = FOLLOWERS // 100
MOST_BETWEEN = 70  # letters between two kills
AGREEMENTS = "/en/follow/register/agreements/"


def database_url() -> str:
    """The address of the test's own database."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


def sender(mailboxes: Mailboxes) -> subprocess.Popen:
    """Start the command as a timer does, in a process of its own."""
    environment = os.environ | {
        "DATABASE_URL": database_url(),
        "EMAIL_URL": f"smtp://127.0.0.1:{mailboxes.port}",
        "SITE_ADDRESS": "https://diplomacy.example.org",
        "MAIL_FROM": "portal@diplomacy.example.org",
    }
    return subprocess.Popen(
        [sys.executable, "manage.py", "send_follow_letters"],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def finished(process: subprocess.Popen) -> str:
    """Wait for a sender; return what it said."""
    said, complaint = process.communicate(timeout=300)
    assert process.returncode == 0, complaint
    return said


def followers(newest: int) -> set[str]:
    """Followers in both languages, of two topics, at once and weekly."""
    now = timezone.now()
    rows = [
        Follower(
            address=f"reader{number}@example.org",
            language=("fa", "en")[number % 2],
            kind="register",
            key="agreements",
            pace=("at_once", "weekly")[number % 10 == 9],
            cursor=newest,
            digested_at=now - timedelta(days=8),
        )
        for number in range(FOLLOWERS)
    ]
    Follower.objects.bulk_create(rows)
    return {row.address for row in rows}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_many_letters_and_a_sender_killed_again_and_again(content, mailboxes, capsys):
    addresses = followers(announce())
    agreement = Agreement.objects.get(slug="tehran-yerevan-sister-city")
    agreement.signed_on = PartialDate(2023, 1, 19)
    agreement.save()
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    kills = 0
    # Most are killed while letters go out, the server sometimes not having said yes yet; some at any moment before.
    for number in range(KILLS):
        process = sender(mailboxes)
        wait_for_letter(mailboxes, process, chance, chance.uniform(0, 2) if number < 1 else None)
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
        process.communicate()
        assert process.returncode == -signal.SIGKILL, process.returncode
        kills += 1
    mailboxes.at_letter = lambda number: None
    said = finished(sender(mailboxes))
    counted = Counter(to for _path, to, _message in mailboxes.taken)
    doubled = {address: count for address, count in counted.items() if count > 1}
    with capsys.disabled():
        print(  # noqa: T201 - what the test is asked to show
            f"\n{FOLLOWERS} followers, {kills} kills (seed {seed}): {len(mailboxes.taken)} letters, "
            f"{len(doubled)} twice, {len(addresses - set(counted))} missing"
        )
    assert set(counted) == addresses
    assert sum(count - 1 for count in counted.values()) <= kills
    for address in doubled:  # whoever gets one twice can tell, and so can the mailbox
        assert len({message["Message-ID"] for message in mailboxes.to(address)}) == 1
    assert len({message["Message-ID"] for _path, _to, message in mailboxes.taken}) == FOLLOWERS
    assert not Letter.objects.exists()
    assert "sent" in said
    before = len(mailboxes.taken)
    finished(sender(mailboxes))
    assert len(mailboxes.taken) == before


def wait_for_letter(
    mailboxes: Mailboxes, process: subprocess.Popen, chance: random.Random, seconds: float | None
) -> None:
    """Kill at one of the next letters, before the server says yes or some milliseconds after; or return then.

    With `seconds` wait no longer, whatever the sender does meanwhile.
    """
    at = len(mailboxes.taken) + chance.randrange(1, MOST_BETWEEN)
    pause, come = chance.choice([0, 0, 0.001, 0.003, 0.02]), threading.Event()

    def at_letter(number: int) -> None:
        if number >= at and not come.is_set():
            if pause == 0:
                os.kill(process.pid, signal.SIGKILL)
            come.set()

    mailboxes.at_letter = at_letter
    if come.wait(seconds or 120):
        time.sleep(pause)
    else:
        assert seconds, "the sender sent nothing"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_senders_at_once_send_each_letter_once_and_one_that_is_stopped_finishes_its_letter(
    content, mailboxes
):
    followers(announce())
    agreement = Agreement.objects.first()
    agreement.signed_on = PartialDate(2019, 1, 19)
    agreement.save()
    first = sender(mailboxes)
    while not mailboxes.taken:
        assert first.poll() is None
        time.sleep(0.05)
    assert "Another sender is at work." in finished(sender(mailboxes))
    first.send_signal(signal.SIGTERM)
    said = finished(first)
    sent = len(mailboxes.taken)
    assert f"sent: {sent};" in said
    assert sent < FOLLOWERS
    assert Letter.objects.count() == FOLLOWERS - sent
    finished(sender(mailboxes))
    assert set(Counter(to for _path, to, _message in mailboxes.taken).values()) == {1}
    assert len(mailboxes.taken) == FOLLOWERS


@pytest.fixture
def corrected(follow, content) -> Agreement:
    """An agreement that somebody follows, corrected."""
    agreement = Agreement.objects.first()
    follow(f"/en/follow/agreements/{agreement.uid}/")
    agreement.signed_on = PartialDate(2019, 1, 19)
    agreement.save()
    return agreement


def test_while_the_mail_server_is_down_letters_wait(corrected, mail, settings):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    with pytest.raises(CommandError, match="they wait"):
        send()
    assert Letter.objects.count() == 1
    settings.EMAIL_PORT = port
    assert "sent: 1" in send()


def test_a_server_that_puts_off_is_asked_again_ever_later_and_then_given_up(corrected, mail, freezer):
    mail.refuses["reader@example.org"] = "451 4.7.1 greylisted"
    for wait in (5, 10, 20):
        assert "put off: 1" in send()
        freezer.tick(wait * 60 - 30)
        assert "put off" not in send()
        freezer.tick(31)
    freezer.tick(5 * 24 * 3600)
    assert "given up: 1" in send()
    assert Follower.objects.count() == 1


def test_a_policy_of_the_server_costs_nobody_their_following(corrected, mail, freezer):
    mail.refuses["reader@example.org"] = "554 5.7.1 we take nothing from you"
    for _ in range(5):
        assert "put off: 1" in send()
        freezer.tick(7 * 3600)
    del mail.refuses["reader@example.org"]
    assert "sent: 1" in send()


def test_a_mailbox_that_is_gone_ends_all_its_following_at_the_third_letter(follow, corrected, mail):
    follow("/en/follow/corrections/all/")
    mail.refuses["reader@example.org"] = "550 5.1.1 no such user"
    for day in (20, 21, 22):
        assert Follower.objects.count() == 2
        corrected.signed_on = PartialDate(2019, 1, day)
        corrected.save()
        send()
        if not Follower.objects.exists():
            break
    assert not Follower.objects.exists()
    assert not Letter.objects.exists()
    assert mail.taken == []


def test_a_question_to_no_mailbox_is_not_asked_again(client, content, mail, freezer):
    mail.refuses["nobody@example.org"] = "550 5.1.1 no such user"
    ask(client, freezer, AGREEMENTS, "nobody@example.org")
    assert "no such mailbox: 1" in send()
    assert not Unconfirmed.objects.exists()


def returned(status: str, recipient: str, action: str = "failed") -> bytes:
    """What a mail server sends back (RFC 3464)."""
    return (
        f"Return-Path: <>\nTo: {recipient}\nSubject: Undelivered Mail\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="x"\n\n'
        "--x\nContent-Type: text/plain\n\nCould not be delivered.\n"
        "--x\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.org\n\n"
        f"Final-Recipient: rfc822; reader@example.org\nAction: {action}\nStatus: {status}\n"
        "--x\nContent-Type: message/rfc822\n\nSubject: a letter\n\nWords\n--x--\n"
    ).encode()


@pytest.fixture
def bounce(monkeypatch, capsys):
    """Return a function that pipes a message into the command, and what that says."""

    def pipe(raw: bytes, *arguments: str) -> str:
        monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(raw)))
        call_command("take_follow_bounce", *arguments)
        return capsys.readouterr().out

    return pipe


def test_returned_letters_are_counted_once_each_and_the_third_deletes(corrected, mail, settings, bounce):
    settings.BOUNCE_ADDRESS = "Bounces@diplomacy.example.org"
    for day in (20, 21, 22):
        corrected.signed_on = PartialDate(2019, 1, day)
        corrected.save()
        send()
    paths = [path for path, _to, _message in mail.taken]
    assert len(set(paths)) == 3
    for path in paths:
        assert path.startswith("Bounces+") and path.endswith("@diplomacy.example.org")
        assert len(path.partition("@")[0]) <= 64
        assert Follower.objects.get().token not in path
    assert {parseaddr(message["From"])[1] for _p, _t, message in mail.taken} == {
        "portal@diplomacy.example.org"
    }
    first, second, third = paths
    harmless = (
        returned("5.7.1", first), returned("4.4.1", first, "delayed"), returned("5.1.1", "bounces+x@elsewhere.org"),
        b"To: " + first.encode() + b"\n\nI am on holiday.", b"", b"\xff\x00" * 500,
        returned("5.1.1", first.replace("+", "+0")),
    )  # fmt: skip
    for raw in harmless:
        assert "counted" not in bounce(raw)
    assert "counted" in bounce(returned("5.1.1", first.lower()))
    assert "not for good" not in bounce(returned("5.1.1", first))
    assert Follower.objects.get().bounces == 1
    assert "counted" in bounce(returned("5.1.1", "postmaster@example.org"), "--recipient", second)
    assert Follower.objects.get().bounces == 2
    assert "address deleted" in bounce(returned("5.1.1", third))
    assert not Follower.objects.exists()
    assert "left" in bounce(returned("5.1.1", third))
