from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, JsonResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from modeltranslation.admin import TranslationStackedInline

from agreements.models import Agreement, Commitment, LifeEvent, Party, Signatory, SilenceLine
from agreements.querysets import AgreementQuerySet
from agreements.reasons import reason, reason_of_typed
from agreements.sheets import TWO_ABROAD, AgreementSheet
from agreements.signs import months_before, read_sign
from agreements.silence import silence_words
from tehran_diplomacy.dates.admin_forms import date_column
from tehran_diplomacy.dates.display import show
from tehran_diplomacy.desk.admin import FollowsRecord, RecordAdmin
from tehran_diplomacy.desk.keeping import KeptAdmin, PublishersAlone
from tehran_diplomacy.exchange.admin import SheetAdmin
from tehran_diplomacy.files.admin import DocumentInline
from tehran_diplomacy.forms.untouched import UntouchedModelForm
from tehran_diplomacy.languages.digits import localise
from tehran_diplomacy.languages.translated import page_language
from tehran_diplomacy.publishing.addresses import record_at
from tehran_diplomacy.sources.admin import SourceInline

MOST_IN_PREVIEW = 100


class PartyFormSet(BaseInlineFormSet):
    """Knows what a bilateral agreement needs."""

    def clean(self) -> None:
        """Refuse a bilateral agreement without a party besides the home city."""
        super().clean()
        read = [form for form in self.forms if getattr(form, "cleaned_data", None)]
        rows = [form.instance for form in read if not form.cleaned_data.get("DELETE")]
        others = [
            row
            for row in rows
            if row.network_id or row.organisation_id or (row.city_id and not row.city.is_home)
        ]
        if self.instance.kind == Agreement.Kind.BILATERAL and not others:
            raise ValidationError(_("A bilateral agreement needs at least one party besides Tehran."))
        if self.instance.kind == Agreement.Kind.BILATERAL and sum(bool(row.city_id) for row in others) > 1:
            raise ValidationError(TWO_ABROAD)


class PartyInline(FollowsRecord, admin.StackedInline):
    model = Party
    formset = PartyFormSet
    autocomplete_fields = ["city", "network", "organisation"]
    fields = ["city", "network", "organisation", ("state", "state_on", "position")]


class SignatoryInline(FollowsRecord, TranslationStackedInline):
    model = Signatory
    autocomplete_fields = ["person", "city"]
    fields = ["person", "post", "city", "position"]


class CommitmentForm(UntouchedModelForm):
    """A commitment whose evidence readers can open."""

    def clean_evidence_url(self) -> str:
        """Refuse a page of this portal that is not public: its address would tell of it."""
        url = self.cleaned_data["evidence_url"]
        record = record_at(url) if url else None
        if record is not None and not record.is_public:
            raise ValidationError(_("This page is not public yet: readers could not open it."))
        return url


class LifeEventInline(FollowsRecord, TranslationStackedInline):
    model = LifeEvent
    fields = ["kind", ("day", "until"), "note", ("act_number", "act_url")]


class CommitmentInline(FollowsRecord, TranslationStackedInline):
    """What was promised; a reason to pause the reminder is public."""

    model = Commitment
    fields = [
        "text",
        "responsible",
        "due_on",
        ("state", "state_on"),
        "evidence_url",
        "paused_reason",
        "position",
    ]
    form = CommitmentForm


@admin.register(Agreement)
class AgreementAdmin(SheetAdmin, RecordAdmin):
    sheet = AgreementSheet
    period = ("signed_on", _("year of signing"))
    list_display = [
        "__str__",
        "form",
        date_column("signed_on", _("signed on")),
        "last_activity",
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
    quick_fields = ("title_fa", "title_en", "kind", "form")
    inlines = [
        PartyInline,
        SignatoryInline,
        LifeEventInline,
        CommitmentInline,
        DocumentInline,
        SourceInline,
    ]

    def get_queryset(self, request: HttpRequest) -> AgreementQuerySet:
        """Fetch the last sign of life as well."""
        return super().get_queryset(request).with_last_sign()

    @admin.display(description=_("last recorded activity"), ordering="last_sign")
    def last_activity(self, obj: Agreement) -> str:
        """The last dated sign of life, as exact as it is known, and what it was."""
        sign = read_sign(obj.last_sign)
        if sign is None:
            return gettext("no dated activity")
        return f"{show(sign.day, page_language())} · {sign.label}"

    class Media:
        js = ["js/admin/standing.js"]

    def get_urls(self) -> list[Any]:
        """Add what the script asks for while dates are typed."""
        view = self.admin_site.admin_view(require_POST(self.standing_view))
        return [path("standing/", view, name="agreements_agreement_standing"), *super().get_urls()]

    def standing_view(self, request: HttpRequest) -> JsonResponse:
        """Answer with the state that the typed dates and events would make, and why."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return JsonResponse({"sentence": reason_of_typed(request.POST)})

    @admin.display(description=_("status today (calculated)"))
    def standing_today(self, obj: Agreement) -> SafeString:
        """The state on this day, as readers see it, and why; a script keeps it true while dates are typed."""
        sentence = reason(obj.standing()) if obj.pk else reason_of_typed({})
        return format_html('<output data-standing="{}">{}</output>', self.address("standing"), sentence)


@admin.register(SilenceLine)
class SilenceLineAdmin(PublishersAlone, KeptAdmin):
    """Switches the line on missing activity on or off, and shows before where it will stand."""

    fields = ["is_shown", "months", "note", "preview"]
    readonly_fields = ["preview"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whether the one row is still to be made."""
        return super().has_add_permission(request) and not SilenceLine.objects.exists()

    @admin.display(description=_("where the notice will appear"))
    def preview(self, line: SilenceLine) -> SafeString | str:
        """The public agreements of which nothing is recorded for so long, with the line that readers will see."""
        today = timezone.localdate()
        limit = months_before(today, line.months)
        silent = Agreement.objects.public().silent_since(limit, today).order_by("last_sign", "pk")
        found = list(silent[: MOST_IN_PREVIEW + 1])
        if not found:
            return gettext("On no page: every agreement has some recorded activity in that time.")
        rows = format_html_join(
            "",
            '<li><a href="{}">{}</a><br>{}</li>',
            (
                (
                    reverse("admin:agreements_agreement_change", args=[one.pk]),
                    one,
                    silence_words(read_sign(one.last_sign)),
                )
                for one in found[:MOST_IN_PREVIEW]
            ),
        )
        more = ""
        if len(found) > MOST_IN_PREVIEW:
            text = gettext("These are the first %(count)s.") % {"count": MOST_IN_PREVIEW}
            more = format_html("<p>{}</p>", localise(text, page_language()))
        return format_html('<ol class="silence-preview">{}</ol>{}', rows, more)
