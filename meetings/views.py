"""Pages of the register of meetings."""

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from meetings.archive import Period, months_of, undated_meetings, years_with_meetings
from meetings.charts import CHARTS
from meetings.filters import MeetingFilter
from meetings.journeys import account_of
from meetings.models import Meeting, Participation, Photo
from meetings.press_zip import MOST_CHOSEN
from meetings.querysets import MeetingQuerySet
from roadmap.models import Goal
from roadmap.timeline import served_by
from tehran_diplomacy.charts.views import ChartFileView, ChartsView
from tehran_diplomacy.languages.translated import translated
from tehran_diplomacy.publishing.lists import RegisterListView, pages_of
from tehran_diplomacy.publishing.querysets import public_condition
from tehran_diplomacy.publishing.views import RecordDetailView

GALLERY_PAGE = 60  # photos: a page stays light however large the gallery is


class MeetingListView(RegisterListView):
    """Meetings by year and month (Jalali below 1700, else Gregorian), kind and counterpart."""

    model = Meeting
    form_class = MeetingFilter
    template_name = "meetings/list.html"
    paginate_by = 18

    @cached_property
    def period(self) -> Period | None:
        """The year or month in the address."""
        if "year" not in self.kwargs:
            return None
        try:
            return Period(self.kwargs["year"], self.kwargs.get("month"))
        except ValueError as error:
            raise Http404 from error

    def narrow(self, records: MeetingQuerySet, chosen: dict[str, Any]) -> MeetingQuerySet:
        """Apply the period and what the form offers."""
        if self.period:
            records = records.held_between(self.period.first, self.period.last)
        if "kind" in chosen:
            records = records.of_kind(chosen["kind"])
        if "city" in chosen:
            records = records.with_counterpart(chosen["city"])
        if "goal" in chosen:
            records = records.filter(goals__uid=chosen["goal"])
        return records.with_place().with_cover().newest_first()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the archive's years, and the months of the year in the address."""
        return super().get_context_data(
            period=self.period,
            years=years_with_meetings(),
            undated=undated_meetings(),
            months=months_of(self.period) if self.period else [],
            **kwargs,
        )


class MeetingChartsView(ChartsView):
    """The meetings in figures."""

    charts = CHARTS
    register_name = _("Meetings")
    list_url = "meetings:list"


class MeetingChartFileView(ChartFileView):
    """A chart of the meetings as a file."""

    charts = CHARTS


def credits_of(photos: list[Photo]) -> list[str]:
    """Return who is credited for photographs, each once, the first three."""
    found = (translated(photo, "credit").text for photo in photos if photo.is_supplied)
    return list(dict.fromkeys(filter(None, found)))[:3]


class MeetingView(RecordDetailView):
    """A meeting: gallery, outcomes, participants, agenda, facts, and what it is tied to."""

    model = Meeting
    template_name = "meetings/detail.html"

    def get_queryset(self) -> MeetingQuerySet:
        """Return meetings with what the page shows."""
        with_person = Participation.objects.select_related("person")
        return (
            super()
            .get_queryset()
            .with_place()
            .with_photo_totals()
            .prefetch_related(
                Prefetch("participations", with_person), "agenda", "outcomes", "documents", "sources"
            )
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add a page of the gallery, and the agreements, networks, counterparts and goals that are public."""
        meeting = self.object
        totals = {name: getattr(meeting, f"photos_{name}") for name in ("all", "count", "original", "web")}
        paginator = Paginator(meeting.photos.standing(), GALLERY_PAGE)
        paginator.count = totals["all"]  # known already
        page = paginator.get_page(self.request.GET.get("page"))
        photos = list(page)
        for place, photo in enumerate(photos, page.start_index()):
            photo.meeting, photo.place, photo.total = meeting, place, totals["all"]
        return super().get_context_data(
            photos=photos,
            page_obj=page,
            pages=pages_of(page, self.request.GET),
            site_address=settings.SITE_ADDRESS,
            totals=totals,
            credits=credits_of(photos),
            journey=account_of(meeting) if meeting.is_journey else None,
            document_bytes=sum(document.bytes for document in meeting.documents.all()),
            choice=self.request.GET.get("choice"),
            most_chosen=MOST_CHOSEN,
            agreement_links=meeting.agreement_links.filter(public_condition("agreement__")).select_related(
                "agreement"
            ),
            networks=meeting.networks.public(),
            partners=meeting.partners.select_related("country"),
            goals=served_by(Goal.objects.public().filter(meetings=meeting).with_roadmap()),
            **kwargs,
        )
