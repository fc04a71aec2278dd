"""What docs/screenshots.py works with: a portal of its own, pictures kept small, hands that fill forms in.

Sizes in pixels.
"""

import io
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from base64 import b32decode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django_otp.oath import TOTP
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Locator, Page

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
PASSWORD = secrets.token_urlsafe(12)
WIDEST = 1280  # of a picture as it is kept
MARGIN = 12  # around the part of a page that a picture shows

# The office's accounts: one who writes, one who publishes, one who administers.
ACCOUNTS = f"""
from django.contrib.auth.models import Group, User
for name, group, first in (("sara", "editors", "سارا"), ("reza", "publishers", "رضا")):
    user = User.objects.create_user(name, password={PASSWORD!r}, is_staff=True, first_name=first)
    user.groups.add(Group.objects.get(name=group))
User.objects.create_superuser("mina", password={PASSWORD!r}, first_name="مینا")
"""


# -- The portal -------------------------------------------------------------------------------------------


def manage(*command: str) -> None:
    """Run a command of the portal's."""
    subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


@contextmanager
def portal() -> Iterator[str]:
    """Serve a new portal with the starter content; give its address."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        address = f"http://127.0.0.1:{port}"
        os.environ |= {
            "VAR_DIR": folder,
            "LOG_LEVEL": "WARNING",
            "SITE_ADDRESS": "https://diplomacy.example.org",
            "EMAIL_URL": f"file:///{folder}/mail",
        }
        os.environ.pop("DATABASE_URL", None)
        manage("compile_catalogues")
        manage("migrate", "--verbosity", "0")
        manage("collectstatic", "--noinput", "--verbosity", "0")
        manage("load_starter_content")
        manage("shell", "--no-imports", "--command", ACCOUNTS)
        command = ["gunicorn", "--bind", f"127.0.0.1:{port}", "--threads", "4", "--log-level", "error"]
        server = subprocess.Popen([sys.executable, "-m", *command, "tehran_diplomacy.wsgi"], cwd=ROOT)
        try:
            wait_for(address)
            yield address
        finally:
            server.terminate()
            server.wait(timeout=20)


def wait_for(address: str) -> None:
    """Wait, at most half a minute, until the portal answers."""
    for _attempt in range(60):
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.5)
    sys.exit("The portal did not start.")


# -- Pictures ---------------------------------------------------------------------------------------------


def keep(name: str, png: bytes) -> None:
    """Write a picture, compressed."""
    with Image.open(io.BytesIO(png)) as image:
        if image.width > WIDEST:
            image.thumbnail((WIDEST, image.height))
        file = IMAGES / f"{name}.webp"
        image.convert("RGB").save(file, "WEBP", quality=82, method=6)
    print(f"{file.relative_to(ROOT)}  {file.stat().st_size // 1024} KiB")


def settle(page: Page) -> None:
    """Wait until fonts and pictures are there."""
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")


def shoot(page: Page, name: str) -> None:
    """Keep what the window shows."""
    settle(page)
    keep(name, page.screenshot())


def shoot_part(page: Page, name: str, *parts: Locator, most: int = 10_000) -> None:
    """Keep the stretch of the page that holds all the parts, at most so high."""
    settle(page)
    boxes = [part.bounding_box() for part in parts]
    if None in boxes:
        sys.exit(f"{name}: a part of the page is not to be seen.")
    scrolled = page.evaluate("scrollY")
    left, right = min(box["x"] for box in boxes), max(box["x"] + box["width"] for box in boxes)
    top, bottom = min(box["y"] for box in boxes), max(box["y"] + box["height"] for box in boxes)
    clip = {
        "x": max(0, left - MARGIN),
        "y": max(0, top + scrolled - MARGIN),
        "width": right - left + 2 * MARGIN,
        "height": min(bottom - top, most) + 2 * MARGIN,
    }
    keep(name, page.screenshot(clip=clip, full_page=True))


def sample_photographs(browser: Browser, address: str, folder: Path, number: int) -> list[Path]:
    """Draw pictures to upload: patterns of the portal's own, so that nobody's photograph is used.

    Each holds the moment at which a camera would have taken it.
    """
    page = browser.new_page(viewport={"width": 1200, "height": 800})
    files = []
    for minute in range(number):
        page.goto(f"{address}/patterns/sample{minute}.svg")
        files.append(folder / f"IMG_{minute + 1:02}.jpg")
        exif = Image.Exif()
        exif.get_ifd(0x8769)[0x9003] = f"2024:01:18 10:{minute:02}:00"
        with Image.open(io.BytesIO(page.screenshot())) as image:
            image.convert("RGB").save(files[-1], quality=85, exif=exif)
    page.close()
    return files


# -- A member of the office -------------------------------------------------------------------------------


def in_persian(browser: Browser) -> BrowserContext:
    """A window as the office has it."""
    return browser.new_context(
        viewport={"width": 1440, "height": 860}, color_scheme="light", locale="fa-IR", reduced_motion="reduce"
    )


def give_name_and_password(page: Page, address: str, name: str) -> None:
    """Fill in the form of signing in."""
    page.goto(f"{address}/admin/")
    page.locator("[name=username]").fill(name)
    page.locator("[name=password]").fill(PASSWORD)


def code_for(key: str) -> str:
    """Return the six digits that an authenticator now shows for a key, as it is written under the picture."""
    letters = key.replace(" ", "")
    totp = TOTP(b32decode(letters + "=" * (-len(letters) % 8)))
    totp.time = time.time()
    return f"{totp.token():06d}"


def choose(page: Page, field: str, words: str, among: Locator | None = None) -> None:
    """Choose in a look-up box: type, take the first that is found."""
    box = (among or page).locator(f".field-{field} .select2-selection").first
    box.click()
    page.locator(".select2-search__field:focus").fill(words)
    page.locator(".select2-results__option--highlighted", has_text=words).wait_for()
    page.keyboard.press("Enter")


def add_row(page: Page, group: str) -> Locator:
    """Add a row to a part of the form and return it."""
    rows = page.locator(f"#{group}-group :is(.inline-related, tr.form-row):not(.empty-form, .tabular)")
    before = rows.count()
    page.locator(f"#{group}-group .add-row a").click()
    rows.nth(before).wait_for()
    return rows.nth(before)


def row_of(page: Page, field: str) -> Locator:
    """The row of the form that holds a field."""
    return page.locator(f".form-row.field-{field}").first


def whole(page: Page) -> tuple[Locator, Locator]:
    """The parts of a page of the desk between its sidebar and its foot."""
    return page.locator("#content > h1"), page.locator("#content-main")


def press(page: Page, name: str) -> None:
    """Press one of the form's buttons."""
    with page.expect_navigation():
        page.locator(f".submit-row [name={name}]").first.click()
    if page.locator(".errornote").count():
        sys.exit(f"The form was refused: {page.locator('.errorlist').all_inner_texts()}")
    if page.locator("[name=sure]").count():  # the desk names what is missing
        send(page, "#content-main form button")


def step(page: Page, name: str) -> None:
    """Press one of the buttons under 'other steps'."""
    with page.expect_navigation():
        page.locator(f"[name=_step][value={name}]").click()


def send(page: Page, button: str) -> None:
    """Press the button that a selector names, and wait for the next page."""
    with page.expect_navigation():
        page.locator(button).first.click()
