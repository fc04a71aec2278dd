"""For the office to post on its channels: a short text and two pictures of every public record."""

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_safe

from tehran_diplomacy.dates.display import show_any
from tehran_diplomacy.files.share_cards import SQUARE, STORY, share_card
from tehran_diplomacy.languages.translated import Translated, page_language, translated
from tehran_diplomacy.portal.changes import found_record
from tehran_diplomacy.publishing.models import Record
from tehran_diplomacy.publishing.registers import registers
from tehran_diplomacy.publishing.views import gone

SHAPES = {"square": SQUARE, "story": STORY}
LONGEST = 400  # characters of the sentences together
_PROSE = ("note", "summary", "statement", "pull_quote")
_SENTENCE = re.compile(r"[^.!?؟…]+[.!?؟…]+[»”\"]?|[^.!?؟…]+\Z")


@dataclass(frozen=True)
class Post:
    """What is said of a record: its title, its day in words, at most two sentences, its address."""

    title: Translated
    day: str
    sentences: str
    address: str

    @property
    def text(self) -> str:
        """All of it, ready to be posted."""
        return "\n\n".join(filter(None, (self.title.text, self.day, self.sentences, self.address)))


def post_of(record: Record) -> Post:
    """Return what is said of a record, in the page's language."""
    title = translated(record, record.label)
    prose = next((text for name in _PROSE if (text := _prose(record, name)) and text != title.text), "")
    sentences = " ".join(part.strip() for part in _SENTENCE.findall(" ".join(prose.split()))[:2])
    if len(sentences) > LONGEST:
        sentences = sentences[: LONGEST - 1].rsplit(" ", 1)[0] + "…"
    return Post(title, _day(record), sentences, settings.SITE_ADDRESS + record.get_absolute_url())


def _prose(record: Record, name: str) -> str:
    return translated(record, name).text if hasattr(record, f"{name}_fa") else ""


def _day(record: Record) -> str:
    register = next((one for one in registers() if isinstance(record, one.model)), None)
    value: Any = getattr(record, register.day or "day", None) if register else None
    return show_any(value, page_language())


@require_safe
def share(request: HttpRequest, code: str, uid: str) -> HttpResponse:
    """The text to copy and the pictures to download."""
    one, record = found_record(code, uid)
    if not record.is_public:
        return gone(request, record)
    context = {
        "record": record,
        "resource": one,
        "post": post_of(record),
        "record_name": translated(record, one.label),
    }
    return render(request, "portal/share.html", context)


def _picture(request: HttpRequest, code: str, uid: str) -> tuple[str, str]:
    _one, record = found_record(code, uid)
    if not record.is_public:
        raise Http404
    post = post_of(record)
    return post.title.text, post.day


def _tag(request: HttpRequest, code: str, uid: str, shape: str) -> str:
    request.words = _picture(request, code, uid)  # the view needs them again
    parts = "\n".join((*request.words, uid, shape, page_language(), "1"))
    return f'"{sha256(parts.encode()).hexdigest()[:32]}"'


@require_safe
@condition(etag_func=_tag)
def picture(request: HttpRequest, code: str, uid: str, shape: str) -> HttpResponse:
    """A picture of girih with title, day and mark: 'square' (1080 × 1080) or 'story' (1080 × 1920)."""
    title, day = request.words
    data = share_card(title, _("Tehran City Diplomacy"), page_language(), uid, size=SHAPES[shape], day=day)
    response = HttpResponse(data, content_type="image/jpeg")
    response["Content-Disposition"] = f'inline; filename="tehran-{uid}-{shape}-{page_language()}.jpg"'
    response["Cache-Control"] = "public, max-age=3600"
    return response
