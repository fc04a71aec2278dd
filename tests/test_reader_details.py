"""Small things that readers rely on everywhere: digits, the current page, chips, covers, sizes of files."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib
import pytest
from django.template import Context, Template
from django.utils.translation import override

from meetings.models import Meeting
from tests.press.conftest import meeting, photos  # noqa: F401 - fixtures of the gallery's tests

PAGES = [
    "", "roadmap/", "roadmap/sixth/goals/bilateral-cooperation/", "agreements/", "agreements/charts/",
    "agreements/tehran-beijing-sister-city/", "networks/", "networks/uclg/", "meetings/", "meetings/1401/",
    "meetings/yerevan-sisterhood/", "meetings/journeys/", "photos/", "cities/", "cities/seoul/", "map/", "timeline/",
    "changes/?what=all", "glossary/", "for-cities/", "search/?q=تهران", "data/", "feeds/", "press/", "contact/", "about/",
]  # fmt: skip
SPOKEN = ("aria-label", "alt", "title", "placeholder")
# Elements whose text is not the page's own words: code, addresses, what a form would send.
# Addresses, and names of standards such as RFC 9457: Latin in any language.
LATIN_NAMES = re.compile(r"https?://\S+|[A-Za-z][A-Za-z-]*[ -]?[0-9][0-9.]*")
NOT_WORDS = {"script", "style", "code", "kbd", "samp", "head", "option"}


def own_words(element: Element, language: str) -> Iterator[str]:
    """Yield the texts of a tree that are in the page's language, also those that only screen readers speak."""
    own = element.get("lang", language) == language and element.get("dir") != "ltr"
    if not isinstance(element.tag, str) or element.tag in NOT_WORDS or not own:
        return
    yield element.text or ""
    yield from (element.get(name) for name in SPOKEN if element.get(name))
    for child in element:
        yield from own_words(child, language)
        yield child.tail or ""


@pytest.mark.parametrize("path", PAGES)
def test_a_persian_page_has_no_latin_digits_in_its_own_words(client, content, path):
    tree = html5lib.parse(client.get(f"/fa/{path}").content.decode(), namespaceHTMLElements=False)
    texts = [LATIN_NAMES.sub("", " ".join(words.split())) for words in own_words(tree, "fa")]
    assert [words for words in texts if re.search(r"[0-9]", words)] == []


@pytest.mark.parametrize("path", PAGES)
def test_an_english_page_has_no_persian_digits_in_its_own_words(client, content, path):
    tree = html5lib.parse(client.get(f"/en/{path}").content.decode(), namespaceHTMLElements=False)
    found = [" ".join(words.split()) for words in own_words(tree, "en") if re.search("[۰-۹٠-٩]", words)]
    assert found == []


@pytest.mark.parametrize(
    ("path", "current"),
    [("meetings/yerevan-sisterhood/", "/meetings/"), ("agreements/", "/agreements/"), ("about/", None)],
)
def test_the_menu_marks_where_the_reader_is(client, content, path, current):
    html = client.get(f"/en/{path}").content.decode()
    marked = re.findall(r'<a href="([^"]+)"[^>]*aria-current="(?:page|true)"', html)
    assert {one for one in marked if not one.startswith("?")} == ({f"/en{current}"} if current else set())


def test_a_filter_is_taken_off_from_the_first_page_on(client, content):
    html = client.get("/en/agreements/?form=sister_city&kind=bilateral&page=1").content.decode()
    chips = re.findall(r'<a class="filter-chip" href="([^"]*)"', html)
    assert len(chips) == 2
    assert [chip for chip in chips if "page=" in chip] == []


def test_the_chosen_cover_stands_first_wherever_one_picture_stands_for_a_meeting(client, meeting, photos):  # noqa: F811
    def cover() -> int:
        return Meeting.objects.with_cover().get(pk=meeting.pk).cover_photos[0].pk

    assert cover() == photos[0].pk
    photos[1].is_cover = True
    photos[1].save()
    assert cover() == photos[1].pk
    assert photos[1].uid in client.get("/en/meetings/").content.decode()


@pytest.mark.parametrize(
    ("size", "fa", "en"),
    [
        (1, "۱ کیلوبایت", "1 KB"),
        (1_499, "۱ کیلوبایت", "1 KB"),
        (999_000, "۹۹۹ کیلوبایت", "999 KB"),
        (1_000_000, "۱٫۰ مگابایت", "1.0 MB"),
        (2_449_000, "۲٫۴ مگابایت", "2.4 MB"),
        (52_428_800, "۵۲ مگابایت", "52 MB"),
    ],
)
def test_a_file_s_size_is_said_in_powers_of_a_thousand(size, fa, en):
    template = Template("{% load languages %}{{ size|file_size }}")
    for language, words in (("fa", fa), ("en", en)):
        with override(language):
            assert template.render(Context({"size": size})).replace("\xa0", " ") == words
