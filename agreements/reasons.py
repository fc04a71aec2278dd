"""Why an agreement is in its state, in a sentence; also while its dates are still being typed."""

from collections.abc import Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.states import Event, EventKind, Life, Span, Standing, State, standing_on
from tehran_diplomacy.dates.display import show
from tehran_diplomacy.dates.forms import PartialDateFormField
from tehran_diplomacy.languages.translated import page_language

_MOST_EVENTS = 200


def reason(standing: Standing) -> str:
    """Return a sentence that says the state and why."""
    confirmed = _("In force: a source from %(day)s says it is still in force.")
    sentences = {
        State.IN_FORCE: _("In force: its term runs until %(day)s."),
        State.NO_END: _("It began on %(day)s; no end date is recorded."),
        State.NOT_YET: _("Not yet in force: it begins on %(day)s."),
        State.SUSPENDED: _("Suspended since %(day)s."),
        State.EXPIRED: _("Expired: its term ended on %(day)s."),
        State.ENDED: _("Terminated on %(day)s."),
        State.UNKNOWN: _("No information: no date is recorded."),
    }
    return _with_its_day(standing, sentences, confirmed)


def answer(standing: Standing) -> str:
    """Return a sentence that answers whether the agreement is valid, and why, as far as the record goes."""
    confirmed = _("Yes: a source from %(day)s says it is still in force.")
    sentences = {
        State.IN_FORCE: _("Yes: its term runs until %(day)s."),
        State.NO_END: _("Not confirmed: it was signed; no end date is on record."),
        State.NOT_YET: _("Not yet: it begins on %(day)s."),
        State.SUSPENDED: _("No: it has been suspended since %(day)s."),
        State.EXPIRED: _("No: its term ended on %(day)s."),
        State.ENDED: _("No: it was terminated on %(day)s."),
        State.UNKNOWN: _("No information: no date is on record."),
    }
    return _with_its_day(standing, sentences, confirmed)


def _with_its_day(standing: Standing, sentences: dict[State, str], confirmed: str) -> str:
    """Return the sentence of a state with the day that decided it; `confirmed` where a source says 'in force'."""
    decided = standing.decided_by
    if standing.state == State.UNCERTAIN:
        dates = _(", ").join(standing.open_dates)
        return _("Unclear: the exact day of these dates is not known: %(dates)s.") % {"dates": dates}
    if standing.state == State.IN_FORCE and decided and decided.label == str(EventKind.CONFIRMED.label):
        sentence = confirmed
    else:
        sentence = sentences[standing.state]
    day = show(decided.source, page_language()) if decided and decided.source else _("an unknown day")
    return sentence % {"day": day}


def reason_of_typed(data: Mapping[str, str]) -> str:
    """Return the sentence for what stands in an agreement's form, whether or not it could be saved."""
    try:
        return reason(standing_on(_life(data), timezone.localdate()))
    except ValidationError:
        return _("One of the dates is not valid.")


def _life(data: Mapping[str, str]) -> Life:
    return Life(
        signed=_span(data.get("signed_on"), _("Signed")),
        effective=_span(data.get("effective_on"), _("In force from")),
        expires=_span(data.get("expires_on"), _("Valid until")),
        events=tuple(_events(data)),
    )


def _span(text: str | None, label: str) -> Span | None:
    return Span.of(PartialDateFormField(required=False).clean(text or ""), label)


def _events(data: Mapping[str, str]) -> list[Event]:
    total = data.get("events-TOTAL_FORMS", "0")
    rows = range(min(int(total), _MOST_EVENTS) if total.isdecimal() else 0)
    found = []
    for row in rows:
        values = {
            name: data.get(f"events-{row}-{name}", "") for name in ("id", "kind", "day", "until", "DELETE")
        }
        if values["kind"] not in EventKind.values or values["DELETE"]:
            continue
        label = str(EventKind(values["kind"]).label)
        day = _span(values["day"], label) or Span(date.min, timezone.localdate(), label)
        event = Event(values["kind"], day, _span(values["until"], _("Extended until")))
        entered = int(values["id"]) if values["id"].isdecimal() else float("inf")
        found.append((entered, row, event))
    return [event for _entered, _row, event in sorted(found, key=lambda one: one[:2])]
