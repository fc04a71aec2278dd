"""What every form of the desk has in common: it saves only what was changed, and says what was done to what."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.db.models import Model
from django.forms import Media
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tehran_diplomacy.forms.lists import ChecksAddress
from tehran_diplomacy.forms.untouched import UntouchedModelForm
from tehran_diplomacy.languages.digits import localise
from tehran_diplomacy.languages.translated import page_language

_UNUSED = ("xregexp.js", "xregexp.min.js", "urlify.js", "prepopulate.js")
NAMED = 8  # rows that a message names; the rest is counted
Saying = Callable[[int], str]  # gives the sentence for a number of rows; it names them as {records}


class SavesOnlyChanges(ChecksAddress):
    """A ModelAdmin that leaves a row alone whose form was sent back unchanged."""

    form = UntouchedModelForm

    @property
    def media(self) -> Media:
        """Django's files without those that make an address of a title while it is typed: the portal makes it."""
        found = super().media
        return Media(
            js=[one for one in found._js if str(one).rpartition("/")[2] not in _UNUSED], css=found._css
        )

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        """Save a new row, or one of which something was changed."""
        if not change or form.has_changed():
            super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save the parts; a row of which only parts were changed is saved too, for the day of its last change."""
        if change and not form.has_changed() and any(one.has_changed() for one in formsets):
            form.instance.save()
        super().save_related(request, form, formsets, change)

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> Any:
        """Return what the log says; note whether there is anything to say."""
        changed = super().construct_change_message(request, form, formsets, add)
        request.nothing_changed = not add and not changed
        return changed

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        """Write a change into the log; one without a change is none."""
        return super().log_change(request, obj, message) if message else None

    # -- What is said afterwards ---------------------------------------------------------------------------

    def named(self, request: HttpRequest, obj: Model) -> SafeString:
        """Return a row's name as a link to its form, for a message."""
        if not self.has_view_or_change_permission(request, obj):
            return format_html("<bdi>{}</bdi>", obj)
        name = f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_change"
        return format_html('<a href="{}"><bdi>{}</bdi></a>', reverse(name, args=[obj.pk]), obj)

    def tell(self, request: HttpRequest, text: str, obj: Model, **values: Any) -> None:
        """Say what was done to a row, in place of the sentence that a saved form ends with.

        `text` names the row as {record}.
        """
        request.told = True
        self.message_user(
            request, format_html(text, record=self.named(request, obj), **values), messages.SUCCESS
        )

    def tell_of_many(
        self, request: HttpRequest, done: list[Model], saying: Saying, name: Any = None, **values: Any
    ) -> None:
        """Say what was done to which records; `name` gives a record's name as the sentence shows it."""
        if not done:
            return
        name = name or (lambda record: self.named(request, record))
        names = format_html_join(" · ", "{}", ((name(record),) for record in done[:NAMED]))
        if more := len(done) - NAMED if len(done) > NAMED else 0:
            text = ngettext("and %(count)s more", "and %(count)s more", more) % {"count": more}
            names = format_html("{} {}", names, localise(text, page_language()))
        text = localise(saying(len(done)) % {"count": len(done)}, page_language())
        messages.success(request, format_html(text, records=names, **values))

    def response_add(
        self, request: HttpRequest, obj: Model, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Say that the row was added; lead on."""
        if IS_POPUP_VAR in request.POST:
            return super().response_add(request, obj, post_url_continue)
        return self._after_save(request, obj)

    def response_change(self, request: HttpRequest, obj: Model) -> HttpResponse:
        """Say that the row was saved, or that nothing was changed; lead on."""
        if IS_POPUP_VAR in request.POST:
            return super().response_change(request, obj)
        return self._after_save(request, obj)

    def _after_save(self, request: HttpRequest, obj: Model) -> HttpResponse:
        if not getattr(request, "told", False):
            if getattr(request, "nothing_changed", False):
                self.message_user(request, _("Nothing was changed."), messages.INFO)
            else:
                self.tell(request, _("“{record}” is saved."), obj)
        name = f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}"
        if "_continue" in request.POST:
            address = reverse(f"{name}_change", args=[obj.pk])
        elif "_addanother" in request.POST:
            address = reverse(f"{name}_add")
        else:
            return self.response_post_save_change(request, obj)
        preserved = {"preserved_filters": self.get_preserved_filters(request), "opts": self.opts}
        return HttpResponseRedirect(add_preserved_filters(preserved, address))
