"""Makes the pictures of README.md and of the staff guide: a portal of its own, the starter content, a real Chromium.

Run it with `make screenshots`. Everything but the pictures is thrown away afterwards. The order is that of the
office's work: what one function makes, the next one shows.
"""

import re
import shutil
import sys
import tempfile
from pathlib import Path

from camera import (
    IMAGES,
    add_row,
    choose,
    code_for,
    give_name_and_password,
    in_persian,
    portal,
    press,
    row_of,
    sample_photographs,
    send,
    shoot,
    shoot_part,
    step,
    whole,
)
from playwright.sync_api import Browser, Page, sync_playwright

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PHOTOGRAPHS = 12
NAME, NAME_EN = "یادداشت تفاهم نمونه", "Sample memorandum of understanding"

# A table to bring in: an agreement in order, and one with slips of the pen.
HEADINGS = "نشانی,عنوان (فارسی),نوع,قالب,تاریخ امضا,طرف‌ها"
NEW = ",تفاهم‌نامهٔ ایروان نمونه,دوجانبه,یادداشت تفاهم,۱۴۰۲/۱۰/۲۸,ایروان"
WRONG = ",تفاهم‌نامهٔ دوم نمونه,دوجانبه,یادداشت تفاهم,۱۴۰۲/۱۳/۲۸,ایروانن"
MENDED = WRONG.replace("۱۳", "۱۲").replace("ایروانن", "ایروان")


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


def editor_signs_in(page: Page, address: str) -> None:
    """Name and password are enough for who does not publish."""
    give_name_and_password(page, address, "sara")
    shoot_part(page, "desk-sign-in", page.locator("#container"), most=520)
    page.keyboard.press("Enter")
    page.wait_for_selector("#user-tools")


def signs_in_with_two_steps(page: Page, address: str, name: str) -> None:
    """Who publishes or administers sets the second step up on the way."""
    give_name_and_password(page, address, name)
    page.keyboard.press("Enter")
    page.wait_for_selector(".two-step")
    shoot_part(page, "desk-two-step", page.locator(".two-step"))
    page.locator("[name=code]").fill(code_for(page.locator(".two-step code").inner_text()))
    send(page, ".two-step form button")
    shoot_part(page, "desk-codes", page.locator(".two-step"))


def colleagues(page: Page, address: str) -> None:
    """A new colleague in one form, and the first password that is shown once."""
    page.goto(f"{address}/admin/auth/user/add/")
    for name, typed in (("first_name", "ناصر"), ("last_name", "کاظمی"), ("email", "n.kazemi@example.org")):
        page.locator(f"[name={name}]").fill(typed)
    page.locator("[name=groups]").first.check()
    shoot_part(page, "desk-colleague", *whole(page))
    page.locator("[name=way][value=password]").check()
    press(page, "_save")
    shoot_part(page, "desk-first-password", page.locator("#content-main"))
    send(page, ".two-step .button")


def new_agreement(page: Page, address: str) -> str:
    """An agreement is written: two languages, dates of every kind, parties, events. Return its form's address."""
    page.goto(f"{address}/admin/agreements/agreement/add/")
    page.locator("[name=title_fa]").fill(NAME)
    shoot_part(page, "desk-languages", page.locator(".language-tabs"), row_of(page, "title_en"))
    page.locator("[name=title_en]").fill(NAME_EN)
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
    form = page.url
    shoot_part(page, "desk-editor-buttons", page.locator(".submit-row").last)
    press(page, "_submit")
    return form


def new_meeting(page: Page, address: str) -> str:
    """A meeting is written: who took part, what came of it. Return its form's address."""
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
    press(page, "_continue")
    return page.url


def gallery(page: Page, form: str, photographs: list[Path]) -> None:
    """Photographs come in together, one of them no photograph; captions, credit and order follow."""
    start = form.replace("change/", "gallery/")
    page.goto(start)
    not_one = photographs[0].with_name("یادداشت.jpg")
    not_one.write_text("not a picture")
    page.locator("[name=files]").set_input_files([not_one, photographs[3], *photographs])
    page.locator(".desk-files .refused").nth(1).wait_for()
    page.locator("#add-progress a:visible").wait_for(timeout=120_000)
    shoot_part(page, "desk-gallery", page.locator(".desk-drop"))
    page.goto(start)
    for row, (persian, english) in enumerate(
        (
            ("دست دادن دو شهردار در تالار شورا", "The two mayors shake hands in the council hall"),
            ("امضای یادداشت تفاهم", "The memorandum is signed"),
        )
    ):
        photo = page.locator(".desk-photo").nth(row)
        photo.locator("[name$=-caption_fa]").fill(persian)
        photo.locator("[name$=-caption_en]").fill(english)
    page.locator("[name=cover]").first.check()
    shoot_part(page, "desk-captions", page.locator(".desk-photo").first, page.locator(".desk-photo").nth(1))
    send(page, ".desk-captions > .desk-buttons button")
    credit = page.locator("details.desk-note")
    credit.locator("summary").click()
    page.locator("[name=credit_fa]").fill("روابط عمومی شورا")
    page.locator("[name=credit_en]").fill("Council public relations")
    shoot_part(page, "desk-credit", credit)
    send(page, "[name=empty]")
    page.goto(f"{start}order/")
    page.locator(".desk-order li").nth(4).focus()
    shoot_part(page, "desk-order", page.locator("#content-main"))


def sent_back(editor: Page, publisher: Page, address: str, form: str) -> None:
    """A publisher sends an agreement back with a remark; its writer mends it."""
    publisher.goto(form)
    publisher.locator("[name=remark]").fill("تاریخ پایان اعتبار را با متن سند بسنجید و منبع را هم بنویسید.")
    shoot_part(publisher, "desk-steps", publisher.locator(".desk-steps"))
    step(publisher, "send_back")
    editor.goto(form)
    shoot_part(editor, "desk-remark", editor.locator(".desk-note-remark"))
    press(editor, "_submit")


def published(editor: Page, publisher: Page, address: str, form: str) -> None:
    """A publisher looks at the agreement and publishes it; what its writer then saves waits as a new version."""
    publisher.goto(form)
    shoot_part(publisher, "desk-publish", row_of(publisher, "state_now"), row_of(publisher, "publish_at"))
    shoot_part(publisher, "desk-publisher-buttons", publisher.locator(".submit-row").last)
    publisher.locator("details.desk-note summary").last.click()
    publisher.locator("[name=_step][value=preview]").click()
    link = publisher.locator("details.desk-note", has=publisher.locator("input[readonly]")).last
    shoot_part(publisher, "desk-preview-link", link)
    publisher.goto(address + publisher.locator(".viewsitelink").get_attribute("href"))
    shoot(publisher, "desk-preview")
    publisher.goto(form)
    press(publisher, "_publish")
    editor.goto(form)
    editor.locator("[name=title_fa]").fill(f"{NAME}، با شهر ایروان")
    editor.locator("[name=expires_on]").fill("1407")
    press(editor, "_continue")
    shoot_part(editor, "desk-version", editor.locator(".desk-note").first)
    press(editor, "_submit")


def first_page(publisher: Page, address: str) -> None:
    """What waits for a publisher."""
    publisher.goto(f"{address}/admin/")
    shoot(publisher, "desk-start")
    shoot_part(publisher, "desk-shares", publisher.locator("[aria-labelledby=desk-shares]"))


def history(publisher: Page, form: str) -> None:
    """The new version is published; then the history lists it and compares."""
    publisher.goto(form)
    press(publisher, "_publish")
    publisher.goto(form.replace("change/", "history/"))
    shoot_part(publisher, "desk-history", *whole(publisher))
    send(publisher, "form[method=get] button.button")
    shoot_part(publisher, "desk-compare", *whole(publisher))


def two_at_one_record(editor: Page, publisher: Page, form: str) -> None:
    """The editor's save meets one that came in between."""
    editor.goto(form)
    publisher.goto(form)
    publisher.locator("[name=title_fa]").fill("دیدار نمونه در تهران")
    publisher.locator("[name=venue_fa]").fill("تالار شورا")
    press(publisher, "_continue")
    editor.locator("[name=title_fa]").fill("دیدار نمونه با شهردار ایروان")
    editor.locator("[name=venue_en]").fill("Council hall")
    press(editor, "_continue")
    shoot_part(editor, "desk-aside", *whole(editor))
    send(editor, "[name=choice][value=both]")


def translating(editor: Page, form: str) -> None:
    """The texts of a meeting side by side."""
    editor.goto(form.replace("change/", "translate/?to=en"))
    rows = editor.locator(".desk-translation tr")
    shoot_part(editor, "desk-translate", editor.locator("#content-main .desk-buttons"), rows.last, most=620)


def excel(editor: Page, address: str, folder: Path) -> None:
    """A table with a wrong row is refused; mended, it can be brought in."""
    start = f"{address}/admin/agreements/agreement/"
    editor.goto(start)
    shoot(editor, "desk-list")
    editor.goto(f"{start}import/")
    shoot_part(editor, "desk-import", *whole(editor))
    for name, rows in (("desk-import-wrong", [NEW, WRONG]), ("desk-import-right", [NEW, MENDED])):
        table = folder / "agreements.csv"
        table.write_text("\n".join([HEADINGS, *rows]), encoding="utf-8-sig")
        editor.goto(f"{start}import/")
        editor.locator("[name=file]").set_input_files(table)
        send(editor, ".desk-import button")
        shoot_part(editor, name, editor.locator(".desk-import"))
    send(editor, ".import-sum button")


def many_at_once(publisher: Page, address: str) -> None:
    """Two records are chosen in the list, and what is to be done with them."""
    publisher.goto(f"{address}/admin/agreements/agreement/?status__exact=draft")
    for box in publisher.locator("#result_list .action-select").all()[:2]:
        box.check()
    publisher.locator("[name=action]").first.select_option("publish_selected")
    shoot_part(publisher, "desk-bulk", publisher.locator("#changelist-form"), most=320)


def the_bin(publisher: Page, form: str) -> None:
    """A record is thrown away, and can come back."""
    publisher.goto(form.replace("change/", "delete/"))
    send(publisher, "#content form [type=submit]")
    publisher.goto(re.sub(r"\d+/change/$", "?status__exact=binned", form))
    shoot_part(publisher, "desk-bin", *whole(publisher), most=300)
    publisher.goto(form)
    shoot_part(publisher, "desk-restore", publisher.locator(".desk-steps"))
    step(publisher, "restore")


def press_office(publisher: Page, address: str) -> None:
    """A link under embargo, and what the press is told."""
    publisher.goto(f"{address}/admin/meetings/sharedgallery/add/")
    choose(publisher, "meeting", "دیدار نمونه")
    publisher.locator("[name=recipient]").fill("تحریریهٔ خبرگزاری نمونه")
    press(publisher, "_continue")
    shoot_part(publisher, "desk-embargo", publisher.locator("#content-main fieldset").first)
    publisher.goto(f"{address}/admin/meetings/pressoffice/add/")
    publisher.locator("[name=terms_fa]").fill(
        "استفادهٔ خبری با نام عکاس و نام «شورای اسلامی شهر تهران» آزاد است."
    )
    publisher.locator("[name=contact_fa]").fill("روابط عمومی شورا")
    shoot_part(publisher, "desk-press-office", publisher.locator("#content-main fieldset").first, most=380)


def main() -> None:
    """Take every picture."""
    chromium = shutil.which("chromium") or sys.exit("Chromium is missing: apt-get install chromium")
    IMAGES.mkdir(exist_ok=True)
    with portal() as address, sync_playwright() as playwright, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        public_pages(browser, address)
        photographs = sample_photographs(browser, address, folder, PHOTOGRAPHS)
        editor, publisher, chief = (in_persian(browser).new_page() for _person in range(3))
        editor_signs_in(editor, address)
        signs_in_with_two_steps(chief, address, "mina")
        colleagues(chief, address)
        signs_in_with_two_steps(publisher, address, "reza")
        agreement = new_agreement(editor, address)
        meeting = new_meeting(editor, address)
        gallery(editor, meeting, photographs)
        sent_back(editor, publisher, address, agreement)
        published(editor, publisher, address, agreement)
        two_at_one_record(editor, publisher, meeting)
        translating(editor, meeting)
        excel(editor, address, folder)
        editor.goto(meeting)
        press(editor, "_submit")
        first_page(publisher, address)
        history(publisher, agreement)
        many_at_once(publisher, address)
        the_bin(publisher, agreement)
        press_office(publisher, address)
        browser.close()
    total = sum(file.stat().st_size for file in IMAGES.glob("*.webp"))
    print(f"{total // 1024} KiB in all")


if __name__ == "__main__":
    main()
