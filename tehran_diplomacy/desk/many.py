"""Steps with many records at once, from the list: what is asked before, and what is said of what was done."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME, ActionForm
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from tehran_diplomacy.dates.display import show_moment
from tehran_diplomacy.desk.keeping import LONGEST_REASON, reason_in
from tehran_diplomacy.desk.steps import undo_button
from tehran_diplomacy.languages.translated import page_language
from tehran_diplomacy.publishing import verbs, versions
from tehran_diplomacy.publishing.history import changes, explain
from tehran_diplomacy.publishing.lacking import lacking
from tehran_diplomacy.publishing.models import Record

UNDONE = 100  # records that one button takes back


class ReasonedActionForm(ActionForm):
    """The choice of an action, with the reason that readers are told."""

    reason_fa = forms.CharField(
        label=_("Reason for readers (Persian)"), required=False, max_length=LONGEST_REASON
    )
    reason_en = forms.CharField(
        label=_("Reason for readers (English)"), required=False, max_length=LONGEST_REASON
    )


class TakesStepsWithMany:
    """Adds the actions of the list to the admin of a record."""

    actions = [
        "submit_selected",
        "publish_selected",
        "unpublish_selected",
        "archive_selected",
        "restore_selected",
    ]
    action_form = ReasonedActionForm

    def get_actions(self, request: HttpRequest) -> dict[str, tuple]:
        """Say of what is deleted from the list that it is in the bin."""
        actions = super().get_actions(request)
        if "delete_selected" in actions:
            actions["delete_selected"] = (_bin_selected, *actions["delete_selected"][1:])
        return actions

    def _each(self, request: HttpRequest, records: QuerySet, verb: Any) -> list[Record]:
        """Take a step with each record as it stands now; say of the others why not, and return those done."""
        done = []
        for record in records:
            try:
                with changes(request.user):
                    explain(reason_in(request))
                    verb(locked := versions.locked(record), request.user)
                done.append(locked)
            except ValidationError as error:
                messages.error(request, " ".join(error.messages))
            except PermissionDenied as error:
                messages.error(request, f"{record}: {error}")
        return done

    @admin.action(description=_("Submit for review"), permissions=["change"])
    def submit_selected(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Submit every chosen record, or its version in work."""
        done = self._each(request, queryset, _submit_record_or_version)
        self.tell_of_many(
            request,
            done,
            lambda n: ngettext(
                "%(count)s record is submitted for review: {records}",
                "%(count)s records are submitted for review: {records}",
                n,
            ),
        )

    @admin.action(description=_("Publish"), permissions=["publish"])
    def publish_selected(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        """Publish every chosen record, or its version in work; first name what is missing of each, once."""
        if "sure" not in request.POST:
            found = [(record, lacking(record)) for record in queryset]
            if any(sentences for _record, sentences in found):
                return self._ask_for_each(request, found)
        done = self._each(request, queryset, _publish_record_or_version)
        for record in done:
            record.refresh_from_db()
        self.tell_of_many(
            request,
            [record for record in done if not record.is_scheduled],
            lambda n: ngettext(
                "%(count)s record is published: {records}", "%(count)s records are published: {records}", n
            ),
            _page_of,
        )
        self.tell_of_many(
            request,
            [record for record in done if record.is_scheduled],
            lambda n: ngettext(
                "%(count)s record appears at its moment: {records}",
                "%(count)s records appear each at its moment: {records}",
                n,
            ),
            lambda record: format_html(
                "{} ({})", self.named(request, record), show_moment(record.publish_at, page_language())
            ),
        )
        return None

    def _ask_for_each(self, request: HttpRequest, found: list[tuple[Record, list[str]]]) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Publish these records?"),
            "opts": self.opts,
            "found": found,
            "reason": reason_in(request),
        }
        return TemplateResponse(request, "admin/publish_selected.html", context)

    @admin.action(description=_("Take back to draft"), permissions=["publish"])
    def unpublish_selected(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Take every chosen record back to draft."""
        done = self._each(request, queryset, versions.unpublish)
        self.tell_of_many(
            request,
            done,
            lambda n: ngettext(
                "%(count)s record is a draft again: {records}",
                "%(count)s records are drafts again: {records}",
                n,
            ),
        )

    @admin.action(description=_("Archive"), permissions=["publish"])
    def archive_selected(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Archive every chosen record."""
        done = self._each(request, queryset, verbs.archive)
        self.tell_of_many(
            request,
            done,
            lambda n: ngettext(
                "%(count)s record is archived; readers do not see it: {records}",
                "%(count)s records are archived; readers do not see them: {records}",
                n,
            ),
        )

    @admin.action(description=_("Restore from the bin"), permissions=["change"])
    def restore_selected(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Take every chosen record out of the bin."""
        done = self._each(request, queryset, verbs.restore)
        self.tell_of_many(
            request,
            done,
            lambda n: ngettext(
                "%(count)s record is out of the bin, as a draft: {records}",
                "%(count)s records are out of the bin, as drafts: {records}",
                n,
            ),
        )

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Move the records to the bin."""
        with changes(request.user):
            explain(reason_in(request))
            for record in queryset.order_by(
                "pk"
            ):  # in one order, so that two such steps never lock crosswise
                verbs.throw_away(record, request.user)


def _bin_selected(desk: Any, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
    """Ask as Django does; then move the records to the bin, with a button that takes them out again."""
    _names, _counts, not_allowed, protected = desk.get_deleted_objects(queryset, request)
    if not request.POST.get("post") or not_allowed or protected:
        return delete_selected(desk, request, queryset)
    done = list(queryset)
    desk.log_deletions(request, queryset)
    desk.delete_queryset(request, queryset)
    label, keys = gettext("Restore from the bin"), [record.pk for record in done]
    fields = [("action", "restore_selected"), ("index", "0"), *((ACTION_CHECKBOX_NAME, key) for key in keys)]
    undo = (
        undo_button(request, desk.address("changelist"), label, fields=fields) if len(done) <= UNDONE else ""
    )
    desk.tell_of_many(
        request,
        done,
        lambda n: ngettext(
            "%(count)s record is in the bin: {records} {undo}",
            "%(count)s records are in the bin: {records} {undo}",
            n,
        ),
        undo=undo,
    )
    return None


def _page_of(record: Record) -> SafeString:
    """Return the record's name as a link to its page for readers."""
    return format_html('<a href="{}" target="_blank"><bdi>{}</bdi></a>', record.get_absolute_url(), record)


def _submit_record_or_version(record: Record, user: Any) -> None:
    version = versions.in_work(record) if versions.has_versions(record) else None
    versions.submit(version, user) if version else verbs.submit(record, user)


def _publish_record_or_version(record: Record, user: Any) -> None:
    version = versions.in_work(record) if versions.has_versions(record) else None
    versions.approve(version, user) if version else verbs.publish(record, user, at=record.publish_at)
