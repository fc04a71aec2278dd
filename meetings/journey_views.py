"""The list of journeys, with totals over what is published of their costs."""

from typing import Any

from meetings.filters import JourneyFilter
from meetings.journeys import fetched_account_of, totals_of
from meetings.models import Meeting
from meetings.querysets import MeetingQuerySet
from tehran_diplomacy.dates.ranges import year_range
from tehran_diplomacy.publishing.lists import RegisterListView


class JourneyListView(RegisterListView):
    """Journeys by year, body that travelled, who paid, and whether costs are published."""

    model = Meeting
    form_class = JourneyFilter
    template_name = "meetings/journeys.html"

    def narrow(self, records: MeetingQuerySet, chosen: dict[str, Any]) -> MeetingQuerySet:
        """Apply what the form offers."""
        records = records.journeys()
        if "year" in chosen:
            records = records.held_between(*year_range(int(chosen["year"])))
        if "body" in chosen:
            records = records.travelled_by(int(chosen["body"]))
        if "payer" in chosen:
            records = records.paid_by(int(chosen["payer"]))
        if "cost" in chosen:
            records = records.with_costs_published(chosen["cost"] == "published")
        return records.with_account().newest_first()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the account of each journey, and the totals of all that the filters leave."""
        context = super().get_context_data(**kwargs)
        context["journeys"] = [fetched_account_of(meeting) for meeting in context["object_list"]]
        context["totals"] = totals_of(self.object_list)
        context["unplaced"] = Meeting.objects.public().gatherings_somewhere().newest_first()
        return context
