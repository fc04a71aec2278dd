"""Chosen files outlive errors, cut lines, ended sessions and colleagues; so do captions in a gallery."""

import re

import pytest
from playwright.sync_api import Page, expect

from meetings.models import Meeting, Photo
from tests.browser.conftest import Reader
from tests.browser.test_desk import persian, press
from tests.browser.test_typed_work import (
    ADD,
    at_the_desk,
    end_sessions,
    questions,
    sign_in,
    sign_in_over_the_page,
)
from tests.press.conftest import picture


@pytest.fixture
def editor(reader, account) -> Reader:
    """An editor at the desk."""
    return at_the_desk(reader, account)


# -- Files ---------------------------------------------------------------------------------------------------------


def test_chosen_files_survive_an_error_and_are_listed(editor, tmp_path):
    page = editor.page
    editor.open(ADD)
    photo = tmp_path / "IMG_0001.jpg"
    photo.write_bytes(picture())
    page.locator("[name=new_photos]").set_input_files(photo)
    expect(page.locator(".staged-files")).to_contain_text(["IMG_0001.jpg"])
    press_and_fail(page)
    expect(page.locator(".staged-files").first).to_contain_text("IMG_0001.jpg")
    expect(page.locator(".staged-files").first).to_contain_text("کیلوبایت")
    page.locator("[name=title_fa]").fill("با عکس")
    page.locator("[name=kind]").select_option("council")
    press(page, "Save")
    assert Meeting.objects.get(title_fa="با عکس").photos.supplied().count() == 1


def press_and_fail(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=persian("Save"), exact=True).click()
    expect(page.locator(".problems, .errornote").first).to_be_visible()


def test_a_file_that_met_no_line_or_no_session_is_sent_when_they_are_back(editor, tmp_path):
    page = editor.page
    editor.open(ADD)
    page.locator("[name=title_fa]").fill("با عکس")
    page.locator("[name=kind]").select_option("council")
    files = [tmp_path / f"IMG_{number}.jpg" for number in range(2)]
    for number, file in enumerate(files):
        file.write_bytes(picture(seed=number))
    page.context.set_offline(True)
    page.locator("[name=new_photos]").set_input_files(files[0])
    expect(page.get_by_role("button", name=persian("Send again"))).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator(".staged-files [type=checkbox]")).to_have_count(1)
    end_sessions()
    page.locator("[name=new_photos]").set_input_files(files[1])
    sign_in_over_the_page(page)
    expect(page.locator(".staged-files [type=checkbox]")).to_have_count(2)
    press(page, "Save")
    assert Meeting.objects.get(title_fa="با عکس").photos.supplied().count() == 2


def test_files_survive_a_colleague_who_saved_meanwhile(editor, reader, account, tmp_path):
    meeting = Meeting.objects.create(title_fa="دیدار آزمون", kind="council")
    form = f"/admin/meetings/meeting/{meeting.pk}/change/"
    account("publishers")
    colleague = reader(1366)
    sign_in(colleague, "publishers")
    page = editor.page
    editor.open(form)
    photo = tmp_path / "IMG_0001.jpg"
    photo.write_bytes(picture())
    page.locator("[name=new_photos]").set_input_files(photo)
    page.locator("[name=title_fa]").fill("")
    expect(page.locator(".staged-files [type=checkbox]")).to_have_count(1)
    colleague.open(form)
    colleague.page.locator("[name=note_fa]").fill("یادداشت همکار")
    press(colleague.page, "Save")
    press_and_fail(page)
    expect(page.locator(".staged-files").first).to_contain_text("IMG_0001.jpg")
    page.locator("[name=title_fa]").fill("دیدار آزمون")
    with page.expect_navigation():
        page.get_by_role("button", name=persian("Save"), exact=True).click()
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("یکی کردن|هر دو")).first.click()
    meeting.refresh_from_db()
    assert (meeting.note_fa, meeting.photos.supplied().count()) == ("یادداشت همکار", 1)


# -- The gallery ---------------------------------------------------------------------------------------------------


@pytest.fixture
def gallery(editor, tmp_path) -> str:
    """The address of a gallery of two photos."""
    meeting = Meeting.objects.create(title_fa="دیدار آزمون", kind="council")
    path = f"/admin/meetings/meeting/{meeting.pk}/gallery/"
    editor.open(path)
    files = [tmp_path / f"IMG_{number}.jpg" for number in range(2)]
    for number, file in enumerate(files):
        file.write_bytes(picture(seed=number))
    editor.page.locator("[name=files]").set_input_files(files)
    expect(editor.page.locator(".desk-files .taken")).to_have_count(2)
    editor.open(path)
    return path


def test_photographs_under_way_outlive_the_session(editor, gallery, tmp_path):
    page = editor.page
    page.locator("textarea[name$='-caption_fa']").first.fill("شرحی که می‌ماند")
    end_sessions()
    photo = tmp_path / "IMG_0009.jpg"
    photo.write_bytes(picture(seed=9))
    page.locator("[name=files]").set_input_files(photo)
    sign_in_over_the_page(page)
    expect(page.locator(".desk-files .taken")).to_have_count(1)
    expect(page.locator("textarea[name$='-caption_fa']").first).to_have_value("شرحی که می‌ماند")
    page.get_by_role("button", name=persian("Save the captions")).first.click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    photos = Photo.objects.filter(meeting__title_fa="دیدار آزمون")
    assert photos.filter(caption_fa="شرحی که می‌ماند").exists()
    assert photos.count() == 3


def test_a_cut_line_holds_photographs_until_it_is_back(editor, gallery, tmp_path):
    page = editor.page
    photo = tmp_path / "IMG_0009.jpg"
    photo.write_bytes(picture(seed=9))
    page.context.set_offline(True)
    page.locator("[name=files]").set_input_files(photo)
    expect(page.get_by_role("button", name=persian("Send again"))).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator(".desk-files .taken")).to_have_count(1)


def test_captions_are_asked_about_and_one_credit_keeps_them(editor, gallery):
    page = editor.page
    asked = questions(page, leave=False)
    boxes = page.locator("textarea[name$='-caption_fa']")
    boxes.nth(0).fill("نخست")
    boxes.nth(1).fill("دوم")
    page.locator("[name=cover]").nth(1).check()
    page.get_by_role("link", name=persian("Order of the photos")).click()
    page.wait_for_timeout(600)
    assert asked == ["beforeunload"]
    page.get_by_text(persian("One caption or credit for all photos")).click()
    page.locator("[name=credit_fa]").fill("ایرنا")
    page.get_by_role("button", name=persian("Set where empty")).click()
    expect(page.locator(".messagelist .success").first).to_be_visible()
    photos = Photo.objects.filter(meeting__title_fa="دیدار آزمون").order_by("position")
    assert [photo.caption_fa for photo in photos] == ["نخست", "دوم"]
    assert {photo.credit_fa for photo in photos} == {"ایرنا"}
    assert photos[1].is_cover
