"""Pages of the roadmap."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from roadmap.charts import CHARTS
from roadmap.fields import Field, Level
from roadmap.models import Goal, ProgressReport, Roadmap
from roadmap.movement import movements, with_earlier
from roadmap.querysets import GoalQuerySet, RoadmapQuerySet
from roadmap.timeline import newest_of, served_by, total_of
from tehran_diplomacy.charts.views import chart_file
from tehran_diplomacy.publishing.generation import once_per_change
from tehran_diplomacy.publishing.lists import FilterForm
from tehran_diplomacy.publishing.views import RecordDetailView

_ANY = [("", _("All"))]


class GoalFilter(FilterForm):
    """The filters of the table of goals."""

    q = None
    field = forms.ChoiceField(label=_("Field"), required=False, choices=[*_ANY, *Field.choices])
    level = forms.ChoiceField(label=_("Level"), required=False, choices=[*_ANY, *Level.choices])


class RoadmapView(RecordDetailView):
    """The whole of one roadmap at a glance: its narrative, and every goal with its state and records."""

    model = Roadmap
    template_name = "roadmap/roadmap.html"

    def get_queryset(self) -> RoadmapQuerySet:
        """Return roadmaps with their terms and sections."""
        return super().get_queryset().newest_first().prefetch_related("sections", "documents", "sources")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the goals that the filters leave, and the other terms' roadmaps."""
        context = super().get_context_data(**kwargs)
        form = GoalFilter(self.request.GET)
        goals = self.goals()
        chosen = form.chosen()
        if "field" in chosen:
            goals = goals.in_field(chosen["field"])
        if "level" in chosen:
            goals = goals.at_level(chosen["level"])
        context |= {
            "form": form,
            "chips": form.chips(self.request.GET),
            "goals": served_by(
                once_per_change(
                    f"goals of roadmap {self.object.pk}: {chosen}",
                    lambda: list(goals.with_progress().order_by("number")),
                )
            ),
            "all_fields": Field,
            "all_levels": Level,
            "charts": once_per_change(
                f"charts of roadmap {self.object.pk}",
                lambda: [count(self.object) for count in CHARTS.values()],
            ),
            "other_roadmaps": Roadmap.objects.public().newest_first().exclude(pk=self.object.pk)[:10],
        }
        for goal in context["goals"]:
            goal.roadmap = self.object
        context["movements"] = movements(self.object, context["goals"])
        return context

    def goals(self) -> GoalQuerySet:
        """Return the goals of this roadmap that may be shown."""
        goals = self.object.goals.all()
        return goals if self.is_preview else goals.public()


class NewestRoadmapView(RoadmapView):
    """The roadmap of the newest term at its short address."""

    def get_object(self, queryset: RoadmapQuerySet | None = None) -> Roadmap:
        """Return the newest public roadmap."""
        newest = self.get_queryset().first()
        if newest is None:
            raise Http404
        return newest

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with the newest roadmap, or say that there is none yet."""
        if not self.get_queryset().exists():
            return render(request, "roadmap/none.html")
        return super().get(request, *args, **kwargs)


@require_safe
def roadmap_chart(request: HttpRequest, slug: str, code: str, kind: str) -> HttpResponse:
    """Answer with a chart of a public roadmap as a file."""
    roadmap = get_object_or_404(Roadmap.objects.public(), slug=slug)
    if code not in CHARTS:
        raise Http404
    return chart_file(CHARTS[code](roadmap), kind)


class GoalView(RecordDetailView):
    """A goal: its actions, its reports in time, and everything in other registers that serves it."""

    model = Goal
    template_name = "roadmap/goal.html"

    def get_queryset(self) -> GoalQuerySet:
        """Return goals of the roadmap in the address, with what the page shows."""
        goals = super().get_queryset().filter(roadmap__slug=self.kwargs["roadmap"])
        if not self.is_preview:
            goals = goals.filter(roadmap__in=Roadmap.objects.public())
        return goals.with_roadmap().with_progress().prefetch_related("actions", "documents", "sources")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the reports and what serves the goal."""
        served_by([self.object])
        reports = list(ProgressReport.objects.public().filter(goal=self.object).with_evidence()[:20])
        with_earlier(self.object, reports)
        return super().get_context_data(
            reports=reports,
            over_time=newest_of(self.object),
            over_time_total=total_of(self.object),
            **kwargs,
        )
