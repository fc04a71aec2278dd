"""Every page of the desk in a browser: axe at levels A and AA with errors shown, in both languages, light and dark, at
two widths; nothing wider than the screen; the order of rows in tables, by hand and by keyboard."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from agreements.models import Agreement
from meetings.models import Meeting
from roadmap.models import Evidence, Goal, ProgressReport
from tehran_diplomacy.publishing import versions
from tehran_diplomacy.publishing.revisions import Revision
from tests.browser.conftest import Reader
from tests.browser.test_every_page import violations
from tests.press.conftest import picture, supplied

PASSWORD = "a long password"
LOOKS = [(1366, "light"), (360, "dark"), (1366, "dark"), (360, "light")]
# All folds open, for axe takes what is folded for something in front, and the bar in its place, under which a reader
# scrolls away what it covers; then to the end: what comes into
# view on the way makes the page longer, and is laid out whole, for axe measures what is out of view as well.
TO_THE_END = """async () => {
  for (const fold of document.querySelectorAll('details')) fold.open = true;
  for (const bar of document.querySelectorAll('.record-bar')) bar.style.position = 'static';
  for (const one of document.querySelectorAll('#content *')) one.style.contentVisibility = 'visible';
  for (let time = 0; time < 5; time += 1) {
    scrollTo(0, document.body.scrollHeight);
    await new Promise(requestAnimationFrame);
  }
}"""
OTHERS = (
    "", "password_change/", "sessions/", "letters/", "unsaved/", "confirm/",
    "agreements/agreement/{agreement}/history/compare/?b={version}", "agreements/agreement/{agreement}/discard/",
    "agreements/agreement/{draft}/publish/", "agreements/agreement/{agreement}/translate/?to=en",
    "agreements/agreement/{draft}/aside/{aside}/", "agreements/agreement/{draft}/delete/",
    "agreements/agreement/?status__exact=binned", "agreements/agreement/import/",
    "meetings/meeting/{meeting}/gallery/", "meetings/meeting/{meeting}/gallery/order/", "correspondence/message/by-code/",
)  # fmt: skip


@pytest.fixture
def chief(reader) -> Reader:
    """An administrator at the desk."""
    User.objects.create_superuser("chief", password=PASSWORD, first_name="سارا", last_name="رحیمی")
    member = reader(1366)
    member.open("/admin/")
    member.page.fill("#id_username", "chief")
    member.page.fill("#id_password", PASSWORD)
    member.page.keyboard.press("Enter")
    member.page.wait_for_url(member.address + "/admin/")
    return member


def addresses() -> list[tuple[str, bool]]:
    """Every list, form and history, and what else there is; with whether the form is to be sent empty."""
    user = User.objects.get(username="chief")
    draft = Agreement.objects.create(title_fa="یادداشت", form="mou", kind="multilateral")
    agreement = Agreement.objects.get(slug="tehran-yerevan-sister-city")
    versions.change(agreement, user, lambda one: setattr(one, "note_en", "Next") or one.save())
    data = versions.in_work(agreement).data
    aside = versions.set_aside(draft, data, user, "0-0-0")
    meeting = Meeting.objects.get(slug="yerevan-sisterhood")
    supplied(meeting, picture(400, 300), caption_en="A picture", position=1)
    keys = {
        "agreement": agreement.pk, "draft": draft.pk, "aside": aside.pk, "meeting": meeting.pk,
        "version": Revision.objects.of(agreement).in_work().get().pk,
    }  # fmt: skip
    found = [(page.format(**keys), False) for page in OTHERS]
    for model in admin.site._registry:
        base = f"{model._meta.app_label}/{model._meta.model_name}/"
        found += [(base, False), (f"{base}add/", True)]
        row = model._base_manager.order_by("pk").first()
        if row is not None:
            found += [(f"{base}{row.pk}/change/", False), (f"{base}{row.pk}/history/", False)]
    return [(f"/admin/{address}", empty) for address, empty in found]


def send_empty(page: Page) -> None:
    """Send the form of the page as it is, past the browser's own complaints."""
    button = "[name=_continue], [name=_save], [type=submit]"
    with page.expect_navigation():
        page.evaluate(
            """(button) => {
              const form = [...document.querySelectorAll('#content-main form')].find((one) => one.method === 'post');
              form.noValidate = true;
              form.querySelector(button).click();
            }""",
            button,
        )


@pytest.mark.slow
@pytest.mark.parametrize("language", ["fa", "en"])
def test_every_page_of_the_desk_meets_wcag_and_fits(chief, language):
    """Each page is loaded once for a language; its look changes from page to page, so every kind is seen in all."""
    page, wrong = chief.page, []
    page.context.add_cookies([{"name": "language", "value": language, "url": chief.address}])
    first = 0 if language == "fa" else 2
    for place, (address, empty) in enumerate(addresses()):
        width, theme = LOOKS[(first + place) % 4]
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size({"width": width, "height": 800})
        status = chief.open(address).status
        if status == 403:  # nobody writes there
            continue
        if status != 200:
            wrong.append((address, status))
            continue
        if empty:
            send_empty(page)
        page.evaluate(TO_THE_END)
        wrong += [(address, width, theme, *one) for one in violations(page, width)]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wrong.append((address, width, "wider than the screen"))
    assert not wrong, "\n".join(map(str, wrong))


def test_a_history_is_read_on_a_phone(chief):
    agreement = Agreement.objects.get(slug="tehran-yerevan-sister-city")
    page = chief.page
    page.set_viewport_size({"width": 390, "height": 800})
    chief.open(f"/admin/agreements/agreement/{agreement.pk}/history/")
    height, line = page.locator(".desk-history tbody tr td:nth-child(5)").first.evaluate(
        "(cell) => [cell.clientHeight, parseFloat(getComputedStyle(cell).lineHeight)]"
    )
    assert height < 2 * line + 10  # one line, not a letter on each
    chief.open("/admin/agreements/agreement/")
    state = page.locator("#result_list tbody .state").first
    state.scroll_into_view_if_needed()
    box = state.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390


def test_rows_of_a_table_are_ordered_by_hand_and_by_keyboard(chief):
    report = ProgressReport.objects.create(goal=Goal.objects.first(), day="1404-01-01", statement_fa="گزارش")
    for number in range(1, 4):
        Evidence.objects.create(
            report=report, url=f"https://example.org/{number}", title=f"شاهد {number}", position=number
        )
    page = chief.page

    def order() -> list[str]:
        with page.expect_navigation():
            page.locator("[name=_continue]").click()
        return [one.url[-1] for one in report.evidence.order_by("position")]

    chief.open(f"/admin/roadmap/progressreport/{report.pk}/change/")
    expect(page.locator("[name=evidence-0-position]")).to_be_hidden()
    page.locator("#evidence-0 .row-order button").nth(1).focus()
    page.keyboard.press("ArrowDown")
    assert order() == ["2", "1", "3"]
    page.locator("#evidence-0").scroll_into_view_if_needed()
    page.locator("#evidence-2 .row-handle").drag_to(page.locator("#evidence-0 .row-order"))
    assert order() == ["3", "2", "1"]
    page.locator("#evidence-group .add-row a").click()
    page.locator("[name=evidence-3-url]").fill("https://example.org/4")
    page.locator("#evidence-3 .row-order button").first.click()
    assert order() == ["3", "2", "4", "1"]
    # No form of the desk asks for a number to order by, wherever rows have an order.
    for form in (
        "meetings/meeting",
        "agreements/agreement",
        "networks/network",
        "roadmap/goal",
        "roadmap/roadmap",
    ):
        chief.open(f"/admin/{form}/add/")
        for link in page.locator(".inline-group .add-row a").all():
            link.evaluate("(link) => link.click()")
        expect(page.locator("[name$='-position']").first).to_be_attached()
        assert page.locator("[name$='-position']:visible").count() == 0, form
    assert chief.complaints == []
