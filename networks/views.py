"""Pages of the register of networks."""

from typing import Any

from networks.models import Network
from networks.querysets import NetworkQuerySet
from roadmap.models import Goal
from roadmap.timeline import served_by
from tehran_diplomacy.publishing.lists import RegisterListView
from tehran_diplomacy.publishing.querysets import public_condition
from tehran_diplomacy.publishing.views import RecordDetailView

MOST = 20  # records of other registers on a network's page


class NetworkListView(RegisterListView):
    """All networks, in alphabetical order."""

    model = Network
    template_name = "networks/list.html"

    def narrow(self, records: NetworkQuerySet, chosen: dict[str, Any]) -> NetworkQuerySet:
        """Sort; the search box is the only filter."""
        return records.with_seat().with_roles().alphabetical()


class NetworkView(RecordDetailView):
    """A network: what it does, the home city's roles over time, committees, and what is tied to it."""

    model = Network
    template_name = "networks/detail.html"

    def get_queryset(self) -> NetworkQuerySet:
        """Return networks with what the page shows."""
        return (
            super()
            .get_queryset()
            .with_seat()
            .with_roles()
            .prefetch_related("committees", "documents", "sources")
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the goals, agreements and meetings tied to the network."""
        network = self.object
        parties = network.parties.filter(public_condition("agreement__")).select_related("agreement")
        return super().get_context_data(
            goals=served_by(Goal.objects.public().filter(networks=network).with_roadmap()),
            agreements=[party.agreement for party in parties.order_by("-agreement__signed_on_first")[:MOST]],
            meetings=network.meetings.public().newest_first()[:MOST],
            **kwargs,
        )
