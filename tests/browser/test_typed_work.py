"""Nobody loses what they typed: sessions that end, lines that are cut, pages that are left, two tabs, one computer."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from meetings.models import Meeting
from tehran_diplomacy.accounts.models import InitialPassword
from tehran_diplomacy.people.models import Person
from tehran_diplomacy.unsaved.models import Autosave, StagedUpload, autosave
from tests.browser.conftest import Reader
from tests.browser.test_desk import persian, press
from tests.browser.test_every_page import TOO_WIDE, WCAG
from tests.files.test_documents import PDF
from tests.press.conftest import picture

PASSWORD = "a long password"
ADD = "/admin/meetings/meeting/add/"


def sign_in(member: Reader, name: str, path: str = "/admin/") -> None:
    member.open(path)
    member.page.locator("#login-form [name=username]").fill(name)
    member.page.locator("#login-form [name=password]").fill(PASSWORD)
    with member.page.expect_navigation():
        member.page.locator("#login-form [name=password]").press("Enter")


def at_the_desk(reader: Callable[..., Reader], account: Callable[[str], User]) -> Reader:
    """An editor at the desk, signed in by hand."""
    account("editors")
    member = reader(1366)
    sign_in(member, "editors")
    return member


@pytest.fixture
def editor(reader, account) -> Reader:
    """An editor at the desk."""
    return at_the_desk(reader, account)


def end_sessions() -> None:
    Session.objects.all().delete()


def sign_in_over_the_page(page: Page, name: str = "editors") -> None:
    dialog = page.get_by_role("dialog", name="نشست شما پایان یافته است")
    dialog.locator("[name=username]").fill(name)
    dialog.locator("[name=password]").fill(PASSWORD)
    dialog.locator("[name=password]").press("Enter")
    expect(dialog).to_be_hidden()


def choose_person(page: Page, row: int, words: str) -> None:
    page.locator(f"#participations-{row} .field-person .select2-selection").click()
    page.locator(".select2-search__field").last.fill(words)
    page.locator(".select2-results__option--highlighted", has_text=words).click()


def write_a_meeting(page: Page, tmp_path) -> None:
    """Fill a new meeting in: a text, a day, a look-up in a row, another row, a document and two photographs."""
    page.locator("[name=title_fa]").fill("دیدار بی‌نشست")
    page.locator("[name=held_on]").fill("۱۴۰۵/۸/۲۵")
    page.locator("[name=kind]").select_option("council")
    page.locator("#participations-group .add-row a").click()
    choose_person(page, 0, "آزاده آزمون")
    page.locator("#agenda-group .add-row a").click()
    page.locator("[name=agenda-0-text_fa]").fill("بند نخست")
    documents = page.locator("[id^='files-document'][id$='-group']")
    documents.locator("summary").click()
    documents.locator(".add-row a").click()
    document = tmp_path / "mou-fa.pdf"
    document.write_bytes(PDF)
    documents.locator("[name$='-0-file']").set_input_files(document)
    documents.locator("[name$='-0-title_fa'], [name$='-0-title']").first.fill("یادداشت تفاهم")
    photos = [tmp_path / f"IMG_{number}.jpg" for number in range(2)]
    for number, file in enumerate(photos):
        file.write_bytes(picture(seed=number))
    page.locator("[name=new_photos]").set_input_files(photos)
    expect(page.locator(".staged-files [type=checkbox]")).to_have_count(3)


def is_whole(meeting: Meeting) -> None:
    assert str(meeting.held_on) == "1405-08-25"
    assert meeting.participations.get().person.name_fa == "آزاده آزمون"
    assert meeting.agenda.get().text_fa == "بند نخست"
    assert meeting.documents.get().bytes == len(PDF)
    assert meeting.photos.supplied().count() == 2


@pytest.fixture
def person(editor) -> Person:
    """Somebody who takes part."""
    return Person.objects.create(name_fa="آزاده آزمون")


def test_one_signs_in_again_over_the_page_and_everything_is_saved(editor, person, tmp_path):
    page = editor.page
    editor.open(ADD)
    write_a_meeting(page, tmp_path)
    end_sessions()
    page.get_by_role("button", name=persian("Save"), exact=True).click()
    with page.expect_navigation():
        sign_in_over_the_page(page)
    assert page.locator(".problems, .errornote").count() == 0, page.locator(".errorlist").all_inner_texts()
    is_whole(Meeting.objects.get(title_fa="دیدار بی‌نشست"))
    assert not Autosave.objects.exists()
    assert not StagedUpload.objects.exists()


def test_a_second_step_is_taken_over_the_page_as_well(reader, account, settings):
    from tests.browser.test_office_day import code_of

    settings.TWO_STEP_REQUIRED = True
    user = account("publishers")
    member = reader(1366)
    sign_in(member, "publishers")
    page = member.page
    page.get_by_label(re.compile("کد")).fill(code_of(User.objects.get(pk=user.pk)))
    page.get_by_role("button", name=persian("Confirm")).click()
    expect(page.locator(".two-step-codes li")).to_have_count(10)
    codes = page.locator(".two-step-codes li").all_inner_texts()
    member.open("/admin/people/person/add/")
    page.locator("[name=name_fa]").fill("آزاده آزمون")
    end_sessions()
    page.get_by_role("button", name=persian("Save"), exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.locator("[name=username]").fill("publishers")
    dialog.locator("[name=password]").fill("a wrong one")
    dialog.locator("[name=password]").press("Enter")
    expect(dialog.locator(".errornote")).to_be_visible()
    dialog.locator("[name=password]").fill(PASSWORD)
    dialog.locator("[name=password]").press("Enter")
    dialog.locator("[name=code]").fill(codes[0])
    with page.expect_navigation():
        dialog.locator("[name=code]").press("Enter")
    assert Person.objects.filter(name_fa="آزاده آزمون").exists()


def test_another_account_that_signs_in_meanwhile_saves_nothing_of_it(editor, account):
    account("publishers")
    page = editor.page
    editor.open("/admin/people/person/add/")
    page.locator("[name=name_fa]").fill("آزاده آزمون")
    end_sessions()
    second = Reader(page.context.new_page(), editor.address)
    sign_in(second, "publishers")
    page.get_by_role("button", name=persian("Save"), exact=True).click()
    expect(page.get_by_role("dialog", name="کس دیگری وارد شده است")).to_be_visible()
    page.get_by_role("button", name=persian("Back to the form")).click()
    expect(page.locator("[name=name_fa]")).to_have_value("آزاده آزمون")
    assert not Person.objects.filter(name_fa="آزاده آزمون").exists()


def test_signing_in_in_another_tab_does_not_spoil_the_form_of_the_first(editor):
    page = editor.page
    editor.open("/admin/people/person/add/")
    page.locator("[name=name_fa]").fill("آزاده آزمون")
    end_sessions()
    second = Reader(page.context.new_page(), editor.address)
    sign_in(second, "editors")
    press(page, "Save")
    assert Person.objects.filter(name_fa="آزاده آزمون").exists()


# -- Autosave ------------------------------------------------------------------------------------------------------


def test_what_is_typed_is_kept_by_itself_and_given_back_whole_in_another_browser(
    editor, person, reader, tmp_path
):
    page = editor.page
    editor.open(ADD)
    write_a_meeting(page, tmp_path)
    for _second in range(10):  # at the latest every ten seconds
        page.wait_for_timeout(1_000)
        kept = Autosave.objects.first()
        if kept and sum(name.endswith("__staged") for name, _value in kept.entries) == 3:
            break
    page.context.close()  # the browser crashed
    elsewhere = reader(1366)
    sign_in(elsewhere, "editors")
    page = elsewhere.page
    page.locator(".desk-tiles a", has_text="ذخیره‌نشده").click()
    page.get_by_role("button", name=persian("Restore it")).click()
    expect(page.locator("[name=title_fa]")).to_have_value("دیدار بی‌نشست")
    expect(page.locator("#participations-0 .select2-selection__rendered").first).to_contain_text(
        "آزاده آزمون"
    )
    expect(page.locator(".staged-files [type=checkbox]")).to_have_count(3)
    assert page.locator(".problems, .errornote, .errorlist").count() == 0
    assert not Meeting.objects.filter(title_fa="دیدار بی‌نشست").exists()
    press(page, "Save")
    is_whole(Meeting.objects.get(title_fa="دیدار بی‌نشست"))
    assert not Autosave.objects.exists()
    elsewhere.open(ADD)
    expect(page.locator(".unsaved-offer")).to_have_count(0)


def test_what_was_typed_while_the_line_was_cut_is_handed_in_later(editor):
    page = editor.page
    editor.open("/admin/people/person/add/")
    page.context.set_offline(True)
    page.locator("[name=name_fa]").fill("آزاده آزمون")
    expect(page.locator(".autosave-note")).to_contain_text("در همین مرورگر", timeout=10_000)
    page.get_by_role("button", name=persian("Save"), exact=True).click()
    dialog = page.get_by_role("dialog", name="ارتباط با درگاه برقرار نیست")
    expect(dialog).to_be_visible()
    page.close()  # without a question
    context = editor.page.context
    context.set_offline(False)
    again = Reader(context.new_page(), editor.address)
    again.page.goto(
        editor.address + "/admin/people/person/add/"
    )  # which opens once more when it is handed in
    again.page.get_by_role("button", name=persian("Restore it")).click()
    expect(again.page.locator("[name=name_fa]")).to_have_value("آزاده آزمون")


def test_a_cut_line_holds_the_form_until_it_is_back(editor):
    page = editor.page
    editor.open("/admin/people/person/add/")
    page.locator("[name=name_fa]").fill("آزاده آزمون")
    page.context.set_offline(True)
    page.get_by_role("button", name=persian("Save"), exact=True).click()
    expect(page.get_by_role("dialog", name="ارتباط با درگاه برقرار نیست")).to_be_visible()
    page.context.set_offline(False)
    with page.expect_navigation():
        page.get_by_role("button", name=persian("Try again")).click()
    assert Person.objects.filter(name_fa="آزاده آزمون").exists()


def test_a_tab_that_is_hidden_keeps_at_once_and_what_is_undone_is_forgotten(editor):
    page = editor.page
    editor.open("/admin/people/person/add/")
    page.locator("[name=name_fa]").fill("آزاده آزمون")
    hide = "Object.defineProperty(document, 'visibilityState', {value: 'hidden', configurable: true}); document.dispatchEvent(new Event('visibilitychange'))"
    with page.expect_response("**/unsaved/keep/"):
        page.evaluate(hide)
    assert Autosave.objects.count() == 1
    page.locator("[name=name_fa]").fill("")
    with page.expect_response("**/unsaved/keep/"):
        page.evaluate(hide)
    assert not Autosave.objects.exists()


def test_two_tabs_of_one_form_keep_each_its_own(editor):
    page = editor.page
    editor.open("/admin/people/person/add/")
    second = Reader(page.context.new_page(), editor.address)
    second.open("/admin/people/person/add/")
    for one, name in ((page, "نخستین"), (second.page, "دومین")):
        one.locator("[name=name_fa]").fill(name)
        expect(one.locator(".autosave-note")).to_contain_text("نگه داشته شد", timeout=10_000)
    press(second.page, "Save")
    assert [dict(row.entries)["name_fa"] for row in Autosave.objects.all()] == ["نخستین"]


# -- Leaving -------------------------------------------------------------------------------------------------------


def questions(page: Page, leave: bool) -> list[str]:
    """Answer the browser's question; return the kinds of those that came."""
    asked = []

    def answer(dialog) -> None:
        asked.append(dialog.type)
        dialog.accept() if leave else dialog.dismiss()

    page.on("dialog", answer)
    return asked


def test_unsaved_work_is_asked_about_on_every_way_out_and_nothing_else_is(editor):
    meeting = Meeting.objects.create(title_fa="دیدار آزمون", kind="council", slug="a-test")
    page = editor.page
    form = f"/admin/meetings/meeting/{meeting.pk}/change/"
    asked = questions(page, leave=False)
    for way in ("#nav-sidebar a[href$='/agreements/agreement/']", ".breadcrumbs a", ".historylink"):
        editor.open(form)
        page.locator("[name=note_fa]").click()
        with page.expect_navigation():
            page.locator(way).first.click()
    assert asked == []
    editor.open(form)
    page.locator("[name=note_fa]").fill("گزارش")
    ways = [
        "#nav-sidebar a[href$='/agreements/agreement/']",
        ".historylink",
        "a[href$='/gallery/']",
        ".language-choice button",
    ]
    for number, way in enumerate(ways, 1):
        page.locator(way).first.click()
        page.wait_for_timeout(600)
        assert asked == ["beforeunload"] * number, way
        expect(page.locator("[name=note_fa]")).to_have_value("گزارش")
    with page.context.expect_page() as opened:
        page.locator(".viewsitelink").click()
    opened.value.close()
    press(page, "Save")
    assert len(asked) == len(ways)


def test_back_and_forward_offer_the_whole_form_and_never_half_of_it(editor, person):
    page = editor.page
    editor.open(ADD)
    page.locator("[name=title_fa]").fill("دیدار نیمه")
    page.locator("[name=held_on]").fill("۱۴۰۵/۸/۲۵")
    page.locator("#agenda-group .add-row a").click()
    page.locator("[name=agenda-0-text_fa]").fill("بند نخست")
    questions(page, leave=True)
    page.locator("#nav-sidebar a[href$='/agreements/agreement/']").click()
    page.wait_for_url("**/agreements/agreement/")
    page.go_back()
    expect(page.locator("[name=title_fa]")).to_have_value(re.compile("^(|دیدار نیمه)$"))
    if page.locator("[name=title_fa]").input_value():  # the browser kept the page itself
        expect(page.locator("[name=agenda-0-text_fa]")).to_have_value("بند نخست")
    else:
        page.get_by_role("button", name=persian("Restore it")).click()
        expect(page.locator("[name=held_on]")).to_have_value("۱۴۰۵/۸/۲۵")
        expect(page.locator("[name=agenda-0-text_fa]")).to_have_value("بند نخست")


def test_back_after_saving_does_not_make_a_second_record(editor):
    page = editor.page
    editor.open(ADD)
    page.locator("[name=title_fa]").fill("دیدار یگانه")
    page.locator("[name=kind]").select_option("council")
    press(page, "Save")
    page.go_back()
    expect(page.locator("[name=title_fa]")).to_have_value("")
    page.get_by_role("button", name=persian("Save"), exact=True).click()
    expect(page.locator(".problems, .errornote").first).to_be_visible()
    assert Meeting.objects.filter(title_fa="دیدار یگانه").count() == 1


# -- Signing out ---------------------------------------------------------------------------------------------------


def test_signing_out_of_a_shared_computer_leaves_nothing_where_the_person_says_so(editor):
    autosave(User.objects.get(username="editors"), ADD, "a", "دیدار", [["title_fa", "الف"]])
    page = editor.page
    editor.open("/admin/")
    page.locator("#logout-form button").click()
    expect(page.get_by_text("دیدار").first).to_be_visible()
    page.get_by_role("button", name=persian("Delete it and sign out")).click()
    page.wait_for_url("**/logout/")
    expect(page.get_by_role("heading", name="خارج شدید")).to_be_visible()
    assert not Autosave.objects.exists()
    assert page.evaluate(
        "localStorage.length === 0 || !Object.keys(localStorage).some((key) => key.startsWith('unsaved'))"
    )
    sign_in(editor, "editors", ADD)
    expect(page.locator(".unsaved-offer")).to_have_count(0)


# -- For everybody -------------------------------------------------------------------------------------------------


def violations_in(page: Page, part: str) -> list[tuple[str, str]]:
    """Return what axe-core finds in a part of the page."""
    expect(page.locator(part).first).to_be_visible()
    found = Axe().run(page, context=part, options=WCAG).response["violations"]
    return [(one["id"], node["html"][:150]) for one in found for node in one["nodes"]]


@pytest.mark.parametrize(("width", "theme"), [(1366, "light"), (360, "dark")])
def test_offer_dialog_list_and_sign_out_meet_wcag(reader, account, width, theme):
    user = account("editors")
    member = reader(width, color_scheme=theme)
    sign_in(member, "editors")
    page = member.page
    autosave(user, ADD, "a", "افزودن دیدار", [["title_fa", "دیدار نیمه کاره"]])
    found = []
    for path, part in (
        (ADD, ".unsaved-offer"),
        ("/admin/unsaved/", ".unsaved-list"),
        ("/admin/", ".desk-tiles"),
    ):
        member.open(path)
        found += violations_in(page, part)
    page.locator("#logout-form button").click()
    expect(page.get_by_role("button", name=persian("Delete it and sign out"))).to_be_visible()
    found += violations_in(page, "#content-main")
    assert page.evaluate(TOO_WIDE) == []
    member.open("/admin/people/person/add/")
    page.locator("[name=name_fa]").fill("آزاده")
    end_sessions()
    page.get_by_role("button", name=persian("Save"), exact=True).click()
    expect(page.get_by_role("dialog").locator("[name=username]")).to_be_focused()
    found += violations_in(page, "#desk-session")
    assert found == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator("[name=name_fa]")).to_have_value("آزاده")


def test_a_first_password_is_changed_without_being_asked_who_one_is(reader, account):
    user = account("editors")
    InitialPassword.objects.create(user=user)
    member = reader(1366)
    sign_in(member, "editors")
    page = member.page
    page.locator("[name=old_password]").fill(PASSWORD)
    page.locator("[name=new_password1]").fill("another long one of mine")
    page.locator("[name=new_password2]").fill("another long one of mine")
    with page.expect_navigation():
        page.locator("[name=new_password2]").press("Enter")
    assert not InitialPassword.objects.exists()
