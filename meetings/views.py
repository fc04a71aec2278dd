"""Pages of the register of meetings, and of its galleries."""

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.views.decorators.http import require_safe
from django.views.generic import DetailView, ListView

from meetings.archive import Period, months_of, years_with_meetings
from meetings.filters import MeetingFilter
from meetings.gallery import zip_of
from meetings.models import Meeting, Photo
from meetings.querysets import MeetingQuerySet, PhotoQuerySet
from roadmap.models import Goal
from roadmap.timeline import served_by
from tehran_diplomacy.publishing.lists import RegisterListView, pages_of
from tehran_diplomacy.publishing.querysets import public_condition
from tehran_diplomacy.publishing.views import RecordDetailView


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
            months=months_of(self.period) if self.period else [],
            **kwargs,
        )


class MeetingView(RecordDetailView):
    """A meeting: gallery, outcomes, participants, agenda, facts, and what it is tied to."""

    model = Meeting
    template_name = "meetings/detail.html"

    def get_queryset(self) -> MeetingQuerySet:
        """Return meetings with what the page shows."""
        return (
            super()
            .get_queryset()
            .with_place()
            .prefetch_related(
                "photos", "participations__person", "agenda", "outcomes", "documents", "sources"
            )
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the agreements, networks, counterparts and goals that are public."""
        meeting = self.object
        photos = list(meeting.photos.all())
        for photo in photos:
            photo.meeting = meeting
        supplied = [photo for photo in photos if photo.is_supplied]
        return super().get_context_data(
            photos=photos,
            supplied=supplied,
            press_bytes=sum(photo.press_bytes for photo in supplied),
            agreement_links=meeting.agreement_links.filter(public_condition("agreement__")).select_related(
                "agreement"
            ),
            networks=meeting.networks.public(),
            partners=meeting.partners.select_related("country"),
            goals=served_by(Goal.objects.public().filter(meetings=meeting).with_roadmap().with_counts()),
            **kwargs,
        )


class PhotoView(DetailView):
    """One picture: large, with caption, credit, day and the original to download."""

    model = Photo
    slug_field = slug_url_kwarg = "uid"
    template_name = "meetings/photo.html"

    def get_queryset(self) -> PhotoQuerySet:
        """Return photos of the public meeting in the address."""
        return Photo.objects.public().filter(meeting__slug=self.kwargs["slug"]).with_meeting()

    def get_object(self, queryset: PhotoQuerySet | None = None) -> Photo:
        """Return the photo by its identifier within the meeting."""
        return get_object_or_404(self.get_queryset(), uid=self.kwargs["uid"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the neighbours in the gallery."""
        photo = self.object
        order = list(photo.meeting.photos.values_list("uid", flat=True))
        place = order.index(photo.uid)
        return super().get_context_data(
            before=order[place - 1] if place else None,
            after=order[place + 1] if place + 1 < len(order) else None,
            place=place + 1,
            total=len(order),
            **kwargs,
        )


class PhotoStreamView(ListView):
    """The photo frame: pictures of all public meetings, the newest meeting's first."""

    template_name = "meetings/photos.html"
    paginate_by = 24

    def get_queryset(self) -> PhotoQuerySet:
        """Return the photos of public meetings, in time backwards."""
        return Photo.objects.public().with_meeting().newest_first()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the addresses of the pages."""
        context = super().get_context_data(**kwargs)
        context["pages"] = pages_of(context["page_obj"], self.request.GET)
        return context


@require_safe
def gallery_zip(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer with the whole gallery as one ZIP, captions and credits inside, streamed with its exact size."""
    meeting = get_object_or_404(Meeting.objects.public().with_place(), slug=slug)
    photos = list(meeting.photos.supplied())
    if not photos:
        raise Http404
    archive = zip_of(meeting, photos, request.build_absolute_uri("/").rstrip("/"))
    response = FileResponse(archive, content_type="application/zip")
    response["Content-Length"] = len(archive)
    response["Content-Disposition"] = f'attachment; filename="{meeting.slug}-photos.zip"'
    response["Cache-Control"] = "public, max-age=300"
    return response
