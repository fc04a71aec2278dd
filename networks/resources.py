"""Networks as machines read them."""

from django.utils.translation import gettext_lazy as _

from networks.models import Network, Role
from networks.structured import organisation
from roadmap.resources import goal_filter, goals_served, with_goals_served
from tehran_diplomacy.files.columns import documents
from tehran_diplomacy.languages.translated import translated
from tehran_diplomacy.reuse.columns import Choice, Column, Link, Partial, Rows, Words
from tehran_diplomacy.reuse.filters import by_choice, by_country
from tehran_diplomacy.reuse.resources import Resource, changed, identity
from tehran_diplomacy.sources.columns import rivals, sources


def _held() -> tuple[Column, ...]:
    return (
        Partial("begins", _("from")),
        Partial("ends", _("until")),
        Partial("as_of", _("as of"), _("The last date a source confirms, if the end is not known.")),
        Words("note", _("note")),
    )


NETWORKS = Resource(
    code="networks",
    model=Network,
    name=_("Networks"),
    about=_("International networks of cities, and Tehran's roles in them over time."),
    label="name",
    public=lambda: Network.objects.public(),
    fetch=lambda rows: rows.with_seat(),
    reads={
        "roles": lambda: "roles",
        "committees": lambda: "committees",
        "goals": with_goals_served,
        "documents": lambda: "documents",
        "sources": lambda: "sources",
        "rivals": lambda: "sources",
    },
    gist=lambda network, language: translated(network, "summary", language).text,
    structured=organisation,
    shows=("seat__country", "goals__roadmap"),
    filters=(
        by_choice(
            "role",
            _("Only networks in which Tehran has or had this role."),
            Role.Kind,
            lambda rows, code: rows.filter(pk__in=Role.objects.filter(role=code).values("network")),
        ),
        by_country(lambda rows, code: rows.filter(seat__country__code=code)),
        goal_filter(),
    ),
    columns=(
        *identity(),
        Words("name", _("name")),
        Column("acronym", _("acronym")),
        Words("summary", _("what the network does")),
        Partial("founded", _("founded")),
        Link("seat", _("headquarters"), to="cities"),
        Words("seat_name", _("name of the seat"), of="seat.name"),
        Column("website", _("website"), format="uri"),
        Column("wikidata", _("Wikidata ID"), _("The item on wikidata.org, if known.")),
        Rows(
            "roles",
            _("roles"),
            _("Tehran's role in the network, with dates."),
            columns=(Choice("role", _("role"), choices=Role.Kind, required=True), *_held()),
        ),
        Rows(
            "committees",
            _("committees and working groups"),
            _("The ones Tehran belongs to."),
            columns=(Words("name", _("name")), *_held()),
        ),
        goals_served(),
        documents(),
        sources(),
        rivals(),
        changed(),
    ),
)
