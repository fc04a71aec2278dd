"""Frames of ours on a page of another origin, in a real browser."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from meetings.models import Meeting
from roadmap.models import Goal
from tehran_diplomacy.places.models import City
from tests.browser.test_every_page import TOO_WIDE, WCAG, WITHOUT_RING

LOOKS = [(language, theme) for language in ("fa", "en") for theme in ("light", "dark")]


@pytest.fixture
def other_site() -> Iterator[Callable[[str], str]]:
    """Return a function that puts HTML on a site of another origin and returns its address."""
    shown = {"html": ""}

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(shown["html"].encode())

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def put(html: str) -> str:
        shown["html"] = f"<!doctype html><html lang=en><title>Another site</title><body>{html}"
        return f"http://127.0.0.1:{server.server_port}/"

    yield put
    server.shutdown()
    server.server_close()


def frames(language: str) -> list[str]:
    return [
        f"/{language}/embed/goals/{Goal.objects.get(number=3).uid}/",
        f"/{language}/embed/cities/{City.objects.get(slug='yerevan').uid}/",
        f"/{language}/embed/galleries/{Meeting.objects.get(slug='yerevan-sisterhood').uid}/",
        f"/{language}/embed/goals/0000000000/",
    ]


def test_another_site_shows_the_frame_by_the_code_of_the_page(reader, other_site, server, settings, photos):
    settings.SITE_ADDRESS = server.url
    visitor = reader(java_script_enabled=False)
    visitor.open("/en/meetings/yerevan-sisterhood/")
    code = visitor.page.locator("[data-embed-code]").input_value()
    page = visitor.page
    page.goto(other_site(code))
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("heading", level=1)).to_contain_text("Yerevan")
    expect(frame.get_by_role("img").first).to_be_visible()
    expect(frame.get_by_text("3 photos")).to_be_visible()
    link = frame.get_by_role("heading", level=1).get_by_role("link")
    with page.context.expect_page() as opened:
        link.click()
    expect(opened.value).to_have_url(f"{server.url}/en/meetings/yerevan-sisterhood/")
    assert page.context.cookies() == []


@pytest.mark.parametrize("language", ["fa", "en"])
def test_page_frame_and_desk_are_set_in_the_typeface(reader, language):
    visitor = reader(locale=language)
    for path in (f"/{language}/", frames(language)[0], "/admin/login/"):
        visitor.open(path)
        family = visitor.page.evaluate("getComputedStyle(document.body).fontFamily")
        assert "Vazirmatn" in family, path


def test_another_site_cannot_show_a_page(reader, other_site, server):
    visitor = reader()
    goal = Goal.objects.get(number=3)
    visitor.page.goto(other_site(f'<iframe src="{server.url}{goal.get_absolute_url()}"></iframe>'))
    visitor.page.wait_for_timeout(500)
    assert "Refused to frame" in " ".join(visitor.complaints) or "frame-ancestors" in " ".join(
        visitor.complaints
    )
    assert visitor.page.frame_locator("iframe").get_by_role("heading", level=1).count() == 0


def test_the_code_is_chosen_whole_and_copied(reader):
    visitor = reader(permissions=["clipboard-read", "clipboard-write"])
    visitor.open("/en/cities/yerevan/")
    page = visitor.page
    page.get_by_text("Embed this on another site").click()
    code = page.get_by_label("Copy this code")
    code.focus()
    chosen = page.evaluate("getSelection().toString() || (document.activeElement.selectionEnd"
                           " - document.activeElement.selectionStart)")  # fmt: skip
    assert chosen in (code.input_value(), len(code.input_value()))
    button = page.get_by_role("button", name="Copy")
    button.click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == code.input_value()
    assert visitor.complaints == []


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_frames_fit_meet_wcag_and_can_be_used_by_keyboard(reader, photos, language, theme):
    visitor, wrong = reader(color_scheme=theme), []
    for width in (260, 360, 720):
        visitor.page.set_viewport_size({"width": width, "height": 400})
        for address in frames(language):
            status = visitor.open(address).status
            found = {
                "status": status if status != (404 if "0000000000" in address else 200) else "",
                "too wide": visitor.page.evaluate(TOO_WIDE),
                "without a ring": visitor.page.evaluate(WITHOUT_RING),
                "wcag": [
                    (violation["id"], node["html"][:150])
                    for violation in Axe().run(visitor.page, options=WCAG).response["violations"]
                    for node in violation["nodes"]
                ],
            }
            wrong += [(width, address, what, how) for what, how in found.items() if how]
    assert wrong == []
    complaints = [line for line in visitor.complaints if "0000000000" not in line]
    assert complaints == []


def test_paper_leaves_out_what_only_a_screen_can_do(reader):
    visitor = reader()
    visitor.page.emulate_media(media="print")
    visitor.open("/en/roadmap/sixth/goals/bilateral-cooperation/")
    expect(visitor.page.get_by_text("Embed this on another site")).to_be_hidden()
    expect(visitor.page.get_by_role("link", name="Get updates")).to_be_hidden()
    facts, actions = (visitor.page.locator(one).bounding_box() for one in (".facts", ".body"))
    assert facts["y"] < actions["y"], "the facts stand first"
