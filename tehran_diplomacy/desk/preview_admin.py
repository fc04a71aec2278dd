"""The list of all links for a preview: who gave out which, and a button that ends them."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from tehran_diplomacy.dates.display import show_moment
from tehran_diplomacy.desk.keeping import PublishersAlone
from tehran_diplomacy.forms.lists import ChecksAddress
from tehran_diplomacy.languages.digits import localise
from tehran_diplomacy.languages.translated import page_language
from tehran_diplomacy.publishing.models import PreviewLink


@admin.register(PreviewLink)
class PreviewLinkAdmin(PublishersAlone, ChecksAddress, admin.ModelAdmin):
    """Links are made in the form of their record; publishers see all of them here and revoke them."""

    list_display = ["of_record", "made_by", "made", "ends", "is_revoked"]
    list_display_links = None
    list_filter = ["is_revoked"]
    list_select_related = ["made_by"]
    actions = ["revoke"]
    list_per_page = 50
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Fetch the records with the links."""
        return super().get_queryset(request).prefetch_related("record")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether this person may publish."""
        return request.user.is_active and self._publishes(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whether the list stands on the desk."""
        return self.has_view_permission(request)

    has_add_permission = lambda self, request: False  # noqa: E731
    has_change_permission = has_delete_permission = lambda self, request, obj=None: False

    @admin.display(description=_("record"))
    def of_record(self, link: PreviewLink) -> SafeString | str:
        """The record, with a link to its page as staff see it."""
        if link.record is None:
            return "—"
        return format_html('<a href="{}?preview">{}</a>', link.record.get_absolute_url(), link.record)

    @admin.display(description=_("made"), ordering="made_at")
    def made(self, link: PreviewLink) -> str:
        """When it was made, in the page's calendar."""
        return show_moment(link.made_at, page_language())

    @admin.display(description=_("ends"), ordering="ends_at")
    def ends(self, link: PreviewLink) -> str:
        """When it ends, in the page's calendar."""
        return show_moment(link.ends_at, page_language())

    @admin.action(description=_("Revoke"), permissions=["view"])
    def revoke(self, request: HttpRequest, queryset: QuerySet) -> None:
        """End the chosen links."""
        done = queryset.update(is_revoked=True)
        text = ngettext("%(count)s link is revoked.", "%(count)s links are revoked.", done)
        messages.success(request, localise(text % {"count": done}, page_language()))
