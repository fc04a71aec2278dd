"""Look-up boxes of the desk: found by any part of a name; what is not found is made without leaving the page."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.admin.options import InlineModelAdmin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.widgets import AutocompleteMixin, RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied
from django.db.models import Field, Model, QuerySet
from django.forms import modelform_factory
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from tehran_diplomacy.forms.untouched import UntouchedModelForm
from tehran_diplomacy.languages.folding import squeeze
from tehran_diplomacy.languages.translated import LANGUAGES, direction, language_of
from tehran_diplomacy.publishing.history import changes

_SCRIPT = "js/admin/lookup.js"


class _LookUp(AutocompleteMixin):
    """Django's box with a script of the portal's: made when it comes into view, may be cleared, may create.

    `row` is what the form is of: a record that it names is shown from there, and asked for once in a page.
    """

    row: Model | None = None

    def build_attrs(self, base_attrs: dict[str, Any], extra_attrs: Any = None) -> dict[str, Any]:
        """Let every choice be cleared; whether one is needed is said by the form."""
        clears = "false" if self.allow_multiple_selected else "true"  # of several each has its own ×
        return super().build_attrs(base_attrs, extra_attrs) | {"data-allow-clear": clears}

    def optgroups(self, name: str, value: list[str], attrs: Any = None) -> list[Any]:
        """Add the empty choice that a cleared box stands at."""
        chosen = None if self.allow_multiple_selected else self._named_by_the_row()
        is_known = chosen is not None and value == [str(chosen.pk)]
        if is_known:
            label = self.choices.field.label_from_instance(chosen)
            groups = [(None, [self.create_option(name, chosen.pk, label, True, 1)], 0)]
        else:
            groups = super().optgroups(name, value, attrs)
        if (is_known or self.is_required) and not self.allow_multiple_selected:
            groups[0][1].insert(0, self.create_option(name, "", "", False, 0))
        return groups

    def _named_by_the_row(self) -> Model | None:
        return getattr(self.row, self.field.name, None) if self.row is not None else None

    @property
    def media(self) -> forms.Media:
        """Django's files, with the portal's script in the place of Django's, and what the small form needs."""
        found = super().media
        scripts = [_SCRIPT if name == "admin/js/autocomplete.js" else name for name in found._js]
        other = self.admin_site._registry.get(self.field.remote_field.model)
        return forms.Media(js=[*scripts, *getattr(other, "quick_scripts", ())], css=found._css)


class LookUpSelect(_LookUp, forms.Select):
    """One of many records."""


class LookUpSelectMultiple(_LookUp, forms.SelectMultiple):
    """Several of many records."""


class LooksUp:
    """An admin or inline whose autocomplete fields are the portal's look-ups."""

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Fetch with the rows of an inline what their boxes name."""
        rows = super().get_queryset(request)
        if not isinstance(self, InlineModelAdmin):
            return rows
        named = [name for name in self.autocomplete_fields if not self.opts.get_field(name).many_to_many]
        return rows.select_related(*named) if named else rows

    def formfield_for_foreignkey(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> Any:
        """Return the box for one record."""
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", LookUpSelect(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> Any:
        """Return the box for several records."""
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", LookUpSelectMultiple(db_field, self.admin_site))
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> Any:
        """Leave no button beside a box that deletes the record chosen, nor one for what the box itself creates."""
        box = super().formfield_for_dbfield(db_field, request, **kwargs)
        if box is not None and isinstance(box.widget, RelatedFieldWidgetWrapper):
            box.widget.can_delete_related = False
            other = self.admin_site._registry.get(db_field.remote_field.model)
            if isinstance(box.widget.widget, _LookUp) and getattr(other, "quick_fields", ()):
                box.widget.can_add_related = False
        return box


@dataclass(frozen=True)
class Offer:
    """Something that a look-up can create: what it says, and what the form begins with."""

    text: str
    initial: dict[str, Any]


class QuickAdd:
    """Adds a small form that a look-up opens in a dialog; `quick_fields` are the columns that it asks."""

    quick_fields: tuple[str, ...] = ()
    quick_form: type[forms.ModelForm] = UntouchedModelForm
    quick_scripts: tuple[str, ...] = ()

    def get_urls(self) -> list[URLPattern]:
        """Add the form, where the register has one."""
        if not self.quick_fields:
            return super().get_urls()
        name = f"{self.opts.app_label}_{self.opts.model_name}_quick"
        return [path("quick/", self.admin_site.admin_view(self.quick_view), name=name), *super().get_urls()]

    def offers(self, term: str, found: list[Model]) -> Iterator[Offer]:
        """Yield what can be created for a text that was typed; `found` are the records that the box lists."""
        label = getattr(self.model, "label", "name")
        columns = [f"{label}_{language}" for language in LANGUAGES]
        names = {squeeze(getattr(record, column) or "") for record in found for column in columns}
        if squeeze(term) and squeeze(term) not in names:
            yield Offer(_("Create “%(name)s”") % {"name": term}, {f"{label}_{language_of(term)}": term})

    def quick_view(self, request: HttpRequest) -> HttpResponse:
        """Show the small form; or create the record and answer with its key and name."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        box = partial(self.formfield_for_dbfield, request=request)
        form_class = modelform_factory(
            self.model, form=self.quick_form, fields=self.quick_fields, formfield_callback=box
        )
        form = form_class(request.POST or None, initial=request.GET.dict(), prefix="quick")
        for column, field in form.fields.items():
            if (language := column[-2:]) in LANGUAGES and column[-3] == "_":
                field.widget.attrs |= {"lang": language, "dir": direction(language)}
        if request.method == "POST" and form.is_valid():
            with changes(request.user):
                made = form.save()
                self.log_addition(request, made, [{"added": {}}])
            return JsonResponse({"id": str(made.pk), "text": str(made)}, status=201)
        context = {"form": form, "opts": self.opts, "action": request.path}
        status = 422 if request.method == "POST" else 200
        return TemplateResponse(request, "admin/quick_add.html", context, status=status)


class LookUpView(AutocompleteJsonView):
    """Answers a look-up; after the last record that fits stands what can be created."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
        """Return the page of records, and on the last one the offers."""
        self.term, self.model_admin, self.source_field, key = self.process_request(request)
        if not self.has_perm(request):
            raise PermissionDenied
        self.object_list = self.get_queryset()
        page = self.get_context_data()["page_obj"]
        results = [self.serialize_result(record, key) for record in page]
        if not page.has_next():
            results += self._offers(request, list(page))
        return JsonResponse({"results": results, "pagination": {"more": page.has_next()}})

    def _offers(self, request: HttpRequest, found: list[Model]) -> list[dict[str, str]]:
        owner = self.model_admin
        term = self.term.strip()[:120]
        if not getattr(owner, "quick_fields", ()) or not term or not owner.has_add_permission(request):
            return []
        address = owner.address("quick")
        return [
            {"id": f"create:{number}", "text": offer.text, "create": f"{address}?{urlencode(offer.initial)}"}
            for number, offer in enumerate(owner.offers(term, found))
        ]
