"""What a search finds of networks."""

from collections.abc import Iterator

from networks.models import Network
from tehran_diplomacy.places.searching import city_names, country_codes
from tehran_diplomacy.publishing.registers import Searched, Searching
from tehran_diplomacy.publishing.searched import both, each, in_both, paragraphs, span


def _entries(network: Network) -> Iterator[Searched]:
    roles, committees = network.roles.all(), network.committees.all()
    held = [*roles, *committees]
    dates = [network.founded, *(d for one in held for d in (one.begins, one.ends, one.as_of))]
    yield Searched(
        kind="network",
        page=network,
        title=both(network, "name"),
        body=paragraphs(
            both(network, "summary"),
            *(in_both(role.get_role_display) for role in roles),
            *each(roles, "note"),
            *each(committees, "name", "note"),
            *each(network.documents.all(), "title"),
        ),
        names=(network.acronym, *city_names(network.seat)),
        dates=tuple(stretch for day in dates for stretch in span(day)),
        day=network.founded,
        countries=country_codes(network.seat),
    )


SEARCHING = Searching(_entries, reads=("seat__country", "roles", "committees", "documents"))
