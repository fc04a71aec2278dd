"""A real Chromium in front of a real server with the starter content.

With BROWSER_THROUGH=nginx (`make whole`) the server is the set-up of deploy/: nginx, two portals, PostgreSQL, Redis.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import DEFAULT_DB_ALIAS, connection, connections
from playwright.sync_api import Browser, Page, Response, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tehran_diplomacy.publishing import generation
from tests.press.conftest import meeting, photos  # noqa: F401 - fixtures of the gallery's tests
from tests.programs import program
from tests.serving.whole import needs_the_whole, whole

HERE = Path(__file__).parent
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
THROUGH_NGINX = os.environ.get("BROWSER_THROUGH") == "nginx"
if THROUGH_NGINX:
    FLAGS.append("--ignore-certificate-errors")  # made for the run
PATIENCE = 10_000  # milliseconds that a page may take to do what it was asked
expect.set_options(timeout=PATIENCE)


@pytest.hookimpl(tryfirst=True)  # before pytest-django puts tests with real transactions last
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))


class SetUp:
    """The set-up of deploy/ over the tests' own database, started when a test first needs it."""

    def __init__(self, folder: Path, two_step: bool, parts: ExitStack) -> None:
        folder.chmod(0o755)
        self.media = folder / "var/media"
        address = urlsplit(os.environ["DATABASE_URL"])
        database = urlunsplit(address._replace(path="/" + connection.settings_dict["NAME"]))
        set_up = whole(folder, database, TWO_STEP_REQUIRED=str(two_step).lower())
        found = parts.enter_context(set_up)
        found.office.manage("collectstatic", "--noinput", "-v0")
        self.url = found.front


@pytest.fixture(scope="session")
def set_ups(
    django_db_setup: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[bool], SetUp]]:
    """Return a function that gives the set-up in which publishers need a second step, or the one in which not."""
    needs_the_whole()
    found: dict[bool, SetUp] = {}
    with ExitStack() as parts:

        def of(two_step: bool) -> SetUp:
            if two_step not in found:
                found[two_step] = SetUp(tmp_path_factory.mktemp("whole"), two_step, parts)
            return found[two_step]

        yield of


@pytest.fixture
def media(settings, tmp_path: Path, request: pytest.FixtureRequest, media: None) -> None:
    """Put uploads of a test where the server looks for them."""
    if THROUGH_NGINX:
        settings.MEDIA_ROOT = request.getfixturevalue("server").media


@pytest.fixture(scope="session")
def live_server_here(django_db_setup: None) -> Iterator[LiveServer]:
    """pytest-django's server; static files come from WhiteNoise, as in production, not from the finders."""
    server = LiveServer("localhost", start=False)
    server.thread.static_handler = lambda application: application
    server.start()
    yield server
    server.stop()


@pytest.fixture
def server(request: pytest.FixtureRequest) -> LiveServer | SetUp:
    """The server that the browser asks."""
    if THROUGH_NGINX:
        return request.getfixturevalue("set_ups")("publisher" in request.fixturenames)
    return request.getfixturevalue("live_server_here")


@pytest.fixture(scope="package")
def chromium(django_db_setup: None) -> Iterator[Browser]:
    """The browser. Playwright keeps an event loop in this thread: Django would refuse its database there, and
    give the thread a second connection, which knows nothing of the test's own database."""
    path = program("chromium")
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
        meant = "404" in words and source.endswith("/nothing-here/")
        # The tab's icon is fetched when the browser likes, also just after a test has cut the line.
        late = "ERR_INTERNET_DISCONNECTED" in words and source.endswith("/favicon.ico")
        if kind in ("error", "warning") and not (meant or late):
            self.complaints.append(f"{kind}: {words} ({source})")

    def _see(self, address: str) -> None:
        if not address.startswith((self.address, "data:", "blob:")):
            self.complaints.append(f"another host: {address}")

    def open(self, path: str) -> Response:
        """Open a page of the portal and wait until it stands still."""
        if THROUGH_NGINX:
            self.page.wait_for_timeout(2_000)  # for so long nginx may keep a page
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
    chromium: Browser, server: LiveServer | SetUp, transactional_db: None
) -> Iterator[Callable[..., Reader]]:
    """Return a function that sits a reader down; its options are those of Playwright's `new_context`."""
    if THROUGH_NGINX:  # the rows came back past what tells the portals of a change
        generation.renew()
    contexts = []

    def sit_down(width: int = 1440, height: int = 900, **options: object) -> Reader:
        contexts.append(
            chromium.new_context(
                viewport={"width": width, "height": height}, ignore_https_errors=THROUGH_NGINX, **options
            )
        )
        return Reader(contexts[-1].new_page(), server.url)

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
