"""The office's inbox by HTTP: who sees what, answering, templates, export; nothing of it is public."""

import json
import re

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from meetings.models import Meeting
from tehran_diplomacy.accounts.policy import needs_second_step
from tehran_diplomacy.correspondence.models import AnswerTemplate, Correspondent, Message
from tests.correspondence.writing import ANSWER, CONTACT, WRITTEN, code_of, send
from tests.forms import Form, Page

pytestmark = pytest.mark.django_db
INBOX = "/admin/correspondence/message/"
ROLES = ["nobody", "staff", "editors", "publishers", "looker", "correspondents", "administrator"]
SEES, ANSWERS = {"looker", "correspondents", "administrator"}, {"correspondents", "administrator"}
FORM = {"assigned_to": "", "state": "new", "template": "", "answer": ""}


@pytest.fixture
def sent(client, freezer) -> tuple[Message, str]:
    """A message and its tracking code."""
    code = code_of(send(Client(), freezer))
    return Message.objects.get(), code


@pytest.fixture
def answerer(client, account) -> User:
    user = account("correspondents")
    client.force_login(user)
    return user


def sign_in(client, role: str, account) -> None:
    if role == "nobody":
        return
    user = account(role if role in ("editors", "publishers", "correspondents") else None)
    if role == "looker":
        user.user_permissions.add(Permission.objects.get(codename="view_message"))
    if role == "administrator":
        user.is_superuser = True
        user.save()
    client.force_login(user)


def form_of(client, message: Message) -> Form:
    """The form of a message as staff see it."""
    return Page.open(client, f"{INBOX}{message.pk}/change/").admin_form()


def answer(client, message: Message, words: str) -> Page:
    """Write an answer, look at what the citizen will read, and send it."""
    page = Page.of(client, form_of(client, message).fill(answer=words).submit("_answer"))
    if not page.errors:
        page.form(id="preview").submit("_send")
    return page


def step(client, address: str, action: str, message: Message) -> None:
    """Choose a message in a list and take a step with it."""
    form = Page.open(client, address).form(id="changelist-form")
    form.fill(action=action, _selected_action=[str(message.pk)]).submit("index", "0")


def text(response) -> str:
    return response.content.decode() if response.status_code == 200 else ""


@pytest.mark.parametrize("role", ROLES)
def test_who_sees_messages_and_who_sees_who_wrote(client, account, sent, role):
    sign_in(client, role, account)
    message, code = sent
    form = f"{INBOX}{message.pk}/change/"
    lists = text(client.get(INBOX)) + text(client.get(form)) + text(client.get("/admin/"))
    assert (WRITTEN["subject"] in lists) == (role in SEES)
    assert ("پهن‌تر" in text(client.get(form))) == (role in SEES)
    export = client.get(f"{INBOX}{message.pk}/export/")
    by_code = client.post(f"{INBOX}by-code/", {"code": code, "_export": "1"})
    found = text(client.get(INBOX, {"q": "maryam"}))
    everything = lists + text(export) + text(by_code)
    assert (WRITTEN["contact"] in everything) == (WRITTEN["name"] in everything) == (role in ANSWERS)
    assert (WRITTEN["subject"] in found) == (role in ANSWERS)
    assert (export.status_code == 200) == (by_code.status_code == 200) == (role in ANSWERS)


@pytest.mark.parametrize("role", ROLES)
def test_who_may_answer_and_delete(client, account, sent, role):
    sign_in(client, role, account)
    message, code = sent
    form = f"{INBOX}{message.pk}/change/"
    client.post(form, FORM | {"answer": "بررسی می‌شود.", "_send": "1"})
    client.post(f"{INBOX}?place=all", {"action": "close_selected", "_selected_action": [message.pk]})
    message.refresh_from_db()
    assert (message.state, message.answer) == (("closed", "بررسی می‌شود.") if role in ANSWERS else ("new", ""))
    shown = Client().post(ANSWER, {"code": code}).content.decode()
    assert ("بررسی می‌شود." in shown) == (role in ANSWERS)
    assert client.get(f"{INBOX}add/").status_code in (302, 403)
    client.post(f"{INBOX}{message.pk}/delete/", {"post": "yes"})
    assert Message.objects.exists() == Correspondent.objects.exists() == (role not in ANSWERS)


def test_the_group_is_there_after_migrating_and_the_others_gained_nothing():
    def held(group):
        return set(
            Permission.objects.filter(
                group__name=group, content_type__app_label="correspondence"
            ).values_list("codename", flat=True)
        )

    assert {"view_message", "answer_message", "delete_message", "add_answertemplate"} <= held(
        "correspondents"
    )
    assert held("editors") == held("publishers") == set()


def test_who_answers_must_sign_in_with_two_steps(account, settings):
    settings.TWO_STEP_REQUIRED = True
    assert needs_second_step(account("correspondents"))
    assert not needs_second_step(account("editors"))


def test_an_answer_shows_only_once_it_is_sent(client, sent, answerer):
    message, code = sent
    form_of(client, message).fill(answer="پیش‌نویس پاسخ", assigned_to=answerer.pk).submit("_continue")
    page = Client().post(ANSWER, {"code": code}).content.decode()
    message.refresh_from_db()
    assert message.state == "assigned"
    assert "پیش‌نویس پاسخ" not in page
    assert 'class="chip under_way"' in page
    answer(client, message, "پاسخ نهایی")
    message.refresh_from_db()
    assert (message.state, message.answered_by) == ("answered", answerer)
    page = Client().post(ANSWER, {"code": code}).content.decode()
    assert "پاسخ نهایی" in page
    assert 'class="chip done"' in page
    for kept in (WRITTEN["name"], WRITTEN["contact"], answerer.username):
        assert kept not in page


def test_an_empty_answer_is_not_sent(client, sent, answerer):
    message, _code = sent
    assert answer(client, message, "  ").errors
    message.refresh_from_db()
    assert message.state == "new"


def test_a_template_is_put_below_what_is_written(client, sent, answerer):
    message, _code = sent
    form = Page.open(client, "/admin/correspondence/answertemplate/add/").admin_form()
    form.fill(title="سپاس", language="fa", text="از پیام شما سپاسگزاریم.").submit("_save")
    template = AnswerTemplate.objects.get()
    form_of(client, message).fill(answer="سلام", template=template.pk).submit("_insert")
    message.refresh_from_db()
    assert (message.answer, message.state) == ("سلام\n\nاز پیام شما سپاسگزاریم.", "new")


def test_only_those_who_answer_can_be_assigned(client, sent, answerer, account):
    editor = account("editors")
    message, _code = sent
    form = f"{INBOX}{message.pk}/change/"
    assert (
        f'value="{editor.pk}"'
        not in re.search(r'<select name="assigned_to".*?</select>', client.get(form).content.decode(), re.S)[
            0
        ]
    )
    client.post(form, FORM | {"assigned_to": editor.pk, "_save": "1"})
    message.refresh_from_db()
    assert message.assigned_to is None


def test_what_the_citizen_wrote_cannot_be_changed(client, sent, answerer):
    message, _code = sent
    client.post(
        f"{INBOX}{message.pk}/change/", FORM | {"subject": "دگر", "text": "دگر", "name": "دگر", "_save": "1"}
    )
    message.refresh_from_db()
    assert (message.subject, message.correspondent.name) == (WRITTEN["subject"], WRITTEN["name"])


def test_the_inbox_opens_with_what_waits_and_is_narrowed(client, answerer):
    for number, state in enumerate(("new", "assigned", "closed", "spam")):
        Message.objects.create(
            code_hash=str(number), language="fa", subject=f"نامه {state}", text="x", state=state
        )
    Message.objects.filter(state="assigned").update(assigned_to=answerer)

    def shown(**query):
        return set(re.findall("نامه ([a-z]+)", text(client.get(INBOX, query))))

    assert shown() == {"new", "assigned"}
    assert shown(place="mine") == {"assigned"}
    assert shown(place="spam") == {"spam"}
    assert shown(place="all") == {"new", "assigned", "closed", "spam"}
    assert shown(place="all", q="نامه spam") == {"spam"}
    spam = Message.objects.get(state="spam")
    step(client, f"{INBOX}?place=spam", "no_spam_selected", spam)
    assert shown(place="new") == {"new", "spam"}
    step(client, INBOX, "take_selected", spam)
    spam.refresh_from_db()
    assert (spam.state, spam.assigned_to) == ("assigned", answerer)


def test_desk_and_inbox_cost_the_same_with_more_messages(client, answerer):
    counts, of_messages = [], []
    for more in (2, 60):
        for number in range(more):
            Message.objects.create(code_hash=f"{more}-{number}", language="fa", subject="x", text="x")
        for address in ("/admin/", INBOX):
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            counts.append(len(queries))
            of_messages.append(sum("correspondence_message" in one["sql"] for one in queries))
    assert counts[:2] == counts[2:]
    assert counts[1] <= 12
    assert of_messages[0] == of_messages[2] == 2


def test_the_desks_first_page_shows_the_newest_to_those_who_answer(client, answerer, account):
    for number in range(7):
        Message.objects.create(code_hash=str(number), language="fa", subject=f"نامه {number}.", text="x")
    html = client.get("/admin/").content.decode()
    assert [n for n in range(7) if f"نامه {n}." in html] == [2, 3, 4, 5, 6]
    assert "<strong>۷</strong>" in html
    client.force_login(account("publishers"))
    html = client.get("/admin/").content.decode()
    assert "desk-inbox" not in html
    assert not re.search("نامه [0-9]", html)


def test_a_persons_record_is_exported_by_code(client, sent, answerer):
    _message, code = sent

    def by_code(typed: str, button: str):
        return Page.open(client, f"{INBOX}by-code/").form(having="code").fill(code=typed).submit(button)

    response = by_code(code.upper(), "_export")
    assert response["Content-Disposition"].startswith("attachment")
    assert "no-store" in response["Cache-Control"]
    data = json.loads(response.content)
    for name in ("subject", "name", "contact"):
        assert data[name] == WRITTEN[name]
    assert data["message"] == WRITTEN["text"]
    opened = by_code(code, "_open")
    assert opened["Location"].endswith(f"{sent[0].pk}/change/")
    wrong = by_code("k7m2", "_open")
    assert "errorlist" in wrong.content.decode()


def test_the_desks_log_names_messages_by_number_only(client, sent, answerer):
    message, _code = sent
    answer(client, message, "پاسخ")
    Page.open(client, f"{INBOX}{message.pk}/delete/").form(having="post").submit()
    logged = repr(list(LogEntry.objects.values()))
    assert LogEntry.objects.count() >= 1
    for kept in (*[WRITTEN[name] for name in ("subject", "name", "contact")], "پاسخ"):
        assert kept not in logged


def test_nothing_of_a_message_is_on_a_public_page(client, content, freezer):
    meeting = Meeting.objects.public().newest_first().first()
    code_of(send(client, freezer, f"{CONTACT}?about={meeting.uid}", about=meeting.uid))
    Message.objects.update(state="answered", answer="پاسخ دفتر به شهروند")
    for address in (
        "/fa/",
        CONTACT,
        ANSWER,
        meeting.get_absolute_url(),
        "/fa/meetings/",
        f"{CONTACT}?about={Message.objects.get().pk}",
    ):
        html = client.get(address).content.decode()
        for kept in (WRITTEN["subject"], "پاسخ دفتر به شهروند", WRITTEN["name"]):
            assert kept not in html
