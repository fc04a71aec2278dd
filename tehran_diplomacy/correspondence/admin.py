"""The inbox: who may answer sees who wrote; others with a look at messages do not."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import SimpleListFilter
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters

from tehran_diplomacy.correspondence.exporting import as_data
from tehran_diplomacy.correspondence.forms import CodeForm
from tehran_diplomacy.correspondence.models import AnswerTemplate, Message, State
from tehran_diplomacy.dates.display import show_moment
from tehran_diplomacy.forms.saving import SavesOnlyChanges, Saying
from tehran_diplomacy.forms.untouched import UntouchedModelForm
from tehran_diplomacy.languages.fields import containing
from tehran_diplomacy.languages.translated import direction, language_of, page_language, translated
from tehran_diplomacy.unsaved.admin import RestoresForms

ANSWER = "correspondence.answer_message"


def who_answer() -> QuerySet[User]:
    """Return the accounts that may answer."""
    backend = "django.contrib.auth.backends.ModelBackend"
    return User.objects.with_perm(ANSWER, backend=backend).filter(is_staff=True).order_by("username")


class PlaceFilter(SimpleListFilter):
    """Which part of the inbox is shown; first what waits."""

    title = _("status")
    parameter_name = "place"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        """Offer every state, what is mine, and all."""
        return [("mine", _("waiting for me")), *State.choices, ("all", _("all"))]

    def choices(self, changelist: Any) -> Iterator[dict[str, Any]]:
        """Name what is shown unless chosen otherwise."""
        named = super().choices(changelist)
        yield next(named) | {"display": _("waiting for an answer")}
        yield from named

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Return that part."""
        place = self.value()
        if place is None:
            return queryset.waiting()
        if place == "mine":
            return queryset.mine(request.user)
        return queryset.filter(state=place) if place in State.values else queryset


def name_of(user: User) -> str:
    """Return a colleague's name, the account's where none is given."""
    return user.get_full_name() or user.get_username()


class MessageForm(UntouchedModelForm):
    """What the office does with a message."""

    template = forms.ModelChoiceField(
        AnswerTemplate.objects.all(),
        label=_("answer template"),
        required=False,
        help_text=_("Its text is added below the text already in the answer."),
    )

    class Meta:
        model = Message
        fields = ["state", "assigned_to", "answer"]
        widgets = {"answer": forms.Textarea({"rows": 12, "class": "vLargeTextField"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "assigned_to" in self.fields:
            self.fields["assigned_to"].queryset = who_answer()
            self.fields["assigned_to"].label_from_instance = name_of
        if self.instance.state != State.ANSWERED and "state" in self.fields:
            offered = [one for one in self.fields["state"].choices if one[0] != State.ANSWERED]
            self.fields["state"].choices = offered

    def clean(self) -> dict[str, Any]:
        """Put the template's text in, or mark the answer as sent, as the pressed button says.

        What a citizen reads already is changed by the button that sends it alone.
        """
        cleaned = super().clean()
        if "_insert" in self.data and (template := cleaned.get("template")):
            cleaned["answer"] = f"{cleaned.get('answer', '').strip()}\n\n{template.text}".strip()
        sends = "_send" in self.data or "_answer" in self.data
        if sends and not cleaned.get("answer", "").strip():
            self.add_error("answer", _("Write the answer before you send it."))
        elif self.instance.is_answered and not sends and cleaned.get("answer") != self.instance.answer:
            self.add_error(
                "answer",
                _("The citizen can already read this answer. Use the button to send the corrected one."),
            )
        if "_send" in self.data:
            cleaned["state"] = State.ANSWERED
        elif cleaned.get("state") == State.NEW and cleaned.get("assigned_to"):
            cleaned["state"] = State.ASSIGNED
        return cleaned


@admin.register(Message)
class MessageAdmin(RestoresForms, SavesOnlyChanges, admin.ModelAdmin):
    """Citizens' messages."""

    form = MessageForm
    change_form_template = "admin/correspondence/message.html"
    change_list_template = "admin/correspondence/messages.html"
    list_display = ["subject_line", "state_now", "received", "about_line", "colleague"]
    list_filter = [PlaceFilter, "language"]
    search_fields = ["words"]
    search_help_text = _("Words from the subject, message, answer, name or contact details")
    list_per_page = 50
    show_full_result_count = False
    actions = ["take_selected", "close_selected", "spam_selected", "no_spam_selected"]

    # -- Who may what --------------------------------------------------------------------------------------

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only citizens write."""
        return False

    def has_answer_permission(self, request: HttpRequest) -> bool:
        """Whether this person answers citizens, and so sees who wrote."""
        return request.user.has_perm(ANSWER)

    def has_change_permission(self, request: HttpRequest, obj: Message | None = None) -> bool:
        """Whether this person answers citizens."""
        return self.has_answer_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Message | None = None) -> bool:
        """Whether this person may at least look."""
        return self.has_answer_permission(request) or super().has_view_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Message | None = None) -> bool:
        """Let those who answer delete."""
        return self.has_answer_permission(request) and super().has_delete_permission(request, obj)

    # -- The list ------------------------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Fetch what a row and a form show."""
        return super().get_queryset(request).with_about()

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Find by words of the message; by who wrote it only for those who may know."""
        found = containing("words", search_term)
        if search_term and self.has_answer_permission(request):
            found |= containing("correspondent__words", search_term)
        return queryset.filter(found), False

    @admin.display(description=_("subject"), ordering="subject")
    def subject_line(self, obj: Message) -> SafeString:
        """The subject in its own direction."""
        return format_html('<bdi lang="{}">{}</bdi>', language_of(obj.subject), obj.subject)

    @admin.display(description=_("status"), ordering="state")
    def state_now(self, obj: Message) -> SafeString:
        """The state as a chip."""
        return format_html(
            '<span class="state state-message-{}">{}</span>', obj.state, obj.get_state_display()
        )

    @admin.display(description=_("received"), ordering="received_at")
    def received(self, obj: Message) -> str:
        """When it came."""
        return show_moment(obj.received_at, page_language())

    @admin.display(description=_("assigned to"), ordering="assigned_to")
    def colleague(self, obj: Message) -> str:
        """Who sees to it."""
        return name_of(obj.assigned_to) if obj.assigned_to else "—"

    @admin.display(description=_("about"))
    def about_line(self, obj: Message) -> SafeString | str:
        """What it is about, with a link to the page."""
        if obj.about is None:
            return "—"
        title = translated(obj.about, "title").text
        return format_html('<a href="{}">{}</a>', obj.about.get_absolute_url(), title)

    def _step(self, request: HttpRequest, chosen: QuerySet, saying: Saying, **values: Any) -> None:
        """Change the chosen messages, and say of which what was done."""
        done = list(chosen)
        self.model.objects.filter(pk__in=[one.pk for one in done]).update(**values)
        self.tell_of_many(request, done, saying)

    @admin.action(description=_("Assign to me"), permissions=["answer"])
    def take_selected(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Take the chosen messages that wait."""

        def saying(n: int) -> str:
            return ngettext(
                "%(count)s message is yours now: {records}", "%(count)s messages are yours now: {records}", n
            )

        self._step(request, queryset.waiting(), saying, assigned_to=request.user, state=State.ASSIGNED)

    @admin.action(description=_("Close"), permissions=["answer"])
    def close_selected(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Close the chosen messages."""

        def saying(n: int) -> str:
            return ngettext(
                "%(count)s message is closed: {records}", "%(count)s messages are closed: {records}", n
            )

        self._step(request, queryset, saying, state=State.CLOSED)

    @admin.action(description=_("Mark as spam"), permissions=["answer"])
    def spam_selected(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Put the chosen messages with the spam."""

        def saying(n: int) -> str:
            return ngettext(
                "%(count)s message is with the spam now: {records}",
                "%(count)s messages are with the spam now: {records}",
                n,
            )

        self._step(request, queryset, saying, state=State.SPAM, assigned_to=None)

    @admin.action(description=_("Not spam"), permissions=["answer"])
    def no_spam_selected(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Bring the chosen messages back from the spam."""

        def saying(n: int) -> str:
            return ngettext(
                "%(count)s message is no spam: {records}", "%(count)s messages are no spam: {records}", n
            )

        self._step(request, queryset.filter(state=State.SPAM), saying, state=State.NEW)

    # -- The form ------------------------------------------------------------------------------------------

    def get_fieldsets(self, request: HttpRequest, obj: Message | None = None) -> list[tuple]:
        """Show the message, who wrote it where that may be seen, and what the office does with it."""
        own = (_("Message"), {"fields": ["subject_line", "body", "about_line", "received", "language_name"]})
        if not self.has_answer_permission(request):
            return [own, (_("Answer"), {"fields": ["state", "answer", "sent"]})]
        return [
            own,
            (_("Sender (personal data)"), {"fields": ["name", "contact"]}),
            (_("Answer"), {"fields": ["assigned_to", "state", "template", "answer", "sent"]}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Message | None = None) -> list[str]:
        """What the citizen wrote stays as it is."""
        fixed = ["subject_line", "body", "about_line", "received", "language_name", "name", "contact", "sent"]
        return fixed if self.has_answer_permission(request) else [*fixed, "state", "answer"]

    @admin.display(description=_("message"))
    def body(self, obj: Message) -> SafeString:
        """The text in its own direction, line by line."""
        language = language_of(obj.text)
        return format_html(
            '<div class="citizens-text" lang="{}" dir="{}">{}</div>', language, direction(language), obj.text
        )

    @admin.display(description=_("language of the page"))
    def language_name(self, obj: Message) -> str:
        """In which language the citizen read the portal."""
        return obj.get_language_display()

    @admin.display(description=_("name"))
    def name(self, obj: Message) -> str:
        """Who wrote, where they said so."""
        return getattr(getattr(obj, "correspondent", None), "name", "") or "—"

    @admin.display(description=_("how to reply"))
    def contact(self, obj: Message) -> SafeString | str:
        """How to answer beside the code, where they said so."""
        said = getattr(getattr(obj, "correspondent", None), "contact", "")
        return format_html("<bdi>{}</bdi>", said) if said else "—"

    @admin.display(description=_("answer sent"))
    def sent(self, obj: Message) -> str:
        """When the answer was sent and by whom."""
        if obj.answered_at is None:
            return "—"
        return f"{show_moment(obj.answered_at, page_language())} · {name_of(obj.answered_by) if obj.answered_by else '—'}"

    def save_model(self, request: HttpRequest, obj: Message, form: MessageForm, change: bool) -> None:
        """Note who sent the answer and when; a preview of what a citizen reads already changes nothing."""
        was_read = obj.answered_at and form.initial["state"] in (State.ANSWERED, State.CLOSED)
        if "_answer" in request.POST and was_read:
            return
        if "_send" in request.POST:
            obj.answered_at, obj.answered_by = timezone.now(), request.user
            obj.save()  # also where no box was changed since the preview
            return
        super().save_model(request, obj, form, change)

    def response_change(self, request: HttpRequest, obj: Message) -> HttpResponse:
        """Stay at the form after a template was put in; say what the citizen sees now."""
        if "_insert" in request.POST:
            messages.success(request, gettext("Saved. The text of the template was added to the answer."))
            return HttpResponseRedirect(f"{request.path}#id_answer")
        if "_answer" in request.POST:
            return self._preview(request, obj)
        if "_send" in request.POST:
            messages.success(
                request, gettext("The answer has been sent. The citizen can read it with the tracking code.")
            )
            return HttpResponseRedirect(reverse("admin:correspondence_message_changelist"))
        return super().response_change(request, obj)

    def _preview(self, request: HttpRequest, obj: Message) -> HttpResponse:
        """Show the answer as the citizen will read it, with the button that sends it."""
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "original": obj,
            "title": gettext("This is what the citizen will read"),
            "sent": request.POST.dict(),
        }
        return TemplateResponse(request, "admin/correspondence/preview.html", context)

    # -- A person's record ---------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        """Add the page of the tracking code and the export."""
        by_code = sensitive_post_parameters()(self.by_code)
        return [
            path("by-code/", self.admin_site.admin_view(by_code), name="correspondence_message_by_code"),
            path(
                "<int:pk>/export/",
                self.admin_site.admin_view(self.export),
                name="correspondence_message_export",
            ),
            *super().get_urls(),
        ]

    def by_code(self, request: HttpRequest) -> HttpResponse:
        """Open or export the message of a tracking code; the code is posted, never part of an address."""
        if not self.has_answer_permission(request):
            raise PermissionDenied
        form = CodeForm(request.POST or None)
        if form.is_valid():
            message = Message.objects.with_code(form.cleaned_data["code"]).first()
            if message and "_export" in request.POST:
                return self.export(request, message.pk)
            if message:
                return HttpResponseRedirect(reverse("admin:correspondence_message_change", args=[message.pk]))
            form.add_error(
                "code", gettext("There is no message with this code. Check the letters and digits.")
            )
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "form": form,
            "title": gettext("Find by tracking code"),
        }
        return TemplateResponse(request, "admin/correspondence/by_code.html", context)

    def export(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Answer with all that is kept of one message and its writer, as JSON."""
        if not self.has_answer_permission(request):
            raise PermissionDenied
        message = Message.objects.with_about().select_related("correspondent").filter(pk=pk).first()
        if message is None:
            raise Http404
        headers = {
            "Content-Disposition": f'attachment; filename="message-{pk}.json"',
            "Cache-Control": "no-store",
        }
        return JsonResponse(
            as_data(message), json_dumps_params={"ensure_ascii": False, "indent": 2}, headers=headers
        )


@admin.register(AnswerTemplate)
class AnswerTemplateAdmin(RestoresForms, SavesOnlyChanges, admin.ModelAdmin):
    """Texts from which answers begin."""

    list_display = ["title", "language"]
    list_filter = ["language"]
    search_fields = ["title", "text"]
