"""Checks an uploaded document: a PDF by its content, never by its name."""

import re
from dataclasses import dataclass
from hashlib import sha256
from zlib import crc32

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from tehran_diplomacy.files.naming import shown_name
from tehran_diplomacy.sandbox.process import TookTooMuch
from tehran_diplomacy.sandbox.turns import TooManyWaiting, run_in_turn

NEAR = 1024  # bytes from either end within which readers look for the marks (ISO 32000-1, annex H.3)


class UnacceptableDocument(ValidationError):
    """A document that the portal does not take; its message names the file, the reason and the limit."""


@dataclass(frozen=True)
class ExaminedDocument:
    """What is known of an acceptable document; `pages` is None where the file does not say so openly."""

    bytes: int
    sha256: str  # hexadecimal
    crc32: int
    pages: int | None = None


def examine_document(upload: File) -> ExaminedDocument:
    """Return what is known of the uploaded PDF; raise UnacceptableDocument if it cannot be taken.

    Nothing is written; the upload is rewound.
    """
    upload.seek(0)
    data = upload.read(settings.DOCUMENT_MAX_BYTES + 1)
    upload.seek(0)
    name = shown_name(upload.name)
    if not data:
        raise UnacceptableDocument(_("“%(name)s” is empty."), "empty", {"name": name})
    if len(data) > settings.DOCUMENT_MAX_BYTES:
        raise UnacceptableDocument(
            _("“%(name)s” is larger than %(limit)s, the limit for a document."),
            "too_many_bytes",
            {"name": name, "limit": filesizeformat(settings.DOCUMENT_MAX_BYTES)},
        )
    if b"%PDF-" not in data[:NEAR]:
        raise UnacceptableDocument(_("“%(name)s” is not a PDF document."), "not_a_pdf", {"name": name})
    if b"%%EOF" not in data[-NEAR:]:
        raise UnacceptableDocument(
            _("“%(name)s” is incomplete: its end is missing. Upload it again from the original file."),
            "incomplete",
            {"name": name},
        )
    try:
        pages = run_in_turn(_pages, data, patience=5, seconds=20)
    except (TookTooMuch, TooManyWaiting):  # their number is a comfort
        pages = None
    return ExaminedDocument(bytes=len(data), sha256=sha256(data).hexdigest(), crc32=crc32(data), pages=pages)


def _pages(data: bytes) -> int | None:
    """The count in the root of the page tree (ISO 32000-1, 7.7.3); None where that is compressed.

    An updated file appends its new root: the last one counts.
    """
    pages = None
    for part in data.split(b"endobj"):
        node = part.rpartition(b" obj")[2]
        if re.search(rb"/Type\s*/Pages(?![A-Za-z])", node) and b"/Parent" not in node:
            count = re.search(rb"/Count\s+([0-9]{1,6})(?![0-9])", node)
            pages = int(count[1]) if count else None
    return pages or None
