"""What of the meetings stands on the timeline: each on its day or days."""

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from meetings.models import Meeting
from tehran_diplomacy.publishing.registers import Moment, Moments


def _meetings() -> QuerySet:
    return Meeting.objects.public()


def _moment(meeting: Meeting) -> Moment:
    return Moment(
        meeting,
        "title",
        meeting.get_absolute_url(),
        meeting.get_kind_display(),
        meeting.held_on,
        meeting.held_until,
    )


MOMENTS = (
    Moments(
        code="meeting",
        kind="meeting",
        name=_("Meetings"),
        rows=_meetings,
        first=F("held_on_first"),
        last=Coalesce("held_until_last", "held_on_last"),
        shown=_moment,
    ),
)
