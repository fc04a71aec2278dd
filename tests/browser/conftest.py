"""A real Chromium in front of a real server with the starter content."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import DEFAULT_DB_ALIAS, connections
from playwright.sync_api import Browser, Page, Response, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.kept_content import load_content
from tests.press.conftest import meeting, photos  # noqa: F401 - fixtures of the gallery's tests

HERE = Path(__file__).parent
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PATIENCE = 10_000  # milliseconds that a page may take to do what it was asked


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder; groups and the like that migrations made are put back before each."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True, serialized_rollback=True))


@pytest.fixture(scope="session")
def live_server(django_db_setup: None) -> Iterator[LiveServer]:
    """pytest-django's server; static files come from WhiteNoise, as in production, not from the finders."""
    server = LiveServer("localhost", start=False)
    server.thread.static_handler = lambda application: application
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="package")
def chromium(django_db_setup: None) -> Iterator[Browser]:
    """The browser. Playwright keeps an event loop in this thread: Django would refuse its database there, and
    give the thread a second connection, which knows nothing of the test's own database."""
    path = shutil.which("chromium")
    if not path:
        pytest.fail("Chromium is not installed, so nothing was tested in a browser: apt-get install chromium")
    connection = connections[DEFAULT_DB_ALIAS]
    with pytest.MonkeyPatch.context() as environment, sync_playwright() as playwright:
        environment.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        connections[DEFAULT_DB_ALIAS] = connection
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


class Reader:
    """Somebody at a browser, and all that went wrong on the way."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address, self.complaints = page, address, []
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda message: self._hear(message.type, message.text, message.location["url"]))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self._see(request.url))

    def _hear(self, kind: str, words: str, source: str) -> None:
        # That a missing page answers 404 is what its test wants to see.
        if kind in ("error", "warning") and not ("404" in words and source.endswith("/nothing-here/")):
            self.complaints.append(f"{kind}: {words} ({source})")

    def _see(self, address: str) -> None:
        if not address.startswith((self.address, "data:", "blob:")):
            self.complaints.append(f"another host: {address}")

    def open(self, path: str) -> Response:
        """Open a page of the portal and wait until it stands still."""
        response = self.page.goto(self.address + path, wait_until="load")
        self.page.evaluate("document.fonts.ready")
        return response

    @property
    def path(self) -> str:
        """The address in the browser's bar, without the host."""
        parts = urlsplit(self.page.url)
        return parts.path + (f"?{parts.query}" if parts.query else "")


@pytest.fixture
def reader(
    chromium: Browser, live_server: LiveServer, transactional_db: None
) -> Iterator[Callable[..., Reader]]:
    """Return a function that sits a reader down; its options are those of Playwright's `new_context`."""
    load_content()
    contexts = []

    def sit_down(width: int = 1440, height: int = 900, **options: object) -> Reader:
        contexts.append(chromium.new_context(viewport={"width": width, "height": height}, **options))
        return Reader(contexts[-1].new_page(), live_server.url)

    yield sit_down
    for context in contexts:
        context.close()


@contextmanager
def no_complaints(reader: Reader) -> Iterator[None]:
    """Let nothing go wrong meanwhile: no error in the console, no request to another host."""
    before = len(reader.complaints)
    yield
    assert reader.complaints[before:] == []


def wait_until(page: Page, expression: str) -> None:
    """Wait until an expression of JavaScript is true; asked from outside, for the page's policy forbids `eval`."""
    for _time in range(PATIENCE // 100):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(100)
    pytest.fail(f"it never came true: {expression}")
