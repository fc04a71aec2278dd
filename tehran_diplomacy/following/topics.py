"""What can be followed: a record, a register, the corrections, a search."""

import hashlib
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from roadmap.fields import Field
from tehran_diplomacy.languages.digits import localise
from tehran_diplomacy.languages.translated import Translated, page_language, translated
from tehran_diplomacy.opendata.calendars import host
from tehran_diplomacy.opendata.feeds import in_feeds
from tehran_diplomacy.places.models import Country
from tehran_diplomacy.portal.searching import kinds, narrowed_by
from tehran_diplomacy.publishing.models import Record
from tehran_diplomacy.reuse.resources import Resource, resource
from tehran_diplomacy.search.query import LONGEST

RECORDS = ("goals", "agreements", "cities", "networks", "meetings")  # whose records can be followed
REGISTER, CORRECTIONS, SEARCH = "register", "corrections", "search"
ALL = "all"  # the key of what there is but one of


@dataclass(frozen=True)
class Topic:
    """What somebody follows. `key` is a record's identifier, a register's code, or the query of a search."""

    kind: str
    key: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}"

    @property
    def resource(self) -> Resource | None:
        """The register of a record, or that which is followed itself."""
        code = self.key if self.kind == REGISTER else self.kind if self.kind in RECORDS else ""
        return resource(code) if code else None

    @cached_property
    def record(self) -> Record | None:
        """The record that is followed, None where it is not public."""
        if self.kind not in RECORDS:
            return None
        return self.resource.public().select_related(*self.resource.related).filter(uid=self.key).first()

    @property
    def is_open(self) -> bool:
        """Whether there is such a thing, and readers may see it now."""
        if self.kind in RECORDS:
            return self.record is not None
        if self.kind == REGISTER:
            return self.resource in in_feeds()
        if self.kind == CORRECTIONS:
            return self.key == ALL
        return self.kind == SEARCH and bool(self.key) and self == search_topic(QueryDict(self.key))

    @property
    def asked(self) -> dict[str, str]:
        """What a search asks: its words as 'q', and its facets."""
        return dict(parse_qsl(self.key))

    def name(self) -> Translated:
        """Return what it is called, in the page's language; nothing of a record that is not public."""
        language = page_language()
        if self.kind in RECORDS and self.record:
            return translated(self.record, self.resource.label)
        if self.kind in RECORDS:
            return Translated(
                _("A removed page: %(name)s") % {"name": self.resource.name}, language, language
            )
        said = {
            REGISTER: lambda: str(self.resource.name),
            CORRECTIONS: lambda: _("Corrections and changes"),
            SEARCH: self._search,
        }
        return Translated(said[self.kind](), language, language)

    def unasked_name(self) -> Translated:
        """Return what it is called to somebody who may not have asked for it: without a word that a stranger typed."""
        if self.kind != SEARCH:
            return self.name()
        language = page_language()
        return Translated(_("A search of the portal"), language, language)

    def _search(self) -> str:
        asked, names = self.asked, kinds()
        facets = {
            "kind": lambda code: str(names.get(code, code)),
            "year": lambda code: localise(code, page_language()),
            "country": lambda code: str(Country.objects.filter(code=code).first() or code),
            "field": lambda code: str(dict(Field.choices).get(code, code)),
        }
        said = [f"“{asked['q']}”" if page_language() == "en" else f"«{asked['q']}»"] if "q" in asked else []
        said += [say(asked[facet]) for facet, say in facets.items() if facet in asked]
        return _("Search: %(what)s") % {"what": " · ".join(said)}

    def address(self) -> str:
        """Return the address of the page in the page's language, '' for a record that is not public."""
        if self.kind in RECORDS:
            return self.record.get_absolute_url() if self.record else ""
        if self.kind == REGISTER:
            return _list_of(self.key)
        if self.kind == CORRECTIONS:
            return reverse("portal:changes")
        return f"{reverse('portal:search')}?{self.key}"

    def form_address(self) -> str:
        """Return the address of the page on which it is followed."""
        if self.kind == SEARCH:
            return f"{reverse('following:search')}?{self.key}"
        return reverse("following:form", args=[self.kind, self.key])

    @property
    def list_id(self) -> str:
        """The identifier of its mailing list (RFC 2919)."""
        key = hashlib.sha256(self.key.encode()).hexdigest()[:16] if self.kind == SEARCH else self.key.lower()
        return f"{key}.{self.kind}.follow.{host()}"


def fetch_records(topics: list[Topic]) -> None:
    """Fetch the public records of several topics, one query for each register."""
    for code in RECORDS:
        these = [topic for topic in topics if topic.kind == code]
        if these:
            one = resource(code)
            rows = one.public().select_related(*one.related).filter(uid__in=[topic.key for topic in these])
            found = {row.uid: row for row in rows}
            for topic in these:
                topic.__dict__["record"] = found.get(topic.key)


_LISTS = {
    "agreements": "agreements:list", "meetings": "meetings:list", "networks": "networks:list",
    "cities": "cities:list", "goals": "roadmap:newest",
}  # fmt: skip


def _list_of(code: str) -> str:
    return reverse(_LISTS[code]) if code in _LISTS else reverse("opendata_pages:register", args=[code])


def search_topic(asked: QueryDict) -> Topic:
    """Return the topic of a search as the address of its page asks; its key is '' where nothing is asked."""
    words = " ".join(asked.get("q", "").replace("\x00", " ").split())[:LONGEST].strip()
    pairs: dict[str, Any] = {"q": words} if words else {}
    pairs |= dict(sorted(narrowed_by(asked).items()))
    return Topic(SEARCH, urlencode(pairs))


def is_on() -> bool:
    """Whether a mail server is set; without one nothing of this is offered."""
    return settings.MAIL_IS_SET
