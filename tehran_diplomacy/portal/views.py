"""Pages that show several registers at once, and the few that show none."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import override
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from agreements.models import Agreement
from meetings.models import Meeting
from networks.models import Network
from roadmap.models import Goal, Roadmap
from roadmap.timeline import served_by
from tehran_diplomacy.correspondence.views import MessageView
from tehran_diplomacy.languages.middleware import readers_language
from tehran_diplomacy.languages.translated import page_language
from tehran_diplomacy.portal.cities import partner_cities
from tehran_diplomacy.portal.models import CitizensLine
from tehran_diplomacy.portal.structured import site_data
from tehran_diplomacy.publishing.generation import once_per_change

ON_THE_MAP = 200  # cities at most


@require_safe
def to_readers_language(request: HttpRequest) -> HttpResponse:
    """Lead to the home page in the reader's language."""
    with override(readers_language(request)):
        response = HttpResponseRedirect(reverse("portal:home"))
    patch_vary_headers(response, ("Accept-Language", "Cookie"))
    return response


class HomeView(TemplateView):
    """What the roadmap is, where it stands, what is newest, and how to reach the council."""

    template_name = "portal/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the newest roadmap; the template asks for the rest as `shown` when it is written anew."""
        roadmap = once_per_change("newest roadmap", Roadmap.objects.public().newest_first().first)
        return super().get_context_data(
            roadmap=roadmap,
            shown=lambda: self.shown(roadmap),
            site_data=site_data(page_language()),
            **kwargs,
        )

    def shown(self, roadmap: Roadmap | None) -> dict[str, Any]:
        """Collect the newest of every register."""
        goals = served_by(Goal.objects.public().filter(roadmap=roadmap).order_by("number"))
        for goal in goals:
            goal.roadmap = roadmap
        return {
            "goals": goals,
            "cities": partner_cities().with_country().alphabetical()[:ON_THE_MAP],
            "agreements_count": Agreement.objects.public().count(),
            "networks_count": Network.objects.public().count(),
            "meetings_count": Meeting.objects.public().exclude(kind=Meeting.Kind.COUNCIL).count(),
            "meetings": Meeting.objects.public().with_place().with_cover().newest_first()[:5],
            "agreements": Agreement.objects.public().with_state().sorted_by("newest")[:5],
            "line": CitizensLine.objects.first(),
        }


class AboutView(TemplateView):
    """What the portal holds, who publishes it, and what becomes of readers' data."""

    template_name = "portal/about.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add for how long messages are kept."""
        return super().get_context_data(keep_days=settings.MESSAGE_KEEP_DAYS, **kwargs)


class ContactView(MessageView):
    """How to reach the council's members, and the form to write to them."""

    template_name = "portal/contact.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the citizens' line and its messengers."""
        return super().get_context_data(
            line=CitizensLine.objects.prefetch_related("messengers").first(), **kwargs
        )
