from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationStackedInline

from agreements.models import Agreement, LifeEvent, Party, Signatory
from agreements.sheets import AgreementSheet
from tehran_diplomacy.dates.admin_forms import date_column
from tehran_diplomacy.desk.admin import FollowsRecord, RecordAdmin
from tehran_diplomacy.exchange.admin import SheetAdmin
from tehran_diplomacy.files.admin import DocumentInline
from tehran_diplomacy.sources.admin import SourceInline


class PartyFormSet(BaseInlineFormSet):
    """Knows what a bilateral agreement needs."""

    def clean(self) -> None:
        """Refuse a bilateral agreement without a party besides the home city."""
        super().clean()
        rows = [form.cleaned_data for form in self.forms if getattr(form, "cleaned_data", None)]
        rows = [row for row in rows if not row.get("DELETE")]
        others = [
            row for row in rows
            if row.get("network") or row.get("organisation") or (row.get("city") and not row["city"].is_home)
        ]  # fmt: skip
        if self.instance.kind == Agreement.Kind.BILATERAL and not others:
            raise ValidationError(_("A bilateral agreement needs at least one party besides Tehran."))


class PartyInline(FollowsRecord, admin.TabularInline):
    model = Party
    formset = PartyFormSet
    autocomplete_fields = ["city", "network", "organisation"]
    fields = ["city", "network", "organisation", "position"]


class SignatoryInline(FollowsRecord, TranslationStackedInline):
    model = Signatory
    autocomplete_fields = ["person", "city"]
    fields = ["person", "post", "city", "position"]


class LifeEventInline(FollowsRecord, TranslationStackedInline):
    model = LifeEvent
    fields = ["kind", ("day", "until"), "note"]


@admin.register(Agreement)
class AgreementAdmin(SheetAdmin, RecordAdmin):
    sheet = AgreementSheet
    period = ("signed_on", _("year of signing"))
    list_display = [
        "__str__",
        "form",
        date_column("signed_on", _("signed on")),
        "state_now",
        "missing_languages",
    ]
    list_filter = ["status", "form", "kind"]
    readonly_fields = ["state_now", "standing_today"]
    autocomplete_fields = ["signed_in", "goals"]
    main_fields = (
        "title",
        ("kind", "form"),
        ("signed_on", "signed_in"),
        ("effective_on", "expires_on"),
        "standing_today",
        "subjects",
        "note",
        ("in_cultural", "in_social", "in_economic", "in_environmental"),
        "goals",
    )
    inlines = [PartyInline, SignatoryInline, LifeEventInline, DocumentInline, SourceInline]

    @admin.display(description=_("computed state today"))
    def standing_today(self, obj: Agreement) -> str:
        """The state on this day, as readers see it."""
        return str(obj.standing().state.label) if obj.pk else "—"
