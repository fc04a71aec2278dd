"""What a reader downloads with the first page, as gunicorn sends it to a real browser."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests.serving.installations import Installation

MOST = 120_000  # bytes of a first view, pictures aside, as they were sent
YEAR = 365 * 24 * 60 * 60  # seconds
PAGES = [
    "/",
    "/agreements/",
    "/meetings/",
    "/agreements/tehran-beijing-sister-city/",
    "/meetings/yerevan-sisterhood/",
]


@pytest.fixture(scope="module")
def portal(tmp_path_factory) -> Iterator[str]:
    """The address of an installation with the starter content, served as in use."""
    office = Installation(tmp_path_factory.mktemp("weighed"))
    office.prepare()
    with office.served(
        "--config", "deploy/gunicorn.conf.py", "--workers", "1", PAGE_CACHE="pages"
    ) as address:
        yield address


@pytest.fixture
def visit(chromium: Browser, portal: str) -> Iterator[Callable[[str], tuple[Page, list[dict]]]]:
    """Return a function that opens a page as somebody who was never there; it gives every answer that came."""
    contexts = []

    def open_page(path: str) -> tuple[Page, list[dict]]:
        contexts.append(chromium.new_context(viewport={"width": 360, "height": 740}))
        page, answers = contexts[-1].new_page(), {}
        devtools = contexts[-1].new_cdp_session(page)
        devtools.send("Network.enable")

        def begun(event: dict) -> None:
            headers = {name.lower(): value for name, value in event["response"]["headers"].items()}
            answers[event["requestId"]] = {
                "address": event["response"]["url"], "kind": event["type"], "headers": headers, "bytes": 0,
            }  # fmt: skip

        def ended(event: dict) -> None:
            if event["requestId"] in answers:
                answers[event["requestId"]]["bytes"] = event["encodedDataLength"]

        devtools.on("Network.responseReceived", begun)
        devtools.on("Network.loadingFinished", ended)
        page.goto(portal + path, wait_until="networkidle")
        return page, list(answers.values())

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("language", ["fa", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_a_first_view_is_light(visit, portal, language, path):
    _page, answers = visit(f"/{language}{path}")
    sent = {answer["address"]: answer["bytes"] for answer in answers if answer["kind"] != "Image"}
    assert min(sent.values()) > 0
    assert len(sent) >= 8, "not everything was seen"
    assert sum(sent.values()) <= MOST, sent
    assert {urlsplit(answer["address"]).netloc for answer in answers} == {urlsplit(portal).netloc}


@pytest.mark.parametrize("language", ["fa", "en"])
def test_home_brings_the_letters_of_its_own_script_only_and_each_once(visit, language):
    page, answers = visit(f"/{language}/")
    fonts = [answer["address"] for answer in answers if answer["kind"] == "Font"]
    ahead = page.evaluate(
        "[...document.querySelectorAll('link[rel=preload][as=font]')].map((link) => link.href)"
    )
    assert sorted(fonts) == sorted(ahead), "fetched and not named ahead, or named ahead and not used"
    assert len(set(fonts)) == len(fonts)
    others = "basic|latin" if language == "fa" else "arabic"
    assert not [address for address in fonts if re.search(f"vazirmatn-({others})-", address)]
    used = page.evaluate(
        "[...document.fonts].filter((face) => face.status === 'loaded').map((face) => face.family)"
    )
    assert {family.strip('"') for family in used} >= {
        "Vazirmatn Persian" if language == "fa" else "Vazirmatn", "Vazirmatn names",
    }  # fmt: skip


def test_what_a_page_brings_is_packed_and_lasts(visit):
    _page, answers = visit("/fa/")
    for answer in answers:
        headers = answer["headers"]
        if answer["kind"] in ("Document", "Stylesheet", "Script"):
            assert headers["content-encoding"] == "br", answer["address"]
        if "/static/" in answer["address"]:
            assert re.search(r"\.[0-9a-f]{12}\.\w+$", answer["address"])
            assert "immutable" in headers["cache-control"]
            assert int(re.search(r"max-age=(\d+)", headers["cache-control"])[1]) >= YEAR


@pytest.mark.parametrize("language", ["fa", "en"])
@pytest.mark.parametrize("width", [360, 1440])
def test_nothing_moves_when_the_typeface_comes_late(chromium, portal, language, width):
    context = chromium.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.add_init_script(
        "window.moved = []; new PerformanceObserver((list) => window.moved.push(...list.getEntries().map("
        "(entry) => entry.value))).observe({type: 'layout-shift', buffered: true});"
    )

    def late(route: object) -> None:
        page.wait_for_timeout(700)
        route.continue_()

    page.route("**/*.woff2", late)
    page.goto(f"{portal}/{language}/", wait_until="networkidle")
    assert page.evaluate("document.fonts.status") == "loaded"
    assert sum(page.evaluate("window.moved")) < 0.1
    context.close()
