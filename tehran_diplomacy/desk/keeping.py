"""The admin of records whose changes are kept: history, comparison, and two people at one record."""

from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Field, Model
from django.forms import Field as FormField
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from modeltranslation.admin import TranslationAdmin
from modeltranslation.fields import TranslationField

from tehran_diplomacy.desk.form_fields import FORMFIELD_OVERRIDES
from tehran_diplomacy.desk.lookups import LooksUp, QuickAdd
from tehran_diplomacy.desk.open_forms import ShowsWhoElse
from tehran_diplomacy.forms.saving import SavesOnlyChanges
from tehran_diplomacy.forms.untouched import is_key
from tehran_diplomacy.languages.digits import localise
from tehran_diplomacy.languages.translated import page_language
from tehran_diplomacy.publishing import verbs, versions
from tehran_diplomacy.publishing.comparison import differences, label_of
from tehran_diplomacy.publishing.exposure import is_exposed, is_shared
from tehran_diplomacy.publishing.history import changes, did, explain
from tehran_diplomacy.publishing.merging import merged
from tehran_diplomacy.publishing.registers import registers
from tehran_diplomacy.publishing.revisions import Reason, Revision, RevisionQuerySet, Step
from tehran_diplomacy.publishing.snapshots import apply, keys_of_parts, snapshot
from tehran_diplomacy.unsaved.admin import RestoresForms
from tehran_diplomacy.unsaved.guard import is_restoring

_SHOWN = 200  # revisions in a history page
EMPTY = {"fields": {}, "many": {}, "parts": {}}  # what a record held before it was made


LONGEST_REASON = 500  # characters


def typed(request: HttpRequest, name: str) -> str:
    """Return what was typed into a box that no form class reads, without the NUL that PostgreSQL refuses."""
    return request.POST.get(name, "").replace("\x00", "").strip()


def reason_in(request: HttpRequest) -> Reason:
    """Return the reason for readers that a form sends along."""
    fa, en = (typed(request, f"reason_{code}")[:LONGEST_REASON] for code in ("fa", "en"))
    return Reason(fa, en, "is_minor" in request.POST)


class NamesLanguages:
    """Calls the box of a translated text by its language in words."""

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> FormField | None:
        """Return the box of a column, named in the page's language."""
        box = super().formfield_for_dbfield(db_field, request, **kwargs)
        if box is not None and isinstance(db_field, TranslationField):
            box.label = capfirst(label_of(db_field)[0])
        return box


class PublishersAlone:
    """What is public as soon as it is saved: kept by those who may publish records."""

    @staticmethod
    def _publishes(request: HttpRequest) -> bool:
        return any(verbs.may(request.user, "publish", register.model) for register in registers())

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whether this person may publish."""
        return super().has_add_permission(request) and self._publishes(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Whether this person may publish."""
        return super().has_change_permission(request, obj) and self._publishes(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Whether this person may publish."""
        return super().has_delete_permission(request, obj) and self._publishes(request)


class PublishersOnceShown(PublishersAlone):
    """What is public with the records that name it: anybody who writes adds it, publishers alone change it then."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whether this person may write: a row that nothing names yet is not public."""
        return super(PublishersAlone, self).has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Whether this person may change the row as it stands."""
        return super(PublishersAlone, self).has_change_permission(request, obj) and self._is_free(
            request, obj
        )

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Whether this person may delete the row as it stands."""
        return super(PublishersAlone, self).has_delete_permission(request, obj) and self._is_free(
            request, obj
        )

    def _is_free(self, request: HttpRequest, obj: Model | None) -> bool:
        return obj is None or self._publishes(request) or not is_exposed(obj)

    def form_context(self, request: HttpRequest, record: Model | None) -> dict[str, Any]:
        """Say why the form is closed."""
        locked = ""
        if record is not None and not self._is_free(request, record):
            locked = _(
                "This is shown on public pages, so only a publisher can change it. Tell a publisher "
                "what needs to change."
            )
        return super().form_context(request, record) | {"locked": locked}


class KeptAdmin(
    RestoresForms, QuickAdd, LooksUp, NamesLanguages, ShowsWhoElse, SavesOnlyChanges, TranslationAdmin
):
    """Keeps a revision of every change, and never lets one person's save undo another's unseen."""

    formfield_overrides = FORMFIELD_OVERRIDES
    change_form_template = "admin/kept_change_form.html"

    class Media:
        js = ["js/admin/open-forms.js"]

    def get_urls(self) -> list[URLPattern]:
        """Add the pages of history."""
        info = f"{self.opts.app_label}_{self.opts.model_name}"
        view = self.admin_site.admin_view
        return [
            path("<path:object_id>/history/compare/", view(self.compare_view), name=f"{info}_compare"),
            path(
                "<path:object_id>/history/<int:revision>/bring-back/",
                view(require_POST(self.bring_back_view)),
                name=f"{info}_bring_back",
            ),
            path("<path:object_id>/aside/<int:revision>/", view(self.aside_view), name=f"{info}_aside"),
            *super().get_urls(),
        ]

    def address(self, name: str, *args: Any) -> str:
        """Return the address of one of the register's admin pages."""
        return reverse(
            f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_{name}", args=args
        )

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Show the list, its counts in the digits of the page."""
        response = super().changelist_view(request, extra_context)
        shown = getattr(response, "context_data", None) or {}
        for name in ("selection_note", "selection_note_all"):
            if name in shown:
                shown[name] = localise(str(shown[name]), page_language())
        return response

    # -- The form -----------------------------------------------------------------------------------------

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        """Show or save the form; a save that would overwrite a newer version is set aside instead."""
        record = self.get_object(request, unquote(object_id)) if object_id else None
        extra = {**(extra_context or {}), **self.form_context(request, record)}
        if request.method != "POST" or is_restoring(request):
            return self.show_form(request, record, form_url, extra)
        with changes(request.user):
            explain(reason_in(request))
            if record is None:
                return super().changeform_view(request, object_id, form_url, extra)
            locked = self.model._base_manager.select_for_update().get(pk=record.pk)
            if request.POST.get("_seen") != versions.seen(locked):
                return self._met_newer(request, locked, form_url, extra)
            return self.save_form_of(request, locked, form_url, extra)

    def form_context(self, request: HttpRequest, record: Model | None) -> dict[str, Any]:
        """Return what the form's template needs beside Django's own."""
        seen = versions.seen(record) if record else ""
        return {
            "seen": request.POST.get("_seen", seen),
            "asks_reason": record is not None and is_shared(type(record)) and is_exposed(record),
            "reason": reason_in(request),
            "longest_reason": LONGEST_REASON,
        }

    def show_form(
        self, request: HttpRequest, record: Model | None, form_url: str, extra: Any
    ) -> HttpResponse:
        """Show the form of a record, or of a new one."""
        return super().changeform_view(request, str(record.pk) if record else None, form_url, extra)

    def save_form_of(self, request: HttpRequest, record: Model, form_url: str, extra: Any) -> HttpResponse:
        """Save the form of a record that nobody changed meanwhile."""
        return super().changeform_view(request, str(record.pk), form_url, extra)

    def under_the_form(self, record: Model) -> dict[str, Any] | None:
        """Return the data that the form of a record shows, None for the record itself."""
        return None

    def filled_in(
        self, request: HttpRequest, record: Model, form_url: str, extra: Any
    ) -> tuple[dict[str, Any] | None, HttpResponse]:
        """Return what the record would hold after this form, None where the form has errors; and the answer."""
        present = keys_of_parts(record)
        with versions.laid_over(record, self.under_the_form(record)):
            request.only_tried = True
            response = super().changeform_view(request, str(record.pk), form_url, extra)
            request.only_tried = False
            if not getattr(request, "form_was_valid", False):
                if hasattr(response, "render"):
                    response.render()
                return None, response
            return versions.data_of_new_version(record, present), response

    def message_user(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Say what was done; nothing while a form is only tried, for then the record stays as it is."""
        if not getattr(request, "only_tried", False):
            super().message_user(request, *args, **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save the parts, and note that the form was in order."""
        super().save_related(request, form, formsets, change)
        request.form_was_valid = True

    def _met_newer(self, request: HttpRequest, record: Model, form_url: str, extra: Any) -> HttpResponse:
        data, response = self.filled_in(request, record, form_url, extra)
        if data is None:
            messages.warning(
                request, _("Somebody else has saved this record in the meantime. Correct the errors first.")
            )
            return response
        aside = versions.set_aside(record, data, request.user, request.POST.get("_seen", ""))
        return HttpResponseRedirect(self.address("aside", record.pk, aside.pk))

    # -- Two people, one record ---------------------------------------------------------------------------

    def aside_view(self, request: HttpRequest, object_id: str, revision: int) -> HttpResponse:
        """Show the version that met a newer one beside it; let its author choose, or join both."""
        if request.method == "POST":
            with changes(request.user):
                return self._choose(request, object_id, revision)
        record = self._record(request, object_id, "change")
        aside = get_object_or_404(Revision.objects.of(record).set_aside(), pk=revision)
        base, theirs, _joined, clashes = self._sides(record, aside)
        newest = Revision.objects.of(record).past().select_related("made_by").first()
        rows = differences(self.model, theirs, aside.data)
        mine = {row.label for row in rows}
        stays = [row for row in differences(self.model, base, theirs) if row.label not in mine]
        context = {
            **self.admin_site.each_context(request),
            "title": _("Two versions of one record"),
            "opts": self.opts,
            "original": record,
            "newest": versions.in_work(record) or newest,
            "rows": [(row, row.name in clashes) for row in rows],
            "stays": stays,
            "now": self.public_now(record),
            "can_join": bool(rows),
            "seen": versions.seen(record),
        }
        return TemplateResponse(request, "admin/aside.html", context)

    def _started_from(self, record: Model, aside: Revision) -> dict[str, Any] | None:
        """The version that the author of `aside` had before the eyes, where it is kept."""
        if self.under_the_form(record) is not None:
            return None
        past = Revision.objects.of(record).past().filter(number=aside.number).first()
        return past.data if past else None

    def _sides(
        self, record: Model, aside: Revision
    ) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any], Any]:
        """Return what both started from, what stands, what both make together, and where they clash."""
        theirs = self.under_the_form(record) or snapshot(record)
        base = self._started_from(record, aside) or theirs
        return base, theirs, *merged(base, theirs, aside.data)

    def _choose(self, request: HttpRequest, object_id: str, revision: int) -> HttpResponse:
        """Do what the author of a version set aside chose, unless the record moved on while he looked."""
        record = self._locked(request, object_id)
        aside = get_object_or_404(Revision.objects.of(record).set_aside(), pk=revision)
        choice = request.POST.get("choice", "")
        if choice in ("mine", "both"):
            if request.POST.get("_seen") != versions.seen(record):
                messages.warning(
                    request, _("The record has been saved again in the meantime. Compare once more.")
                )
                return HttpResponseRedirect(request.get_full_path())
            self.take(request, record, aside.data if choice == "mine" else self._sides(record, aside)[2])
            messages.success(request, _("Saved. Check it once more below."))
        else:
            messages.info(request, _("The newer version was kept; yours was set aside."))
        aside.delete()
        return HttpResponseRedirect(self.address("change", record.pk))

    def take(self, request: HttpRequest, record: Model, data: dict[str, Any]) -> None:
        """Make a record hold `data`."""
        if data != snapshot(record):
            apply(record, data)

    # -- History ------------------------------------------------------------------------------------------

    def _record(self, request: HttpRequest, object_id: str, permission: str = "view") -> Model:
        record = self.get_object(request, unquote(object_id))
        if record is None:
            raise Http404
        allowed = {"view": self.has_view_or_change_permission, "change": self.has_change_permission}
        if not allowed[permission](request, record):
            raise PermissionDenied
        return record

    def _locked(self, request: HttpRequest, object_id: str) -> Model:
        """Return the record as it stands now, locked, to somebody who may change it as it stands."""
        record = versions.locked(self._record(request, object_id, "change"))
        if not self.has_change_permission(request, record):
            raise PermissionDenied
        return record

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """List what was done to the record, the newest first."""
        record = self._record(request, object_id)
        kept = Revision.objects.of(record).select_related("made_by")
        past = list(kept.past().defer("data")[:_SHOWN])
        context = {
            **self.admin_site.each_context(request),
            "title": _("History of “%(record)s”") % {"record": record},
            "opts": self.opts,
            "original": record,
            "revisions": past,
            "in_work": kept.in_work().defer("data").first(),
            "set_aside": kept.set_aside().defer("data")[:20],
            "discarded": kept.discarded().defer("data")[:20],
            "now": self.public_now(record),
            "may_bring_back": self.has_change_permission(request, record),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/history.html", context)

    def compare_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show what differs between two revisions: `a` and `b` in the address, the older on the left."""
        record = self._record(request, object_id)
        kept = Revision.objects.of(record).select_related("made_by")
        asked = [value for name in ("a", "b") if is_key(Revision._meta.pk, value := request.GET.get(name))]
        chosen = sorted(
            kept.filter(pk__in=asked), key=lambda one: (one.kind != "past", one.number, one.made_at)
        )
        if len(chosen) == 1:
            chosen = [self._before(kept, chosen[0]), *chosen]
        if len(chosen) != 2:
            raise Http404
        before, after = chosen
        context = {
            **self.admin_site.each_context(request),
            "title": _("What changed"),
            "opts": self.opts,
            "original": record,
            "before": before,
            "after": after,
            "now": self.public_now(record),
            "rows": differences(self.model, before.data if before else EMPTY, after.data),
        }
        return TemplateResponse(request, "admin/compare.html", context)

    @staticmethod
    def _before(kept: RevisionQuerySet, after: Revision) -> Revision | None:
        """Return what a revision is compared with: the one before it; of a version that is no past one the newest."""
        past = kept.past()
        return (past.filter(number__lt=after.number) if after.kind == Revision.Kind.PAST else past).first()

    def public_now(self, record: Model) -> Revision | None:
        """Return the revision that readers see now, None where they see none."""
        if not getattr(record, "is_public", True):
            return None
        return Revision.objects.of(record).past().select_related("made_by").defer("data").first()

    def bring_back_view(self, request: HttpRequest, object_id: str, revision: int) -> HttpResponse:
        """Bring an earlier version back."""
        kinds = (Revision.Kind.PAST, Revision.Kind.DISCARDED)
        with changes(request.user):
            record = self._locked(request, object_id)
            past = get_object_or_404(Revision.objects.of(record).filter(kind__in=kinds), pk=revision)
            self.bring_back(request, record, past)
        return HttpResponseRedirect(self.address("change", record.pk))

    def bring_back(self, request: HttpRequest, record: Model, past: Revision) -> None:
        """Make the record hold again what it held then."""
        apply(record, past.data)
        did(record, Step.REVERTED)
        messages.success(request, _("The earlier version is back."))

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        """Delete for good; the history keeps what was there."""
        with changes(request.user):
            explain(reason_in(request))
            super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """Delete for good, one by one."""
        with changes(request.user):
            explain(reason_in(request))
            super().delete_queryset(request, queryset)

    def may(self, request: HttpRequest, action: str) -> bool:
        """Whether this person holds the permission for `action` in this register."""
        return verbs.may(request.user, action, self.model)
