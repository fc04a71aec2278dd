"""Atom feeds: of everything, of a register, of what is tied to a goal, a city or a network; in each language."""

from functools import reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from tehran_diplomacy.languages.translated import page_language, translated
from tehran_diplomacy.opendata.licence import licence, publisher
from tehran_diplomacy.publishing.generation import keys_once
from tehran_diplomacy.publishing.models import Record
from tehran_diplomacy.reuse.atom import TYPE, Entry, Feed, write
from tehran_diplomacy.reuse.columns import address, said
from tehran_diplomacy.reuse.resources import Resource, came, resource, resources

MOST = 50  # entries of a feed
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


def in_feeds() -> list[Resource]:
    """Return the registers whose records have a page of their own and come in feeds."""
    return [one for one in resources() if issubclass(one.model, Record) and not one.view_of]


def newest(found: Resource, rows: QuerySet, of: str = "") -> list[Any]:
    """Return the records last changed or last made public by the clock; `of` names what they are tied to."""
    changed = rows.order_by("-changed_at").values("pk")[:MOST]
    published = rows.filter(publish_at__lte=timezone.now()).order_by("-publish_at").values("pk")[:MOST]
    either = found.model.objects.filter(Q(pk__in=changed) | Q(pk__in=published)).order_by()
    keys = keys_once(either, f"the newest {found.code} {of}")
    return list(found.model.objects.filter(pk__in=keys).select_related(*found.related))


def tied(found: Resource, relations: tuple[str, ...], to: Model) -> QuerySet:
    """Return the public records of a register that are tied to a record."""
    condition = reduce(or_, (Q(**{relation: to}) for relation in relations))
    return found.public().filter(pk__in=found.model.objects.filter(condition).values("pk"))


def _entry(found: Resource, record: Any, language: str) -> Entry:
    summary = found.gist(record, language) if found.gist else ""
    if len(summary) > LONGEST_SUMMARY:
        summary = summary[: LONGEST_SUMMARY - 1] + "…"
    return Entry(
        id=tag(f"{record._meta.model_name}/{record.uid}"),
        title=translated(record, found.label, language),
        url=address(record, language),
        summary=summary,
        category=said(found.name, language),
        updated=came(record),
        published=record.publish_at or record.first_public_at or record.created_at,
    )


def tag(rest: str) -> str:
    """Return a permanent name of something of this portal (RFC 4151)."""
    host = settings.SITE_ADDRESS.partition("://")[2].partition(":")[0]
    return f"tag:{host},2023:{rest}"


def _answer(
    request: HttpRequest,
    title: str,
    page: str,
    found: list[tuple[Resource, list[Any]]],
) -> HttpResponse:
    language = page_language()
    entries = [_entry(one, record, language) for one, records in found for record in records]
    entries = sorted(entries, key=lambda entry: (entry.updated, entry.id), reverse=True)[:MOST]
    feed = Feed(
        id=tag(f"feeds{request.path}"),
        title=title,
        subtitle=_("New and changed entries."),
        url=settings.SITE_ADDRESS + page,
        own=settings.SITE_ADDRESS + request.path,
        language=language,
        author=publisher(language),
        rights=licence()["title"],
    )
    return HttpResponse(
        write(feed, entries), content_type=TYPE, headers={"Cache-Control": "public, max-age=300"}
    )


@require_safe
@conditional_page
def everything(request: HttpRequest) -> HttpResponse:
    """Answer with the newest of all registers."""
    found = [(one, newest(one, one.public())) for one in in_feeds()]
    return _answer(request, _("Tehran City Diplomacy"), reverse("portal:home"), found)


@require_safe
@conditional_page
def register(request: HttpRequest, code: str) -> HttpResponse:
    """Answer with the newest of a register."""
    one = resource(code)
    if one is None or one not in in_feeds():
        raise Http404
    title = _("Tehran City Diplomacy: %(name)s") % {"name": one.name}
    page = reverse("opendata_pages:register", args=[code])
    return _answer(request, title, page, [(one, newest(one, one.public()))])


@require_safe
@conditional_page
def record(request: HttpRequest, code: str, uid: str) -> HttpResponse:
    """Answer with the newest of what is tied to a record, and the record itself."""
    one = resource(code)
    if one is None or code not in TIES:
        raise Http404
    centre = get_object_or_404(one.public().select_related(*one.related), uid=uid)
    found = [(one, [centre])]
    for other, relations in TIES[code].items():
        register = resource(other)
        found.append(
            (register, newest(register, tied(register, relations, centre), of=f"of {code} {centre.pk}"))
        )
    title = _("Tehran City Diplomacy: %(name)s") % {"name": translated(centre, one.label).text}
    return _answer(request, title, centre.get_absolute_url(), found)
