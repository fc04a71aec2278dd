"""The sources of any record, and what other sources say of its facts, as inlines."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminURLFieldWidget
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import UploadedFile
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import FileResponse, Http404, HttpRequest
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from modeltranslation.admin import TranslationGenericStackedInline

from tehran_diplomacy.desk.admin import FollowsRecord
from tehran_diplomacy.files.documents import examine_document
from tehran_diplomacy.forms.lists import ChecksAddress
from tehran_diplomacy.forms.untouched import UntouchedModelForm
from tehran_diplomacy.sources.addresses import Answer
from tehran_diplomacy.sources.models import FAILING, AddressCheck, Source, check_address

MOST_AT_ONCE = 20  # addresses that the desk asks for while somebody waits


class SourceForm(UntouchedModelForm):
    """Checks the kept copy by its content."""

    class Meta:
        model = Source
        fields = [
            "title", "url", "read_on", "quotation", "statement", "copy", "fact", "day", "text", "reason", "position",
        ]  # fmt: skip

    def clean_copy(self) -> UploadedFile:
        """Refuse what is not a whole PDF of allowed size."""
        file = self.cleaned_data["copy"]
        if isinstance(file, UploadedFile):
            examine_document(file)
        return file


class SourceInline(FollowsRecord, TranslationGenericStackedInline):
    """The sources of a record, and those that say otherwise of a fact."""

    model = Source
    form = SourceForm
    fields = [
        "title", "url", "read_on", "quotation", "statement", "copy", "fact", "day", "text", "reason", "position",
    ]  # fmt: skip
    classes = ["collapse"]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Complete an address that was typed without https://."""
        if db_field.name == "url":
            box = AdminURLFieldWidget(attrs={"dir": "ltr"})
            kwargs |= {"form_class": forms.URLField, "assume_scheme": "https", "widget": box}
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class AnswerFilter(admin.SimpleListFilter):
    """Sources by what came of asking for their address last."""

    title = _("last response")
    parameter_name = "answer"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Offer what failed, each answer, and what nobody has asked for."""
        return [("failing", _("without a valid response")), *Answer.choices, ("never", _("never checked"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Narrow by the answer."""
        if self.value() == "failing":
            return queryset.filter(answer__in=FAILING)
        if self.value() == "never":
            return queryset.exclude(url="").filter(answer=None)
        return queryset.filter(answer=self.value()) if self.value() else queryset


@admin.register(Source)
class SourceAdmin(ChecksAddress, admin.ModelAdmin):
    """All sources in one list, to find dead addresses; they are changed with their record."""

    list_display = ["title", "of_record", "address", "last_answer", "asked_at"]
    list_filter = [AnswerFilter]
    search_fields = ["title", "url"]
    actions = ["ask_now"]
    exclude = ["content_type", "object_id"]
    readonly_fields = ["of_record"]
    list_per_page = 50
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Add what came of asking for each address last."""
        checks = AddressCheck.objects.filter(url=OuterRef("url"))
        return (
            super()
            .get_queryset(request)
            .annotate(
                answer=Subquery(checks.values("answer")),
                code=Subquery(checks.values("code")),
                asked=Subquery(checks.values("asked_at")),
            )
            .prefetch_related("record")
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Sources are written in the form of their record."""
        return False

    has_change_permission = has_delete_permission = lambda self, request, obj=None: False

    def get_urls(self) -> list[URLPattern]:
        """Add the kept copies, which only staff may read."""
        copy = self.admin_site.admin_view(self.copy_view)
        return [path("<int:pk>/copy/", copy, name="sources_source_copy"), *super().get_urls()]

    def copy_view(self, request: HttpRequest, pk: int) -> FileResponse:
        """Answer with the kept copy of a source."""
        source = Source.objects.filter(pk=pk).exclude(copy="").first()
        if source is None or not self.has_view_permission(request):
            raise Http404
        return FileResponse(
            source.copy.open(),
            as_attachment=True,
            filename=f"source-{pk}.pdf",
            content_type="application/pdf",
        )

    @admin.display(description=_("record"))
    def of_record(self, source: Source) -> SafeString | str:
        """The record, with a link to its form."""
        kind = ContentType.objects.get_for_id(source.content_type_id)
        try:
            form = reverse(f"admin:{kind.app_label}_{kind.model}_change", args=[source.object_id])
        except NoReverseMatch:
            return str(source.record or "")
        return format_html('<a href="{}">{}</a>', form, source.record or "")

    @admin.display(description=_("web address"), ordering="url")
    def address(self, source: Source) -> SafeString | str:
        """The address itself."""
        if not source.url:
            return ""
        return format_html('<a href="{0}" rel="noopener noreferrer" dir="ltr">{0}</a>', source.url)

    @admin.display(description=_("last response"), ordering="answer")
    def last_answer(self, source: Source) -> SafeString | str:
        """What came of asking for it last."""
        if not source.answer:
            return "—"
        label = Answer(source.answer).label
        look = "state-binned" if source.answer in FAILING else "state-published"
        return format_html('<span class="state {}">{} {}</span>', look, label, source.code or "")

    @admin.display(description=_("checked"), ordering="asked")
    def asked_at(self, source: Source) -> Any:
        """When it was asked for last."""
        return source.asked

    @admin.action(description=_("Check these addresses again"), permissions=["view"])
    def ask_now(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Ask for the chosen addresses, a few at a time."""
        chosen = list(dict.fromkeys(queryset.exclude(url="").values_list("url", flat=True)))[:MOST_AT_ONCE]
        for url in chosen:
            check_address(url)
        text = ngettext("%(n)s address was checked.", "%(n)s addresses were checked.", len(chosen))
        messages.success(request, text % {"n": len(chosen)})
