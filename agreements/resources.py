"""Agreements as machines read them."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement, Commitment, Party, Signatory, StatePeriod
from agreements.states import EventKind, State
from agreements.structured import work
from roadmap.fields import Field
from roadmap.resources import field_filter, goal_filter, goals_served, with_goals_served
from tehran_diplomacy.dates.display import show
from tehran_diplomacy.files.columns import documents
from tehran_diplomacy.languages.translated import translated
from tehran_diplomacy.reuse.columns import (
    Choice,
    Choices,
    Column,
    Flag,
    Link,
    Partial,
    Rows,
    Uid,
    Words,
    said,
)
from tehran_diplomacy.reuse.filters import by_choice, by_country, by_days, by_uid
from tehran_diplomacy.reuse.resources import Resource, changed, identity
from tehran_diplomacy.sources.columns import rivals, sources


def _gist(agreement: Agreement, language: str) -> str:
    form = said(Agreement.Form(agreement.form).label, language)
    return " · ".join(
        filter(
            None, (form, show(agreement.signed_on, language), translated(agreement, "note", language).text)
        )
    )


def _resource(party: Party) -> str:
    return "cities" if party.city else "networks" if party.network else "organisations"


def _uid(party: Party) -> str | None:
    record = party.city or party.network  # other bodies have no page of their own
    return record.uid if record and record.is_public else None


def _by_the_clock(since: datetime) -> Q:
    """Agreements whose state, or one of whose commitments' being overdue, began with a day since then."""
    first, today = timezone.localdate(since), timezone.localdate()
    states = StatePeriod.objects.filter(first_day__range=(first, today))
    a_day = timedelta(days=1)
    dues = Commitment.objects.filter(due_on_last__range=(first - a_day, today - a_day))
    return Q(pk__in=states.values("agreement")) | Q(pk__in=dues.values("agreement"))


def _with_party(name: str, meaning: Any) -> Any:
    return by_uid(
        name,
        meaning,
        lambda rows, uid: rows.filter(
            pk__in=Party.objects.filter(**{f"{name}__uid": uid}).values("agreement")
        ),
    )


AGREEMENTS = Resource(
    code="agreements",
    model=Agreement,
    name=_("Agreements"),
    about=_("Tehran's agreements with other cities and organisations: parties, history and status today."),
    public=lambda: Agreement.objects.public(),
    fetch=lambda rows: rows.select_related("signed_in__country").with_state(),
    reads={
        "parties": lambda: Prefetch(
            "parties", Party.objects.select_related("city__country", "network", "organisation")
        ),
        "signatories": lambda: Prefetch("signatories", Signatory.objects.select_related("person", "city")),
        "events": lambda: "events",
        "commitments": lambda: "commitments",
        "goals": with_goals_served,
        "documents": lambda: "documents",
        "sources": lambda: "sources",
        "rivals": lambda: "sources",
    },
    gist=_gist,
    structured=work,
    follows_day=True,
    shows=(
        "signed_in__country",
        "parties__city__country",
        "parties__network",
        "parties__organisation",
        "signatories__person",
        "signatories__city",
        "goals__roadmap",
    ),
    by_the_clock=_by_the_clock,
    filters=(
        by_choice("kind", _("Only agreements of this kind."), Agreement.Kind),
        by_choice("form", _("Only agreements of this form."), Agreement.Form),
        by_choice(
            "state",
            _("Only agreements with this status today."),
            State,
            lambda rows, code: rows.in_state(code),
        ),
        by_country(lambda rows, code: rows.in_country(code)),
        field_filter(),
        *by_days(lambda rows, first, last: rows.signed_between(first, last)),
        _with_party("city", _("Only agreements with this city, by its permanent ID.")),
        _with_party("network", _("Only agreements with this network, by its permanent ID.")),
        goal_filter(),
    ),
    columns=(
        *identity(),
        Words("title", _("title")),
        Choice("kind", _("kind"), choices=Agreement.Kind, required=True),
        Choice("form", _("form"), choices=Agreement.Form, required=True),
        Choice(
            "state",
            _("status today"),
            _("Worked out automatically from the recorded dates and events."),
            of="state_code",
            choices=State,
        ),
        Partial("signed_on", _("signed on")),
        Link("signed_in", _("signed in"), to="cities"),
        Words("signed_in_name", _("name of the place"), of="signed_in.name"),
        Partial("effective_on", _("in force from")),
        Partial("expires_on", _("valid until")),
        Words("subjects", _("subjects"), _("One on each line.")),
        Words("note", _("about the agreement")),
        Choices("fields", _("fields"), choices=Field),
        Rows(
            "parties",
            _("parties"),
            _("The parties other than Tehran."),
            columns=(
                Column(
                    "resource",
                    _("dataset"),
                    _("cities, networks or organisations."),
                    of=_resource,
                    required=True,
                ),
                Uid("uid", _("permanent ID"), of=_uid),
                Words("name", _("name"), of="who.name"),
                Column(
                    "country",
                    _("ISO code"),
                    _("The city's country, as an ISO 3166-1 code."),
                    of="city.country.code",
                ),
                Choice(
                    "state",
                    _("status of the party"),
                    _("Only for a multilateral agreement. Empty if not known."),
                    choices=Party.State,
                ),
                Partial("state_on", _("since")),
            ),
        ),
        Rows(
            "signatories",
            _("signatories"),
            _("Signatories, with the post they held at the time."),
            columns=(
                Uid("person", _("person"), of="person.uid", required=True),
                Words("name", _("name"), of="person.name"),
                Words("post", _("post")),
                Link("city", _("for the city"), to="cities"),
            ),
        ),
        Rows(
            "events",
            _("events"),
            _("Events in the history of the agreement."),
            columns=(
                Choice("kind", _("event"), choices=EventKind, required=True),
                Partial("day", _("when")),
                Partial("until", _("extended until")),
                Words("note", _("note")),
                Column("act_number", _("number of the act"), _("For an approval by the council.")),
                Column("act_url", _("address of the act"), format="uri"),
            ),
        ),
        Rows(
            "commitments",
            _("commitments"),
            _("What was promised under the agreement, and the result."),
            columns=(
                Words("text", _("commitment")),
                Words("responsible", _("responsible")),
                Partial("due_on", _("due date")),
                Choice("state", _("status"), _("Empty if nothing is recorded."), choices=Commitment.State),
                Partial("state_on", _("date of this status")),
                Column("evidence_url", _("evidence"), format="uri"),
                Flag(
                    "overdue",
                    _("overdue"),
                    _(
                        "The due date has passed, it is not recorded as done or dropped, and no reason to "
                        "pause the reminder is given."
                    ),
                    of=lambda one: one.is_overdue(),
                    required=True,
                ),
                Words("paused_reason", _("why the reminder is paused")),
            ),
        ),
        goals_served(),
        documents(),
        sources(),
        rivals(),
        changed(),
    ),
)
