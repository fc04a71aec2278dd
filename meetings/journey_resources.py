"""Accounts of journeys as machines read them: every journey, and what of its account is published."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meetings.journeys import Account, fetched_account_of
from meetings.models import JourneyAccount, JourneyCost, Meeting, Participation
from tehran_diplomacy.files.columns import documents
from tehran_diplomacy.places.models import City
from tehran_diplomacy.publishing.revisions import Revision
from tehran_diplomacy.publishing.status import Status
from tehran_diplomacy.reuse.columns import (
    Amount,
    Choice,
    Column,
    Day,
    Flag,
    Link,
    Number,
    Partial,
    Rows,
    Uid,
    Words,
)
from tehran_diplomacy.reuse.filters import Filter, by_country, by_days, yes_or_no
from tehran_diplomacy.reuse.resources import Resource, changed, identity


def _account(name: str) -> Any:
    """Return what reads a column of the account, None where there is no account."""

    def of(meeting: Meeting) -> Any:
        return getattr(_of(meeting).account, name, None)

    return of


def _of(meeting: Meeting) -> Account:
    if not hasattr(meeting, "account_read"):
        meeting.account_read = fetched_account_of(meeting)
    return meeting.account_read


class _AccountWords(Words):
    """A text of the account in both languages."""

    def found_in(self, record: Meeting, code: str) -> str | None:
        """Return the text in a language, None where there is no account."""
        account = _of(record).account
        return self._follow_in[code](account) if account else None


def _gone() -> QuerySet:
    """Return what was a public journey once: hidden meetings, and those that turned out to be none."""
    home = City.objects.filter(is_home=True).values_list("pk", flat=True).first()
    seen = Revision.objects.filter(
        content_type=ContentType.objects.get_for_model(Meeting),
        object_id=OuterRef("pk"),
        kind=Revision.Kind.PAST,
        public_from__lte=timezone.now(),
        status=Status.PUBLISHED,
    )
    travelled = seen.filter(
        Q(data__fields__kind="visit_made")
        | Q(data__fields__kind="gathering") & ~Q(data__fields__place=None) & ~Q(data__fields__place=home or 0)
    )
    present = Meeting.objects.public().journeys().order_by().values("pk")
    gone = Meeting.objects.filter(Exists(travelled)).exclude(pk__in=present)
    return gone.annotate(gone_at=Coalesce("withdrawn_at", "changed_at"))


JOURNEYS = Resource(
    code="journeys",
    model=Meeting,
    name=_("Trips abroad"),
    about=_(
        "Official trips, with what is published about each: who went, who paid, what it "
        "cost, its purpose and its result. Empty means not published, never zero."
    ),
    public=lambda: Meeting.objects.public().journeys(),
    fetch=lambda rows: rows.with_account(),
    reads={"delegation": lambda: Prefetch("participations", Participation.objects.select_related("person"))},
    view_of="meetings",
    withdrawn=_gone,
    shows=("place__country", "participations__person", "accounts__body", "accounts__paid_by"),
    filters=(
        by_country(lambda rows, code: rows.filter(place__country__code=code)),
        *by_days(lambda rows, first, last: rows.held_between(first, last)),
        Filter(
            "cost_published",
            _("Only trips with a published cost (true), or without one (false)."),
            {"type": "boolean"},
            yes_or_no,
            lambda rows, there: rows.with_costs_published(there),
        ),
    ),
    columns=(
        *identity(),
        Words("title", _("title")),
        Choice("kind", _("kind"), choices=Meeting.Kind, required=True),
        Partial("held_on", _("held on")),
        Partial("held_until", _("until"), _("Only for a meeting of several days.")),
        Link("place", _("place"), to="cities"),
        Words("place_name", _("name of the place"), of="place.name"),
        Column("country", _("ISO code"), _("The country, as an ISO 3166-1 code."), of="place.country.code"),
        Flag(
            "account_published",
            _("trip report published"),
            _("Whether any part of the trip report is published."),
            of=lambda meeting: _of(meeting).is_published,
            required=True,
        ),
        Day("account_since", _("trip report recorded on"), of=_account("recorded_on")),
        _AccountWords("body", _("organisation that travelled"), of="body.name"),
        Number("people", _("delegation size"), _("Including everyone who travelled."), of=_account("people")),
        Rows(
            "delegation",
            _("delegation"),
            _("Names of those who travelled, with the post they held at the time."),
            of=lambda meeting: _of(meeting).delegation,
            columns=(
                Uid("person", _("person"), of="person.uid", required=True),
                Words("name", _("name"), of="person.name"),
                Words("post", _("post")),
            ),
        ),
        Partial("left_on", _("departure"), of=_account("left_on")),
        Partial("back_on", _("return"), of=_account("back_on")),
        _AccountWords("paid_by", _("who paid"), of="paid_by.name"),
        _AccountWords("paid_note", _("on the payment")),
        Flag(
            "cost_published",
            _("Cost published"),
            _("Whether at least one cost is published."),
            of=lambda meeting: bool(_of(meeting).costs),
            required=True,
        ),
        Rows(
            "costs",
            _("costs of the trip"),
            _(
                "Published costs. “whole” is the total for the trip in that currency; the other "
                "headings are parts of it. Do not add amounts in different currencies."
            ),
            of=lambda meeting: _of(meeting).costs,
            columns=(
                Choice("heading", _("heading"), choices=JourneyCost.Heading, required=True),
                Amount("amount", _("amount"), _("In units of the currency."), required=True),
                Column("currency", _("currency"), _("As an ISO 4217 code."), required=True),
                Words("note", _("note")),
            ),
        ),
        _AccountWords("aim", _("purpose")),
        _AccountWords("reached", _("result")),
        Choice(
            "council",
            _("report to the council"),
            _("Empty: not published."),
            of=_account("council"),
            choices=JourneyAccount.Council,
        ),
        Partial("council_on", _("date submitted to the council"), of=_account("council_on")),
        documents(
            "reports",
            _("trip report (document)"),
            _("The report as a document."),
            of=lambda meeting: _of(meeting).reports,
        ),
        changed(),
    ),
)
