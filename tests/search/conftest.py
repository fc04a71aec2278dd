"""Searching as a reader does: over the page, read as HTML."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import quote

import pytest


@dataclass
class Answer:
    """What a page of results says; `links` are the results on it, in order."""

    html: str
    links: list[str] = field(default_factory=list)
    meant: str = ""


class Reader(HTMLParser):
    """Reads the results of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.answer, self._inside, self._heading = Answer(html), False, False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "ol" and "results" in attrs.get("class", ""):
            self._inside = True
        self._heading = self._heading or (self._inside and tag == "h2")
        if tag == "a" and self._heading:
            self.answer.links.append(attrs["href"])

    def handle_endtag(self, tag):
        if tag == "h2":
            self._heading = False
        if tag == "ol":
            self._inside = False


@pytest.fixture
def search(client):
    """Return a function that searches and reads the page."""

    def ask(language: str, words: str, more: str = "") -> Answer:
        response = client.get(f"/{language}/search/?q={quote(words)}{more}")
        assert response.status_code == 200, words
        return Reader(response.content.decode()).answer

    return ask


@pytest.fixture
def search_all(search):
    """Return a function that searches and gathers the results of all pages."""

    def ask(language: str, words: str) -> list[str]:
        links: list[str] = []
        for page in range(1, 60):
            found = search(language, words, f"&page={page}").links
            if not found or found[0] in links:
                break
            links += found
        return links

    return ask
