"""Pages of the register of agreements."""

from datetime import date
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from agreements.charts import CHARTS
from agreements.filters import AgreementFilter, DayOfState
from agreements.models import Agreement, SilenceLine
from agreements.querysets import AgreementQuerySet
from agreements.reasons import answer
from agreements.signs import read_sign
from agreements.silence import IDLE, shown_silence
from roadmap.models import Goal
from roadmap.timeline import served_by
from tehran_diplomacy.charts.views import ChartFileView, ChartsView
from tehran_diplomacy.publishing.lists import RegisterListView
from tehran_diplomacy.publishing.views import RecordDetailView


class AgreementListView(RegisterListView):
    """All agreements: by form, kind, state, country, field and year."""

    model = Agreement
    form_class = AgreementFilter
    template_name = "agreements/list.html"

    @cached_property
    def day(self) -> date | None:
        """The day whose states are shown, None for today."""
        chosen = self.form.chosen().get("on")
        return chosen and chosen.togregorian()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the day whose states are shown."""
        return super().get_context_data(day=self.day, **kwargs)

    def narrow(self, records: AgreementQuerySet, chosen: dict[str, Any]) -> AgreementQuerySet:
        """Apply what the form offers."""
        if "form" in chosen:
            records = records.filter(form=chosen["form"])
        if "kind" in chosen:
            records = records.filter(kind=chosen["kind"])
        if "state" in chosen:
            records = records.in_state(chosen["state"], self.day)
        if "country" in chosen:
            records = records.in_country(chosen["country"])
        if "field" in chosen:
            records = records.in_field(chosen["field"])
        if "goal" in chosen:
            records = records.filter(goals__uid=chosen["goal"])
        if "year" in chosen:
            records = records.signed_in_year(int(chosen["year"]))
        return records.with_state(self.day).with_parties().sorted_by(chosen.get("sort", ""))


class AgreementChartsView(ChartsView):
    """The agreements in figures."""

    charts = CHARTS
    register_name = _("Agreements")
    list_url = "agreements:list"


class AgreementChartFileView(ChartFileView):
    """A chart of the agreements as a file."""

    charts = CHARTS


class AgreementView(RecordDetailView):
    """An agreement: its state and why, parties, commitments, signatories, life, documents, sources, goals."""

    model = Agreement
    template_name = "agreements/detail.html"

    def get_queryset(self) -> AgreementQuerySet:
        """Return agreements with what the page shows."""
        return (
            super()
            .get_queryset()
            .select_related("signed_in__country")
            .with_parties()
            .with_last_sign()
            .prefetch_related("signatories__person", "events", "commitments", "documents", "sources")
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add today's state, the goals served and the meetings on it."""
        agreement = self.object
        asked = DayOfState(self.request.GET)
        standing = agreement.standing(asked.day)
        silence = shown_silence(read_sign(agreement.last_sign), SilenceLine.present())
        return super().get_context_data(
            asked=asked,
            standing=standing,
            answer=answer(standing),
            last_sign=read_sign(agreement.last_sign),
            silence=None if standing.state in IDLE else silence,
            goals=served_by(Goal.objects.public().filter(agreements=agreement).with_roadmap()),
            meetings=agreement.meetings.public().newest_first()[:20],
            **kwargs,
        )
