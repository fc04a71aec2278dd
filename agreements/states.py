"""The state of an agreement on any day, computed from its dates and life events and never typed in.

A partial date may mean any day of its interval. A state is known only if every reading of the dates agrees;
otherwise it is 'not certain', with the dates that leave it open.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import product

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tehran_diplomacy.dates.partial import PartialDate

_ONE_DAY = timedelta(days=1)
_MOST_READINGS = 20_000  # beyond this many combinations the state is called not certain


class State(models.TextChoices):
    """What an agreement is on a day."""

    IN_FORCE = "in_force", _("In force")
    NO_END = "no_end", _("Signed; end date not recorded")
    NOT_YET = "not_yet", _("Not yet in force")
    SUSPENDED = "suspended", _("Suspended")
    EXPIRED = "expired", _("Expired")
    ENDED = "ended", _("Terminated")
    UNCERTAIN = "uncertain", _("Unclear")
    UNKNOWN = "unknown", _("No information")


class EventKind(models.TextChoices):
    """What can happen in the life of an agreement."""

    SIGNED = "signed", _("Signed")
    APPROVED = "approved", _("Approved by the council")
    CONFIRMED = "confirmed", _("Named as in force by a source")
    EXTENDED = "extended", _("Extended")
    SUSPENDED = "suspended", pgettext_lazy("event", "Suspended")
    RESUMED = "resumed", _("Resumed")
    ENDED = "ended", pgettext_lazy("event", "Terminated")


@dataclass(frozen=True)
class Span:
    """The days that a date can mean, both included; `label` says which date it is, `source` is that date."""

    first: date
    last: date
    label: str = ""
    source: PartialDate | None = field(default=None, compare=False)

    @classmethod
    def of(cls, value: PartialDate | None, label: str) -> "Span | None":
        """Return the span of a partial date, or None where it is unknown."""
        return cls(value.first, value.last, label, value) if value else None


@dataclass(frozen=True)
class Event:
    """A life event: when (a span), and for an extension until when. Later ones come later in the list."""

    kind: str
    day: Span
    until: Span | None = None


@dataclass(frozen=True)
class Life:
    """All dates of an agreement from which its state follows; `events` in the order of their entry."""

    signed: Span | None = None
    effective: Span | None = None
    expires: Span | None = None
    events: tuple[Event, ...] = ()

    def spans(self) -> list[Span]:
        """Every date that is known at all."""
        own = [self.signed, self.effective, self.expires]
        for event in self.events:
            own += [event.day, event.until]
        return [span for span in own if span]


@dataclass(frozen=True)
class Standing:
    """A state on a day; the dates that leave it open where it is not certain, the one that decided where it is."""

    state: State
    open_dates: tuple[str, ...] = ()
    decided_by: Span | None = field(default=None, compare=False)


def standing_on(life: Life, day: date) -> Standing:
    """Return the state on `day`: the one on which every reading of the partial dates agrees."""
    states = set()
    for reading in _readings(life, day):
        state, decided_by = _state_of_reading(reading, day)
        states.add(state)
        if len(states) > 1:
            open_dates = [
                span.label
                for span in life.spans()
                if span.first != span.last and span.first - _ONE_DAY <= day <= span.last
            ]
            return Standing(State.UNCERTAIN, tuple(dict.fromkeys(open_dates)))
    return Standing(state, (), decided_by)


def periods(life: Life) -> list[tuple[State, date, date]]:
    """Return the whole life as (state, first day, last day), without gaps, from the first day to the last.

    Between two neighbouring ends of spans the state cannot change, so one day of each stretch stands for it.
    """
    turns = {date.min}
    for span in life.spans():
        turns |= {span.first, span.last, span.last + _ONE_DAY} | {span.first + _ONE_DAY}
    found: list[tuple[State, date, date]] = []
    starts = sorted(turns)
    for start, following in zip(starts, [*starts[1:], None], strict=True):
        last = following - _ONE_DAY if following else date.max
        state = standing_on(life, start).state
        if found and found[-1][0] == state:
            found[-1] = (state, found[-1][1], last)
        else:
            found.append((state, start, last))
    return found


def _readings(life: Life, day: date) -> Iterator[Life]:
    """Yield the life with every choice of exact days that can make a difference on `day`."""
    spans = life.spans()
    ends = {end for span in spans for end in (span.first, span.last)}
    near = {day, *([day - _ONE_DAY] if day > date.min else []), *([day + _ONE_DAY] if day < date.max else [])}

    def choices(span: Span | None) -> list[Span | None]:
        if span is None or span.first == span.last:
            return [span]
        days = sorted(d for d in ends | near if span.first <= d <= span.last)
        return [replace(span, first=d, last=d) for d in days]

    slots = [choices(life.signed), choices(life.effective), choices(life.expires)]
    for event in life.events:
        slots += [choices(event.day), choices(event.until)]
    size = 1
    for slot in slots:
        size *= len(slot)
    if size > _MOST_READINGS:  # absurdly many open dates: only their ends are tried
        slots = [[slot[0], slot[-1]] if len(slot) > 1 else slot for slot in slots]
    for signed, effective, expires, *rest in product(*slots):
        events = tuple(Event(event.kind, rest[2 * i], rest[2 * i + 1]) for i, event in enumerate(life.events))
        yield Life(signed, effective, expires, events)


def _state_of_reading(life: Life, day: date) -> tuple[State, Span | None]:
    """Return the state on `day` where every date is exact, and the date that decides.

    The latest event wins; on one day the later entered. What is suspended still runs out with its term.
    """
    signings = [event.day for event in life.events if event.kind == EventKind.SIGNED]
    begins = life.effective or life.signed or min(signings, key=lambda span: span.first, default=None)
    ends = life.expires
    closed: tuple[State, Span] | None = None
    confirmed = max(
        (event.day for event in life.events if event.kind == EventKind.CONFIRMED),
        key=lambda span: span.first,
        default=None,
    )
    for event in sorted(life.events, key=lambda event: event.day.first):
        if event.day.first > day:
            break
        if event.kind == EventKind.ENDED:
            closed = State.ENDED, event.day
        elif event.kind == EventKind.SUSPENDED:
            closed = State.SUSPENDED, event.day
        elif event.kind in (EventKind.RESUMED, EventKind.CONFIRMED):
            closed = None
            if ends and ends.first < event.day.first:
                ends = None  # what goes on after its end goes on without a known one
        elif event.kind == EventKind.EXTENDED:
            closed, ends = None, event.until
    run_out = bool(ends and day > ends.first)
    if closed and not (closed[0] == State.SUSPENDED and run_out):
        return closed
    if begins and day < begins.first:
        return State.NOT_YET, begins
    if run_out:
        return State.EXPIRED, ends
    if begins and ends:
        return State.IN_FORCE, ends
    if confirmed and (day == confirmed.first or (begins and day < confirmed.first)):
        return State.IN_FORCE, confirmed
    return (State.NO_END, begins) if begins else (State.UNKNOWN, None)
