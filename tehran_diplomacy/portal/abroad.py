"""The page for cities abroad: what Tehran has with whom, in which form, and whom to write to."""

from typing import Any

from django.views.generic import TemplateView

from agreements.models import Agreement, Party
from tehran_diplomacy.languages.translated import page_language
from tehran_diplomacy.portal.models import CitizensLine

MOST = 300  # agreements; the list holds the rest


class ForCitiesView(TemplateView):
    """Agreements by country, each with its form and state today."""

    template_name = "portal/for_cities.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the agreements, those of a country together, in the order of the page's alphabet."""
        public = Agreement.objects.public()
        parties = (
            Party.objects.filter(agreement__in=public, city__is_home=False)
            .select_related("city__country", "agreement")
            .order_by(
                f"city__country__sort_{page_language()}", f"city__sort_{page_language()}", "agreement_id"
            )[: MOST + 1]
        )
        rows = list(parties)
        states = dict(
            public.filter(pk__in=[row.agreement_id for row in rows])
            .with_state()
            .values_list("pk", "state_code")
        )
        for row in rows:
            row.agreement.state_code = states.get(row.agreement_id)
        return super().get_context_data(
            rows=rows[:MOST], more=len(rows) > MOST, line=CitizensLine.objects.first(), **kwargs
        )
