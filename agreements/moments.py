"""What of the agreements stands on the timeline: signings, what happened to them, ends of their terms."""

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement, LifeEvent
from agreements.states import EventKind
from tehran_diplomacy.dates.display import show
from tehran_diplomacy.dates.partial import PartialDate
from tehran_diplomacy.languages.translated import page_language
from tehran_diplomacy.publishing.querysets import public_condition
from tehran_diplomacy.publishing.registers import Moment, Moments

_SIGNINGS, _EVENTS, _ENDS = (
    _("Agreements: signed"),
    _("Agreements: other events"),
    _("Agreements: expiry"),
)


def _agreements() -> QuerySet:
    return Agreement.objects.public()


def _events() -> QuerySet:
    return LifeEvent.objects.filter(public_condition("agreement__")).select_related("agreement")


def _moment(agreement: Agreement, what: str, day: PartialDate) -> Moment:
    words = f"{what} · {agreement.get_form_display()}"
    return Moment(agreement, "title", agreement.get_absolute_url(), words, day)


def _event(event: LifeEvent) -> Moment:
    what = event.get_kind_display()
    if event.until:
        what = gettext("Extended until %(when)s") % {"when": show(event.until, page_language())}
    return _moment(event.agreement, what, event.day)


MOMENTS = (
    Moments(
        code="signed",
        kind="signing",
        name=_SIGNINGS,
        rows=_agreements,
        first=F("signed_on_first"),
        last=F("signed_on_last"),
        shown=lambda one: _moment(one, gettext("Signed"), one.signed_on),
    ),
    Moments(
        code="effective",
        kind="event",
        name=_EVENTS,
        rows=_agreements,
        first=F("effective_on_first"),
        last=F("effective_on_last"),
        shown=lambda one: _moment(one, gettext("Takes effect"), one.effective_on),
        may_lack=True,
    ),
    Moments(
        code="event",
        kind="event",
        name=_EVENTS,
        rows=_events,
        first=F("day_first"),
        last=F("day_last"),
        shown=_event,
        # A signing that is entered as an event as well stands there once.
        where=~Q(kind=EventKind.SIGNED, day__isnull=False, day=F("agreement__signed_on")),
    ),
    Moments(
        code="expires",
        kind="end",
        name=_ENDS,
        rows=_agreements,
        first=F("expires_on_first"),
        last=F("expires_on_last"),
        shown=lambda one: _moment(one, gettext("End of the agreed term"), one.expires_on),
        may_lack=True,
    ),
    Moments(
        code="extended",
        kind="end",
        name=_ENDS,
        rows=_events,
        first=F("until_first"),
        last=F("until_last"),
        shown=lambda one: _moment(one.agreement, gettext("End of the extended term"), one.until),
        may_lack=True,
    ),
)
