"""Every form of the desk is kept and given back as it was left: neither checked nor saved, seen by its author alone."""

import json
from datetime import timedelta

import pytest
from django.contrib.admin import site
from django.contrib.auth.models import User
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from meetings.models import Meeting, Photo
from tehran_diplomacy.publishing.models import Revision
from tehran_diplomacy.unsaved.admin import RestoresForms
from tehran_diplomacy.unsaved.models import MOST, Autosave, StagedUpload, autosave, stage
from tests.files.test_documents import PDF
from tests.forms import Page
from tests.press.conftest import picture

ADD = "/admin/meetings/meeting/add/"


@pytest.fixture
def editor(client, account) -> User:
    """An editor who is signed in."""
    user = account("editors")
    client.force_login(user)
    return user


def take(client: Client, path: str) -> Page:
    """Take what is offered on a page."""
    response = Page.open(client, path).form(having="_take").submit("_take")
    return Page(client, response, f"http://testserver{path}")


def test_every_form_that_can_be_saved_is_given_back():
    admins = [admin for admin in site._registry.values() if admin.opts.app_label not in ("axes",)]
    without = {type(admin).__name__ for admin in admins if not isinstance(admin, RestoresForms)}
    assert without == {"SourceAdmin", "ParticipationAdmin", "PreviewLinkAdmin"}  # which have no form


def test_a_half_filled_form_is_given_back_without_complaint_and_without_a_trace(client, editor):
    meeting = Meeting.objects.create(title_fa="دیدار آزمون", kind="council")
    path = f"/admin/meetings/meeting/{meeting.pk}/change/"
    form = Page.open(client, path).admin_form().fill(title_fa="", held_on="نمی‌دانم کی")
    form.add_row("outcomes", text_fa="پیگیری کارگروه")
    entries = [[name, value] for name, values in form.data().items() for value in values]
    before = Revision.objects.count()
    autosave(editor, path, "a", "", entries)
    page = take(client, path)
    assert page.errors == []
    assert page.admin_form()["held_on"] == "نمی‌دانم کی"
    assert page.admin_form()["outcomes-0-text_fa"] == "پیگیری کارگروه"
    meeting.refresh_from_db()
    assert (meeting.title_fa, Revision.objects.count()) == ("دیدار آزمون", before)
    assert Autosave.objects.count() == 1
    page.admin_form().fill(title_fa="دیدار", held_on="۱۴۰۲").submit("_save")
    meeting.refresh_from_db()
    assert (meeting.title_fa, meeting.outcomes.count()) == ("دیدار", 1)
    assert not Autosave.objects.exists()


def test_a_button_among_what_is_kept_is_not_pressed(client, editor):
    entries = [
        ["title_fa", "الف ب"],
        ["kind", "council"],
        ["_save", "1"],
        ["_publish", "1"],
        ["_step", "discard"],
    ]
    response = client.post(
        "/admin/unsaved/keep/",
        {"path": ADD, "page": "p", "title": "t", "entries": json.dumps(entries)},
    )
    assert response.json()["account"] == editor.pk
    assert Autosave.objects.get().entries == [["title_fa", "الف ب"], ["kind", "council"]]
    take(client, ADD)
    assert not Meeting.objects.filter(title_fa="الف ب").exists()


def test_the_offer_is_for_its_author_and_its_form_alone_and_costs_one_query(
    client, editor, account, django_assert_num_queries
):
    autosave(editor, ADD, "a", "", [["title_fa", "الف"]])
    assert "_take" in Page.open(client, ADD).text
    assert "_take" in Page.open(client, f"{ADD}?_popup=1").text
    assert "_take" not in Page.open(client, "/admin/agreements/agreement/add/").text
    Autosave.objects.update(saved_at=timezone.now() - timedelta(days=30, minutes=1))
    assert "_take" not in Page.open(client, ADD).text
    Autosave.objects.update(saved_at=timezone.now())
    client.force_login(account("publishers"))
    assert "_take" not in Page.open(client, ADD).text


def test_of_many_forms_the_latest_are_kept(editor):
    for number in range(MOST + 3):
        autosave(editor, ADD, f"page {number}", "", [["title_fa", str(number)]])
    assert Autosave.objects.count() == MOST
    assert not Autosave.objects.filter(page="page 0").exists()


@pytest.mark.parametrize(
    "entries", ["", "{}", "[1]", '[["a"]]', '[["a", 1]]', '[["a\\u0000", "\\ud800\\u0000"]]', "[[[]]]"]
)
def test_what_is_no_form_harms_nothing(client, editor, entries):
    response = client.post("/admin/unsaved/keep/", {"path": ADD, "page": "p", "entries": entries})
    assert response.status_code in (200, 400)
    assert (
        client.post("/admin/unsaved/keep/", {"path": "/elsewhere/", "page": "p", "entries": "[]"}).status_code
        == 400
    )
    assert client.post(ADD, {"_take": "9" * 40}).status_code == 302


def test_scripts_are_told_when_nobody_is_signed_in(client, db):
    for name in ("session", "keep", "upload"):
        method = client.get if name == "session" else client.post
        assert method(f"/admin/unsaved/{name}/").status_code == 401
    assert not StagedUpload.objects.exists()


def test_signing_out_asks_what_becomes_of_unsaved_work(client, editor):
    path = "/admin/people/person/add/"
    for choice, left in (("keep", 1), ("discard", 0)):
        client.force_login(editor)
        autosave(editor, path, "a", "", [["name_fa", "الف"]])
        stage(editor, SimpleUploadedFile("a.pdf", PDF))
        page = Page.of(client, Page.open(client, "/admin/").form(id="logout-form").submit())
        page.form(having="unsaved").submit("unsaved", choice)
        assert client.get("/admin/").status_code == 302
        assert Autosave.objects.count() == left
        assert StagedUpload.objects.count() == left


# -- Files ----------------------------------------------------------------------------------------------------


def test_files_survive_the_errors_of_their_form_without_scripts(client, editor):
    form = Page.open(client, ADD).admin_form().fill(kind="council")
    row = form.add_row("files-document-content_type-object_id", title_fa="یادداشت")
    form[f"{row}-file"] = SimpleUploadedFile("mou-fa.pdf", PDF)
    form["new_photos"] = [SimpleUploadedFile(f"IMG_{n}.jpg", picture(seed=n)) for n in range(2)]
    page = Page.of(client, form.submit("_continue"))
    assert page.errors
    for name in ("mou-fa.pdf", "IMG_0.jpg", "IMG_1.jpg"):
        assert name in page.text
    assert "کیلوبایت" in page.text
    page.admin_form().fill(title_fa="با پرونده").submit("_continue")
    meeting = Meeting.objects.get(title_fa="با پرونده")
    assert meeting.documents.get().bytes == len(PDF)
    assert meeting.photos.supplied().count() == 2
    assert not StagedUpload.objects.exists()
    assert default_storage.listdir("staged")[0] == [] or not any(
        default_storage.listdir(f"staged/{one}")[1] for one in default_storage.listdir("staged")[0]
    )


def test_a_file_that_is_unticked_stays_out_and_a_new_one_takes_its_place(client, editor):
    form = Page.open(client, ADD).admin_form().fill(kind="council")
    row = form.add_row("files-document-content_type-object_id", title_fa="یادداشت")
    form[f"{row}-file"] = SimpleUploadedFile("old.pdf", PDF)
    form["new_photos"] = [SimpleUploadedFile("IMG_0.jpg", picture())]
    again = Page.of(client, form.submit("_continue")).admin_form().fill(title_fa="با پرونده")
    again["new_photos__staged"] = False
    new = PDF + b"\n%%EOF\n"
    again[f"{row}-file"] = SimpleUploadedFile("new.pdf", new)
    again.submit("_continue")
    meeting = Meeting.objects.get(title_fa="با پرونده")
    assert (meeting.photos.count(), meeting.documents.get().bytes) == (0, len(new))


def test_a_table_to_import_survives_an_error_of_another_kind(client, editor):
    path = "/admin/meetings/meeting/import/"
    form = Page.open(client, path).form(having="file")
    form["file"] = SimpleUploadedFile("meetings.csv", "نادرست\n1\n".encode())
    page = Page.of(client, form.submit())
    assert "meetings.csv" in page.text


def test_chosen_files_and_forms_are_swept_after_their_time(client, editor):
    fresh = stage(editor, SimpleUploadedFile("fresh.pdf", PDF))
    old = stage(editor, SimpleUploadedFile("old.pdf", PDF))
    StagedUpload.objects.filter(pk=old.pk).update(staged_at=timezone.now() - timedelta(hours=25))
    autosave(editor, ADD, "a", "", [["title_fa", "الف"]])
    Autosave.objects.update(saved_at=timezone.now() - timedelta(days=31))
    call_command("find_orphans", "--delete")
    assert StagedUpload.objects.get() == fresh
    assert default_storage.exists(fresh.file.name)
    assert not default_storage.exists(old.file.name)
    assert not Autosave.objects.exists()


def test_a_file_is_named_once_its_day_is_over(client, editor):
    row = stage(editor, SimpleUploadedFile("mou-fa.pdf", PDF))
    entries = [["title_fa", "الف"], ["new_photos__staged", row.value]]
    autosave(editor, ADD, "a", "", entries)
    StagedUpload.objects.update(staged_at=timezone.now() - timedelta(hours=25))
    assert any("mou-fa.pdf" in text for text in take(client, ADD).messages)


def test_a_chosen_file_may_be_as_large_as_any_form_takes(client, editor, settings):
    settings.PHOTO_MAX_BYTES = settings.DOCUMENT_MAX_BYTES = 1000
    answer = client.post("/admin/unsaved/upload/", {"file": SimpleUploadedFile("a.pdf", b"x" * 1001)})
    assert (answer.status_code, "message" in answer.json()) == (400, True)
    answer = client.post(
        "/admin/unsaved/upload/", {"file": SimpleUploadedFile("\x00a\u202e.pdf", b"x" * 1000)}
    )
    assert answer.json()["name"] == "a.pdf"


# -- The gallery ----------------------------------------------------------------------------------------------


@pytest.fixture
def gallery(client, editor) -> str:
    """The address of a gallery of three photos."""
    meeting = Meeting.objects.create(title_fa="دیدار آزمون", kind="council")
    path = f"/admin/meetings/meeting/{meeting.pk}/gallery/"
    form = Page.open(client, path).form(id="add-photos")
    form["files"] = [SimpleUploadedFile(f"IMG_{n}.jpg", picture(seed=n)) for n in range(3)]
    form.submit()
    assert Photo.objects.count() == 3
    return path


def captions(client: Client, gallery: str):
    return Page.open(client, gallery).form(id="captions")


def test_one_credit_for_all_saves_the_captions_as_well(client, gallery):
    form = captions(client, gallery)
    uids = form["photo"]
    form.fill(**{f"{uid}-caption_fa": f"شرح {uid}" for uid in uids}, credit_fa="ایرنا", cover=uids[2])
    form.submit("_credit", "empty")
    photos = Photo.objects.all()
    assert {photo.caption_fa for photo in photos} == {f"شرح {uid}" for uid in uids}
    assert {photo.credit_fa for photo in photos} == {"ایرنا"}
    assert Photo.objects.get(is_cover=True).uid == uids[2]


def test_cover_and_what_is_taken_away_survive_an_error_which_is_linked(client, gallery):
    form = captions(client, gallery)
    first, second, third = form["photo"]
    form.fill(**{f"{first}-taken_on": "پریروز", f"{second}-caption_fa": "شرح"}, cover=second, delete=third)
    page = Page.of(client, form.submit())
    again = page.form(id="captions")
    assert (again["cover"], again["delete"], again[f"{second}-caption_fa"]) == (second, third, "شرح")
    assert f'href="#id_{first}-taken_on"' in page.text
    again.fill(**{f"{first}-taken_on": ""}).submit()
    assert Photo.objects.get(is_cover=True).uid == second
    assert not Photo.objects.filter(uid=third).exists()


def test_captions_and_order_are_given_back(client, editor, gallery):
    form = captions(client, gallery)
    uids = form["photo"]
    form.fill(
        **{f"{uids[1]}-caption_fa": "نیمه‌کاره", f"{uids[0]}-taken_on": "کی؟"}, cover=uids[1], credit_en="IRNA"
    )
    autosave(editor, gallery, "a", "", [[n, v] for n, values in form.data().items() for v in values])
    page = take(client, gallery)
    again = page.form(id="captions")
    assert page.errors == []
    assert again[f"{uids[1]}-caption_fa"] == "نیمه‌کاره"
    assert (again["cover"], again["credit_en"]) == (uids[1], "IRNA")
    assert not Photo.objects.filter(caption_fa="نیمه‌کاره").exists()
    order = f"{gallery}order/"
    autosave(editor, order, "b", "", [["photo", uid] for uid in reversed(uids)] + [["as_listed", "1"]])
    assert take(client, order).form(id="order")["photo"] == uids[::-1]
    assert list(Photo.objects.order_by("position").values_list("uid", flat=True)) == uids


def test_a_translation_is_given_back(client, editor):
    meeting = Meeting.objects.create(title_fa="دیدار آزمون", kind="council")
    path = f"/admin/meetings/meeting/{meeting.pk}/translate/?to=en"
    form = Page.open(client, path).form(having="f-title_en")
    autosave(editor, path, "a", "", [["_seen", form["_seen"]], ["f-title_en", "A half of a"]])
    assert "_take" not in Page.open(client, path.replace("en", "fa")).text
    assert take(client, path).form(having="f-title_en")["f-title_en"] == "A half of a"
    meeting.refresh_from_db()
    assert not meeting.title_en
