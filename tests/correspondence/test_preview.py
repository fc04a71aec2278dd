"""An answer goes out by its own button alone, after its writer saw it as the citizen will."""

import pytest

from tehran_diplomacy.correspondence.models import Message
from tests.forms import Page


@pytest.fixture
def desk(client, db, account):
    """Somebody who answers citizens, signed in."""
    client.force_login(account("correspondents"))
    client.cookies["language"] = "en"
    return client


@pytest.fixture
def message(db) -> Message:
    return Message.objects.create(subject="پرسش", text="چرا؟")


def form_of(desk, message: Message):
    return Page.open(desk, f"/admin/correspondence/message/{message.pk}/change/").admin_form()


def test_no_state_and_no_saving_sends_an_answer(desk, message):
    form = form_of(desk, message)
    assert "answered" not in form.of("state")[0].choices
    form.fill(answer="half an ans").submit("_save")
    message.refresh_from_db()
    assert not message.is_answered
    desk.post(
        f"/admin/correspondence/message/{message.pk}/change/", {"state": "answered", "answer": "forged"}
    )
    message.refresh_from_db()
    assert not message.is_answered


def test_an_answer_is_seen_before_it_is_sent(desk, message):
    preview = Page.of(desk, form_of(desk, message).fill(answer="پاسخ\n\nدوم").submit("_answer"))
    assert "<p>پاسخ</p>" in preview.text
    message.refresh_from_db()
    assert (message.is_answered, message.answer) == (False, "پاسخ\n\nدوم")
    form = preview.form(id="preview").fill(answer="پاسخ درست")
    form.submit("_send")
    message.refresh_from_db()
    assert (message.is_answered, message.answer) == (True, "پاسخ درست")
    assert message.answered_by is not None


def test_what_the_citizen_reads_is_corrected_by_the_button_only(desk, message):
    Page.of(desk, form_of(desk, message).fill(answer="first").submit("_answer")).form(id="preview").submit(
        "_send"
    )
    page = Page.of(desk, form_of(desk, message).fill(answer="second").submit("_continue"))
    assert "The citizen can already read this answer" in page.errors[0]
    preview = Page.of(desk, form_of(desk, message).fill(answer="second").submit("_answer"))
    message.refresh_from_db()
    assert message.answer == "first"
    preview.form(id="preview").submit("_send")
    message.refresh_from_db()
    assert message.answer == "second"


def test_an_empty_answer_gets_no_preview(desk, message):
    page = Page.of(desk, form_of(desk, message).fill(answer=" ").submit("_answer"))
    assert page.errors == ["Write the answer before you send it."]


def test_the_heading_leads_to_the_messages(desk, message):
    Page.open(desk, "/admin/").follow("Correspondence")
    page = Page.open(desk, "/admin/").follow("Correspondence")
    assert page.url.endswith("/admin/correspondence/message/")
