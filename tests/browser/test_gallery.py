"""The gallery in a real browser: choosing, the large view, copying; and all of it without scripts."""

import os
import shutil
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from playwright.sync_api import expect

from meetings import gallery
from meetings.models import Photo
from tests.browser.conftest import wait_until
from tests.press.conftest import noise, supplied

CLS = """() => new Promise(done => {
  let sum = 0;
  new PerformanceObserver(list => { for (const one of list.getEntries()) if (!one.hadRecentInput) sum += one.value; })
    .observe({type: "layout-shift", buffered: true});
  setTimeout(() => done(sum), 600);
})"""


@pytest.fixture
def opened(chromium):
    """Return a function that opens a page and fails on errors of its scripts."""
    contexts, problems = [], []

    def open_page(address, **options):
        context = chromium.new_context(viewport={"width": 1280, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert problems == []


def test_chosen_photos_are_counted_weighed_and_downloaded(photos, server, opened):
    page = opened(f"{server.url}/en/meetings/yerevan-sisterhood/")
    button = page.locator("button[value=original]")
    expect(button).to_be_disabled()
    page.get_by_label("Select: The signing").check()
    page.get_by_label("Select: =The two mayors").check()
    expect(button).to_have_text("2 selected, " + page.evaluate(
        "bytes => new Intl.NumberFormat('en', {style: 'unit', unit: 'kilobyte', maximumFractionDigits: 0})"
        ".format(bytes / 1000).replace('kB', 'KB')", photos[0].press_bytes + photos[1].press_bytes))  # fmt: skip
    with page.expect_download() as download:
        button.click()
    assert download.value.suggested_filename == "yerevan-sisterhood-selection.zip"


def test_without_scripts_choosing_and_photo_pages_do_the_same(photos, server, opened):
    page = opened(f"{server.url}/en/meetings/yerevan-sisterhood/", java_script_enabled=False)
    page.get_by_label("Select: The signing").check()
    with page.expect_download() as download:
        page.locator("button[value=web]").click()
    assert download.value.suggested_filename == "yerevan-sisterhood-selection-web.zip"
    page.locator(f"#photo-{photos[0].uid}").click()
    expect(page.locator("figcaption")).to_contain_text("=The two mayors")
    page.get_by_role("link", name="Next photo").click()
    expect(page.locator("figcaption")).to_contain_text("The signing")


@pytest.mark.parametrize(("language", "on"), [("en", "ArrowRight"), ("fa", "ArrowLeft")])
def test_the_large_view_follows_keys_in_the_direction_of_the_page(photos, server, opened, language, on):
    page = opened(f"{server.url}/{language}/meetings/yerevan-sisterhood/")
    page.locator(f"#photo-{photos[0].uid}").click()
    view = page.locator("dialog[open]")
    expect(view.locator("figcaption")).to_contain_text("دیدار" if language == "fa" else "=The two mayors")
    assert page.url.endswith(f"#photo-{photos[0].uid}")
    page.keyboard.press(on)
    expect(view.locator("figcaption")).to_contain_text("امضای سند" if language == "fa" else "The signing")
    page.keyboard.press("End")
    expect(view.locator("figcaption")).to_contain_text("هدیه")
    page.keyboard.press(on)  # there is no further one
    expect(view.locator(".place")).to_have_text("۳ / ۳" if language == "fa" else "3 / 3")
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
    wait_until(page, "!location.hash")
    assert page.evaluate("document.activeElement.id") == f"photo-{photos[2].uid}"


def test_a_deep_link_opens_its_photo_and_back_closes_it(photos, server, opened):
    address = f"{server.url}/en/meetings/yerevan-sisterhood/"
    page = opened(f"{address}#photo-{photos[1].uid}")
    expect(page.locator("dialog[open] figcaption")).to_contain_text("The signing")
    page = opened(address)
    page.locator(f"#photo-{photos[1].uid}").click()
    expect(page.locator("dialog[open]")).to_be_visible()
    page.go_back()
    expect(page.locator("dialog[open]")).to_have_count(0)


@pytest.mark.parametrize(("language", "left"), [("en", "The signing"), ("fa", None)])
def test_a_swipe_turns_to_the_next_photo(photos, server, opened, language, left):
    page = opened(f"{server.url}/{language}/meetings/yerevan-sisterhood/#photo-{photos[0].uid}")
    expect(page.locator("dialog[open] figcaption")).to_be_visible()
    page.evaluate("""toRight => {
        const stage = document.querySelector("dialog .stage");
        const at = (kind, x) => stage.dispatchEvent(new PointerEvent(kind,
            {clientX: x, clientY: 300, pointerType: "touch", isPrimary: true, bubbles: true}));
        at("pointerdown", 300); at("pointerup", toRight ? 480 : 120);
    }""", language == "fa")  # fmt: skip
    expect(page.locator("dialog[open] figcaption")).to_contain_text(left or "امضای سند")


def test_caption_and_credit_are_copied(photos, server, opened):
    page = opened(
        f"{server.url}/en/meetings/yerevan-sisterhood/photos/{photos[0].uid}/",
        permissions=["clipboard-read", "clipboard-write"],
    )
    for name, text in (("Copy the caption", "=The two mayors"), ("Copy the credit", "Council")):
        page.get_by_role("button", name=name).click()
        expect(page.get_by_text("Copied")).to_be_visible()
        assert page.evaluate("navigator.clipboard.readText()") == text
        expect(page.get_by_text("Copied")).to_have_count(0)


def test_a_gallery_of_300_photos_is_light_and_still(meeting, server, opened, client):
    first = supplied(meeting, noise(900, 1), caption_fa="نخست", position=0)
    copied = {
        f.name: getattr(first, f.name) for f in Photo._meta.fields if f.name not in ("id", "uid", "position")
    }
    made = Photo.objects.bulk_create(Photo(**copied, position=n) for n in range(1, 300))
    for photo in made:  # the same picture for each
        shutil.copytree(
            Path(default_storage.path(gallery.size_path(first, "x"))).parent,
            Path(default_storage.path(gallery.size_path(photo, "x"))).parent,
            copy_function=os.link,
        )
    loaded = []
    page = opened("about:blank")
    page.on("response", lambda r: loaded.append((r.request.resource_type, len(r.body()) if r.ok else 0)))
    page.goto(f"{server.url}/fa/meetings/yerevan-sisterhood/")
    page.wait_for_load_state("load")
    before_photos = sum(size for kind, size in loaded if kind != "image")
    assert before_photos <= 200_000, before_photos
    assert page.evaluate(CLS) < 0.02
    for _screen in range(8):
        page.mouse.wheel(0, 900)
        page.wait_for_timeout(80)
    assert page.evaluate(CLS) < 0.02
    assert page.locator(".gallery > li").count() == 60


def test_all_none_ranges_and_a_choice_from_the_large_view(photos, server, opened):
    page = opened(f"{server.url}/en/meetings/yerevan-sisterhood/")
    boxes = page.locator("[name=photo]")
    page.get_by_role("button", name="Select all").click()
    expect(page.locator("[name=photo]:checked")).to_have_count(3)
    page.get_by_role("button", name="Select none").click()
    expect(page.locator("[name=photo]:checked")).to_have_count(0)
    boxes.first.click()
    boxes.last.click(modifiers=["Shift"])
    expect(page.locator("[name=photo]:checked")).to_have_count(3)
    page.locator(f"#photo-{photos[1].uid}").click()
    choice = page.locator("dialog[open] .pick-one")
    expect(choice).to_have_attribute("aria-pressed", "true")
    choice.click()
    page.keyboard.press("Escape")
    expect(page.locator("[name=photo]:checked")).to_have_count(2)


def test_the_bar_stays_in_view_and_one_stop_leads_past_the_pictures(photos, server, opened):
    page = opened(f"{server.url}/en/meetings/yerevan-sisterhood/")
    expect(page.locator(".press-bar")).to_be_in_viewport()
    page.locator(".past").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('#press').contains(document.activeElement)")


def test_a_photo_without_a_caption_has_a_name(meeting, server, opened):
    photo = supplied(meeting, noise(400, 9), position=1)
    page = opened(f"{server.url}/en/meetings/yerevan-sisterhood/")
    called = "Photo 1 of 1: Signing of the sister-city agreement with Yerevan"
    expect(page.get_by_label(f"Select: {called}")).to_be_visible()
    page.goto(f"{server.url}/en/meetings/yerevan-sisterhood/photos/{photo.uid}/")
    assert page.title().startswith(called)
    expect(page.get_by_role("heading", level=1)).to_have_text(called)
    expect(page.locator("[data-figure] img")).to_have_attribute("alt", called)
