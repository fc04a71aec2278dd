"""Calendars: meetings, and days that matter. Only what is known to the day becomes an event."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import chain

from django.conf import settings
from django.db.models import F, OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement, Commitment, StatePeriod
from agreements.states import State
from meetings.models import Meeting, Outcome
from tehran_diplomacy.dates.display import show_day, show_other_day
from tehran_diplomacy.languages.translated import page_language, translated
from tehran_diplomacy.opendata.files import given_out, pieces_of_bytes
from tehran_diplomacy.opendata.stamps import Stamp
from tehran_diplomacy.publishing.querysets import public_condition
from tehran_diplomacy.reuse.columns import address, said
from tehran_diplomacy.reuse.icalendar import TYPE, Event, write
from tehran_diplomacy.reuse.resources import came

CHUNK = 1000  # rows fetched at a time, within one query
_MEETING, _END, _DUE = _("Meeting"), _("Agreement expires"), _("Outcome due")
_COMMITMENT = _("Commitment due")
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
    """Return the portal's name in identifiers of events."""
    return settings.SITE_ADDRESS.partition("://")[2].partition(":")[0]


def in_words(first: date, last: date, language: str) -> str:
    """Return the days in both calendars, the page's first."""
    days = [first] if first == last else [first, last]
    own = " – ".join(show_day(day, language) for day in days)
    other = " – ".join(show_other_day(day, language) for day in days)
    return f"{own} ({other})"


def meetings(language: str) -> Iterator[Event]:
    """Yield the public meetings whose first day is known, in one query."""
    rows = Meeting.objects.public().with_place().order_by("held_on_first", "pk")
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
            uid=f"meeting-{meeting.uid}@{host()}",
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
            uid=f"agreement-{agreement.uid}-end@{host()}",
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
            uid=f"meeting-{meeting.uid}-outcome-{outcome.pk}@{host()}",
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
            uid=f"agreement-{agreement.uid}-commitment-{one.pk}@{host()}",
            changed=came(agreement),
            first=day,
            last=day,
            title=said(_DUES, language) % {"title": translated(one, "text", language).text},
            language=language,
            description="\n".join(filter(None, texts)),
            url=address(agreement, language),
            category=said(_COMMITMENT, language),
        )


EVENTS = {
    "all": lambda language: chain(meetings(language), ends(language), dues(language), commitments(language)),
    "meetings": meetings,
    "dates": lambda language: chain(ends(language), dues(language), commitments(language)),
}


@given_out
def calendar(request: HttpRequest, stamp: Stamp, name: str) -> HttpResponseBase:
    """Answer with a calendar in the page's language, streamed."""
    if name not in EVENTS:
        raise Http404
    language = page_language()
    lines = write(
        said(NAMES[name], language),
        said(ABOUT[name], language),
        settings.SITE_ADDRESS + request.path,
        language,
        EVENTS[name](language),
    )
    response = StreamingHttpResponse(pieces_of_bytes(lines), content_type=TYPE)
    response["Content-Language"] = language
    return response
