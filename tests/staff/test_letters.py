"""Letters to the office's own people: each event once, to who may act on it, as often as they chose."""

from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agreements.models import Agreement
from meetings.models import Meeting, Outcome
from tehran_diplomacy.correspondence.models import Message
from tehran_diplomacy.dates.partial import PartialDate
from tehran_diplomacy.following.locks import only_sender
from tehran_diplomacy.publishing import verbs, versions
from tehran_diplomacy.publishing.snapshots import snapshot
from tehran_diplomacy.staff_mail.models import MailChoice, Told
from tehran_diplomacy.staff_mail.sending import send_letters
from tests.forms import Page

NOON = "2026-11-26 08:30:00"  # in Greenwich; noon in Tehran
DAY = 24 * 3600


@pytest.fixture
def office(content, account, settings, freezer):
    """A writer, a publisher and one who answers citizens, each with an address; days that matter were told before."""
    freezer.move_to(NOON)
    settings.MAIL_IS_SET = True
    settings.SITE_ADDRESS = "https://portal.example"
    for group in ("editors", "publishers", "correspondents"):
        user = account(group)
        user.email = f"{group}@example.org"
        user.save()
    send()
    mail.outbox.clear()
    Told.objects.update(told_at=timezone.now() - timedelta(days=2))


def send() -> str:
    said = StringIO()
    call_command("send_staff_letters", stdout=said)
    return said.getvalue()


def letters(name: str) -> list[str]:
    return [one.body for one in mail.outbox if one.to == [f"{name}@example.org"]]


def account_of(name: str) -> User:
    return User.objects.get(username=name)


def draft(title: str = "یادداشت تازه") -> Agreement:
    return Agreement.objects.create(title_fa=title, kind="multilateral", form="mou")


def test_publishers_hear_of_what_is_submitted_and_writers_of_what_became_of_it(office, freezer):
    record = draft()
    verbs.submit(record, account_of("editors"))
    send()
    assert letters("editors") == letters("correspondents") == []
    [letter] = letters("publishers")
    assert "یادداشت تازه" in letter
    assert f"https://portal.example/admin/agreements/agreement/{record.pk}/change/" in letter
    verbs.send_back(record, account_of("publishers"), "تاریخ را بنویسید")
    send()
    assert "تاریخ را بنویسید" in letters("editors")[0]
    freezer.tick(DAY)
    verbs.submit(record, account_of("editors"))
    verbs.publish(record, account_of("publishers"))
    send()
    assert "تأیید و منتشر شد" in letters("editors")[1]
    assert len(letters("publishers")) == 1, "what was published before the letter waits no more"


def test_a_new_version_of_a_published_record_goes_the_same_way(office, freezer):
    record, editor = Agreement.objects.public().first(), account_of("editors")
    data = snapshot(record)
    data["fields"]["title_fa"] = "نام تازه"
    version = versions.keep_in_work(record, data, editor)
    versions.submit(version, editor)
    send()
    assert "نسخه‌ای تازه برای بررسی" in letters("publishers")[0]
    versions.send_back(version, account_of("publishers"), "باز هم ببینید")
    send()
    assert "باز هم ببینید" in letters("editors")[0]
    freezer.tick(DAY)
    versions.submit(version, editor)
    versions.approve(version, account_of("publishers"))
    send()
    assert "تأیید و منتشر شد" in letters("editors")[1]


def test_nobody_is_told_of_what_they_did_themselves(office):
    record = draft()
    verbs.submit(record, account_of("publishers"))
    send()
    assert letters("publishers") == []
    verbs.publish(record, account_of("publishers"))
    send()
    assert mail.outbox == []


def test_an_agreement_that_ends_is_told_90_30_and_7_days_before(office, freezer):
    today = timezone.localdate()
    record = draft("رو به پایان")
    record.signed_on = PartialDate.of_day(today - timedelta(days=400))
    record.effective_on, record.expires_on = record.signed_on, PartialDate.of_day(today + timedelta(days=91))
    record.save()
    verbs.publish(record, account_of("publishers"))
    told = []
    for day in range(95):
        freezer.move_to(timezone.now() + timedelta(days=1))
        mail.outbox.clear()
        send()
        if any("رو به پایان" in one for one in letters("editors")):
            told.append(91 - day - 1)
    assert told == [90, 30, 7]
    assert letters("correspondents") == []


def test_what_is_overdue_and_who_waits_is_told_once(office, freezer):
    meeting = Meeting.objects.public().first()
    Outcome.objects.create(meeting=meeting, text_fa="گزارش به شورا", due_on=timezone.localdate())
    Message.objects.create(
        code_hash="x", language="fa", subject="پرسش", text="راز", received_at=timezone.now()
    )
    send()
    assert mail.outbox == []
    for _day in range(5):
        freezer.tick(DAY)
        send()
    [overdue] = [one for one in letters("editors") if "گزارش به شورا" in one]
    assert "سررسید" in overdue
    [waiting] = letters("correspondents")
    assert "راز" not in waiting
    assert "پرسش" not in waiting
    assert not any("پیام" in one for one in letters("editors"))


def test_a_message_that_is_assigned_is_told_to_that_person_alone(office, freezer):
    answering = account_of("publishers")
    answering.groups.add(account_of("correspondents").groups.get())
    Message.objects.create(code_hash="x", language="fa", subject="پرسش", text="راز", assigned_to=answering)
    freezer.tick(4 * DAY)
    send()
    assert letters("correspondents") == []
    assert len(letters("publishers")) == 1


def test_one_letter_a_day_unless_one_chose_otherwise(office, freezer, client):
    def submit(title):
        verbs.submit(draft(title), account_of("editors"))

    freezer.move_to("2026-11-27 01:00:00")  # half past four in Tehran
    submit("نخست")
    send()
    assert letters("publishers") == []
    freezer.move_to("2026-11-27 05:00:00")
    send()
    submit("دوم")
    send()
    assert len(letters("publishers")) == 1
    freezer.move_to("2026-11-28 05:00:00")
    send()
    assert ["دوم" in one for one in letters("publishers")] == [False, True]

    client.force_login(account_of("publishers"))
    page = Page.open(client, "/admin/").follow("رایانامه‌ها")
    assert "publishers@example.org" in page.text
    form = page.form(having="pace")
    assert form["pace"] == "daily"
    form["pace"] = "at_once"
    form.submit()
    submit("سوم")
    send()
    assert len(letters("publishers")) == 3
    form["pace"] = "never"
    form.submit()
    assert MailChoice.objects.get().pace == "never"
    submit("چهارم")
    freezer.tick(3 * DAY)
    send()
    assert len(letters("publishers")) == 3


def test_a_letter_that_is_not_taken_is_tried_again(office, settings):
    verbs.submit(draft(), account_of("editors"))
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody listens there
    with pytest.raises(CommandError, match="they wait"):
        send()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    send()
    send()
    assert len(letters("publishers")) == 1


def test_two_senders_at_once_are_one(office):
    verbs.submit(draft(), account_of("editors"))
    with only_sender("staff-letters") as mine:
        assert mine
        if (
            connection.vendor == "sqlite"
        ):  # PostgreSQL's lock is the connection's, which a test has but one of
            assert "Another sender" in send()
            assert mail.outbox == []
    send()
    assert len(letters("publishers")) == 1


def test_who_has_no_address_or_a_closed_account_gets_none(office):
    User.objects.filter(username="publishers").update(is_active=False)
    User.objects.filter(username="correspondents").update(email="")
    verbs.submit(draft(), account_of("editors"))
    assert "sent: 0" in send()


def test_without_a_mail_server_the_command_says_so(office, settings):
    settings.MAIL_IS_SET = False
    with pytest.raises(CommandError, match="No mail server"):
        send()


def test_the_cost_does_not_grow_with_what_there_is_to_tell(office, freezer):
    def cost(number):
        for n in range(number):
            verbs.submit(draft(f"{number} {n}"), account_of("editors"))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            send_letters()
        freezer.tick(DAY)
        return len(queries)

    cost(1)
    assert cost(30) <= cost(1) + 1
