"""The map in a browser: zoom and pan by buttons, keys and pointer; without scripts it is whole."""

from playwright.sync_api import expect

from tests.browser.conftest import no_complaints


def box(page) -> list[float]:
    return [float(part) for part in page.locator("[data-map] > svg").get_attribute("viewBox").split()]


def test_zoom_and_pan_by_buttons_and_keys(reader):
    visitor = reader()
    page = visitor.page
    with no_complaints(visitor):
        visitor.open("/en/map/")
        whole = box(page)
        page.get_by_role("button", name="Zoom in").press("Enter")
        near = box(page)
        assert near[2] < whole[2]
        page.keyboard.press("ArrowRight")
        assert box(page)[0] > near[0]
        page.get_by_role("button", name="The whole map").click()
        assert box(page) == whole
        expect(page.get_by_role("button", name="Zoom out")).to_be_disabled()


def test_a_drag_pans_and_is_no_click_while_a_click_opens_the_city(reader):
    visitor = reader()
    page = visitor.page
    visitor.open("/en/map/")
    page.get_by_role("button", name="Zoom in").click()
    page.get_by_role("button", name="Zoom in").click()
    before, city = box(page), page.locator("a.map-mark[href='/en/cities/kabul/']")
    city.locator(".shape").scroll_into_view_if_needed()
    spot = city.locator(".shape").bounding_box()
    x, y = spot["x"] + spot["width"] / 2, spot["y"] + spot["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 60, y - 40, steps=5)
    page.mouse.up()
    assert box(page)[0] > before[0]
    assert visitor.path == "/en/map/"
    city.click()
    page.wait_for_url("**/en/cities/kabul/")


def test_every_city_is_reached_with_the_keyboard_and_brought_into_view(reader):
    visitor = reader()
    page = visitor.page
    visitor.open("/fa/map/")
    cities = page.locator("a.map-mark")
    count = cities.count()
    assert count == page.locator("table.ledger tbody tr").count() > 20
    for _time in range(4):
        page.locator("[data-zoom=in]").click()
    for number in range(count):
        cities.nth(number).focus()
        x, y, width, height = box(page)
        spot = cities.nth(number).evaluate(
            "e => { const b = e.querySelector('.shape').getBBox(); return [b.x, b.y] }"
        )
        moved = cities.nth(number).evaluate(
            "e => { const s = e.querySelector('.shape'), b = s.getBoundingClientRect(),"
            " m = s.ownerSVGElement.getBoundingClientRect();"
            " return b.right > m.left && b.left < m.right && b.bottom > m.top && b.top < m.bottom }"
        )
        assert moved, (spot, x, y, width, height)


def test_without_scripts_the_whole_map_and_its_filters_work(reader):
    visitor = reader(java_script_enabled=False)
    page = visitor.page
    visitor.page.goto(visitor.address + "/en/map/")
    expect(page.locator("[data-map-tools]")).to_be_hidden()
    page.get_by_label("Kind").select_option("network")
    page.get_by_role("button", name="Show").click()
    assert "kind=network" in page.url
    expect(page.locator("a.map-mark")).to_have_count(page.locator("table.ledger tbody tr").count())
