"""Import and export in the admin of a register."""

import secrets
from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from tehran_diplomacy.exchange import writing
from tehran_diplomacy.exchange.columns import LinksColumn, WordsColumn
from tehran_diplomacy.exchange.reading import MAX_BYTES, read_table, rows_of
from tehran_diplomacy.exchange.sheets import Outcome, Sheet
from tehran_diplomacy.languages.translated import LANGUAGES, page_language
from tehran_diplomacy.unsaved.guard import is_restoring, restorable, unchecked
from tehran_diplomacy.unsaved.widgets import StagedFileInput

_SALT = "tehran_diplomacy.import"
_HOUR = 3600  # seconds for which a checked file waits to be brought in
_SHOWN = 300  # rows of each kind that a report names; the rest is counted
_KINDS = ("wrong", "alike", "changed", "new", "same")  # as a report shows them
_EACH = 100  # rows between two notes of progress
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class UploadForm(forms.Form):
    """The table to bring in."""

    file = forms.FileField(
        label=gettext_lazy("Table"),
        help_text=gettext_lazy("Excel (.xlsx) or CSV, with Persian or English headings in the first row."),
        widget=StagedFileInput({"accept": ".xlsx,.csv"}),
    )

    def clean_file(self) -> list[list[str]]:
        """Return the rows; refuse what is no table."""
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise ValidationError(_("The file is too large; split it into several."))
        self.data_read = file.read()
        table = read_table(self.data_read)
        self.notes = table.notes
        return table.rows


class SheetAdmin:
    """Adds import and export to a register's admin; `sheet` says how its table looks."""

    sheet: type[Sheet]
    change_list_template = "admin/sheet_change_list.html"

    def get_urls(self) -> list[URLPattern]:
        """Add the pages of import and export."""
        info = f"{self.opts.app_label}_{self.opts.model_name}"
        view = self.admin_site.admin_view
        return [
            path("export/<str:kind>/", view(self.export_view), name=f"{info}_export"),
            path("import/", view(self.import_view), name=f"{info}_import"),
            path("import/template/", view(self.template_view), name=f"{info}_import_template"),
            path("import/apply/", view(self.apply_view), name=f"{info}_import_apply"),
            *super().get_urls(),
        ]

    def may_bring_in(self, request: HttpRequest) -> bool:
        """Whether this person may import: who may add and change."""
        return self.has_add_permission(request) and self.has_change_permission(request)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Offer import to those who may."""
        return super().changelist_view(
            request, {**(extra_context or {}), "may_bring_in": self.may_bring_in(request)}
        )

    def export_view(self, request: HttpRequest, kind: str) -> HttpResponse:
        """Answer with the register as .xlsx or .csv, headed in `?language=` (the page's if absent)."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        language = request.GET.get("language", "")
        language = language if language in LANGUAGES else page_language()
        sheet = self.sheet()
        rows = sheet.rows(self.get_queryset(request).order_by("pk"), language)
        name = f"{self.opts.model_name}s.{language}.{kind}"
        disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
        if kind == "csv":
            lines = writing.csv_lines(sheet.headings(language), rows)
            return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=disposition)
        if kind == "xlsx":
            with override(language):
                title = str(self.opts.verbose_name_plural)
            data = writing.xlsx(sheet.headings(language), rows, title, right_to_left=language == "fa")
            return HttpResponse(data, content_type=_XLSX, headers=disposition)
        raise Http404

    def template_view(self, request: HttpRequest) -> HttpResponse:
        """Answer with an empty table in the page's language: its headings, with lists to choose from."""
        if not self.may_bring_in(request):
            raise PermissionDenied
        language = page_language()
        columns = {
            column.heading(language): (
                column.offers(language),
                not isinstance(column, WordsColumn | LinksColumn),
            )
            for column in self.sheet().columns
        }
        title = str(self.opts.verbose_name_plural)
        data = writing.template_xlsx(columns, title, _("Lists"), right_to_left=language == "fa")
        name = f'attachment; filename="{self.opts.model_name}s-empty.{language}.xlsx"'
        return HttpResponse(data, content_type=_XLSX, headers={"Content-Disposition": name})

    @restorable()
    def import_view(self, request: HttpRequest) -> HttpResponse:
        """Take a table, and say row by row what it would change; nothing is changed yet."""
        if not self.may_bring_in(request):
            raise PermissionDenied
        form_class = unchecked(UploadForm) if is_restoring(request) else UploadForm
        form = form_class(request.POST or None, request.FILES or None)
        if form.is_valid():
            try:
                self.sheet().columns_of(form.cleaned_data["file"][0])
            except ValidationError as error:
                form.add_error("file", error)
        if not form.is_valid():
            context = {
                **self.admin_site.each_context(request),
                "title": _("Import: %(register)s") % {"register": self.opts.verbose_name_plural},
                "opts": self.opts,
                "form": form,
                "headings": self.sheet().headings(page_language()),
                "examples": self.sheet().examples(),
            }
            return TemplateResponse(request, "admin/import.html", context)
        for note in form.notes:
            messages.warning(request, note)
        name = default_storage.save(f"imports/{secrets.token_hex(16)}", ContentFile(form.data_read))
        token = signing.dumps({"name": name, "by": request.user.pk, "of": self.opts.label}, salt=_SALT)
        return self._report(request, form.cleaned_data["file"], keep=False, token=token)

    def apply_view(self, request: HttpRequest) -> HttpResponse:
        """Bring the table in that was checked before."""
        if request.method != "POST" or not self.may_bring_in(request):
            raise PermissionDenied
        try:
            checked = signing.loads(request.POST.get("token", ""), salt=_SALT, max_age=_HOUR)
            if (checked["by"], checked["of"]) != (request.user.pk, self.opts.label):
                raise PermissionDenied
            with default_storage.open(checked["name"]) as file:
                rows = rows_of(file.read())
        except (signing.BadSignature, FileNotFoundError):
            messages.error(
                request,
                _("This file has already been imported, or the time limit has passed. Choose it again."),
            )
            return HttpResponseRedirect(self.address("import"))
        twice = request.POST.get("alike") == "twice"
        return self._report(request, rows, keep=True, twice=twice, name=checked["name"])

    def _report(
        self,
        request: HttpRequest,
        rows: list[list[str]],
        *,
        keep: bool,
        twice: bool = False,
        token: str = "",
        name: str = "",
    ) -> StreamingHttpResponse:
        """Answer while the rows are read: the page grows, and no server in between grows impatient."""
        context = {
            **self.admin_site.each_context(request),
            "title": _("Import: %(register)s") % {"register": self.opts.verbose_name_plural},
            "opts": self.opts,
            "token": token,
            "keep": keep,
            "twice": twice,
        }
        before, after = render_to_string("admin/import_report.html", context, request).split("<!-- rows -->")
        outcomes = self.sheet().bring_in(rows, request.user, keep=keep, twice=twice)
        lines = _report_lines(outcomes, len(rows) - 1, context, request, get_language(), name)

        def page() -> Iterator[str]:
            yield before
            yield from lines
            yield after

        return StreamingHttpResponse(page(), headers={"X-Accel-Buffering": "no", "Cache-Control": "no-store"})


def _report_lines(
    outcomes: Iterator[Outcome],
    total: int,
    context: dict[str, Any],
    request: HttpRequest,
    language: str,
    name: str,
) -> Iterator[str]:
    """Yield notes of progress while rows are read, then the sum, then the rows: first what asks for a decision."""
    counts = dict.fromkeys(_KINDS, 0)
    shown: dict[str, list[Outcome]] = {kind: [] for kind in _KINDS}
    with override(language):
        for done, outcome in enumerate(outcomes, 1):
            counts[outcome.kind] += 1
            if outcome.kind != "same" and counts[outcome.kind] <= _SHOWN:
                shown[outcome.kind].append(outcome)
            if done % _EACH == 0:
                yield render_to_string("admin/_import_progress.html", {"done": done, "total": total})
        if context["keep"] and not counts["wrong"] and name:
            default_storage.delete(name)
        summed = {**context, "counts": counts, "in_order": not counts["wrong"]}
        summed["changes_something"] = bool(counts["new"] or counts["changed"] or counts["alike"])
        yield render_to_string("admin/_import_sum.html", summed, request)
        for kind in _KINDS:
            for outcome in shown[kind]:
                yield render_to_string(
                    "admin/_import_row.html", {"outcome": outcome, "opts": context["opts"]}
                )
