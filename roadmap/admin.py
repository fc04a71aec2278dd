from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationStackedInline

from roadmap.models import Action, CouncilTerm, Evidence, Goal, NarrativeSection, ProgressReport, Roadmap
from roadmap.sheets import GoalSheet
from tehran_diplomacy.dates.admin_forms import date_column
from tehran_diplomacy.desk.admin import FollowsRecord, RecordAdmin
from tehran_diplomacy.desk.keeping import KeptAdmin
from tehran_diplomacy.exchange.admin import SheetAdmin
from tehran_diplomacy.files.admin import DocumentInline
from tehran_diplomacy.forms.untouched import UntouchedModelForm
from tehran_diplomacy.publishing.addresses import record_at
from tehran_diplomacy.sources.admin import SourceInline


@admin.register(CouncilTerm)
class CouncilTermAdmin(KeptAdmin):
    list_display = ["__str__", "number"]
    fields = ["number", "slug", "name", "begins", "ends"]


class SectionInline(FollowsRecord, TranslationStackedInline):
    model = NarrativeSection
    fields = ["title", "body", "slug", "position"]


class ActionInline(FollowsRecord, TranslationStackedInline):
    model = Action
    fields = ["title", "responsible", ("planned_start", "planned_end"), "state", "position"]


class EvidenceForm(UntouchedModelForm):
    """One box for an address: a page of this portal becomes a link to its record."""

    class Meta:
        model = Evidence
        fields = ["url", "title", "position"]

    def clean(self) -> dict:
        """Resolve an address of this portal."""
        cleaned = super().clean()
        if record := record_at(cleaned.get("url", "")):
            self.instance.record = record
            cleaned["url"] = self.instance.url = ""
        elif cleaned.get("url"):
            self.instance.content_type = self.instance.object_id = None
        return cleaned


class EvidenceInline(FollowsRecord, admin.TabularInline):
    model = Evidence
    form = EvidenceForm
    fields = ["__str__", "url", "title", "position"]
    readonly_fields = ["__str__"]
    extra = 0


@admin.register(Roadmap)
class RoadmapAdmin(RecordAdmin):
    list_display = ["__str__", "term", "state_now", "missing_languages"]
    list_select_related = ["term"]
    main_fields = ("term", "title", "pull_quote")
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
    inlines = [ActionInline, DocumentInline, SourceInline]


@admin.register(ProgressReport)
class ProgressReportAdmin(RecordAdmin):
    list_display = ["__str__", "goal", date_column("day", _("day of the report"), "day"), "state_now"]
    list_select_related = ["goal"]
    autocomplete_fields = ["goal"]
    main_fields = ("goal", "action", "day", "statement", "percentage")
    inlines = [EvidenceInline]

    def get_fieldsets(self, request: HttpRequest, obj: ProgressReport | None = None) -> list[tuple]:
        """Leave the address out: a report stands on its goal's page."""
        return [
            (title, options | {"fields": [one for one in options["fields"] if one != "slug"]})
            for title, options in super().get_fieldsets(request, obj)
        ]
