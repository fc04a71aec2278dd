"""What readers and journalists do: change the language, filter, look at photos, take them home."""

import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import expect

from meetings import gallery
from meetings.models import Meeting, Photo
from tehran_diplomacy.languages.digits import localise
from tests.browser.conftest import no_complaints, wait_until
from tests.starter_content import AGREEMENTS, MEMORANDA
from tests.test_photos import picture

CAPTIONS = [("امضای سند خواهرخواندگی", "The sister city document is signed"), ("دست دادن", "A handshake")]


@pytest.fixture
def with_photos(reader) -> Meeting:
    """A meeting with two photographs."""
    meeting = Meeting.objects.get(slug="yerevan-sisterhood")
    for place, (caption_fa, caption_en) in enumerate(CAPTIONS):
        photo = Photo(meeting=meeting, position=place, caption_fa=caption_fa, caption_en=caption_en)
        photo.credit_fa, photo.credit_en = "عکاس شورا", "The council's photographer"
        gallery.supply(photo, SimpleUploadedFile(f"{place}.jpg", picture(1200 + place, 800)))
    return meeting


def tab_to(page, name: str, role: str = "link") -> None:
    """Press Tab until the focus is on what is called `name`."""
    target = page.get_by_role(role, name=name)
    for _step in range(60):
        page.keyboard.press("Tab")
        if target.evaluate_all("all => all.includes(document.activeElement)"):
            return
    pytest.fail(f"the keyboard does not reach {name!r}")


@pytest.mark.parametrize("script", [True, False], ids=["with scripts", "without scripts"])
def test_the_language_switch_keeps_the_page(reader, script):
    visitor = reader(java_script_enabled=script)
    page = visitor.page
    page.goto(visitor.address + "/fa/agreements/?form=mou")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Agreements")
    assert visitor.path == "/en/agreements/?form=mou"
    page.goto(visitor.address + "/en/agreements/tehran-yerevan-sister-city/")
    page.get_by_role("link", name="فارسی").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("خواهرخواندگی تهران و ایروان")
    assert visitor.path == "/fa/agreements/tehran-yerevan-sister-city/"
    assert visitor.complaints == []


def test_the_choice_of_language_is_kept_for_the_next_visit(reader):
    visitor = reader(locale="fa-IR")
    visitor.open("/fa/")
    visitor.page.get_by_role("link", name="English").click()
    expect(visitor.page.locator("html")).to_have_attribute("lang", "en")
    visitor.open("/")
    assert visitor.path == "/en/"


@pytest.mark.parametrize("script", [True, False], ids=["with scripts", "without scripts"])
def test_filters_change_the_list_and_chips_take_them_off(reader, script):
    visitor = reader(java_script_enabled=script)
    page = visitor.page
    page.goto(visitor.address + "/en/agreements/")
    result = page.get_by_role("status")
    expect(result).to_contain_text(f"{AGREEMENTS} agreements")
    for label, choice, left in (("Form", "mou", f"{MEMORANDA} agreements"), ("Field", "cultural", None)):
        page.get_by_role("combobox", name=re.compile(f"^{label}\\b")).select_option(choice)
        page.get_by_role("button", name="Show").click()
        page.wait_for_url(re.compile(f"={choice}"))
        if left:
            expect(result).to_contain_text(left)
    rows = page.get_by_role("rowheader")
    both = rows.count()
    chips = page.get_by_role("link", name="Remove filter")
    assert (chips.count(), both < MEMORANDA) == (2, True)
    expect(result).to_contain_text(f"{both} agreement")
    chips.last.click()
    expect(result).to_contain_text(f"{MEMORANDA} agreements")
    expect(rows).to_have_count(MEMORANDA)
    chips.click()
    expect(result).to_contain_text(f"{AGREEMENTS} agreements")
    expect(chips).to_have_count(0)
    assert visitor.complaints == []


def test_a_persian_search_finds_and_can_be_taken_off(reader):
    visitor = reader()
    visitor.open("/fa/agreements/")
    visitor.page.get_by_role("searchbox").fill("خواهر خواندگی ايروان")
    visitor.page.keyboard.press("Enter")
    expect(visitor.page.get_by_role("status")).to_contain_text("۱ توافق‌نامه")
    visitor.page.get_by_role("link", name=re.compile("خواهر خواندگی ايروان")).click()
    expect(visitor.page.get_by_role("status")).to_contain_text(localise(str(AGREEMENTS), "fa") + " توافق‌نامه")
    assert visitor.complaints == []


def test_light_and_dark_are_the_readers_choice_and_last(reader):
    visitor = reader(color_scheme="light")
    visitor.open("/en/")
    ground = "getComputedStyle(document.body).backgroundColor"
    assert visitor.page.evaluate(ground) == "rgb(251, 248, 242)"
    visitor.page.get_by_role("button", name="Switch between light and dark").click()
    assert visitor.page.evaluate(ground) == "rgb(15, 22, 38)"
    visitor.open("/en/contact/")
    assert visitor.page.evaluate(ground) == "rgb(15, 22, 38)"


def test_the_keyboard_leads_from_the_gallery_to_a_photo_and_on(reader, with_photos):
    visitor = reader()
    page = visitor.page
    with no_complaints(visitor):
        visitor.open("/en/meetings/yerevan-sisterhood/")
        tab_to(page, CAPTIONS[0][1])
        page.keyboard.press("Enter")
        view = page.locator("dialog[open]")
        expect(view.locator("figcaption")).to_contain_text(CAPTIONS[0][1])
        tab_to(page, "Next photo", "button")
        page.keyboard.press("Enter")
        expect(view.locator("figcaption")).to_contain_text(CAPTIONS[1][1])
        shown = view.get_by_role("img", name=CAPTIONS[1][1])
        shown.scroll_into_view_if_needed()
        wait_until(page, "[...document.images].every((one) => one.complete && one.naturalWidth > 0)")
        assert shown.get_attribute("width") == "1201"
        expect(view.get_by_text("The council's photographer")).to_be_visible()


def test_a_photo_can_be_taken_home_in_full(reader, with_photos):
    visitor = reader()
    visitor.open(with_photos.photos.supplied().first().get_absolute_url())
    with visitor.page.expect_download() as download:
        visitor.page.get_by_role("link", name=re.compile("دانلود")).click()
    assert download.value.suggested_filename.endswith(".jpg")
    assert download.value.path().read_bytes()[:3] == b"\xff\xd8\xff"


@pytest.mark.parametrize(("language", "words"), [("fa", "همهٔ عکس‌ها"), ("en", "All photos")])
def test_the_gallery_as_a_zip_opens_and_holds_captions_in_both_languages(
    reader, with_photos, language, words
):
    visitor = reader()
    visitor.open(f"/{language}/meetings/yerevan-sisterhood/")
    with visitor.page.expect_download() as download:
        visitor.page.get_by_role("link", name=re.compile(words)).click()
    assert download.value.suggested_filename.endswith(".zip")
    with zipfile.ZipFile(io.BytesIO(download.value.path().read_bytes())) as archive:
        assert archive.testzip() is None
        pictures = [name for name in archive.namelist() if name.endswith(".jpg")]
        texts = [archive.read(name).decode() for name in archive.namelist() if name.endswith(".txt")]
    assert len(pictures) == 2
    words = " ".join(texts)
    for caption_fa, caption_en in CAPTIONS:
        assert caption_fa in words
        assert caption_en in words
    assert "عکاس شورا" in words
    assert "The council's photographer" in words
