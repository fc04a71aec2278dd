"""What the office does at its desk: sign in, write in two languages and two calendars, hang photographs, publish."""

import re

import pytest
from django.contrib.auth.models import User
from django.utils.translation import gettext, override
from playwright.sync_api import Page, expect

from meetings.models import Meeting
from tests.browser.conftest import Reader, wait_until
from tests.test_photos import picture

PASSWORD = "a long password"
DAYS = [  # as typed, as kept
    ("۱۴۰۲/۱۰/۲۸", "1402-10-28"),
    ("28 دی 1402", "1402-10-28"),
    ("2024-01-18", "2024-01-18"),
    ("18/1/2024", "2024-01-18"),
]


def persian(words: str) -> str:
    """How the desk says it in Persian."""
    with override("fa"):
        return gettext(words)


def press(page: Page, words: str) -> None:
    """Press a button of the form, wait for the answer and see that nothing was refused."""
    with page.expect_navigation():
        page.get_by_role("button", name=persian(words), exact=True).click()
    assert page.locator(".problems, .errornote").count() == 0, page.locator(".errorlist").all_inner_texts()


def publish(page: Page) -> None:
    """Save and publish, also where the desk says first what is missing."""
    press(page, "Save and publish")
    if page.url.endswith("/publish/"):
        press(page, "Publish anyway")


def go_offline(member: Reader) -> None:
    """Cut the line once all is there, the tab's icon too."""
    member.page.wait_for_load_state("networkidle")
    member.page.context.set_offline(True)


@pytest.fixture
def desk(reader, account) -> Reader:
    """A publisher at the desk, signed in by hand."""
    account("publishers")
    member = reader(1280)
    member.open("/admin/")
    expect(member.page.locator("html")).to_have_attribute("lang", "fa")
    member.page.get_by_label(re.compile("نام کاربری")).fill("publishers")
    member.page.get_by_label(re.compile("گذرواژه")).fill(PASSWORD)
    member.page.keyboard.press("Enter")
    member.page.wait_for_url(member.address + "/admin/")
    return member


def test_a_wrong_password_is_refused_in_persian(reader, account):
    account("editors")
    visitor = reader()
    visitor.open("/admin/")
    visitor.page.get_by_label(re.compile("نام کاربری")).fill("editors")
    visitor.page.get_by_label(re.compile("گذرواژه")).fill("another one")
    visitor.page.keyboard.press("Enter")
    expect(visitor.page.get_by_text("نام کاربری یا گذرواژه درست نیست")).to_be_visible()
    assert User.objects.get(username="editors").last_login is None
    assert visitor.complaints == []


def test_three_photos_at_once_a_caption_and_out_to_the_public(desk, reader, tmp_path):
    page = desk.page
    desk.open("/admin/meetings/meeting/add/")
    page.locator("[name=title_fa]").fill("دیدار آزمون")
    page.locator("[name=title_en]").fill("A meeting for the test")
    page.locator("[name=kind]").select_option("visit_received")
    press(page, "Save")
    files = [tmp_path / f"IMG_{number}.jpg" for number in range(3)]
    for number, file in enumerate(files):
        file.write_bytes(picture(900 + number, 600))
    page.locator("[name=new_photos]").set_input_files(files)
    press(page, "Save")
    wait_until(page, "[...document.images].every((one) => one.complete && one.naturalWidth > 0)")
    thumbnails = page.locator("img[src*='/photos/']")
    expect(thumbnails).to_have_count(3)
    assert [one.bounding_box()["width"] for one in thumbnails.all()] == [72, 72, 72]
    meeting = Meeting.objects.get(title_fa="دیدار آزمون")
    uid = meeting.photos.order_by("position")[1].uid
    page.get_by_role("link", name=persian("Captions and order")).click()
    page.locator(f"[name='{uid}-caption_fa']").fill("دست دادن دو شهردار")
    page.locator(f"[name='{uid}-caption_en']").fill("Two mayors shake hands")
    press(page, "Save the captions")
    desk.open(f"/admin/meetings/meeting/{meeting.pk}/change/")
    public = reader()
    assert public.page.goto(public.address + meeting.get_absolute_url()).status == 404
    public.complaints.clear()
    publish(page)
    assert public.open(meeting.get_absolute_url()).status == 200
    expect(public.page.get_by_role("heading", level=1)).to_have_text("دیدار آزمون")
    expect(public.page.get_by_role("img", name="دست دادن دو شهردار")).to_be_visible()
    public.page.get_by_role("link", name="English").click()
    public.page.get_by_role("link", name="Two mayors shake hands").click()
    expect(public.page.locator("dialog[open] figcaption")).to_contain_text("Two mayors shake hands")
    assert public.complaints == []
    assert desk.complaints == []


def test_what_is_no_photograph_is_named_and_the_others_stay(desk, tmp_path):
    meeting = Meeting.objects.get(slug="yerevan-sisterhood")
    good, bad = tmp_path / "good.jpg", tmp_path / "bad.jpg"
    good.write_bytes(picture())
    bad.write_bytes(b"%PDF-1.7\n%%EOF")
    desk.open(f"/admin/meetings/meeting/{meeting.pk}/change/")
    desk.page.locator("[name=new_photos]").set_input_files([good, bad])
    press(desk.page, "Save")
    expect(desk.page.get_by_text("bad.jpg").first).to_be_visible()
    expect(desk.page.locator("img[src*='/photos/']")).to_have_count(1)


def test_the_language_tabs_work_offline_and_mark_what_is_missing(desk):
    page = desk.page
    desk.open("/admin/agreements/agreement/add/")
    go_offline(desk)
    title_fa, title_en = page.locator("[name=title_fa]"), page.locator("[name=title_en]")
    tab = page.get_by_role("button", name=re.compile("^انگلیسی"))
    title_fa.fill("یادداشت تفاهم آزمون")
    expect(tab).to_contain_text("۱")
    tab.click()
    expect(title_fa).to_be_hidden()
    title_en.fill("A memorandum for the test")
    expect(tab).not_to_contain_text("۱")
    assert (title_en.get_attribute("lang"), title_en.get_attribute("dir")) == ("en", "ltr")
    page.get_by_role("button", name=re.compile("^فارسی")).click()
    expect(title_en).to_be_hidden()
    expect(title_fa).to_have_value("یادداشت تفاهم آزمون")
    page.get_by_role("button", name=re.compile("^هر دو")).click()
    expect(title_fa).to_be_visible()
    expect(title_en).to_be_visible()
    assert desk.complaints == []


@pytest.mark.parametrize(("typed", "kept"), DAYS)
def test_a_day_is_understood_in_either_calendar(desk, typed, kept):
    page = desk.page
    meeting = Meeting.objects.get(slug="yerevan-sisterhood")
    desk.open(f"/admin/meetings/meeting/{meeting.pk}/change/")
    page.locator("[name=held_on]").fill(typed)
    publish(page)
    meeting.refresh_from_db()
    assert str(meeting.held_on) == kept
    assert desk.complaints == []


@pytest.mark.parametrize("typed", ["۱۴۰۲/۱۰/۲۸", "1402/10/28", "2024-01-18"])
def test_the_date_box_answers_in_both_calendars_while_one_types(desk, typed):
    desk.open("/admin/meetings/meeting/add/")
    go_offline(desk)
    desk.page.locator("[name=held_on]").fill(typed)
    expect(desk.page.get_by_text("۲۸ دی ۱۴۰۲")).to_be_visible()
    expect(desk.page.get_by_text(re.compile("۱۸ ژانویهٔ? ۲۰۲۴"))).to_be_visible()
    desk.page.locator("[name=held_on]").fill("1402/13/45")
    expect(desk.page.get_by_text("۲۸ دی ۱۴۰۲")).to_have_count(0)
    assert desk.complaints == []


def test_a_month_or_a_year_alone_is_kept_as_it_is(desk):
    meeting = Meeting.objects.get(slug="yerevan-sisterhood")
    for typed, kept in (("۱۴۰۰/۵", "1400-05"), ("2019", "2019")):
        desk.open(f"/admin/meetings/meeting/{meeting.pk}/change/")
        desk.page.locator("[name=held_on]").fill(typed)
        publish(desk.page)
        meeting.refresh_from_db()
        assert str(meeting.held_on) == kept
