"""Pages of photos: one picture, the stream of all, and a person's."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.functional import cached_property
from django.views.generic import DetailView, ListView

from meetings.filters import PhotoFilter
from meetings.models import Meeting, Photo, PressOffice
from meetings.querysets import PhotoQuerySet
from tehran_diplomacy.dates.ranges import year_range
from tehran_diplomacy.people.models import Person
from tehran_diplomacy.publishing.generation import once_per_change
from tehran_diplomacy.publishing.lists import PaginatedList, pages_of
from tehran_diplomacy.publishing.querysets import public_condition

STREAM_PAGE = 24


class PhotoView(DetailView):
    """One picture: large, with caption, credit, day, persons and the original to download."""

    model = Photo
    template_name = "meetings/photo.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with the page; of a withdrawn photo, with that it was withdrawn."""
        photo = self.get_object()
        if photo.is_withdrawn:
            response = render(request, "meetings/withdrawn.html", {"meeting": photo.meeting}, status=410)
            response["Cache-Control"] = "no-cache"  # browsers keep this answer for ever unless told otherwise
            return response
        return super().get(request, *args, **kwargs)

    @cached_property
    def photo(self) -> Photo:
        """The photo of the public meeting in the address."""
        photos = Photo.objects.filter(public_condition("meeting__"), meeting__slug=self.kwargs["slug"])
        return get_object_or_404(photos.with_meeting().prefetch_related("persons"), uid=self.kwargs["uid"])

    def get_object(self, queryset: PhotoQuerySet | None = None) -> Photo:
        """Return the photo by its identifier within the meeting."""
        return self.photo

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the neighbours in the gallery and the press office's terms."""
        photo = self.object
        order = list(photo.meeting.photos.standing().values_list("uid", flat=True))
        place = order.index(photo.uid)
        photo.place, photo.total = place + 1, len(order)
        return super().get_context_data(
            before=order[place - 1] if place else None,
            after=order[place + 1] if place + 1 < len(order) else None,
            office=PressOffice.objects.first(),
            site_address=settings.SITE_ADDRESS,
            **kwargs,
        )


class PhotoStreamView(PaginatedList):
    """The photo frame: pictures of all public meetings, the newest meeting's first, filtered as the address says."""

    template_name = "meetings/photos.html"
    paginate_by = STREAM_PAGE

    @cached_property
    def form(self) -> PhotoFilter:
        """The filters as the address gives them."""
        return PhotoFilter(self.request.GET)

    def get_queryset(self) -> PhotoQuerySet:
        """Return the photos that the filters leave, in time backwards."""
        photos = Photo.objects.public().supplied()
        chosen = self.form.chosen()
        if "q" in chosen:
            photos = photos.matching(chosen["q"])
        if "person" in chosen:
            photos = photos.showing(chosen["person"])
        if "city" in chosen:
            photos = photos.of_city(chosen["city"])
        if "network" in chosen:
            photos = photos.of_network(chosen["network"])
        if "year" in chosen:
            photos = photos.taken_between(*year_range(int(chosen["year"])))
        return photos.with_meeting().newest_first()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the form, its chips, the addresses of the pages, and how many photographs there are."""
        context = super().get_context_data(**kwargs)
        totals = once_per_change("totals of the photo frame", Photo.objects.public().totals)
        context["supplied"] = totals["count"]
        context["form"] = self.form
        context["chips"] = self.form.chips(self.request.GET)
        context["pages"] = pages_of(context["page_obj"], self.request.GET)
        return context


class PersonView(ListView):
    """A person: the photos and the meetings; there is a page only where any is public."""

    template_name = "meetings/person.html"
    paginate_by = STREAM_PAGE

    @cached_property
    def person(self) -> Person:
        """The person in the address."""
        return get_object_or_404(Person, uid=self.kwargs["uid"])

    def get_queryset(self) -> PhotoQuerySet:
        """Return the person's photos, in time backwards."""
        return Photo.objects.public().filter(persons=self.person).with_meeting().newest_first()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the meetings in which the person took part."""
        context = super().get_context_data(**kwargs)
        meetings = Meeting.objects.public().with_participant(self.person).with_place().newest_first()
        context["meetings"] = list(meetings[:50])
        if not context["meetings"] and not context["page_obj"].paginator.count:
            raise Http404
        context["person"] = self.person
        context["pages"] = pages_of(context["page_obj"], self.request.GET)
        return context
