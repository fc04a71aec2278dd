"""What pages ask of the roadmap."""

from typing import Self

from django.db.models import Count, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from roadmap.fields import Field, Level
from tehran_diplomacy.publishing.querysets import RecordQuerySet
from tehran_diplomacy.publishing.registers import count_through, serving_goals


class RoadmapQuerySet(RecordQuerySet):
    """Roadmaps, the newest term's first."""

    def newest_first(self) -> Self:
        """With their terms, the newest first."""
        return self.select_related("term").order_by("-term__number")


class ReportQuerySet(RecordQuerySet):
    """Progress reports, the newest first."""

    def with_evidence(self) -> Self:
        """Fetch what the reports rest on: one query for addresses, one for files, one for each register named."""
        return self.prefetch_related("evidence__record", "documents")


class GoalQuerySet(RecordQuerySet):
    """Goals in the order of their numbers."""

    def in_field(self, field: str) -> Self:
        """Goals that belong to a field ('cultural', …)."""
        return self.filter(**{f"in_{field}": True})

    def at_level(self, level: str) -> Self:
        """Goals that belong to a level ('local', …)."""
        return self.filter(**{f"at_{level}": True})

    def counted_by_field_and_level(self) -> dict[tuple[str, str], int]:
        """Count in one query: how many goals belong to each field and level, by their codes."""
        cells = [(field, level) for field in Field.values for level in Level.values]
        counts = self.order_by().aggregate(
            **{
                f"{field}_{level}": Count("pk", filter=Q(**{f"in_{field}": True, f"at_{level}": True}))
                for field, level in cells
            }
        )
        return {(field, level): counts[f"{field}_{level}"] for field, level in cells}

    def with_counts(self) -> Self:
        """Count, in the same query, the public records of each register that serve the goal."""
        return self.annotate(
            **{f"{register.code}_count": count_through(register, "goals") for register in serving_goals()}
        )

    def with_progress(self) -> Self:
        """Fetch what a goal's state follows from: its actions by state and its newest public report."""
        from_actions = self.model._meta.get_field("actions").related_model.objects.filter(goal=OuterRef("pk"))

        def counted(condition: Q) -> Coalesce:
            rows = (
                from_actions.filter(condition).order_by().values("goal").annotate(n=Count("pk")).values("n")
            )
            return Coalesce(Subquery(rows, output_field=IntegerField()), 0)

        reports = (
            self.model._meta.get_field("reports")
            .related_model.objects.public()
            .filter(goal=OuterRef("pk"))
            .order_by("-day", "-pk")
        )
        return self.annotate(
            actions_total=counted(Q()),
            actions_done=counted(Q(state="done")),
            actions_under_way=counted(Q(state="under_way")),
            actions_planned=counted(Q(state="planned")),
            newest_report_day=Subquery(reports.values("day")[:1]),
            newest_percentage=Subquery(reports.exclude(percentage=None).values("percentage")[:1]),
        )

    def with_roadmap(self) -> Self:
        """Fetch the roadmap and its term in the same query."""
        return self.select_related("roadmap__term")

    def with_actions(self) -> Self:
        """Fetch the actions in one query."""
        return self.prefetch_related("actions")
