"""What the admin of every record has in common: states and their buttons, languages, search, dates."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin
from modeltranslation.translator import translator

from tehran_diplomacy.dates.admin_forms import DATE_FORMFIELD_OVERRIDES
from tehran_diplomacy.languages.fields import containing
from tehran_diplomacy.publishing import verbs
from tehran_diplomacy.publishing.models import Record
from tehran_diplomacy.publishing.status import Status


class WordsAdmin(TranslationAdmin):
    """An admin whose search box finds a record however it was spelt."""

    formfield_overrides = DATE_FORMFIELD_OVERRIDES
    search_fields = ["words"]

    class Media:
        js = ["js/admin/language-tabs.js"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Return the rows that hold every typed word, folded."""
        return queryset.filter(containing("words", search_term)), False


class RecordAdmin(WordsAdmin):
    """The admin of a public record. Its state changes by buttons only, which call `publishing.verbs`."""

    list_filter = ["status"]
    readonly_fields = ["state_now"]
    actions = ["submit_selected", "publish_selected", "archive_selected"]
    main_fields: tuple[Any, ...] = ()
    list_per_page = 50

    def get_fieldsets(self, request: HttpRequest, obj: Record | None = None) -> list[tuple]:
        """Put the register's own fields first, then publishing, then what is for colleagues only."""
        publishing = ["state_now", "slug", "publish_at"]
        return self._patch_fieldsets(
            [
                (None, {"fields": list(self.main_fields)}),
                (_("Publishing"), {"fields": publishing}),
                (_("For the office only"), {"fields": ["office_note"], "classes": ["collapse"]}),
            ]
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Record | None = None) -> list[str]:
        """Let only publishers set the moment of publication."""
        fixed = list(super().get_readonly_fields(request, obj))
        return fixed if verbs.may(request.user, "publish", self.model) else [*fixed, "publish_at"]

    def has_change_permission(self, request: HttpRequest, obj: Record | None = None) -> bool:
        """Keep what is approved or archived from all but publishers."""
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or verbs.may_edit(request.user, obj))

    def get_view_on_site_url(self, obj: Record | None = None) -> str | None:
        """Lead staff to the page, as a preview while it is not public."""
        if obj is None or not obj.pk:
            return None
        return obj.get_absolute_url() if obj.is_public else f"{obj.get_absolute_url()}?preview"

    @admin.display(description=_("state"), ordering="status")
    def state_now(self, obj: Record) -> SafeString:
        """The state as a chip."""
        label = gettext("scheduled") if obj.is_scheduled else obj.get_status_display()
        return format_html('<span class="state state-{}">{}</span>', obj.status, label)

    @admin.display(description=_("translation"))
    def missing_languages(self, obj: Record) -> str:
        """What is there in one language only, by language."""
        fields = [
            name for name in translator.get_options_for_model(type(obj)).fields if name != "office_note"
        ]
        gaps = {
            code
            for name in fields
            for code, other in (("fa", "en"), ("en", "fa"))
            if getattr(obj, f"{name}_{other}") and not getattr(obj, f"{name}_{code}")
        }
        names = {"fa": gettext("Persian missing"), "en": gettext("English missing")}
        return ", ".join(names[code] for code in sorted(gaps)) or "✓"

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        """Tell the form which buttons this person may press."""
        obj = self.get_object(request, object_id) if object_id else None
        publisher = verbs.may(request.user, "publish", self.model)
        status = obj.status if obj else Status.DRAFT
        context = {
            "may_submit": status == Status.DRAFT and not publisher,
            "may_publish": publisher and status != Status.PUBLISHED,
            "may_return": (publisher and status != Status.DRAFT)
            or (obj is not None and status == Status.IN_REVIEW),
            "may_archive": publisher and obj is not None and status == Status.PUBLISHED,
            "approved_by_others": obj is not None and not verbs.may_edit(request.user, obj),
        }
        return super().changeform_view(request, object_id, form_url, {**(extra_context or {}), **context})

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save the parts; then take the step that the pressed button names."""
        super().save_related(request, form, formsets, change)
        record = form.instance
        try:
            if "_submit" in request.POST:
                verbs.submit(record, request.user)
            elif "_publish" in request.POST:
                verbs.publish(record, request.user, at=record.publish_at)
            elif "_return" in request.POST:
                verbs.return_to_draft(record, request.user)
            elif "_archive" in request.POST:
                verbs.archive(record, request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))

    def _each(self, request: HttpRequest, records: QuerySet, verb: Any) -> None:
        done = 0
        for record in records:
            try:
                verb(record, request.user)
                done += 1
            except ValidationError as error:
                messages.error(request, " ".join(error.messages))
            except PermissionDenied as error:
                messages.error(request, f"{record}: {error}")
        if done:
            messages.success(request, gettext("Done for %(count)s records.") % {"count": done})

    @admin.action(description=_("Submit for review"), permissions=["change"])
    def submit_selected(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Submit every chosen record."""
        self._each(request, queryset, verbs.submit)

    @admin.action(description=_("Publish"), permissions=["publish"])
    def publish_selected(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Publish every chosen record."""
        self._each(request, queryset, verbs.publish)

    @admin.action(description=_("Archive"), permissions=["publish"])
    def archive_selected(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Archive every chosen record."""
        self._each(request, queryset, verbs.archive)

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Whether this person may publish in this register."""
        return verbs.may(request.user, "publish", self.model)


class FollowsRecord:
    """An inline that may be changed exactly while its record may."""

    formfield_overrides = DATE_FORMFIELD_OVERRIDES
    extra = 0

    def _open(self, request: HttpRequest, obj: Model | None) -> bool:
        return not isinstance(obj, Record) or obj._state.adding or verbs.may_edit(request.user, obj)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Whether parts may be added."""
        return super().has_add_permission(request, obj) and self._open(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Whether parts may be changed."""
        return super().has_change_permission(request, obj) and self._open(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Whether parts may be taken away."""
        return super().has_delete_permission(request, obj) and self._open(request, obj)
