"""The steps of a record at the desk: what the buttons do, what is asked before, and what is said afterwards."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tehran_diplomacy.dates.display import show_moment
from tehran_diplomacy.desk.keeping import reason_in, typed
from tehran_diplomacy.languages.translated import page_language
from tehran_diplomacy.publishing import previews, verbs, versions
from tehran_diplomacy.publishing.comparison import differences
from tehran_diplomacy.publishing.history import changes, explain
from tehran_diplomacy.publishing.lacking import lacking
from tehran_diplomacy.publishing.models import Record
from tehran_diplomacy.publishing.revisions import Revision
from tehran_diplomacy.publishing.snapshots import snapshot

# Steps that take along what is typed in the form: it is saved first.
WITH_THE_FORM = ("send_back", "return", "archive", "preview", "revoke")
STEPS = (*WITH_THE_FORM, "publish", "submit", "restore")


def step_in(request: HttpRequest) -> str:
    """Return the step that the pressed button names, '' where it only saves; what it is done to stands after a dash."""
    for name in ("publish", "submit"):
        if f"_{name}" in request.POST:
            return name
    return request.POST.get("_step", "").partition("-")[0]


def undo_button(
    request: HttpRequest, address: str, label: str, step: str = "", fields: Iterable[tuple[str, Any]] = ()
) -> SafeString:
    """Return a form of one button for a message; `fields` are sent along."""
    hidden = format_html_join("", '<input type="hidden" name="{}" value="{}">', fields)
    return format_html(
        '<form method="post" action="{}" class="desk-undo"><input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '{}<button type="submit" name="_step" value="{}">{}</button></form>',
        address,
        get_token(request),
        hidden,
        step,
        label,
    )


class TakesSteps:
    """Adds to the admin of a record what changes its state, through `publishing.verbs` and `publishing.versions`."""

    def get_urls(self) -> list[URLPattern]:
        """Add the pages that ask before something is published or discarded."""
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        view = self.admin_site.admin_view
        return [
            path("<path:object_id>/publish/", view(self.publish_view), name=f"{name}_publish"),
            path("<path:object_id>/discard/", view(self.discard_view), name=f"{name}_discard"),
            *super().get_urls(),
        ]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        """Take a step that saves nothing of the form, or show or save the form."""
        step = step_in(request) if "_step" in request.POST and object_id else ""
        record = self.get_object(request, object_id) if step else None
        if not step or (record and step in WITH_THE_FORM and "_seen" in request.POST):
            return super().changeform_view(request, object_id, form_url, extra_context)
        if record is None:
            return HttpResponseRedirect(self.address("changelist"))
        with changes(request.user):
            explain(reason_in(request))
            self.take_step(request, step, versions.locked(record))
        return HttpResponseRedirect(self.address("change", record.pk))

    def response_add(
        self, request: HttpRequest, obj: Record, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Take the step of the pressed button with the record just added."""
        self.take_step(request, step_in(request), obj)
        return self.asking(request, super().response_add(request, obj, post_url_continue))

    def response_change(self, request: HttpRequest, obj: Record) -> HttpResponse:
        """Take the step of the pressed button with the record just saved, not with one that was only tried."""
        if not getattr(request, "only_tried", False):
            self.take_step(request, step_in(request), obj)
        return self.asking(request, super().response_change(request, obj))

    def asking(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Return the answer, or the way to the page that asks before publishing."""
        address = getattr(request, "asks_at", "")
        return HttpResponseRedirect(address) if address and IS_POPUP_VAR not in request.POST else response

    def take_step(self, request: HttpRequest, step: str, record: Record) -> None:
        """Take a step and say what was done; say why where it does not start."""
        if step not in STEPS:
            return
        take = getattr(self, f"_{step}")
        version = versions.in_work(record) if versions.has_versions(record) else None
        try:
            take(request, record, version)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))

    def _submit(self, request: HttpRequest, record: Record, version: Revision | None) -> None:
        if version:
            versions.submit(version, request.user)
            self.tell(request, _("The new version of “{record}” is submitted for review."), record)
        else:
            verbs.submit(record, request.user)
            self.tell(request, _("“{record}” is submitted for review."), record)

    def _publish(self, request: HttpRequest, record: Record, version: Revision | None) -> None:
        if "sure" not in request.POST and self.may(request, "publish") and lacking(record):
            self.tell(request, _("“{record}” is saved and not published yet."), record)
            request.asks_at = self.address("publish", record.pk)
            return
        if version:
            versions.approve(version, request.user)
            self.tell(
                request, _("The new version of “{record}” is published. {page}"), record, page=_page(record)
            )
            return
        verbs.publish(record, request.user, at=record.publish_at)
        if record.is_scheduled:
            moment = show_moment(record.publish_at, page_language())
            self.tell(request, _("“{record}” will be published on {moment}."), record, moment=moment)
        else:
            self.tell(request, _("“{record}” is published. {page}"), record, page=_page(record))

    def _send_back(self, request: HttpRequest, record: Record, version: Revision | None) -> None:
        remark = typed(request, "remark")
        if version:
            versions.send_back(version, request.user, remark)
        else:
            verbs.send_back(record, request.user, remark)
        self.tell(request, _("“{record}” has been returned to its author with your note."), record)

    def _return(self, request: HttpRequest, record: Record, version: Revision | None) -> None:
        was_public = record.is_public
        versions.unpublish(record, request.user, typed(request, "remark"))
        text = (
            _("“{record}” is a draft again; readers no longer see it.")
            if was_public
            else _("“{record}” is a draft again.")
        )
        self.tell(request, text, record)

    def _archive(self, request: HttpRequest, record: Record, version: Revision | None) -> None:
        verbs.archive(record, request.user)
        self.tell(request, _("“{record}” is archived; readers do not see it."), record)

    def _restore(self, request: HttpRequest, record: Record, version: Revision | None) -> None:
        verbs.restore(record, request.user)
        self.tell(request, _("“{record}” has been restored from the bin as a draft."), record)

    def _preview(self, request: HttpRequest, record: Record, version: Revision | None) -> None:
        previews.make(record, request.user)
        self.tell(request, _("A link that shows “{record}” before it is public is below."), record)

    def _revoke(self, request: HttpRequest, record: Record, version: Revision | None) -> None:
        uid = request.POST["_step"].partition("-")[2]
        if verbs.may_write(request.user, record) and previews.links_of(record).filter(uid=uid).update(
            is_revoked=True
        ):
            self.tell(request, _("The link to “{record}” no longer works."), record)

    # -- What is asked before ------------------------------------------------------------------------------

    def publish_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Say what is missing of a record, and publish it all the same; never what somebody else saved meanwhile."""
        record = self._record(request, object_id, "change")
        if not self.may(request, "publish"):
            raise PermissionDenied
        if request.method == "POST":
            with changes(request.user):
                locked = self.model._base_manager.select_for_update().get(pk=record.pk)
                if request.POST.get("_seen") != versions.seen(locked):
                    messages.warning(
                        request, _("Somebody else has saved this record in the meantime. Check it once more.")
                    )
                    return HttpResponseRedirect(self.address("change", record.pk))
                explain(reason_in(request))
                self.take_step(request, "publish", locked)
            return HttpResponseRedirect(self.address("change", record.pk))
        version = versions.in_work(record) if versions.has_versions(record) else None
        context = {
            **self.admin_site.each_context(request),
            "title": _("Publish “%(record)s”?") % {"record": record},
            "opts": self.opts,
            "original": record,
            "seen": versions.seen(record),
            "lacking": lacking(record),
            "reason": version.reason if version else None,
        }
        return TemplateResponse(request, "admin/publish.html", context)

    def discard_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show what a version in work says beside what is public, and discard it."""
        record = self._record(request, object_id)
        version = get_object_or_404(Revision.objects.of(record).in_work().select_related("made_by"))
        if request.method == "POST":
            self._discard(request, record, version)
            return HttpResponseRedirect(self.address("change", record.pk))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Discard the new version of “%(record)s”?") % {"record": record},
            "opts": self.opts,
            "original": record,
            "rows": differences(self.model, snapshot(record), version.data),
            "before": Revision.objects.of(record).past().select_related("made_by").first(),
            "after": version,
            "now": self.public_now(record),
            "seen": versions.seen(record),
        }
        return TemplateResponse(request, "admin/discard.html", context)

    def _discard(self, request: HttpRequest, record: Record, version: Revision) -> None:
        try:
            with changes(request.user):
                if request.POST.get("_seen") != versions.seen(versions.locked(record)):
                    raise ValidationError(
                        _(
                            "Somebody else has saved this record in the meantime. See what is new before you "
                            "discard it."
                        )
                    )
                versions.discard(version, request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return
        undo = undo_button(request, self.address("bring_back", record.pk, version.pk), _("Restore"))
        text = _(
            "The new version of “{record}” has been discarded. It stays in the history for 30 days. {undo}"
        )
        self.tell(request, text, record, undo=undo)


def _page(record: Record) -> SafeString:
    """Return a link to the record's page for readers."""
    return format_html('<a href="{}" target="_blank">{}</a>', record.get_absolute_url(), _("See the page"))
