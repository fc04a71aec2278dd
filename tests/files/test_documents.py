from hashlib import sha256
from zlib import crc32

import pytest

from tehran_diplomacy.files.documents import ExaminedDocument, UnacceptableDocument, examine_document

from .pictures import upload

PDF = (
    b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
    b"2 0 obj\n<</Type /Pages /Kids [3 0 R 5 0 R] /Count 7>>\nendobj\n"
    b"3 0 obj\n<</Type /Pages /Parent 2 0 R /Count 4>>\nendobj\n"
    b"4 0 obj\n<</Type /Outlines /Count 99>>\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF\n"
)


def refusal(data, name="text.pdf"):
    with pytest.raises(UnacceptableDocument) as caught:
        examine_document(upload(data, name))
    return caught.value


def test_document_is_described_and_rewound():
    file = upload(PDF, "anything.txt")
    assert examine_document(file) == ExaminedDocument(len(PDF), sha256(PDF).hexdigest(), crc32(PDF), 7)
    assert file.tell() == 0


def test_pages_of_an_updated_document_are_those_of_its_last_root():
    updated = PDF + b"2 0 obj\n<</Type /Pages /Kids [3 0 R] /Count 4>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
    assert examine_document(upload(updated)).pages == 4


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.5\n1 0 obj\n<</Type/ObjStm>>stream\nendstream\nendobj\n%%EOF",
        PDF.replace(b"/Count 7", b"/Count 9 0 R"[:6] + b" x"),
    ],
)
def test_pages_not_said_openly_are_unknown(data):
    assert examine_document(upload(data)).pages is None


def test_marks_are_found_near_both_ends():
    assert examine_document(upload(b"\xef\xbb\xbf" + bytes(900) + PDF + bytes(900))).bytes == len(PDF) + 1803


def test_document_empty_is_refused():
    assert refusal(b"").messages == ["“\u2068text.pdf\u2069” is empty."]


def test_document_of_too_many_bytes_is_refused_with_the_limit(settings):
    settings.DOCUMENT_MAX_BYTES = 1024
    error = refusal(PDF + bytes(1024))
    assert error.messages == ["“\u2068text.pdf\u2069” is larger than 1.0\xa0KB, the limit for a document."]


@pytest.mark.parametrize(
    "data", [b"<html>%%EOF", b"PK\x03\x04%%EOF", b"MZ" + bytes(2000) + PDF], ids=["html", "docx", "late mark"]
)
def test_other_file_named_pdf_is_refused(data):
    error = refusal(data)
    assert error.code == "not_a_pdf"
    assert error.messages == ["“\u2068text.pdf\u2069” is not a PDF document."]


def test_document_without_its_end_is_refused():
    assert refusal(PDF[:-8]).code == "incomplete"
    assert refusal(PDF + bytes(2000)).code == "incomplete"


def test_many_objects_are_read_in_little_time():
    assert examine_document(upload(b"%PDF-1.4\n" + b"1 0 obj /Type " * 500_000 + b"%%EOF")).pages is None
