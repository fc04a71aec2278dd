from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import DecimalField, Max
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationStackedInline

from meetings import gallery
from meetings.gallery_admin import KeepsGallery
from meetings.models import (
    AgendaItem,
    JourneyAccount,
    JourneyCost,
    Meeting,
    MeetingAgreement,
    Outcome,
    Participation,
    Photo,
    PressOffice,
    SharedGallery,
)
from meetings.money import AmountFormField, CurrencyFormField, CurrencyInput
from meetings.sheets import MeetingSheet, ParticipantSheet
from tehran_diplomacy.dates.admin_forms import date_column
from tehran_diplomacy.desk.admin import FollowsRecord, RecordAdmin
from tehran_diplomacy.desk.form_fields import FORMFIELD_OVERRIDES
from tehran_diplomacy.desk.keeping import KeptAdmin, PublishersAlone
from tehran_diplomacy.desk.lookups import LooksUp
from tehran_diplomacy.exchange.admin import SheetAdmin
from tehran_diplomacy.files.admin import DocumentInline
from tehran_diplomacy.files.photographs import MEDIA_TYPES
from tehran_diplomacy.forms.lists import ChecksAddress
from tehran_diplomacy.forms.saving import SavesOnlyChanges
from tehran_diplomacy.forms.untouched import UntouchedModelForm
from tehran_diplomacy.publishing import verbs
from tehran_diplomacy.sources.admin import SourceInline
from tehran_diplomacy.unsaved.admin import RestoresForms
from tehran_diplomacy.unsaved.widgets import StagedFilesInput

DAYS_OF_A_LINK = 7


class ParticipationInline(FollowsRecord, TranslationStackedInline):
    model = Participation
    autocomplete_fields = ["person", "city", "organisation"]
    fields = ["person", "post", ("city", "organisation"), ("in_delegation", "position")]

    def get_queryset(self, request: HttpRequest) -> Any:
        """Fetch the persons, whose names head the rows, in the same query."""
        return super().get_queryset(request).select_related("person")


class AccountFormSet(forms.models.BaseInlineFormSet):
    """Refuses an account of what was no journey."""

    def clean(self) -> None:
        """Refuse it where nobody of the home city travelled."""
        super().clean()
        given = [form for form in self.forms if form.has_changed() and not form.cleaned_data.get("DELETE")]
        if given and not self.instance.is_journey:
            raise ValidationError(
                _("Only a meeting abroad, or an event in another city, can have a trip report.")
            )


class AccountInline(FollowsRecord, TranslationStackedInline):
    """The account of the journey, at most one; what stays empty is shown as not published."""

    model = JourneyAccount
    formset = AccountFormSet
    max_num = 1
    autocomplete_fields = ["body", "paid_by"]
    fields = [
        ("body", "people"),
        ("left_on", "back_on"),
        "paid_by",
        "paid_note",
        "aim",
        "reached",
        ("council", "council_on"),
    ]


class CostInline(FollowsRecord, TranslationStackedInline):
    """What the journey cost, as far as it is published."""

    model = JourneyCost
    formset = AccountFormSet
    formfield_overrides = FORMFIELD_OVERRIDES | {DecimalField: {"form_class": AmountFormField}}
    fields = [("heading", "amount", "currency"), "note"]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer the currencies most used."""
        if db_field.name == "currency":
            kwargs |= {"form_class": CurrencyFormField, "widget": CurrencyInput}
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class MeetingDocumentInline(DocumentInline):
    """The documents of a meeting; one may be the report of the journey."""

    fields = ["title", ("language", "dated"), "is_report", "file", "position"]


class AgendaInline(FollowsRecord, TranslationStackedInline):
    model = AgendaItem
    fields = ["text", "position"]


class OutcomeInline(FollowsRecord, TranslationStackedInline):
    model = Outcome
    fields = ["text", "responsible", ("due_on", "state"), "position"]


class AgreementLinkInline(FollowsRecord, admin.TabularInline):
    model = MeetingAgreement
    autocomplete_fields = ["agreement"]


class SeveralFilesField(forms.FileField):
    """Any number of files at once."""

    widget = StagedFilesInput(attrs={"accept": MEDIA_TYPES})

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """Return the files, none or more."""
        files = data if isinstance(data, (list, tuple)) else [data]
        return [super(SeveralFilesField, self).clean(file) for file in files if file]

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether files were chosen."""
        return bool(data)


class MeetingForm(UntouchedModelForm):
    """A meeting, and a box that takes several photographs at once."""

    new_photos = SeveralFilesField(
        label=_("Add photos"),
        required=False,
        help_text=_(
            "Choose several at once: JPEG, HEIC, PNG, WebP, AVIF or TIFF. Each is checked; "
            "rejected files are named."
        ),
    )


@admin.register(Meeting)
class MeetingAdmin(KeepsGallery, SheetAdmin, RecordAdmin):
    sheet = MeetingSheet
    period = ("held_on", _("year"))
    form = MeetingForm
    list_display = ["__str__", "kind", date_column("held_on", _("held on")), "state_now", "missing_languages"]
    list_filter = ["status", "kind"]
    readonly_fields = ["state_now", "photo_strip"]
    autocomplete_fields = ["place", "partners", "networks", "goals"]
    main_fields = (
        "title",
        "kind",
        ("held_on", "held_until"),
        ("place", "venue"),
        "partners",
        "note",
        "networks",
        "goals",
    )
    inlines = [
        ParticipationInline,
        AccountInline,
        CostInline,
        AgendaInline,
        OutcomeInline,
        AgreementLinkInline,
        MeetingDocumentInline,
        SourceInline,
    ]

    def get_inlines(self, request: HttpRequest, obj: Meeting | None) -> list[Any]:
        """Leave the account to journeys."""
        journey = obj is None or obj.is_journey or obj.accounts.exists()
        return [one for one in self.inlines if journey or one not in (AccountInline, CostInline)]

    def get_fieldsets(self, request: HttpRequest, obj: Meeting | None = None) -> list[tuple]:
        """Put the photos after the meeting's own fields: a strip of them, and a box for more."""
        own, *others = super().get_fieldsets(request, obj)
        return [own, (_("Photos"), {"fields": [*(["photo_strip"] if obj else []), "new_photos"]}), *others]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Add the photographs of the box for several, name those refused, and keep the others."""
        super().save_related(request, form, formsets, change)
        meeting = form.instance
        gallery.refresh_gallery(meeting)
        last = meeting.photos.aggregate(last=Max("position"))["last"] or 0
        for place, upload in enumerate(form.cleaned_data.get("new_photos") or [], last + 1):
            try:
                gallery.supply(Photo(meeting=meeting, position=place), upload)
            except ValidationError as error:
                messages.error(request, " ".join(error.messages))


@admin.register(Participation)
class ParticipationAdmin(SheetAdmin, ChecksAddress, admin.ModelAdmin):
    """All participants as one list, for import and export; each is written in its meeting's form."""

    sheet = ParticipantSheet
    list_display = ["person", "meeting", "post"]
    list_select_related = ["person", "meeting"]
    search_fields = ["person__words", "meeting__words"]
    list_per_page = 50
    show_full_result_count = False

    def address(self, name: str, *args: Any) -> str:
        """Return the address of one of the register's admin pages."""
        return reverse(f"{self.admin_site.name}:meetings_participation_{name}", args=args)

    def may_bring_in(self, request: HttpRequest) -> bool:
        """Whether this person may import: who may change meetings."""
        return verbs.may(request.user, "change", Meeting)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Participants are added in their meeting's form."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Participants are changed in their meeting's form."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Participants are taken away in their meeting's form."""
        return False


@admin.register(PressOffice)
class PressOfficeAdmin(PublishersAlone, KeptAdmin):
    """What the press is told; changed terms reach the files with `manage.py rebuild_photos`."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whether the one row is still to be made."""
        return super().has_add_permission(request) and not PressOffice.objects.exists()


@admin.register(SharedGallery)
class SharedGalleryAdmin(RestoresForms, LooksUp, PublishersAlone, SavesOnlyChanges, admin.ModelAdmin):
    """Links to galleries under embargo: only who may publish gives them out."""

    formfield_overrides = FORMFIELD_OVERRIDES
    list_display = [
        "meeting",
        "recipient",
        date_column("ends_at", _("ends"), "ends_at"),
        "is_revoked",
        "made_by",
    ]
    list_filter = ["is_revoked"]
    autocomplete_fields = ["meeting"]
    readonly_fields = ["address"]
    fields = ["meeting", "recipient", "ends_at", "is_revoked", "address"]

    def get_form(self, request: HttpRequest, obj: SharedGallery | None = None, **kwargs: Any) -> Any:
        """Say when a link is revoked by itself."""
        text = _(
            "A link is also revoked when its meeting is removed from the portal, archived or "
            "moved to the bin."
        )
        return super().get_form(request, obj, help_texts={"is_revoked": text}, **kwargs)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Let a link end after a week if nobody says otherwise."""
        return {
            "ends_at": timezone.now() + timezone.timedelta(days=DAYS_OF_A_LINK),
            **super().get_changeform_initial_data(request),
        }

    def save_model(self, request: HttpRequest, obj: SharedGallery, form: Any, change: bool) -> None:
        """Note who made the link."""
        if not change:
            obj.made_by = request.user
        super().save_model(request, obj, form, change)

    @admin.display(description=_("link"))
    def address(self, link: SharedGallery) -> str:
        """The link to send, once it is saved."""
        return settings.SITE_ADDRESS + link.get_absolute_url() if link.pk else _("after saving")

    def has_view_permission(self, request: HttpRequest, obj: SharedGallery | None = None) -> bool:
        """Whether this person may see the links, which open what is not public yet."""
        return self.has_change_permission(request, obj)
