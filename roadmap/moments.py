"""What of the roadmap stands on the timeline: progress reports on the goals."""

from django.db.models import DateField, ExpressionWrapper, F, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from roadmap.models import ProgressReport
from tehran_diplomacy.dates.partial import PartialDate
from tehran_diplomacy.publishing.querysets import public_condition
from tehran_diplomacy.publishing.registers import Moment, Moments

_DAY = ExpressionWrapper(F("day"), DateField())  # a Gregorian day, as all others of the timeline


def _reports() -> QuerySet:
    shown_with = public_condition("goal__") & public_condition("goal__roadmap__")
    return ProgressReport.objects.public().filter(shown_with).select_related("goal__roadmap")


def _moment(report: ProgressReport) -> Moment:
    day = PartialDate.of_day(report.day.togregorian())
    return Moment(report.goal, "title", report.get_absolute_url(), gettext("Progress report"), day)


MOMENTS = (
    Moments(
        code="report",
        kind="report",
        name=_("Progress reports"),
        rows=_reports,
        first=_DAY,
        last=_DAY,
        shown=_moment,
    ),
)
