"""A sender of letters to staff that is killed over one: the letter is not lost, and known where it comes twice."""

import os
import signal
import subprocess
import sys

import pytest
from django.contrib.auth.models import User

from agreements.models import Agreement
from tehran_diplomacy.publishing import verbs
from tehran_diplomacy.staff_mail.models import MailChoice, Pace, Told
from tests.following.conftest import mailboxes  # noqa: F401 - a real mail server
from tests.following.test_sending import ROOT, database_url


def sender(mailboxes) -> subprocess.Popen:  # noqa: F811
    """Start the command as a timer does, in a process of its own."""
    environment = os.environ | {
        "DATABASE_URL": database_url(),
        "EMAIL_URL": f"smtp://127.0.0.1:{mailboxes.port}",
        "SITE_ADDRESS": "https://diplomacy.example.org",
        "MAIL_FROM": "portal@diplomacy.example.org",
    }
    return subprocess.Popen([sys.executable, "manage.py", "send_staff_letters"], cwd=ROOT, env=environment)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("killed", "letters"), [("before the server has it", 1), ("before it said yes", 2)])
def test_a_letter_over_which_its_sender_is_killed_is_sent_again(
    account,
    mailboxes,  # noqa: F811
    killed,
    letters,
):
    chief = User.objects.create_superuser("chief", "chief@example.org", "x")
    MailChoice.objects.create(user=chief, pace=Pace.AT_ONCE)
    verbs.submit(Agreement.objects.create(title_fa="یادداشت", kind="multilateral", form="mou"), chief)
    Agreement.objects.update(submitted_by=None)  # nobody is told of what they did themselves
    process = sender(mailboxes)
    take = mailboxes.handle_RCPT

    async def kill_at_address(*asked):
        os.kill(process.pid, signal.SIGKILL)
        return await take(*asked)

    if letters == 1:
        mailboxes.handle_RCPT = kill_at_address
    else:
        mailboxes.at_letter = lambda number: os.kill(process.pid, signal.SIGKILL)
    assert process.wait(120) == -signal.SIGKILL
    mailboxes.handle_RCPT, mailboxes.at_letter = take, lambda number: None
    mailboxes.taken[letters - 1 :] = []  # what a broken line still brought in
    for _time in range(2):  # the second has nothing to tell
        assert sender(mailboxes).wait(120) == 0
    assert len(mailboxes.to("chief@example.org")) == letters
    assert len({message["Message-ID"] for message in mailboxes.to("chief@example.org")}) == 1
    assert Told.objects.count() == 1
