"""From blocks to a PDF: the typesetter reads its templates from `typst/` and all content as data."""

import json
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext

from tehran_diplomacy.book.blocks import Block, Line, facts, plain
from tehran_diplomacy.dates.display import show_day
from tehran_diplomacy.girih.patterns import Pattern, framed_svg
from tehran_diplomacy.languages.translated import page_language

HERE = Path(__file__).parent
TEMPLATES, FONTS = HERE / "typst", HERE / "fonts"
ACCESSIBLE = "ua-1"
# The roadmap's own cover; goals and agreements have the pattern that their page shows.
COVER = Pattern("4.8.8", 62, 46, "#12244f", "#2fb3aa")
SHEET = (595, 842)  # A4, in points
BAND = (595, 190)
# Two characters in one drawing, which viewers give back in the wrong order when text is copied or searched for.
HEH_YEH = ("\u0647\u0654", "\u06c0")
# Signs that steer the direction of text beyond their own word, which a name never needs.
_OVERRIDES = {chr(code) for code in (*range(0x202A, 0x202F), 0xFEFF)}


class TypesetError(Exception):
    """The typesetter refused a document."""


@dataclass(frozen=True)
class Cover:
    """The first page: 'full' for a book, a 'band' with lead and facts for a record."""

    kind: str
    uid: str
    eyebrow: Line
    lead: Line = field(default_factory=list)
    facts: Iterable[tuple[str, list[Line]]] = ()


@dataclass(frozen=True)
class Print:
    """A document before it is set: title, cover, blocks, the address of the page it was made of."""

    title: Line
    cover: Cover
    blocks: list[Block]
    address: str
    uid: str


def as_data(document: Print, day: date) -> dict[str, Any]:
    """Return all that the template reads, in the page's language; `day` is that of the state shown."""
    language = page_language()
    shown_day = show_day(day, language)
    return {
        "language": language,
        "title": document.title,
        "eyebrow": document.cover.eyebrow,
        "lead": document.cover.lead,
        "cover": document.cover.kind,
        "ground": _pattern(document.cover).ground,
        "facts": facts(document.cover.facts)["rows"],
        "blocks": document.blocks,
        "site": gettext("Tehran City Diplomacy"),
        "publisher": gettext("Islamic City Council of Tehran"),
        "contents": gettext("Contents"),
        "as_of": gettext("As at %(day)s") % {"day": shown_day},
        "about": plain(gettext("About this document")),
        "made": gettext(
            "Produced on %(day)s from the portal's public data. The status of goals and "
            "agreements is worked out automatically from recorded dates and events, as at that "
            "day. The page below shows the current status."
        )
        % {"day": shown_day},
        "identifier": plain(gettext("permanent ID") + ": " + document.uid),
        "address": document.address,
        "numbering": "۱" if language == "fa" else "1",
    }


def _pattern(cover: Cover) -> Pattern:
    return COVER if cover.kind == "full" else Pattern.of(cover.uid)


def typeset(document: Print, path: Path, day: date) -> None:
    """Write a document as a tagged PDF, in the page's language; raise TypesetError where that fails.

    The same content on the same `day` gives the same bytes.
    """
    import typst  # late: 30 MB that most processes never need

    drawing = framed_svg(_pattern(document.cover), *(SHEET if document.cover.kind == "full" else BAND))
    mark = (settings.BASE_DIR / "static" / "img" / "mark.svg").read_text(encoding="utf-8")
    data = json.dumps(_legible(as_data(document, day)), ensure_ascii=False)
    options = {
        "output": str(path),
        "root": str(TEMPLATES),
        "font_paths": [str(FONTS)],
        "ignore_system_fonts": True,
        "format": "pdf",
        "sys_inputs": {"data": data, "cover": drawing, "mark": mark},
        "timestamp": int(timezone.make_aware(datetime.combine(day, time.min)).timestamp()),
    }
    template = str(TEMPLATES / "document.typ")
    try:
        typst.compile(template, pdf_standards=[ACCESSIBLE], **options)
    except RuntimeError:
        # PDF/UA forbids a letter for which no font has a drawing, as of a source's title in Chinese.
        try:
            typst.compile(template, **options)
        except RuntimeError as error:
            raise TypesetError(str(error)) from error


def _legible(value: Any) -> Any:
    """Return data whose texts hold nothing that no font can draw: controls, lone surrogates, unassigned signs."""
    if isinstance(value, str):
        return "".join(
            c for c in value.replace(*HEH_YEH) if c == "\n" or (c not in _OVERRIDES and not _unseen(c))
        )
    if isinstance(value, dict):
        return {name: _legible(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_legible(one) for one in value]
    return value


def _unseen(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cs", "Co", "Cn")


def kept_name(kind: str, uid: str) -> str:
    """Return under which name the PDF of a record in the page's language is kept."""
    return f"book/{kind}_{uid}_{page_language()}.pdf"


@lru_cache(maxsize=1)
def edition() -> str:
    """Return a word that is another one whenever the templates are."""
    digest = sha256()
    for path in sorted(TEMPLATES.glob("*.typ")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
