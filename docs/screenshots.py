"""Makes the pictures of README.md and of the staff guide: a portal of its own, the starter content, a real Chromium.

Run it with `make screenshots`. Everything but the pictures is thrown away afterwards. Sizes in pixels.
"""

import io
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PASSWORD = secrets.token_urlsafe(12)
WIDEST = 1280  # of a picture as it is kept
MARGIN = 12  # around the part of a page that a picture shows

# The office's two accounts, made as an administrator makes them.
ACCOUNTS = f"""
from django.contrib.auth.models import Group, User
for name, group in (("sara", "editors"), ("reza", "publishers")):
    user = User.objects.create_user(name, password={PASSWORD!r}, is_staff=True)
    user.groups.add(Group.objects.get(name=group))
"""


def manage(*command: str) -> None:
    """Run a command of the portal's."""
    subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


@contextmanager
def portal() -> Iterator[str]:
    """Serve a new portal with the starter content; give its address."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["VAR_DIR"] = folder
        os.environ.pop("DATABASE_URL", None)
        manage("compile_catalogues")
        manage("migrate", "--verbosity", "0")
        manage("collectstatic", "--noinput", "--verbosity", "0")
        manage("load_starter_content")
        manage("shell", "--no-imports", "--command", ACCOUNTS)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        command = ["gunicorn", "--bind", f"127.0.0.1:{port}", "--threads", "4", "--log-level", "error"]
        server = subprocess.Popen([sys.executable, "-m", *command, "tehran_diplomacy.wsgi"], cwd=ROOT)
        try:
            address = f"http://127.0.0.1:{port}"
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
        except urllib.error.URLError:
            time.sleep(0.5)
    sys.exit("The portal did not start.")


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


def shoot_part(page: Page, name: str, *parts: Locator) -> None:
    """Keep the stretch of the page that holds all the parts."""
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
        "height": bottom - top + 2 * MARGIN,
    }
    keep(name, page.screenshot(clip=clip, full_page=True))


def public_pages(browser: Browser, address: str) -> None:
    """What readers see: both languages, light and dark, a desk and a phone."""
    for name, path, width, height, theme in (
        ("home-fa", "/fa/", 1440, 900, "light"),
        ("home-en-dark", "/en/", 1440, 900, "dark"),
        ("agreements-fa", "/fa/agreements/?form=sister_city", 1440, 900, "light"),
        ("agreements-en-phone", "/en/agreements/", 360, 740, "light"),
        ("goal-fa-phone-dark", "/fa/roadmap/sixth/goals/bilateral-cooperation/", 360, 740, "dark"),
        ("meeting-fa", "/fa/meetings/yerevan-mayor-and-council-chair/", 1440, 900, "light"),
        ("agreement-en", "/en/agreements/tehran-beijing-sister-city/", 1440, 900, "light"),
    ):
        context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=theme)
        page = context.new_page()
        page.goto(address + path)
        shoot(page, name)
        context.close()


def sample_photographs(browser: Browser, address: str, folder: Path) -> list[Path]:
    """Draw three pictures to upload: patterns of the portal's own, so that nobody's photograph is used."""
    page = browser.new_page(viewport={"width": 1200, "height": 800})
    files = []
    for number in range(3):
        page.goto(f"{address}/patterns/sample{number}.svg")
        files.append(folder / f"IMG_{number + 1}.jpg")
        page.screenshot(path=files[-1], type="jpeg", quality=85)
    page.close()
    return files


def sign_in(page: Page, address: str, name: str) -> None:
    """Sign in at the desk."""
    page.goto(f"{address}/admin/")
    page.locator("[name=username]").fill(name)
    page.locator("[name=password]").fill(PASSWORD)


def enter(page: Page) -> None:
    """Send the form that was filled in by `sign_in`."""
    page.keyboard.press("Enter")
    page.wait_for_selector("#user-tools")


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


def press(page: Page, name: str) -> None:
    """Press one of the form's buttons."""
    with page.expect_navigation():
        page.locator(f".submit-row [name={name}]").first.click()
    if page.locator(".errornote").count():
        sys.exit(f"The form was refused: {page.locator('.errorlist').all_inner_texts()}")


def desk_start(page: Page, address: str) -> None:
    """Signing in, and the first page."""
    sign_in(page, address, "sara")
    shoot(page, "desk-sign-in")
    enter(page)
    shoot(page, "desk-start")
    page.goto(f"{address}/admin/agreements/agreement/")
    shoot(page, "desk-list")


def desk_agreement(page: Page, address: str) -> None:
    """A new agreement: two languages, dates of every kind, parties, events."""
    page.goto(f"{address}/admin/agreements/agreement/add/")
    page.locator("[name=title_fa]").fill("یادداشت تفاهم نمونه")
    shoot_part(page, "desk-languages", page.locator(".language-tabs"), row_of(page, "title_en"))
    page.locator("[name=title_en]").fill("Sample memorandum of understanding")
    page.locator("[name=form]").select_option("mou")
    page.locator("[name=signed_on]").fill("۱۴۰۲/۱۰/۲۸")
    page.locator("[name=effective_on]").fill("۱۴۰۲/۱۱")
    page.locator("[name=expires_on]").fill("2027")
    shoot_part(page, "desk-dates", row_of(page, "signed_on"), row_of(page, "effective_on"))
    choose(page, "city", "ایروان", add_row(page, "parties"))
    shoot_part(page, "desk-parties", page.locator("#parties-group"))
    event = add_row(page, "events")
    event.locator("select").first.select_option("approved")
    event.locator("[name$=-day]").fill("۱۴۰۲/۱۲")
    shoot_part(page, "desk-events", page.locator("#events-group"))
    press(page, "_continue")
    shoot_part(page, "desk-editor-buttons", page.locator(".submit-row").last)
    press(page, "_submit")


def desk_meeting(page: Page, address: str, photographs: list[Path]) -> None:
    """A new meeting: who took part, what came of it, three photographs at once."""
    page.goto(f"{address}/admin/meetings/meeting/add/")
    page.locator("[name=title_fa]").fill("دیدار نمونه")
    page.locator("[name=title_en]").fill("Sample meeting")
    page.locator("[name=kind]").select_option("visit_received")
    page.locator("[name=held_on]").fill("۲۸ دی ۱۴۰۲")
    choose(page, "partners", "ایروان")
    shoot_part(page, "desk-meeting", page.locator(".language-tabs"), row_of(page, "partners"))
    person = add_row(page, "participations")
    choose(page, "person", "زاکانی", person)
    person.locator("[name$=-post_fa]").fill("شهردار")
    shoot_part(page, "desk-participants", page.locator("#participations-group"))
    outcome = add_row(page, "outcomes")
    outcome.locator("[name$=-text_fa]").fill("تبادل تجربه در حمل‌ونقل همگانی")
    outcome.locator("[name$=-text_en]").fill("Exchange of experience in public transport")
    outcome.locator("[name$=-due_on]").fill("۱۴۰۳/۶/۳۱")
    outcome.locator("[name$=-state]").select_option("open")
    shoot_part(page, "desk-outcomes", page.locator("#outcomes-group"))
    page.locator("[name=new_photos]").set_input_files(photographs)
    shoot_part(page, "desk-new-photos", row_of(page, "new_photos"))
    press(page, "_continue")
    page.locator("[name=photos-0-caption_fa]").fill("دو شهردار در تالار شورا")
    page.locator("[name=photos-0-caption_en]").fill("The two mayors in the council hall")
    photo = page.locator("#photos-group .inline-related").first
    shoot_part(page, "desk-photos", photo)


def desk_publishing(page: Page, address: str) -> None:
    """A publisher sees what was handed in, looks at it and publishes it."""
    page.goto(f"{address}/admin/agreements/agreement/?q=یادداشت+تفاهم+نمونه")
    form = address + page.locator("#result_list tbody th a").first.get_attribute("href")
    page.goto(form)
    shoot_part(page, "desk-publish", row_of(page, "state_now"), row_of(page, "publish_at"))
    shoot_part(page, "desk-publisher-buttons", page.locator(".submit-row").last)
    page.goto(address + page.locator(".viewsitelink").get_attribute("href"))
    shoot(page, "desk-preview")
    page.goto(form)
    press(page, "_publish")


def in_persian(browser: Browser) -> BrowserContext:
    """A window as the office has it."""
    return browser.new_context(
        viewport={"width": 1440, "height": 860}, color_scheme="light", locale="fa-IR", reduced_motion="reduce"
    )


def main() -> None:
    """Take every picture."""
    chromium = shutil.which("chromium") or sys.exit("Chromium is missing: apt-get install chromium")
    IMAGES.mkdir(exist_ok=True)
    with portal() as address, sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        public_pages(browser, address)
        photographs = sample_photographs(browser, address, Path(folder))
        editor, publisher = in_persian(browser).new_page(), in_persian(browser).new_page()
        desk_start(editor, address)
        desk_agreement(editor, address)
        desk_meeting(editor, address, photographs)
        sign_in(publisher, address, "reza")
        enter(publisher)
        desk_publishing(publisher, address)
        browser.close()
    total = sum(file.stat().st_size for file in IMAGES.glob("*.webp"))
    print(f"{total // 1024} KiB in all")


if __name__ == "__main__":
    main()
