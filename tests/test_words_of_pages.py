"""The portal's own words: what `docs/words.md` forbids stands on no kind of page, letter, document or desk page."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from agreements.models import Agreement
from meetings.models import Photo
from tehran_diplomacy.search.index import rebuild
from tests.book.conftest import AGREEMENT, GOAL, kept, read, text_of  # noqa: F401 - a fixture
from tests.following.conftest import ask, mail, mailboxes  # noqa: F401 - fixtures

LANGUAGES = ("fa", "en")
BOOK = (Path(__file__).parent.parent / "docs/words.md").read_text(encoding="utf-8")
PAGES = (
    "", "roadmap/", "roadmap/sixth/goals/citizens-and-members/", "agreements/", "agreements/?q=zzzz",
    "agreements/brics-capitals-2025/", "agreements/tehran-beijing-sister-city/", "networks/", "networks/uclg-mewa/",
    "meetings/", "meetings/international-mayors-summit-2025/", "meetings/beijing-mayors-2023/", "meetings/journeys/",
    "photos/", "PHOTO", "cities/", "cities/tehran/", "cities/seoul/", "map/", "timeline/", "changes/", "changes/?what=all",
    "RECORD'S CHANGES", "press/", "data/", "data/agreements/", "data/journeys/", "data/photos/", "feeds/", "contact/",
    "contact/answer/", "about/", "accessibility/", "glossary/", "for-cities/", "search/", "search/?q=zzzz",
    "search/?q=Yerevan", "agreements/charts/", "meetings/charts/", "nothing-here/", "follow/corrections/all/",
)  # fmt: skip
DESK = (
    "", "agreements/agreement/", "agreements/agreement/add/", "agreements/agreement/import/", "meetings/meeting/add/",
    "meetings/meeting/", "networks/network/add/", "roadmap/goal/add/", "roadmap/progressreport/add/", "places/city/add/",
    "sources/source/", "auth/user/", "auth/user/add/", "password_change/", "meetings/pressoffice/add/",
)  # fmt: skip
SHOWN = ("alt", "aria-label", "content", "placeholder", "title")
LATIN = re.compile(r"[A-Za-z][\w.,:/@+#&?=%-]*(?:[ ,-]+[0-9][\w.,:/-]*)*|\S*://\S*|/\S+/|&\w+;")
IN_LATIN = re.compile(r"[0-9]|(?<=[ء-ی‌])[,;?]|[\"']")
IN_PERSIAN = re.compile(r"[۰-۹٠-٩،؛؟«»]")


class Texts(HTMLParser):
    """The words of a page that stand in its own language: shown ones, and those in attributes."""

    outside = ("script", "style", "textarea", "code", "svg", "bdi")
    empty = ("meta", "link", "input", "img", "br", "hr", "source", "path", "rect", "line", "circle", "image")

    def __init__(self, html: str, language: str) -> None:
        super().__init__()
        self.language, self.open, self.texts = language, [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        foreign = attrs.get("lang", self.language) != self.language or attrs.get("dir") == (
            "ltr" if self.language == "fa" else "rtl"
        )
        is_own = not (foreign or tag in self.outside or (self.open and not self.open[-1][1]))
        if is_own and tag != "link":
            told = [attrs.get(name) for name in SHOWN]
            if tag == "meta":
                told = [attrs.get("content")] if attrs.get("name") == "description" else []
            self.texts += [text for text in told if text]
        if tag not in self.empty:
            self.open.append((tag, is_own))

    def handle_endtag(self, tag):
        if tag in [name for name, _own in self.open]:
            while self.open.pop()[0] != tag:
                pass

    def handle_data(self, data):
        if data.strip() and (not self.open or self.open[-1][1]):
            self.texts.append(" ".join(data.split()))


def forbidden(language: str) -> re.Pattern:
    """Return what no page of a language may show, as docs/words.md lists it."""
    heading = {"fa": "### In Persian\n", "en": "### In English\n"}[language]
    listed = BOOK.rpartition(heading)[2].partition("\n#")[0]
    words = [" ".join(word.split()) for word in listed.split("·")]
    assert len(words) > 25
    return re.compile(rf"(?<![\w‌])(?:{'|'.join(map(re.escape, words))})(?![\w‌])", re.IGNORECASE)


FORBIDDEN = {language: forbidden(language) for language in LANGUAGES}


def faults(texts: list[str], language: str) -> list[str]:
    """Return the texts with a forbidden word, or with digits and marks of the other script."""
    found = [f"{bad[0]}: {text[:90]}" for text in texts if (bad := FORBIDDEN[language].search(text))]
    for text in texts:
        own = LATIN.sub("", text) if language == "fa" else text
        bad = (IN_LATIN if language == "fa" else IN_PERSIAN).search(own)
        if bad and (language == "en" or re.search("[ء-ی]", own)):
            found.append(f"{bad[0]}: {text[:90]}")
    return found


def said(client, path: str, language: str) -> list[str]:
    return Texts(client.get(path, follow=True).content.decode(), language).texts


def public_paths(language: str) -> list[str]:
    photo = Photo.objects.filter(meeting__slug="yerevan-mayor-and-council-chair").get()
    uid = Agreement.objects.get(slug="tehran-yerevan-sister-city").uid
    own = {
        "PHOTO": f"meetings/{photo.meeting.slug}/photos/{photo.uid}/",
        "RECORD'S CHANGES": f"changes/agreements/{uid}/",
    }
    return [f"/{language}/{own.get(page, page)}" for page in PAGES]


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_shows_a_forbidden_word(client, content, mail, language):  # noqa: F811
    rebuild()
    found = {
        path: bad
        for path in public_paths(language)
        if (bad := faults(said(client, path, language), language))
    }
    assert not found, json.dumps(found, ensure_ascii=False, indent=1)


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_of_the_desk_shows_a_forbidden_word(admin_client, content, language):
    admin_client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    record = Agreement.objects.get(slug="tehran-beijing-sister-city").pk
    paths = [f"/admin/{page}" for page in DESK]
    paths += [
        f"/admin/agreements/agreement/{record}/{page}/"
        for page in ("change", "history", "translate", "delete")
    ]
    found = {
        path: bad
        for path in paths
        if (bad := FORBIDDEN[language].findall(" · ".join(said(admin_client, path, language))))
    }
    assert not found, json.dumps(found, ensure_ascii=False, indent=1)


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_letter_document_or_description_shows_a_forbidden_word(client, content, mail, freezer, language):  # noqa: F811
    ask(client, freezer, f"/{language}/follow/corrections/all/")
    call_command("send_follow_letters")
    (letter,) = mail.to("reader@example.org")
    texts = [
        letter.get_body(("plain",)).get_content(),
        Texts(letter.get_body(("html",)).get_content(), language).texts,
    ]
    texts = [
        texts[0],
        *texts[1],
        *(text_of(read(client, path.format(language))) for path in (AGREEMENT, GOAL)),
    ]
    described = client.get("/api/v1/openapi.json").json()
    texts += _descriptions(described) if language == "en" else []
    assert not [bad for text in texts for bad in FORBIDDEN[language].findall(text)]


def _descriptions(part) -> list[str]:
    """Return every title, summary and description within a part of the OpenAPI document."""
    if isinstance(part, list):
        return [text for one in part for text in _descriptions(one)]
    if not isinstance(part, dict):
        return []
    own = [part[name] for name in ("title", "summary", "description") if isinstance(part.get(name), str)]
    return own + [text for one in part.values() for text in _descriptions(one)]


def test_placeholders_are_no_photos(client, content):
    for language, none, counted in (
        ("en", "No photos have been published yet.", "4 photos"),
        ("fa", "هنوز عکسی منتشر نشده است.", "۴ عکس"),
    ):
        html = client.get(f"/{language}/photos/").content.decode()
        assert none in html
        assert counted not in html
