"""Documents of the starter content, kept in a folder of the test's own."""

import io

import pytest
from pypdf import PdfReader

BOOK = "/{}/roadmap/sixth/book.pdf"
GOAL = "/{}/roadmap/sixth/goals/bilateral-cooperation/record.pdf"
AGREEMENT = "/{}/agreements/tehran-yerevan-sister-city/record.pdf"
ALL = (BOOK, GOAL, AGREEMENT)


@pytest.fixture(autouse=True)
def kept(settings, tmp_path):
    """Where the documents of a test are kept."""
    settings.VAR_DIR = tmp_path / "var"
    return settings.VAR_DIR / "book"


def body(response) -> bytes:
    assert response.status_code == 200, response
    return b"".join(response)


def read(client, address: str) -> PdfReader:
    """Return a document as a reader of PDF understands it."""
    return PdfReader(io.BytesIO(body(client.get(address))), strict=True)


def text_of(reader: PdfReader) -> str:
    """Return all words of a document, white space made single."""
    words = " ".join(page.extract_text() for page in reader.pages).replace("\u200b", "")
    return " ".join(words.split())
