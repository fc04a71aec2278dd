"""Documents to print, made once for each change and given out in any part."""

import logging
from collections.abc import Callable
from typing import Any, ClassVar

from django.db.models import Model
from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header

from agreements.models import Agreement
from roadmap.models import Goal, Roadmap
from tehran_diplomacy.book.agreements import agreement_record, printed_agreements
from tehran_diplomacy.book.roadmaps import goal_record, printed_goals, printed_roadmaps, roadmap_book
from tehran_diplomacy.book.typesetting import Print, TypesetError, edition, kept_name, typeset
from tehran_diplomacy.files.made import Made, made_once
from tehran_diplomacy.files.serving import POLICY, ranged
from tehran_diplomacy.languages.translated import page_language
from tehran_diplomacy.opendata.answers import signature
from tehran_diplomacy.opendata.stamps import last_change
from tehran_diplomacy.publishing.querysets import RecordQuerySet
from tehran_diplomacy.publishing.views import RecordDetailView

log = logging.getLogger(__name__)


class PrintView(RecordDetailView):
    """The PDF of a public record: like its page it moves with the address and says when it was withdrawn."""

    is_preview = False  # what is not public is never set
    kind: ClassVar[str]
    ending: ClassVar[str] = "record.pdf"
    printed: ClassVar[Callable[[], RecordQuerySet]]
    made_of: ClassVar[Callable[[Model], Print]]

    def render_to_response(self, context: dict[str, Any], **options: Any) -> HttpResponseBase:
        """Answer with the PDF or the part of it that is asked for; calmly where it could not be made."""
        record = self.object
        try:
            made = self.made(record)
        except (TypesetError, OSError):
            log.exception("No PDF of %s %s", self.kind, record.uid)
            page = render(self.request, "book/not_made.html", {"record": record}, status=503)
            page["Retry-After"] = "300"
            page["Cache-Control"] = "no-store"
            return page
        etag = f'"{made.sha256}"'
        response = ranged(self.request, made.bytes, etag, made.read)
        name = f"tehran-city-diplomacy-{self.kind}-{record.slug}-{made.day}-{page_language()}.pdf"
        response["Content-Type"] = "application/pdf"
        response["Content-Disposition"] = content_disposition_header(True, name)
        response["Content-Language"] = page_language()
        response["ETag"] = etag
        response["Cache-Control"] = "public, max-age=300"
        response["X-Content-Type-Options"] = "nosniff"
        response["Content-Security-Policy"] = POLICY
        return response

    def made(self, record: Model) -> Made:
        """Return the PDF of the present state; set now if nobody has asked for it since the last change."""
        cls, day = type(self), timezone.localdate()
        stamp = last_change().on_day()  # it tells the state of today
        name = kept_name(self.kind, record.uid)
        word = signature(stamp, name, edition())

        def make(path: Any) -> None:
            found = cls.printed().filter(pk=record.pk).first()
            if found is None:
                raise Http404
            typeset(cls.made_of(found), path, day)

        return made_once(name, word, day.isoformat(), make)

    def present_address(self) -> str:
        """Return where the PDF of a renamed record is now."""
        return super().present_address() + self.ending


class RoadmapBook(PrintView):
    """The whole of a roadmap as a book."""

    model, kind, ending = Roadmap, "roadmap", "book.pdf"
    printed, made_of = staticmethod(printed_roadmaps), staticmethod(roadmap_book)


class GoalRecord(PrintView):
    """A goal's record."""

    model, kind = Goal, "goal"
    printed, made_of = staticmethod(printed_goals), staticmethod(goal_record)

    def get_queryset(self) -> RecordQuerySet:
        """Return goals of the public roadmap in the address."""
        goals = super().get_queryset().filter(roadmap__slug=self.kwargs["roadmap"])
        return goals.filter(roadmap__in=Roadmap.objects.public())


class AgreementRecord(PrintView):
    """An agreement's record."""

    model, kind = Agreement, "agreement"
    printed, made_of = staticmethod(printed_agreements), staticmethod(agreement_record)
