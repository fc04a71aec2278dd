"""What the admin of every record has in common: states and their buttons, languages, search, dates."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modeltranslation.translator import translator

from tehran_diplomacy.desk import preview_admin  # noqa: F401  (registers itself)
from tehran_diplomacy.desk.bar import bar_of
from tehran_diplomacy.desk.filters import NeedsFilter, period_filter
from tehran_diplomacy.desk.folding import FoldsRows
from tehran_diplomacy.desk.form_fields import FORMFIELD_OVERRIDES
from tehran_diplomacy.desk.keeping import KeptAdmin, NamesLanguages, reason_in
from tehran_diplomacy.desk.lookups import LooksUp
from tehran_diplomacy.desk.many import TakesStepsWithMany
from tehran_diplomacy.desk.steps import WITH_THE_FORM, TakesSteps, step_in, undo_button
from tehran_diplomacy.desk.translating import TranslatesSideBySide
from tehran_diplomacy.forms.untouched import UntouchedModelForm
from tehran_diplomacy.languages.fields import containing
from tehran_diplomacy.publishing import previews, verbs, versions
from tehran_diplomacy.publishing.history import changes, explain
from tehran_diplomacy.publishing.models import Record
from tehran_diplomacy.publishing.registers import registers
from tehran_diplomacy.publishing.revisions import Revision
from tehran_diplomacy.publishing.snapshots import snapshot
from tehran_diplomacy.publishing.status import Status
from tehran_diplomacy.unsaved.widgets import STAGED_FILES


class WordsAdmin(KeptAdmin):
    """An admin whose search box finds a record however it was spelt."""

    search_fields = ["words"]

    class Media:
        js = ["js/admin/language-tabs.js"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Return the rows that hold every typed word, folded."""
        return queryset.filter(containing("words", search_term)), False


class RecordAdmin(TakesSteps, TakesStepsWithMany, TranslatesSideBySide, WordsAdmin):
    """The admin of a public record. Its state changes by buttons only, which call `publishing.verbs`.

    What is saved of a record that is published goes into a version in work (`publishing.versions`).
    """

    list_filter = ["status"]
    period: tuple[str, Any] | None = (
        None  # a partial date and its name: lists can be narrowed by year and month
    )
    readonly_fields = ["state_now"]
    main_fields: tuple[Any, ...] = ()
    delete_confirmation_template = "admin/kept_delete.html"
    list_per_page = 50
    show_full_result_count = False

    # -- What may be seen and changed ----------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Leave out what lies in the bin, unless the list asks for it."""
        records = super().get_queryset(request)
        in_bin = (
            request.GET.get("status__exact") == Status.BINNED
            or request.POST.get("action") == "restore_selected"
        )
        one = request.resolver_match and "object_id" in request.resolver_match.kwargs
        return records if in_bin or one else records.out_of_bin()

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        """Put what waits first and the years last."""
        period = [period_filter(*self.period)] if self.period else []
        return [NeedsFilter, *super().get_list_filter(request), *period]

    def get_fieldsets(self, request: HttpRequest, obj: Record | None = None) -> list[tuple]:
        """Put the register's own fields first, then publishing, then what is for colleagues only."""
        publishing = ["state_now", "slug", "publish_at"]
        return self._patch_fieldsets(
            [
                (None, {"fields": list(self.main_fields)}),
                (_("Publishing"), {"fields": publishing}),
                (_("For staff only"), {"fields": ["office_note"], "classes": ["collapse"]}),
            ]
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Record | None = None) -> list[str]:
        """Let only publishers set the moment of publication, and only before it has passed."""
        fixed = list(super().get_readonly_fields(request, obj))
        free = self.may(request, "publish") and not (obj and obj.is_public)
        return fixed if free else [*fixed, "publish_at"]

    def has_change_permission(self, request: HttpRequest, obj: Record | None = None) -> bool:
        """Allow changes of the record itself, or of its version in work."""
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or verbs.may_write(request.user, obj))

    def has_delete_permission(self, request: HttpRequest, obj: Record | None = None) -> bool:
        """Let publishers throw records away, and writers their own drafts."""
        if obj is None:
            return self.may(request, "change")
        return verbs.may_bin(request.user, obj) and obj.status != Status.BINNED

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Whether this person may publish in this register."""
        return self.may(request, "publish")

    def get_view_on_site_url(self, obj: Record | None = None) -> str | None:
        """Lead staff to the page, as a preview while it is not public; nowhere while the address is being chosen."""
        if obj is None or not obj.pk or not obj.slug or obj.status == Status.BINNED:
            return None
        return obj.get_absolute_url() if obj.is_public else f"{obj.get_absolute_url()}?preview"

    @admin.display(description=_("status"), ordering="status")
    def state_now(self, obj: Record) -> SafeString:
        """The state as a chip."""
        label = gettext("scheduled") if obj.is_scheduled else obj.get_status_display()
        return format_html('<span class="state state-{}">{}</span>', obj.status, label)

    @admin.display(description=_("translation"))
    def missing_languages(self, obj: Record) -> SafeString | str:
        """What is there in one language only; leads to the page on which it is translated."""
        names = {"fa": gettext("Persian missing"), "en": gettext("English missing")}
        address = self.address("translate", obj.pk)
        links = ((address, code, names[code]) for code in missing_in(obj))
        return format_html_join(" ", '<a class="state state-in_review" href="{}?to={}">{}</a>', links) or "✓"

    # -- The form and its buttons --------------------------------------------------------------------------

    def form_context(self, request: HttpRequest, record: Record | None) -> dict[str, Any]:
        """Tell the form which buttons this person may press, and which version is being written."""
        publisher = self.may(request, "publish")
        version = versions.in_work(record) if record and versions.has_versions(record) else None
        status = version.status if version else record.status if record else Status.DRAFT
        published = record is not None and record.status == Status.PUBLISHED
        writes = record is None or verbs.may_write(request.user, record)
        return super().form_context(request, record) | {
            "bar": bar_of(record, version, self.get_view_on_site_url(record)),
            "version": version,
            "translates": record is not None and writes,
            "writes_version": published,
            "remark": version.remark if version else record.remark if record else "",
            "may_submit": writes and status == Status.DRAFT and (version is not None or not published),
            "submits_first_version": published and version is None and not publisher,
            "may_publish": publisher and writes,
            "may_send_back": publisher and status == Status.IN_REVIEW,
            "may_return": record is not None
            and (
                record.status == Status.ARCHIVED
                if publisher
                else record.status == Status.IN_REVIEW and writes
            ),
            "note": request.POST.get("remark", ""),
            "may_unpublish": publisher and published,
            "may_archive": publisher and published,
            "may_discard": version is not None and (publisher or version.status == Status.DRAFT),
            "may_restore": record is not None
            and record.status == Status.BINNED
            and verbs.may_restore(request.user, record),
            **self._previews(request, record, version),
            "locked": _why_locked(record) if record is not None and not writes else "",
            "share_code": code_of(record) if record is not None and record.is_public else "",
            "asks_reason": record is not None and record.first_public_at is not None,
            "reason": reason_in(request) or (version.reason if version else None),
        }

    def _previews(
        self, request: HttpRequest, record: Record | None, version: Revision | None
    ) -> dict[str, Any]:
        """The links for a preview that the form lists, and whether one more may be made."""
        if record is None or not verbs.may_write(request.user, record):
            return {}
        build = request.build_absolute_uri
        links = [(link, build(previews.address_of(link))) for link in previews.links_of(record)]
        makes = (version or not record.is_public) and previews.may_make(request.user, record)
        return {"preview_links": links, "makes_preview": makes, "preview_days": previews.DAYS}

    def under_the_form(self, record: Record) -> dict[str, Any] | None:
        """Return the version in work of a published record."""
        if not isinstance(record, Record) or not versions.has_versions(record):
            return None
        version = versions.in_work(record)
        return version.data if version else None

    def show_form(
        self, request: HttpRequest, record: Record | None, form_url: str, extra: Any
    ) -> HttpResponse:
        """Show the form; of a published record with its version in work laid over it."""
        data = self.under_the_form(record) if record else None
        if data is None:
            return super().show_form(request, record, form_url, extra)
        with versions.laid_over(record, data):
            response = super().show_form(request, record, form_url, extra)
            return response.render() if hasattr(response, "render") else response

    def save_form_of(self, request: HttpRequest, record: Record, form_url: str, extra: Any) -> HttpResponse:
        """Save the form: into the record itself, or into the version in work of a published one."""
        if "_publish" in request.POST and not self.may(request, "publish"):
            raise PermissionDenied
        if not versions.has_versions(record):
            return super().save_form_of(request, record, form_url, extra)
        if not self.has_change_permission(request, record):
            raise PermissionDenied
        before = self.under_the_form(record) or snapshot(record)
        data, response = self.filled_in(request, record, form_url, extra)
        if data is None:
            return response
        version = versions.keep_in_work(record, data, request.user)
        self._say_what_was_saved(request, record, version, data != before)
        if version or step_in(request) in WITH_THE_FORM:
            self.take_step(request, step_in(request), record)
        if any(name in request.POST for name in ("_save", "_publish", "_submit")):
            return self.asking(request, HttpResponseRedirect(self.address("changelist")))
        return HttpResponseRedirect(request.get_full_path())

    def _say_what_was_saved(
        self, request: HttpRequest, record: Record, version: Revision | None, changed: bool
    ) -> None:
        step = step_in(request)
        if changed and step not in ("publish", "submit"):
            text = gettext(
                "“{record}” is saved as a new version. The public sees the published one until this is approved."
            )
            self.tell(request, text, record)
        elif not changed and step not in WITH_THE_FORM and (version is None or not step):
            messages.info(request, gettext("Nothing was changed."))

    def take(self, request: HttpRequest, record: Record, data: dict[str, Any]) -> None:
        """Make a record, or its version in work, hold `data`."""
        if versions.has_versions(record):
            versions.keep_in_work(record, data, request.user)
        else:
            super().take(request, record, data)

    def bring_back(self, request: HttpRequest, record: Record, past: Revision) -> None:
        """Bring an earlier version back; of a published record as a version in work."""
        try:
            versions.bring_back(record, past, request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return
        text = gettext("The earlier version is back.")
        if versions.has_versions(record):
            text = gettext("The earlier version is below as a new version; publish it to make it public.")
        messages.success(request, text)

    # -- The bin -------------------------------------------------------------------------------------------

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[list, dict, set, list]:
        """Name the records that go to the bin; refuse where others still name one of them."""
        _listed, _counted, _lacking, protected = super().get_deleted_objects(objs, request)
        not_allowed = {self.opts.verbose_name for obj in objs if not verbs.may_bin(request.user, obj)}
        return [str(obj) for obj in objs], {self.opts.verbose_name_plural: len(objs)}, not_allowed, protected

    def delete_model(self, request: HttpRequest, obj: Record) -> None:
        """Move the record to the bin."""
        with changes(request.user):
            explain(reason_in(request))
            verbs.throw_away(obj, request.user)

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: Any) -> HttpResponse:
        """Say that the record is in the bin, with a button that takes it out again."""
        if IS_POPUP_VAR in request.POST:
            return super().response_delete(request, obj_display, obj_id)
        undo = undo_button(
            request, self.address("change", obj_id), gettext("Restore from the bin"), "restore"
        )
        text = gettext("“{record}” is in the bin. {undo}")
        messages.success(request, format_html(text, record=obj_display, undo=undo))
        return self.response_post_save_change(request, None)


def _why_locked(record: Record) -> str:
    if record.status in (Status.DRAFT, Status.IN_REVIEW):
        return gettext(
            "This is shown on public pages, so only a publisher can change it. Tell a publisher "
            "what needs to change."
        )
    return gettext(
        "This record cannot be changed in its current status; a publisher can take it back to draft."
    )


def code_of(record: Record) -> str:
    """Return the register's code in addresses that machines and readers share, '' where it has none."""
    register = next((one for one in registers() if isinstance(record, one.model)), None)
    return register.resources[0].code if register and register.resources else ""


def missing_in(record: Model) -> list[str]:
    """Return the languages in which a text is missing that the other language has."""
    fields = [name for name in translator.get_options_for_model(type(record)).fields if name != "office_note"]
    return sorted(
        {
            code
            for name in fields
            for code, other in (("fa", "en"), ("en", "fa"))
            if getattr(record, f"{name}_{other}") and not getattr(record, f"{name}_{code}")
        }
    )


class FollowsRecord(FoldsRows, LooksUp, NamesLanguages):
    """An inline that may be changed exactly while its record, or its version in work, may."""

    formfield_overrides = FORMFIELD_OVERRIDES | STAGED_FILES
    form = UntouchedModelForm
    extra = 0

    def _open(self, request: HttpRequest, obj: Model | None) -> bool:
        return not isinstance(obj, Record) or obj._state.adding or verbs.may_write(request.user, obj)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Whether parts may be added."""
        return super().has_add_permission(request, obj) and self._open(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Whether parts may be changed."""
        return super().has_change_permission(request, obj) and self._open(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Whether parts may be taken away."""
        return super().has_delete_permission(request, obj) and self._open(request, obj)
