"""Every kind of page: at three widths, in both languages, light and dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from meetings.models import Photo

WIDTHS = (360, 768, 1440)
LOOKS = [(language, theme) for language in ("fa", "en") for theme in ("light", "dark")]
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
PAGES = (
    "", "roadmap/", "roadmap/sixth/goals/bilateral-cooperation/", "agreements/", "agreements/?form=mou",
    "agreements/tehran-yerevan-sister-city/", "networks/", "networks/uclg/", "meetings/", "meetings/1401/",
    "meetings/yerevan-sisterhood/", "meetings/journeys/", "meetings/beijing-mayors-2023/", "photos/", "PHOTO", "cities/", "cities/seoul/", "map/", "map/?kind=meeting&year=1900",
    "contact/", "contact/answer/", "about/", "timeline/", "timeline/1401/", "timeline/?kind=role&calendar=gregorian",
    "agreements/charts/", "meetings/charts/", "changes/", "changes/?what=all", "glossary/", "for-cities/", "search/?q=yerevan", "data/",
    "data/agreements/", "feeds/", "accessibility/", "nothing-here/",
)  # fmt: skip

# What keyboards reach, one after the other, and whether its ring is seen when it is reached.
WITHOUT_RING = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
  .filter((one) => one.checkVisibility() && one.type !== "hidden" && one.tabIndex >= 0)
  .filter((one) => {
    one.focus({ focusVisible: true });
    const style = getComputedStyle(one);
    return document.activeElement !== one || style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2;
  })
  .map((one) => one.outerHTML.slice(0, 120))"""
# The next Tab starts from the top again.
FROM_THE_TOP = """() => {
  scrollTo(0, 0);
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.removeAttribute("tabindex");
}"""
TOO_WIDE = """() => document.documentElement.scrollWidth > innerWidth
  ? [...document.querySelectorAll("body *")].filter((one) => {
      const box = one.getBoundingClientRect();
      return box.right > innerWidth + 1 || box.left < -1;
    }).map((one) => one.outerHTML.slice(0, 120)).concat("the page")
  : []"""


def addresses(language: str) -> list[str]:
    photo = Photo.objects.filter(meeting__slug="yerevan-mayor-and-council-chair").get()
    own = f"meetings/{photo.meeting.slug}/photos/{photo.uid}/"
    return [f"/{language}/{own if page == 'PHOTO' else page}" for page in PAGES]


def skip_with_the_keyboard(page) -> str:
    """Press Tab, Enter and Tab as a reader without a mouse does; say what went wrong."""
    page.evaluate(FROM_THE_TOP)
    page.keyboard.press("Tab")
    first = page.evaluate("document.activeElement.hash")
    box = page.evaluate("document.activeElement.getBoundingClientRect().top")
    if first != "#main" or box < 0:
        return f"the first stop is not a visible skip link: {first}, {box}"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    if not page.evaluate("document.querySelector('main').contains(document.activeElement)"):
        return "the skip link does not lead into the content"
    return ""


def layout(page, width: int, language: str) -> dict[str, object]:
    """Say what is wrong with the page that is open at a width."""
    page.set_viewport_size({"width": width, "height": 900})
    return {
        "language": page.locator("html").get_attribute("lang") != language,
        "headings": page.get_by_role("heading", level=1).count() - 1,
        "main": page.get_by_role("main").count() - 1,
        "too wide": page.evaluate(TOO_WIDE),
        "skip link": skip_with_the_keyboard(page),
        "without a ring": page.evaluate(WITHOUT_RING),
    }


def violations(page, width: int) -> list[tuple[str, str]]:
    """Return what axe-core finds at levels A and AA at a width."""
    page.set_viewport_size({"width": width, "height": 800})
    found = Axe().run(page, options=WCAG).response["violations"]
    return [(one["id"], node["html"][:150]) for one in found for node in one["nodes"]]


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_every_page_fits_speaks_and_meets_wcag(reader, language, theme):
    """Each page is loaded once. axe reads every theme at both of its widths, in one language each; themes share a layout."""
    axe_width = 1440 if (language, theme) in (("fa", "light"), ("en", "dark")) else 360
    visitor = reader(axe_width, color_scheme=theme)
    page, wrong = visitor.page, []
    for address in addresses(language):
        status = visitor.open(address).status
        if status != (404 if "nothing" in address else 200):
            wrong.append((address, "status", status))
        wrong += [(address, axe_width, *one) for one in violations(page, axe_width)]
        for width in WIDTHS if theme == "light" else ():
            wrong += [
                (address, width, what, how) for what, how in layout(page, width, language).items() if how
            ]
    assert wrong == []
    assert visitor.complaints == []
