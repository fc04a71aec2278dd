"""Finding and taking along, as a reader does it: search with suggestions, facets, feeds, open data."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import no_complaints
from tests.browser.test_reading import tab_to


def test_the_search_box_offers_titles_while_one_types(reader):
    visitor = reader()
    page = visitor.page
    with no_complaints(visitor):
        visitor.open("/fa/")
        box = page.locator("#header-q")
        with page.expect_response(re.compile("/fa/search/suggest/")):
            box.press_sequentially("ایرو", delay=20)
        offered = page.locator("datalist option")
        expect(offered.first).to_be_attached()
        assert any("ایروان" in (one.get_attribute("value") or "") for one in offered.all())
        box.press("Enter")
        page.wait_for_url("**/fa/search/**")
        expect(page.locator(".results > li").first).to_contain_text("ایروان")
        expect(page.locator(".results mark").first).to_be_visible()


@pytest.mark.parametrize("script", [True, False], ids=["with scripts", "without scripts"])
def test_results_are_narrowed_and_the_choice_can_be_taken_off(reader, script):
    visitor = reader(java_script_enabled=script)
    page = visitor.page
    page.goto(visitor.address + "/en/search/?q=tehran")
    before = page.locator(".results > li").count()
    page.locator("select[name=kind]").select_option("agreement")
    page.locator(".filters button[type=submit]").click()
    page.wait_for_url("**kind=agreement**")
    assert 0 < page.locator(".results > li").count() <= before
    page.locator(".filter-chip").first.click()
    expect(page.locator("h1")).to_be_visible()


def test_search_is_reached_and_used_with_the_keyboard_alone(reader):
    visitor = reader()
    page = visitor.page
    visitor.open("/en/")
    tab_to(page, "Search the portal", "combobox")
    page.keyboard.type("yerevan")
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/search/**")
    first = page.locator(".results > li a").first
    tab_to(page, first.inner_text())
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Yerevan")


def test_tables_feeds_and_calendars_are_one_press_away(reader):
    visitor = reader()
    page = visitor.page
    visitor.open("/fa/data/")
    with page.expect_download() as download:
        page.locator("a[download][href$='agreements.csv']").click()
    assert download.value.suggested_filename == "tehran-city-diplomacy-agreements.csv"
    assert download.value.path().read_bytes().startswith(b"\xef\xbb\xbfuid,")
    visitor.open("/fa/feeds/")
    for kind in ("atom", "ics"):
        address = page.locator(f"main a[href^='/'][href$='.{kind}']").first.get_attribute("href")
        assert page.request.get(visitor.address + address).ok
