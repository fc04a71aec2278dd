"""Translating a record side by side: the text there is in view, the box for the other language beside it."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Field, TextField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from modeltranslation.fields import TranslationField

from tehran_diplomacy.forms.untouched import same_text
from tehran_diplomacy.languages.translated import LANGUAGES, direction
from tehran_diplomacy.publishing import versions
from tehran_diplomacy.publishing.comparison import Names
from tehran_diplomacy.publishing.history import changes
from tehran_diplomacy.publishing.snapshots import kept_fields, part_fields, part_model, snapshot
from tehran_diplomacy.unsaved.guard import is_restoring, restorable, unchecked


@dataclass(frozen=True)
class Text:
    """A text to translate: where it stands in the record's data, and what the other language says."""

    name: str
    row: dict[str, Any]
    column: str
    label: str
    original: str
    field: Field


class TranslatesSideBySide:
    """Adds the page of translation to the admin of a record."""

    def get_urls(self) -> list[URLPattern]:
        """Add the page."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_translate"
        view = self.admin_site.admin_view(self.translate_view)
        return [path("<path:object_id>/translate/", view, name=name), *super().get_urls()]

    @restorable()
    def translate_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show, and keep, the texts of one language beside those of the other (`?to=fa` or `?to=en`)."""
        record = self._record(request, object_id, "change")
        wanted = request.GET.get("to", "en")
        language = wanted if wanted in LANGUAGES else "en"
        data = self.under_the_form(record) or snapshot(record)
        texts = list(texts_of(type(record), data, language))
        form_class = _form_of(texts, language)
        form = (unchecked(form_class) if is_restoring(request) else form_class)(request.POST or None)
        if request.method == "POST" and form.is_valid():
            return self._keep_translation(request, record, data, texts, form)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Translate “%(record)s”") % {"record": record},
            "opts": self.opts,
            "original": record,
            "seen": request.POST.get("_seen", versions.seen(record)),
            "rows": [(text, form[text.name]) for text in texts],
            "from_language": "fa" if language == "en" else "en",
            "from_direction": direction("fa" if language == "en" else "en"),
            "to_language": language,
        }
        return TemplateResponse(request, "admin/translate.html", context)

    def _keep_translation(
        self, request: HttpRequest, record: Any, data: dict[str, Any], texts: list[Text], form: forms.Form
    ) -> HttpResponse:
        started_from = request.POST.get("_seen", "")
        with changes(request.user):
            locked = self._locked(request, str(record.pk))
            for text in texts:
                text.row[text.column] = _written(text, form.cleaned_data[text.name])
            if started_from != versions.seen(locked):
                aside = versions.set_aside(locked, data, request.user, started_from)
                return HttpResponseRedirect(self.address("aside", record.pk, aside.pk))
            self.take(request, locked, data)
        if versions.seen(locked) == started_from:
            messages.info(request, _("Nothing was changed."))
        else:
            messages.success(request, _("The translation is saved."))
        return HttpResponseRedirect(self.address("change", record.pk))


def texts_of(model: type, data: dict[str, Any], language: str) -> list[Text]:
    """Return the texts of a snapshot that stand in the other language, the record's own first."""
    found = _texts(kept_fields(model), data["fields"], language, "f", "")
    for name, rows in data["parts"].items():
        fields = part_fields(model, name)
        title = str(part_model(model, name)._meta.verbose_name)
        for place, row in enumerate(rows, 1):
            found += _texts(
                fields, row, language, f"p-{name}-{row['pk']}", f"{title} {Names.number(place)}: "
            )
    return found


def _texts(fields: tuple, row: dict[str, Any], language: str, prefix: str, before: str) -> list[Text]:
    found = []
    for field in fields:
        if not isinstance(field, TranslationField) or field.language != language:
            continue
        name = field.translated_field.name
        original = row.get(f"{name}_{'fa' if language == 'en' else 'en'}")
        if name != "office_note" and (original or row.get(field.name)):
            label = f"{before}{field.translated_field.verbose_name}"
            found.append(Text(f"{prefix}-{field.name}", row, field.name, label, original or "", field))
    return found


def _written(text: Text, typed: str) -> str | None:
    """Return what was typed as it is kept; where nothing was changed, what stood there: a browser alters line ends."""
    before = text.row.get(text.column)
    return before if same_text(before, typed) else typed.strip() or None


def _form_of(texts: list[Text], language: str) -> type[forms.Form]:
    boxes = {}
    for text in texts:
        long = isinstance(text.field, TextField) or len(text.original) > 90
        attributes = {"lang": language, "dir": direction(language), "rows": 6 if long else 1, "cols": 60}
        boxes[text.name] = forms.CharField(
            label=text.label,
            required=False,
            strip=False,
            max_length=text.field.max_length,
            initial=text.row.get(text.column) or "",
            widget=forms.Textarea(attributes),
        )
    return type("TranslationForm", (forms.Form,), boxes)
