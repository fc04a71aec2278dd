"""A form that is sent after the session has ended is kept, and given back to its author after signing in. No scripts."""

import io

import pytest
from django.contrib.auth.models import Group, User
from django.contrib.sessions.models import Session
from django.test import Client

from meetings.models import Meeting
from tehran_diplomacy.people.models import Person
from tehran_diplomacy.unsaved.models import Autosave, StagedUpload
from tests.files.test_documents import PDF
from tests.forms import Page

PASSWORD = "a long password"
ADD = "/admin/meetings/meeting/add/"


def sign_in(client: Client, name: str, url: str = "/admin/") -> Page:
    """Sign in by the form of the page to which an address of the desk leads."""
    form = Page.open(client, url).form(id="login-form").fill(username=name, password=PASSWORD)
    response = form.submit(follow=True)
    return Page(client, response, f"http://testserver{response.request['PATH_INFO']}")


@pytest.fixture
def editor(client, account) -> Client:
    """An editor's browser, signed in by hand."""
    account("editors")
    sign_in(client, "editors")
    return client


def end_sessions() -> None:
    Session.objects.all().delete()


def filled_in(client: Client):
    """The form of a new meeting with texts, a row, a look-up and two files."""
    person = Person.objects.create(name_fa="آزاده آزمون")
    form = Page.open(client, ADD).admin_form()
    form.fill(title_fa="دیدار بی‌نشست", held_on="۱۴۰۵/۸/۲۵", kind="council")
    form.add_row("participations", person=person.pk)
    form.add_row("agenda", text_fa="بند نخست")
    file = io.BytesIO(PDF)
    file.name = "یادداشت.pdf"
    form.add_row("files-document-content_type-object_id", title_fa="یادداشت", file=file)
    return form


def test_a_form_sent_into_an_ended_session_comes_back_whole(editor):
    form = filled_in(editor)
    end_sessions()
    login = Page.of(editor, form.submit("_continue", follow=True))
    assert "نشست شما پایان یافته است" in login.text
    assert "نگه داشته شده" in login.text
    back = login.form(id="login-form").fill(username="editors", password=PASSWORD).submit(follow=True)
    offered = Page(editor, back, f"http://testserver{ADD}")
    taken = Page(editor, offered.form(having="_take").submit("_take"), f"http://testserver{ADD}")
    assert taken.errors == []
    again = taken.admin_form()
    assert again["title_fa"] == "دیدار بی‌نشست"
    assert again["agenda-0-text_fa"] == "بند نخست"
    assert "آزاده آزمون" in taken.text
    assert "یادداشت.pdf" in taken.text
    saved = Page.of(editor, again.submit("_continue", follow=True))
    assert saved.errors == []
    meeting = Meeting.objects.get(title_fa="دیدار بی‌نشست")
    assert str(meeting.held_on) == "1405-08-25"
    assert meeting.participations.get().person.name_fa == "آزاده آزمون"
    assert meeting.documents.get().bytes == len(PDF)
    assert not Autosave.objects.exists()
    assert not StagedUpload.objects.exists()


def test_another_account_on_the_same_computer_gets_nothing(editor, account):
    form = filled_in(editor)
    end_sessions()
    form.submit("_continue")
    account("publishers")
    page = sign_in(editor, "publishers", ADD)
    assert "_take" not in page.text
    row = Autosave.objects.get()
    assert row.author.username == "editors"
    page = Page.open(editor, ADD)
    token = page.form(id="logout-form")["csrfmiddlewaretoken"]
    response = editor.post(ADD, {"_take": row.pk, "csrfmiddlewaretoken": token}, follow=True)
    assert "دیدار بی‌نشست" not in response.content.decode()
    editor.post("/admin/unsaved/discard/", {"discard": row.pk})
    assert Autosave.objects.count() == 1
    named = StagedUpload.objects.get()
    form = Page.open(editor, ADD).admin_form().fill(title_fa="دیدار دیگری", kind="council")
    form.add_row("files-document-content_type-object_id", title_fa="یادداشت")
    data = form.data("_continue") | {"files-document-content_type-object_id-0-file__staged": [named.value]}
    assert Page.of(editor, editor.post(ADD, data)).errors
    assert not Meeting.objects.filter(title_fa="دیدار دیگری").exists()


def test_nothing_is_kept_for_who_signed_out_or_was_never_in(editor):
    form = filled_in(editor)
    Page.open(editor, "/admin/").form(id="logout-form").submit()
    response = form.submit("_continue", follow=True)
    assert "نشست شما پایان یافته است" not in response.content.decode()
    assert Client().post(ADD, {"title_fa": "x"}).status_code == 302
    assert not Autosave.objects.exists()


def test_a_password_is_never_kept(client, db):
    root = User.objects.create_superuser("root", password=PASSWORD)
    sign_in(client, "root")
    form = Page.open(client, "/admin/auth/user/add/").admin_form()
    form.fill(username="sara")
    end_sessions()
    client.post(
        form.action, form.data("_save") | {"password1": "secret of sara", "new_password": "secret of sara"}
    )
    row = Autosave.objects.get(author=root)
    assert ["username", "sara"] in row.entries
    assert "secret" not in str(row.entries)


def test_who_was_refused_meanwhile_can_still_read_what_they_typed(editor):
    meeting = Meeting.objects.create(title_fa="دیدار آزمون", kind="council")
    form = Page.open(editor, f"/admin/meetings/meeting/{meeting.pk}/change/").admin_form()
    form["note_fa"] = "گزارشی که یک ساعت نوشته شد"
    User.objects.get(username="editors").groups.set([Group.objects.get(name="correspondents")])
    assert form.submit("_continue").status_code == 403
    assert "گزارشی که یک ساعت نوشته شد" in Page.open(editor, "/admin/unsaved/").text


def test_what_was_typed_for_a_deleted_thing_can_be_read(editor):
    person = Person.objects.create(name_fa="آزاده آزمون")
    form = Page.open(editor, f"/admin/people/person/{person.pk}/change/").admin_form()
    form["name_fa"] = "نامی با شرح بلند"
    person.delete()
    assert "ذخیره‌نشده" in form.submit("_continue", follow=True).content.decode()
    assert "نامی با شرح بلند" in Page.open(editor, "/admin/unsaved/").text
