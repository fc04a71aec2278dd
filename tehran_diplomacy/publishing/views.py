"""What the pages of every register have in common."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.functional import cached_property
from django.views.generic import DetailView

from tehran_diplomacy.publishing import previews, versions
from tehran_diplomacy.publishing.models import FormerSlug, Record
from tehran_diplomacy.publishing.public_changes import withdrawal_of
from tehran_diplomacy.publishing.querysets import RecordQuerySet
from tehran_diplomacy.publishing.verbs import may_look


def gone(request: HttpRequest, record: Record) -> HttpResponse:
    """Answer 410 with the dated notice of a withdrawal."""
    withdrawal = withdrawal_of(type(record), record.pk)
    response = render(request, "errors/410.html", {"withdrawal": withdrawal}, status=410)
    response["Cache-Control"] = "no-cache"
    return response


class RecordDetailView(DetailView):
    """The page of one public record.

    Only with `?preview` in the address does the page ask who is looking: then staff who may view the register,
    and whoever holds a signed link, see what is not public yet, a version in work included. An address that
    the record once had leads to the present one; of one withdrawn the page says so.
    """

    @cached_property
    def is_preview(self) -> bool:
        """Whether somebody entitled looks at the record as it will be, public or not."""
        if "preview" not in self.request.GET:
            return False
        if token := self.request.GET["preview"]:
            record = self.find(self.model.objects.out_of_bin())
            return record is not None and previews.opens(token, record)
        return may_look(self.request.user, self.model)

    def find(self, records: RecordQuerySet) -> Record | None:
        """Return the record in the address among `records`; None where the address names none."""
        slug = self.kwargs.get("slug")
        return records.filter(slug=slug).first() if slug else None

    def get_queryset(self) -> RecordQuerySet:
        """Return what may be shown here."""
        records = self.model.objects.all()
        return records.out_of_bin() if self.is_preview else records.public()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with the page, or lead an old address to the new one."""
        if self.is_preview:
            response = self._preview(request, *args, **kwargs)
            add_never_cache_headers(response)
            return response
        try:
            return super().get(request, *args, **kwargs)
        except Http404:
            response = self.withdrawn() or HttpResponsePermanentRedirect(self.present_address())
            # Browsers keep both answers for ever unless told otherwise; a record can come back.
            response["Cache-Control"] = "no-cache"
            return response

    def _preview(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        record = self.find(self.get_queryset())
        version = versions.in_work(record) if record else None
        if version is None:
            return super().get(request, *args, **kwargs)
        with versions.laid_over(record, version.data):
            self.kwargs["slug"] = record.slug
            return super().get(request, *args, **kwargs).render()

    def withdrawn(self) -> HttpResponse | None:
        """Answer 410 where the address is that of a record once public and withdrawn since, else None."""
        if "slug" not in self.kwargs:
            return None
        record = self.find(self.model.objects.withdrawn())
        if record is None:
            return None
        return gone(self.request, record)

    def present_address(self) -> str:
        """Return where a renamed record is now; raise Http404 where there is no such public record."""
        former = FormerSlug.objects.filter(
            content_type=ContentType.objects.get_for_model(self.model),
            slug=self.kwargs.get("slug", ""),
        )
        record = self.get_queryset().filter(pk__in=former.values("object_id")).first()
        if record is None or record.slug == self.kwargs["slug"]:
            raise Http404
        return record.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Tell the template whether it shows a preview."""
        return super().get_context_data(is_preview=self.is_preview, **kwargs)
