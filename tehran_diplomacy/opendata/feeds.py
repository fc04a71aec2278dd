"""Atom feeds: of everything, of a register, of what is tied to a goal, a city or a network; in each language."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tehran_diplomacy.languages.translated import page_language, translated
from tehran_diplomacy.opendata.answers import for_machines
from tehran_diplomacy.opendata.asking import LONGEST_CURSOR, WRONG, Refused
from tehran_diplomacy.opendata.licence import licence, publisher
from tehran_diplomacy.opendata.tombstones import gone_lately
from tehran_diplomacy.publishing.models import Record
from tehran_diplomacy.reuse.atom import TYPE, Deleted, Entry, Feed, tag, write
from tehran_diplomacy.reuse.cells import address, exact_moment, said
from tehran_diplomacy.reuse.columns import is_uid
from tehran_diplomacy.reuse.filters import read_moment
from tehran_diplomacy.reuse.resources import Resource, came, resource, resources

MOST = 50  # entries of a page of a feed
TOLD_AS_GONE = timedelta(days=90)
LONGEST_SUMMARY = 600  # characters
# What is tied to a record: which registers, by which of their relations.
TIES: dict[str, dict[str, tuple[str, ...]]] = {
    "goals": {
        "progress-reports": ("goal",),
        "agreements": ("goals",),
        "meetings": ("goals",),
        "networks": ("goals",),
    },
    "cities": {
        "agreements": ("parties__city",),
        "meetings": ("partners", "place"),
        "networks": ("seat",),
    },
    "networks": {"agreements": ("parties__network",), "meetings": ("networks",)},
}


_BEFORE = gettext_lazy("The address of an older page of this feed, unchanged.")


def in_feeds() -> list[Resource]:
    """Return the registers whose records have a page of their own and come in feeds."""
    return [one for one in resources() if issubclass(one.model, Record) and not one.view_of]


@dataclass(frozen=True)
class Place:
    """Where a page of a feed ended: behind it stand entries of that moment's followers, register by register."""

    moment: datetime
    code: str
    uid: str

    @classmethod
    def read(cls, query: QueryDict) -> "Place | None":
        """Return what `before` says, None where it is not given; raise Refused."""
        if (text := query.get("before")) is None:
            return None
        moment, _line, rest = text.partition("_")
        code, _line, uid = rest.partition("_")
        try:
            if not is_uid(uid) or resource(code) is None or len(text) > LONGEST_CURSOR:
                raise ValueError
            return cls(read_moment(moment), code, uid)
        except ValueError as error:
            raise Refused(WRONG, name="before", expected=_BEFORE) from error

    def __str__(self) -> str:
        return f"{exact_moment(self.moment)}_{self.code}_{self.uid}"

    def behind(self, code: str, column: str) -> Q:
        """Return the condition that a column of a register lies behind this place."""
        equal = Q(**{column: self.moment})
        if code > self.code:
            equal = Q(pk=None)
        elif code == self.code:
            equal &= Q(uid__lt=self.uid)
        return Q(**{f"{column}__lt": self.moment}) | equal


def newest(found: Resource, rows: QuerySet, before: Place | None) -> list[Any]:
    """Return the records last changed or last made public by the clock."""
    if before:
        published = Q(publish_at=None) | before.behind(found.code, "publish_at")
        rows = rows.filter(before.behind(found.code, "changed_at"), published)
    changed = rows.order_by("-changed_at", "-uid").values("pk")[: MOST + 1]
    due = rows.filter(publish_at__lte=timezone.now())
    published = due.order_by("-publish_at", "-uid").values("pk")[: MOST + 1]
    either = found.model.objects.filter(Q(pk__in=changed) | Q(pk__in=published))
    return list(either.select_related(*found.related))


def _deleted(registers: list[Resource], language: str) -> list[Deleted]:
    """Return the entries of what was withdrawn or deleted within the last days, the last first."""
    gone = gone_lately(registers, timezone.now() - TOLD_AS_GONE, MOST)
    return [Deleted(entry_id(resource(code), uid, language), when) for when, code, uid in gone]


def tied(found: Resource, relations: tuple[str, ...], to: Model) -> QuerySet:
    """Return the public records of a register that are tied to a record."""
    condition = reduce(or_, (Q(**{relation: to}) for relation in relations))
    return found.public().filter(pk__in=found.model.objects.filter(condition).values("pk"))


def _entry(found: Resource, record: Any, language: str) -> Entry:
    summary = found.gist(record, language) if found.gist else ""
    if len(summary) > LONGEST_SUMMARY:
        summary = summary[: LONGEST_SUMMARY - 1] + "…"
    return Entry(
        id=entry_id(found, record.uid, language),
        title=translated(record, found.label, language),
        url=address(record, language),
        summary=summary,
        category=said(found.name, language),
        updated=came(record),
        published=record.publish_at or record.first_public_at or record.created_at,
    )


def entry_id(found: Resource, uid: str, language: str) -> str:
    """Return the permanent name of a record's entry; readers keep one entry for each, so each language has its own."""
    return tag(f"{found.model._meta.model_name}/{uid}/{language}")


def _answer(
    request: HttpRequest,
    title: str,
    page: str,
    found: list[tuple[Resource, list[Any]]],
    deleted: list[Deleted] | None = None,
) -> HttpResponse:
    language = page_language()
    places = [
        (Place(came(record), one.code, record.uid), one, record)
        for one, records in found
        for record in records
    ]
    places.sort(key=lambda place: (place[0].moment, place[0].code, place[0].uid), reverse=True)
    own = settings.SITE_ADDRESS + request.path
    older = f"{own}?{urlencode({'before': str(places[MOST - 1][0])})}" if len(places) > MOST else ""
    behind = "before" in request.GET
    feed = Feed(
        id=tag(f"feeds{request.path}"),
        title=title,
        subtitle=_("New and changed entries."),
        url=settings.SITE_ADDRESS + page,
        own=settings.SITE_ADDRESS + request.get_full_path(),
        language=language,
        author=publisher(language),
        rights=licence()["title"],
        current=own if behind else "",
        older=older,
    )
    entries = [_entry(one, record, language) for _place, one, record in places[:MOST]]
    response = HttpResponse(write(feed, entries, [] if behind else deleted or []), content_type=TYPE)
    response["Content-Language"] = language
    return response


_feed = for_machines(seconds=300, names=("before",))


@_feed
def everything(request: HttpRequest) -> HttpResponse:
    """Answer with the newest of all registers."""
    before = Place.read(request.GET)
    found = [(one, newest(one, one.public(), before)) for one in in_feeds()]
    deleted = _deleted(in_feeds(), page_language())
    return _answer(request, _("Tehran City Diplomacy"), reverse("portal:home"), found, deleted)


@_feed
def register(request: HttpRequest, code: str) -> HttpResponse:
    """Answer with the newest of a register."""
    one = resource(code)
    if one is None or one not in in_feeds():
        raise Http404
    title = _("Tehran City Diplomacy: %(name)s") % {"name": one.name}
    page = reverse("opendata_pages:register", args=[code])
    found = [(one, newest(one, one.public(), Place.read(request.GET)))]
    return _answer(request, title, page, found, _deleted([one], page_language()))


@_feed
def record(request: HttpRequest, code: str, uid: str) -> HttpResponse:
    """Answer with the newest of what is tied to a record, and the record itself."""
    one = resource(code)
    if one is None or code not in TIES:
        raise Http404
    before = Place.read(request.GET)
    centre = get_object_or_404(one.public().select_related(*one.related), uid=uid)
    found = [(one, newest(one, one.public().filter(pk=centre.pk), before))]
    for other, relations in TIES[code].items():
        register = resource(other)
        rows = tied(register, relations, centre)
        found.append((register, newest(register, rows, before)))
    title = _("Tehran City Diplomacy: %(name)s") % {"name": translated(centre, one.label).text}
    return _answer(request, title, centre.get_absolute_url(), found)
