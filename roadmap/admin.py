from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import Max
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationStackedInline

from roadmap.evidence_forms import ActionField, EvidenceForm
from roadmap.models import Action, CouncilTerm, Evidence, Goal, NarrativeSection, ProgressReport, Roadmap
from roadmap.sheets import GoalSheet
from tehran_diplomacy.dates.admin_forms import date_column
from tehran_diplomacy.desk.admin import FollowsRecord, RecordAdmin
from tehran_diplomacy.desk.keeping import KeptAdmin, PublishersOnceShown
from tehran_diplomacy.desk.lookups import Offer
from tehran_diplomacy.exchange.admin import SheetAdmin
from tehran_diplomacy.files.admin import DocumentInline
from tehran_diplomacy.sources.admin import SourceInline


@admin.register(CouncilTerm)
class CouncilTermAdmin(PublishersOnceShown, KeptAdmin):
    list_display = ["__str__", "number"]
    fields = ["number", "slug", "name", "begins", "ends", "end_is_confirmed"]


class SectionInline(FollowsRecord, TranslationStackedInline):
    model = NarrativeSection
    fields = ["title", "body", "slug", "position"]


class ActionInline(FollowsRecord, TranslationStackedInline):
    model = Action
    fields = ["title", "responsible", ("planned_start", "planned_end"), "state", "position"]


class EvidenceInline(FollowsRecord, admin.TabularInline):
    model = Evidence
    form = EvidenceForm
    fields = ["page", "url", "title", "position"]
    extra = 0
    verbose_name = _("piece of evidence")
    verbose_name_plural = _("Evidence: records of this portal, and addresses")


class EvidenceFileInline(DocumentInline):
    verbose_name = _("file as evidence")
    verbose_name_plural = _("Evidence: files")
    classes = ()


@admin.register(Roadmap)
class RoadmapAdmin(RecordAdmin):
    list_display = ["__str__", "term", "state_now", "missing_languages"]
    list_select_related = ["term"]
    main_fields = ("term", "title", "text_is_official", "pull_quote", "quote_is_official")
    inlines = [SectionInline, DocumentInline, SourceInline]


@admin.register(Goal)
class GoalAdmin(SheetAdmin, RecordAdmin):
    sheet = GoalSheet
    list_display = ["__str__", "state_now", "missing_languages"]
    list_filter = ["status", "roadmap"]
    main_fields = (
        "roadmap",
        "number",
        "title",
        "summary",
        ("in_cultural", "in_social", "in_economic", "in_environmental"),
        ("at_local", "at_regional", "at_international"),
    )
    quick_fields = ("title_fa", "title_en", "roadmap", "number")
    inlines = [ActionInline, DocumentInline, SourceInline]

    def offers(self, term: str, found: list[Goal]) -> Iterator[Offer]:
        """Offer a goal of the newest roadmap, with the next number."""
        newest = Roadmap.objects.order_by("-term__number").first()
        last = newest.goals.aggregate(last=Max("number"))["last"] if newest else None
        begin = {"roadmap": newest.pk, "number": (last or 0) + 1} if newest else {}
        for offer in super().offers(term, found):
            yield Offer(offer.text, offer.initial | begin)


@admin.register(ProgressReport)
class ProgressReportAdmin(RecordAdmin):
    list_display = ["__str__", "goal", date_column("day", _("date of the report"), "day"), "state_now"]
    list_select_related = ["goal"]
    autocomplete_fields = ["goal"]
    main_fields = ("goal", "action", "day", "statement", "percentage")
    inlines = [EvidenceInline, EvidenceFileInline]

    def get_fieldsets(self, request: HttpRequest, obj: ProgressReport | None = None) -> list[tuple]:
        """Leave the address out: a report stands on its goal's page and has none of its own."""
        sections = super().get_fieldsets(request, obj)
        return [
            (title, {**options, "fields": [name for name in options["fields"] if name != "slug"]})
            for title, options in sections
        ]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        """List actions under their goals; the page's script narrows them to the chosen one."""
        if db_field.name == "action":
            options["form_class"] = ActionField
        return super().formfield_for_foreignkey(db_field, request, **options)
