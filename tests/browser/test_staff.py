"""What scripts and screens add to accounts, evidence and import: shown passwords, copied codes, look-ups; WCAG."""

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import Page, expect

from agreements.models import Agreement
from roadmap.models import Goal
from tests.browser.conftest import Reader
from tests.browser.test_every_page import violations
from tests.staff.test_import import HEADINGS, ROW, xlsx

PASSWORD = "a long password"


def press(page: Page, words: str) -> None:
    """Press a button that sends a form, and wait for the answer."""
    with page.expect_navigation():
        page.get_by_role("button", name=words).click()


@pytest.fixture
def chief(reader) -> Reader:
    """An administrator who has signed in by hand, seeing the password as it was typed."""
    User.objects.create_superuser("chief", password=PASSWORD, first_name="سارا", last_name="رحیمی")
    member = reader(1366, permissions=["clipboard-read", "clipboard-write"])
    member.open("/admin/")
    page = member.page
    page.fill("#id_username", "chief")
    page.fill("#id_password", PASSWORD)
    page.get_by_role("button", name="نمایش گذرواژه").click()
    expect(page.locator("#id_password")).to_have_attribute("type", "text")
    page.get_by_role("button", name="ورود").click()
    page.wait_for_url(member.address + "/admin/")
    return member


def test_a_colleague_in_one_form(chief):
    page = chief.page
    chief.open("/admin/auth/user/add/")
    page.fill("#id_first_name", "ناصر")
    page.fill("#id_last_name", "کاظمی")
    page.fill("#id_email", "naser@example.org")
    page.get_by_role("checkbox", name="ویراستار رکوردها").check()
    press(page, "ذخیره و بازگشت به فهرست")
    page.get_by_role("button", name="کپی").click()
    expect(page.get_by_role("button", name="کپی شد")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()").split("\n")
    assert copied[0].endswith("/admin/")
    assert User.objects.get(username=copied[1]).check_password(copied[2])
    assert list(User.objects.get(username=copied[1]).groups.all()) == [Group.objects.get(name="editors")]
    assert chief.complaints == []


def test_evidence_is_looked_up_and_actions_narrow_to_the_goal(chief):
    page = chief.page
    chief.open("/admin/roadmap/progressreport/add/")
    goals = page.locator("#id_action optgroup")
    assert goals.count() == Goal.objects.filter(actions__isnull=False).distinct().count()
    page.locator(".field-goal .select2-selection").click()
    page.locator(".select2-search__field").fill("شبکه")
    page.locator(".select2-results__option").first.click()
    expect(goals).to_have_count(1)
    page.locator("#evidence-group .add-row a").click()
    page.locator("#evidence-group .select2-selection").first.click()
    page.locator(".select2-search__field").fill("ايروان")
    page.get_by_role("option", name="خواهرخواندگی تهران و ایروان", exact=True).click()
    uid = Agreement.objects.get(slug="tehran-yerevan-sister-city").uid
    expect(page.locator("#id_evidence-0-page")).to_have_value(uid)
    assert chief.complaints == []


@pytest.mark.parametrize(("width", "theme"), [(1366, "light"), (360, "dark")])
def test_new_pages_meet_wcag_with_errors_shown(chief, width, theme):
    page, wrong = chief.page, []
    page.emulate_media(color_scheme=theme)

    def look(name: str) -> None:
        wrong.extend((name, *one) for one in violations(page, width))

    for path in ("auth/user/add/", "auth/user/", "auth/group/", "letters/", "password_change/"):
        chief.open(f"/admin/{path}")
        look(path)
    chief.open("/admin/auth/user/add/")
    press(page, "ذخیره و بازگشت به فهرست")
    look("errors of a new account")
    chief.open("/admin/password_change/")
    page.fill("#id_old_password", PASSWORD)
    page.fill("#id_new_password1", "کوتاه")
    page.fill("#id_new_password2", "دیگر")
    press(page, "ذخیرهٔ این گذرواژه")
    look("errors of a password")
    chief.open("/admin/agreements/agreement/import/")
    look("import")
    rows = [ROW, ROW, [*ROW[:4], "۱۳۹۳/۱۳/۱"]]
    page.set_input_files("#id_file", files=[_table(xlsx(HEADINGS, *rows))])
    press(page, "بررسی جدول")
    look("report of an import")
    page.context.clear_cookies()
    for path in ("login/", "forgotten-password/", "choose-password/Mg/abc-def/"):
        chief.open(f"/admin/{path}")
        look(path)
    assert not wrong, "\n".join(map(str, wrong))


def _table(file: SimpleUploadedFile) -> dict[str, object]:
    return {"name": "table.xlsx", "mimeType": "application/vnd.ms-excel", "buffer": file.read()}
