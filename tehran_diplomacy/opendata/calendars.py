"""Calendars: meetings, and days that matter. Only what is known to the day becomes an event."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import chain

from django.conf import settings
from django.db.models import F, OuterRef, Q, Subquery
from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement, Commitment, StatePeriod
from agreements.states import State
from meetings.models import Meeting, Outcome
from tehran_diplomacy.dates.display import show_day, show_other_day
from tehran_diplomacy.languages.translated import page_language, translated
from tehran_diplomacy.opendata.answers import for_machines
from tehran_diplomacy.opendata.builds import in_turn
from tehran_diplomacy.opendata.files import pieces_of_bytes
from tehran_diplomacy.opendata.tombstones import gone_from
from tehran_diplomacy.publishing.querysets import public_condition
from tehran_diplomacy.reuse.columns import address, said
from tehran_diplomacy.reuse.icalendar import TYPE, Event, event_uid, write
from tehran_diplomacy.reuse.resources import came, resource

TOLD_AS_GONE = timedelta(days=90)
CHUNK = 1000  # rows fetched at a time, within one query
_MEETING, _END, _DUE = _("Meeting"), _("Agreement expires"), _("Outcome due")
_COMMITMENT, _WITHDRAWN = _("Commitment due"), _("Removed")
_ENDS, _DUES = _("Last day of validity: %(title)s"), _("Due: %(title)s")
NAMES = {
    "all": _("Tehran City Diplomacy"),
    "meetings": _("Tehran City Diplomacy: meetings"),
    "dates": _("Tehran City Diplomacy: key dates"),
}
ABOUT = {
    "all": _("Meetings, expiry of agreements, and due dates of outcomes and commitments."),
    "meetings": _("Meetings with an exact date."),
    "dates": _("Expiry of agreements, and due dates of meeting outcomes and commitments."),
}


def host() -> str:
    """Return the portal's host, for the headers of letters."""
    return settings.SITE_ADDRESS.partition("://")[2].partition(":")[0]


def in_words(first: date, last: date, language: str) -> str:
    """Return the days in both calendars, the page's first."""
    days = [first] if first == last else [first, last]
    own = " – ".join(show_day(day, language) for day in days)
    other = " – ".join(show_other_day(day, language) for day in days)
    return f"{own} ({other})"


def meetings(language: str, uid: str = "") -> Iterator[Event]:
    """Yield the public meetings whose first day is known, in one query; `uid` for one alone."""
    rows = Meeting.objects.public().with_place().order_by("held_on_first", "pk")
    rows = rows.filter(uid=uid) if uid else rows
    exact = rows.filter(held_on_first=F("held_on_last")).defer("words")
    for meeting in exact.iterator(chunk_size=CHUNK):
        until = meeting.held_until
        first = meeting.held_on.first
        last = until.first if until and until.is_exact else first
        title = translated(meeting, "title", language)
        places = (translated(meeting, "venue", language).text, _place(meeting, language))
        kind = said(Meeting.Kind(meeting.kind).label, language)
        texts = (f"{kind} · {in_words(first, last, language)}", translated(meeting, "note", language).text)
        yield Event(
            uid=event_uid(f"meeting-{meeting.uid}"),
            changed=came(meeting),
            first=first,
            last=max(first, last),
            title=title.text,
            language=title.language,
            description="\n".join(filter(None, texts)),
            url=address(meeting, language),
            category=said(_MEETING, language),
            location=("، " if language == "fa" else ", ").join(filter(None, places)),
        )


def _place(meeting: Meeting, language: str) -> str:
    return translated(meeting.place, "name", language).text if meeting.place else ""


def ends(language: str) -> Iterator[Event]:
    """Yield the last days of the terms of public agreements, extensions included, in one query.

    The computed states know it: the day before the last stretch of 'expired', unless the stretch before is 'not
    certain', for then the end is not known to the day.
    """
    before = StatePeriod.objects.filter(
        agreement=OuterRef("agreement"), last_day__lt=OuterRef("first_day")
    ).order_by("-last_day")
    rows = (
        StatePeriod.objects.filter(public_condition("agreement__"), state=State.EXPIRED, last_day=date.max)
        .annotate(state_before=Subquery(before.values("state")[:1]))
        .exclude(state_before=State.UNCERTAIN)
        .exclude(state_before=None)
        .select_related("agreement")
        .order_by("first_day", "pk")
    )
    for period in rows.iterator(chunk_size=CHUNK):
        agreement, day = period.agreement, period.first_day - timedelta(days=1)
        title = translated(agreement, "title", language)
        form = said(Agreement.Form(agreement.form).label, language)
        yield Event(
            uid=event_uid(f"agreement-{agreement.uid}-end"),
            changed=came(agreement),
            first=day,
            last=day,
            title=said(_ENDS, language) % {"title": title.text},
            language=language,
            description=f"{form} · {in_words(day, day, language)}",
            url=address(agreement, language),
            category=said(_END, language),
        )


def dues(language: str) -> Iterator[Event]:
    """Yield the days on which outcomes of public meetings are due, in one query."""
    rows = Outcome.objects.filter(public_condition("meeting__"), due_on__isnull=False)
    for outcome in rows.select_related("meeting").order_by("due_on", "pk").iterator(chunk_size=CHUNK):
        day, meeting = outcome.due_on.togregorian(), outcome.meeting
        state = said(Outcome.State(outcome.state).label, language) if outcome.state else ""
        texts = (
            in_words(day, day, language),
            translated(outcome, "responsible", language).text,
            state,
            translated(meeting, "title", language).text,
        )
        yield Event(
            uid=event_uid(f"meeting-{meeting.uid}-outcome-{outcome.pk}"),
            changed=came(meeting),
            first=day,
            last=day,
            title=said(_DUES, language) % {"title": translated(outcome, "text", language).text},
            language=language,
            description="\n".join(filter(None, texts)),
            url=address(meeting, language),
            category=said(_DUE, language),
        )


def commitments(language: str) -> Iterator[Event]:
    """Yield the days, known exactly, by which commitments under public agreements are due, in one query."""
    rows = Commitment.objects.filter(public_condition("agreement__"), due_on_first=F("due_on_last"))
    rows = rows.select_related("agreement").order_by("due_on_first", "pk")
    for one in rows.iterator(chunk_size=CHUNK):
        day, agreement = one.due_on.first, one.agreement
        state = said(Commitment.State(one.state).label, language) if one.state else ""
        texts = (
            in_words(day, day, language),
            translated(one, "responsible", language).text,
            state,
            translated(agreement, "title", language).text,
        )
        yield Event(
            uid=event_uid(f"agreement-{agreement.uid}-commitment-{one.pk}"),
            changed=came(agreement),
            first=day,
            last=day,
            title=said(_DUES, language) % {"title": translated(one, "text", language).text},
            language=language,
            description="\n".join(filter(None, texts)),
            url=address(agreement, language),
            category=said(_COMMITMENT, language),
        )


def cancelled(code: str, name: str, language: str, uid: str = "") -> Iterator[Event]:
    """Yield events of what was withdrawn within the last days; `name` is that of an event, by the record's identifier."""
    since = timezone.now() - TOLD_AS_GONE
    page = f"{settings.SITE_ADDRESS}/{language}/"
    for gone in gone_from(resource(code), since, Q(uid=uid) if uid else None):
        name_of_event = event_uid(name % gone.uid)
        yield Event.withdrawn(name_of_event, gone.gone_at, said(_WITHDRAWN, language), language, page)


def _meetings(language: str, uid: str = "") -> Iterator[Event]:
    return chain(meetings(language, uid), cancelled("meetings", "meeting-%s", language, uid))


def _dates(language: str) -> Iterator[Event]:
    lost = cancelled("agreements", "agreement-%s-end", language)
    return chain(ends(language), dues(language), commitments(language), lost)


EVENTS = {
    "all": lambda language: chain(_meetings(language), _dates(language)),
    "meetings": _meetings,
    "dates": _dates,
}


@for_machines(seconds=300)
def calendar(request: HttpRequest, name: str) -> HttpResponseBase:
    """Answer with a calendar in the page's language, streamed."""
    if name not in EVENTS:
        raise Http404
    return _answer(request, name, EVENTS[name](page_language()))


@for_machines(seconds=300)
def meeting(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Answer with one meeting, to be added to a calendar."""
    events = list(_meetings(page_language(), uid))
    if not events:
        raise Http404
    return _answer(request, "meetings", iter(events))


def _answer(request: HttpRequest, name: str, events: Iterator[Event]) -> HttpResponseBase:
    language = page_language()
    lines = write(
        said(NAMES[name], language),
        said(ABOUT[name], language),
        settings.SITE_ADDRESS + request.path,
        language,
        events,
    )
    response = StreamingHttpResponse(in_turn(pieces_of_bytes(lines)), content_type=TYPE)
    response["Content-Language"] = language
    return response
