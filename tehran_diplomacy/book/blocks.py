"""What a document is made of, as data for the typesetter: no text of a record is ever read as its markup.

A span is a text with its language and, where it has them, a note and an address; a line is a list of spans. A block is
a dictionary whose `kind` says how `typst/blocks.typ` draws it. All is said in the page's language.
"""

import re
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.utils.translation import gettext

from tehran_diplomacy.dates.display import show, show_day, show_other
from tehran_diplomacy.dates.partial import PartialDate
from tehran_diplomacy.files.models import Document
from tehran_diplomacy.languages.templatetags.languages import file_size, language_name
from tehran_diplomacy.languages.translated import language_of, page_language, translated
from tehran_diplomacy.sources.models import Source

Span = dict[str, str]
Line = list[Span]
Block = dict[str, Any]

_FIRST_STRONG_ISOLATE, _LEFT_TO_RIGHT_ISOLATE, _POP_ISOLATE = "\u2068", "\u2066", "\u2069"
_MAY_BREAK_AFTER = re.compile(r"([/?&=_.-]|%[0-9A-F]{2})")
_PARAGRAPHS = re.compile(r"\n\s*\n")
# The colours of states, as the pages' style sheet groups them.
TONES = {
    "done": ("done", "in_force", "no_end"),
    "open": ("not_yet", "suspended", "uncertain", "under_way", "planned", "open"),
    "over": ("expired", "ended", "stopped"),
}


def plain(text: str, url: str = "") -> Line:
    """Return a line of one text in the page's language, linked where there is an address."""
    return [{"text": text, "lang": page_language(), "note": "", "url": url}]


def words(record: Model, field: str, url: str = "") -> Line:
    """Return a translated text as a line, with a note where it stands in the other language; [] where there is none."""
    found = translated(record, field)
    if not found:
        return []
    note = ""
    if found.is_fallback:
        note = gettext("in English") if found.language == "en" else gettext("in Persian")
    text = _isolated(found.text) if found.is_fallback else found.text
    return [{"text": " ".join(text.split()), "lang": found.language, "note": note, "url": url}]


def in_own_language(text: str, url: str = "") -> Line:
    """Return a text of no declared language (a source's title) as a line."""
    language = language_of(text)
    shown = text if language == page_language() else _isolated(text)
    return [{"text": shown, "lang": language, "note": "", "url": url}]


def _isolated(text: str) -> str:
    return f"{_FIRST_STRONG_ISOLATE}{text}{_POP_ISOLATE}"


def joined(lines: Iterable[Line], between: str) -> Line:
    """Return lines as one, with a text of the page's language between them; empty ones are left out."""
    found: Line = []
    for line in lines:
        if line:
            found += [*(plain(between) if found else []), *line]
    return found


def address_of(record: Model) -> str:
    """Return the whole address of a record's page."""
    return settings.SITE_ADDRESS + record.get_absolute_url()


def shown_address(url: str) -> Line:
    """Return an address to be read and typed; it may be broken where its parts end."""
    shown = _MAY_BREAK_AFTER.sub("\\1\u200b", url)
    return [{"text": f"{_LEFT_TO_RIGHT_ISOLATE}{shown}{_POP_ISOLATE}", "lang": "en", "note": "", "url": url}]


def heading(text: Line, level: int, *, eyebrow: str = "", number: str = "", new_page: bool = False) -> Block:
    """Return a heading, which also stands in the contents and bookmarks; `number` is drawn on a star."""
    return {
        "kind": "heading",
        "level": level,
        "text": text,
        "eyebrow": eyebrow,
        "number": number,
        "new_page": new_page,
    }


def prose(record: Model, field: str) -> list[Block]:
    """Return a long text as paragraphs; in the other language under a line that says so; [] where there is none."""
    found = translated(record, field)
    if not found:
        return []
    note = ""
    if found.is_fallback:
        note = (
            gettext("This text has not been translated into Persian yet; it is shown in English.")
            if found.wanted == "fa"
            else gettext("This text has not been translated into English yet; it is shown in Persian.")
        )
    paragraphs = [
        part.strip() for part in _PARAGRAPHS.split(found.text.replace("\r\n", "\n")) if part.strip()
    ]
    return [{"kind": "prose", "paragraphs": paragraphs, "lang": found.language, "note": note}]


def remark(text: str) -> Block:
    """Return a quiet sentence of the portal's own."""
    return {"kind": "remark", "text": text}


def nothing(text: str) -> Block:
    """Return a frame that says what is not there."""
    return {"kind": "nothing", "text": text}


def facts(rows: Iterable[tuple[str, list[Line]]]) -> Block:
    """Return names with their lines; where there is no line, 'not recorded' stands."""
    missing = [plain(gettext("Not recorded"))]
    return {"kind": "facts", "rows": [{"name": name, "lines": lines or missing} for name, lines in rows]}


def date_lines(value: PartialDate | None, missing: str) -> list[Line]:
    """Return a partial date in the page's calendar and, where it is exact, in the other."""
    if value is None:
        return [plain(missing)]
    language = page_language()
    other = show_other(value, language)
    return [plain(show(value, language)), *([plain(other)] if other else [])]


def entry(title: Line, *, under: Iterable[Line] = (), chip: Block | None = None, eyebrow: str = "") -> Block:
    """Return an entry of a list: title, lines under it, a state beside it, a small line above it."""
    return {"title": title, "under": [line for line in under if line], "chip": chip, "eyebrow": eyebrow}


def entries(items: list[Block], *, in_time: bool = False) -> Block:
    """Return a list of entries; `in_time` draws them along a line."""
    return {"kind": "in_time" if in_time else "entries", "items": items}


def chip(code: str, text: str) -> Block:
    """Return a state: its word, and the tone of its colour."""
    tone = next((tone for tone, codes in TONES.items() if code in codes), "plain")
    return {"text": text, "tone": tone}


def documents(found: Iterable[Document], level: int) -> list[Block]:
    """Return the documents of a record with kind, language, size and address; [] where there is none."""
    items = [
        entry(
            words(document, "title", address_of(document)),
            under=[
                plain(f"PDF · {language_name(document.language)} · {file_size(document.bytes)}"),
                shown_address(address_of(document)),
            ],
        )
        for document in found
    ]
    return [heading(plain(gettext("Documents")), level), entries(items)] if items else []


def sources(found: Iterable[Source], level: int) -> list[Block]:
    """Return where the facts of a record were read; that no source is named is said as well."""
    language = page_language()
    items = []
    for source in found:
        read = (
            [plain(gettext("accessed on") + " " + show_day(source.read_on, language))]
            if source.read_on
            else []
        )
        under = [
            in_own_language(gettext("“") + source.quotation + gettext("”")) if source.quotation else [],
            words(source, "statement"),
            *([shown_address(source.url)] if source.url else []),
            *read,
        ]
        items.append(entry(in_own_language(source.title, source.url), under=under))
    rest = [entries(items)] if items else [nothing(gettext("No source is recorded."))]
    return [heading(plain(gettext("Sources")), level), *rest]
