"""What a letter tells, in the reader's language: only what is public at the moment of telling."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tehran_diplomacy.dates.display import show_moment, show_other_day
from tehran_diplomacy.following.models import Announcement
from tehran_diplomacy.languages.translated import Translated, page_language
from tehran_diplomacy.opendata.feeds import in_feeds
from tehran_diplomacy.publishing.comparison import Difference
from tehran_diplomacy.publishing.exposure import is_exposed
from tehran_diplomacy.publishing.models import Record
from tehran_diplomacy.publishing.public_changes import PublicChange, noticed, told_changes
from tehran_diplomacy.publishing.revisions import Revision, Weight
from tehran_diplomacy.reuse.resources import Resource

MOST_TOLD = 40  # changes in one letter; the page has the rest
MOST_FACTS = 8  # of one change
LONGEST = 240  # characters of a text in a letter


@dataclass(frozen=True)
class Told:
    """One change as a letter has it; addresses are complete, and '' where there is no page."""

    change: PublicChange
    register: str
    title: Translated | None
    when: str
    gist: str
    facts: list[Difference]
    more_facts: int
    address: str
    changes: str

    @property
    def label(self) -> str:
        """What it was: published, corrected, …"""
        return self.change.label

    @property
    def reason(self) -> Translated:
        """The office's word to readers."""
        return self.change.reason

    @property
    def is_withdrawal(self) -> bool:
        """Whether the record left the portal."""
        return self.change.is_withdrawal


@dataclass(frozen=True)
class News:
    """What a letter tells: the newest first, and how many changes more there were."""

    told: list[Told]
    more: int

    def __bool__(self) -> bool:
        return bool(self.told)


def news(announcements: list[int]) -> News:
    """Return what of some announcements may be told now, in the page's language.

    What was withdrawn meanwhile is left out; so is a record whose page readers cannot see now, and a row without
    a page that nothing public names any more.
    """
    keys = Announcement.objects.filter(pk__in=announcements).values("revision")
    rows = list(noticed().filter(pk__in=keys))
    by_model = {one.model: one for one in in_feeds()}
    with_page = [row for row in rows if not _is_without_page(row, by_model)]
    records = _public_records(with_page, by_model)
    kept = [
        row
        for row in rows
        if row.weight == Weight.WITHDRAWN or _key(row) in records or (row not in with_page and _is_seen(row))
    ]
    changes = told_changes(kept[:MOST_TOLD])
    told = []
    for one in changes:
        has_page = not _is_without_page(one.revision, by_model)
        found = by_model[one.revision.content_type.model_class()] if has_page else None
        told.append(_told(one, found, records.get(_key(one.revision)) if has_page else None))
    return News(told, len(kept) - len(told))


def _is_without_page(row: Revision, by_model: dict[type, Resource]) -> bool:
    return row.is_of_hidden or row.content_type.model_class() not in by_model


def _is_seen(row: Revision) -> bool:
    named = row.record()
    return named is not None and is_exposed(named)


def _key(row: Revision) -> tuple[int, int]:
    return row.content_type_id, row.object_id


def _public_records(rows: list, by_model: dict[type, Resource]) -> dict[tuple[int, int], Record]:
    wanted: dict[ContentType, set[int]] = defaultdict(set)
    for row in rows:
        wanted[row.content_type].add(row.object_id)
    found = {}
    for kind, keys in wanted.items():
        one = by_model[kind.model_class()]
        for record in one.public().select_related(*one.related).filter(pk__in=keys):
            found[kind.pk, record.pk] = record
    return found


def _told(change: PublicChange, one: Resource | None, record: Record | None) -> Told:
    """Put a change into words; `one` is its register, None for what has no page."""
    is_new = change.weight in (Weight.FIRST, Weight.RETURNED)
    facts = [] if is_new else [_shortened(fact) for fact in change.differences[:MOST_FACTS]]
    site = settings.SITE_ADDRESS
    return Told(
        change=change,
        register=str(one.name) if one else change.kind,
        title=change.title,
        when=both_calendars(change.at),
        gist=_short(one.gist(record, page_language())) if is_new and record and one and one.gist else "",
        facts=facts,
        more_facts=0 if is_new else len(change.differences) - len(facts),
        address=site + record.get_absolute_url() if record else "",
        changes=site + _page_of(change, one),
    )


def _page_of(change: PublicChange, one: Resource | None) -> str:
    if one:
        return reverse("portal:record_changes", args=[one.code, change.uid])
    return f"{reverse('portal:changes')}#change-{change.identifier}"


def both_calendars(moment: datetime) -> str:
    """Return a moment in Tehran in the reader's calendar, its day in the other one in brackets."""
    language = page_language()
    other = show_other_day(timezone.localtime(moment).date(), language)
    return _("%(moment)s (%(other)s)") % {"moment": show_moment(moment, language), "other": other}


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _shortened(fact: Difference) -> Difference:
    return Difference(fact.name, fact.label, _short(fact.before), _short(fact.after), fact.language)
