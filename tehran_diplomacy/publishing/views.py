"""What the pages of every register have in common."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils.cache import add_never_cache_headers
from django.utils.functional import cached_property
from django.views.generic import DetailView

from tehran_diplomacy.publishing.models import FormerSlug
from tehran_diplomacy.publishing.querysets import RecordQuerySet
from tehran_diplomacy.publishing.verbs import may


class RecordDetailView(DetailView):
    """The page of one public record.

    Only with `?preview` in the address does the page ask who is looking: then staff who may view the register
    see what is not public yet. An address that the record once had leads to the present one.
    """

    @cached_property
    def is_preview(self) -> bool:
        """Whether a member of staff looks at the record as it stands, public or not."""
        return (
            "preview" in self.request.GET
            and self.request.user.is_authenticated
            and self.request.user.is_staff
            and may(self.request.user, "view", self.model)
        )

    def get_queryset(self) -> RecordQuerySet:
        """Return what may be shown here."""
        records = self.model.objects.all()
        return records if self.is_preview else records.public()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with the page, or lead an old address to the new one."""
        try:
            response = super().get(request, *args, **kwargs)
        except Http404:
            return HttpResponsePermanentRedirect(self.present_address())
        if self.is_preview:
            add_never_cache_headers(response)
        return response

    def present_address(self) -> str:
        """Return where a renamed record is now; raise Http404 where there is no such public record."""
        former = FormerSlug.objects.filter(
            content_type=ContentType.objects.get_for_model(self.model),
            slug=self.kwargs["slug"],
        )
        record = self.get_queryset().filter(pk__in=former.values("object_id")).first()
        if record is None or record.slug == self.kwargs["slug"]:
            raise Http404
        return record.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Tell the template whether it shows a preview."""
        return super().get_context_data(is_preview=self.is_preview, **kwargs)
