"""A record's whole life at the desk, by an editor and a publisher in two browsers, as the office lives it."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Page, expect

from meetings.models import Meeting
from tehran_diplomacy.publishing.status import Status
from tests.browser.conftest import Reader
from tests.browser.test_desk import PASSWORD, persian, press
from tests.test_photos import picture
from tests.test_signing_in import code_of

TITLE, FIXED = "دیدار با هیئت آزمون", "دیدار با هیئت شهر آزمون"


def sign_in(member: Reader, name: str) -> None:
    member.open("/admin/")
    member.page.get_by_label(re.compile("نام کاربری")).fill(name)
    member.page.get_by_label(re.compile("گذرواژه")).fill(PASSWORD)
    member.page.keyboard.press("Enter")
    member.page.wait_for_load_state()


@pytest.fixture
def editor(reader, account) -> Reader:
    """An editor at the desk."""
    account("editors")
    member = reader(1280)
    sign_in(member, "editors")
    member.page.wait_for_url(member.address + "/admin/")
    return member


@pytest.fixture
def publisher(reader, account, settings) -> Reader:
    """A publisher, signed in with a second step that is set up on the way."""
    settings.TWO_STEP_REQUIRED = True
    user = account("publishers")
    member = reader(1280)
    sign_in(member, "publishers")
    member.page.wait_for_url("**/two-step/set-up/**")
    expect(member.page.locator("main img, #content img").first).to_be_visible()
    member.page.get_by_label(re.compile("کد")).fill(code_of(User.objects.get(pk=user.pk)))
    member.page.get_by_role("button", name=persian("Confirm")).click()
    expect(member.page.locator(".two-step-codes li")).to_have_count(10)
    member.page.get_by_role("link", name=persian("I have saved them: go to the desk")).click()
    member.page.wait_for_url(member.address + "/admin/")
    return member


def step(page: Page, words: str) -> None:
    """Press one of the buttons that save nothing of the form."""
    with page.expect_navigation():
        page.get_by_role("button", name=persian(words), exact=True).click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def publish(page: Page) -> None:
    """Publish, also where the desk first names what is missing."""
    press(page, "Save and publish")
    anyway = page.get_by_role("button", name=persian("Publish anyway"))
    if anyway.count():
        with page.expect_navigation():
            anyway.click()


def test_a_meeting_from_draft_to_the_public_and_through_the_bin(editor, publisher, reader, tmp_path):
    # The editor drafts a meeting and hangs twenty photographs at once.
    page = editor.page
    editor.open("/admin/meetings/meeting/add/")
    page.locator("[name=title_fa]").fill(TITLE)
    page.locator("[name=kind]").select_option("visit_received")
    press(page, "Save")
    meeting = Meeting.objects.get(title_fa=TITLE)
    form = f"/admin/meetings/meeting/{meeting.pk}/change/"
    page.get_by_role("link", name=re.compile("^گالری")).click()
    files = [tmp_path / f"IMG_{number:02}.jpg" for number in range(20)]
    for number, file in enumerate(files):
        file.write_bytes(picture(320 + number, 240))
    bad = tmp_path / "یادداشت.jpg"
    bad.write_bytes(b"not a picture")
    page.locator("[name=files]").set_input_files([*files, bad])
    expect(page.locator(".desk-files .taken")).to_have_count(20, timeout=180_000)
    expect(page.locator(".desk-files .refused")).to_contain_text("یادداشت.jpg")
    page.get_by_role("link", name=persian("Show the new photos")).click()
    expect(page.locator(".desk-photo")).to_have_count(20)
    page.locator("textarea[name$=-caption_fa]").first.fill("دست دادن دو شهردار")
    page.get_by_role("button", name=persian("Save the captions")).click()
    expect(page.locator(".messagelist .success")).to_be_visible()

    # The last photo is moved to the front by the keyboard.
    page.get_by_role("link", name=persian("Order of the photos")).click()
    last = page.locator(".desk-order li").last
    uid = last.locator("[name=photo]").input_value()
    last.focus()
    for _place in range(19):
        page.keyboard.press("ArrowRight")
    page.get_by_role("button", name=persian("Save the order")).click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert meeting.photos.order_by("position").first().uid == uid

    # It is handed in, sent back with a note, mended and handed in again.
    editor.open(form)
    press(page, "Save and submit for review")
    publisher.open("/admin/")
    desk = publisher.page
    desk.locator(".desk-tiles a").filter(has_text=persian("Meetings")).first.click()
    desk.get_by_role("link", name=TITLE).click()
    desk.locator("[name=remark]").fill("نام شهر را هم بنویسید.")
    step(desk, "Return with the note")
    editor.open(form)
    expect(page.get_by_text("نام شهر را هم بنویسید.")).to_be_visible()
    page.locator("[name=title_fa]").fill(FIXED)
    press(page, "Save and submit for review")

    # It is approved for a moment to come; when that has come, it is public.
    publisher.open(form)
    later = timezone.localtime() + timedelta(hours=2)
    desk.locator("[name=publish_at_0]").fill(f"{later:%Y-%m-%d}")
    desk.locator("[name=publish_at_1]").fill(f"{later:%H:%M}")
    publish(desk)
    meeting.refresh_from_db()
    assert (meeting.status, meeting.is_scheduled) == (Status.PUBLISHED, True)
    public = reader()
    assert public.open(meeting.get_absolute_url()).status == 404
    Meeting.objects.filter(pk=meeting.pk).update(publish_at=timezone.now())
    assert public.open(meeting.get_absolute_url()).status == 200
    expect(public.page.get_by_role("heading", level=1)).to_have_text(FIXED)

    # What the editor then writes waits as a new version until it is approved.
    editor.open(form)
    page.locator("[name=title_en]").fill("A visit of the test delegation")
    press(page, "Save and submit for review")
    public.open(meeting.get_absolute_url().replace("/fa/", "/en/"))
    expect(public.page.get_by_role("heading", level=1)).to_contain_text(FIXED)
    publisher.open(form)
    publish(desk)
    public.open(meeting.get_absolute_url().replace("/fa/", "/en/"))
    expect(public.page.get_by_role("heading", level=1)).to_have_text("A visit of the test delegation")

    # Two versions are compared, and the earlier one brought back.
    publisher.open(form.replace("change", "history"))
    desk.get_by_role("button", name=persian("Compare the two selected versions")).click()
    expect(desk.locator("ins")).to_have_text("A visit of the test delegation")
    desk.go_back()
    with desk.expect_navigation():
        desk.get_by_role("button", name=persian("Restore this version")).first.click()
    expect(desk.locator("[name=title_en]")).to_have_value("")
    publish(desk)
    meeting.refresh_from_db()
    assert not meeting.title_en

    # Deleted it is gone from the portal, and comes back from the bin with its photographs.
    publisher.open(form.replace("change", "delete"))
    with desk.expect_navigation():
        desk.locator("#content form [type=submit]").click()
    assert public.open(meeting.get_absolute_url()).status == 410
    publisher.open(form)
    step(desk, "Restore from the bin")
    publish(desk)
    assert public.open(meeting.get_absolute_url()).status == 200
    assert meeting.photos.supplied().count() == 20
