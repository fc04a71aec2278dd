"""What a reader meets first: a low header, the menu behind one button, filters that do nothing unasked."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_every_page import addresses

PHONE = {"width": 360, "height": 640}
HEADER = "document.querySelector('.site-header').getBoundingClientRect().height"


@pytest.mark.parametrize("scripts", [True, False])
def test_on_a_phone_the_header_is_low_and_the_menu_behind_one_button(reader, scripts):
    visitor = reader(**PHONE, java_script_enabled=scripts)
    page = visitor.page
    visitor.open("/fa/agreements/")
    assert page.locator(".site-header").bounding_box()["height"] <= PHONE["height"] / 5
    link = page.locator(".site-header nav a").first
    expect(link).to_be_hidden()
    page.locator(".site-menu > summary").click()
    expect(link).to_be_visible()
    expect(page.locator("#header-q")).to_be_visible()
    link.click()
    assert page.url.endswith("/fa/roadmap/")


def test_no_page_has_a_high_header_on_a_phone(reader):
    visitor = reader(**PHONE)
    for address in addresses("fa")[::3]:
        visitor.open(address)
        assert visitor.page.evaluate(HEADER) <= PHONE["height"] / 5, address


def test_on_a_desk_menu_search_and_filters_are_open(reader):
    visitor = reader()
    visitor.open("/en/agreements/")
    for part in (".site-header nav a >> nth=0", "#header-q", ".filters select >> nth=0"):
        expect(visitor.page.locator(part)).to_be_visible()
    expect(visitor.page.locator(".site-menu > summary")).to_be_hidden()
    expect(visitor.page.locator(".filters-fold > summary")).to_be_hidden()


def test_a_filter_is_applied_only_when_it_is_sent(reader):
    visitor = reader()
    page = visitor.page
    visitor.open("/en/agreements/")
    page.locator("[name=form]").focus()
    for _time in range(3):
        page.keyboard.press("ArrowDown")
    assert visitor.path == "/en/agreements/"
    assert page.evaluate("document.activeElement.name") == "form"
    page.locator(".filters [type=submit]").click()
    page.wait_for_url("**/agreements/?*")
    assert visitor.path == "/en/agreements/?form=" + page.locator("[name=form]").input_value()


def test_after_back_the_filters_are_those_of_the_page_and_work(reader):
    visitor = reader()
    page = visitor.page
    visitor.open("/en/agreements/")
    page.locator("[name=form]").select_option("mou")
    with page.expect_navigation():
        page.locator(".filters [type=submit]").click()
    assert visitor.path == "/en/agreements/?form=mou"
    page.go_back()
    expect(page.locator("[name=form]")).to_have_value("")
    page.locator("[name=q]").first.fill("Moscow")
    expect(page.locator(".filters :disabled")).to_have_count(0)


def test_a_printout_shows_the_photographs_and_says_where_and_when(reader, photos):
    visitor = reader()
    page = visitor.page
    visitor.open("/fa/meetings/yerevan-sisterhood/")
    page.emulate_media(media="print")
    expect(page.locator(".gallery img").first).to_be_visible()
    expect(page.locator(".pick").first).to_be_hidden()
    expect(page.locator(".on-paper")).to_contain_text("/fa/meetings/yerevan-sisterhood/")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("[data-printed-on]")).to_contain_text("۱۴")
