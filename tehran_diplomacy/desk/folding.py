"""Rows of a long part of a record, folded: each is a line and two hidden boxes until somebody opens it.

A form of forty participants would otherwise take seconds to make and to paint. A folded row sends its key and its
place; the rest of it stays as it is. `?unfold=` in the address names the parts or rows that are shown open.
"""

from typing import Any

from django import forms
from django.forms import BaseModelForm
from django.forms.models import BaseModelFormSet
from django.http import HttpRequest
from django.utils.functional import cached_property

UNFOLDED = 4  # rows of a part that are all shown open; of more, each is opened by itself


class FoldedRows:
    """A formset whose rows are folded where there are many; those that came folded are read as such."""

    unfolded: frozenset[str] = frozenset()

    def _construct_form(self: BaseModelFormSet, i: int, **kwargs: Any) -> BaseModelForm:
        folded = i < self.initial_form_count() and self._is_folded(self.add_prefix(i))
        whole = self.form
        try:
            self.form = self.folded_form if folded else whole
            form = super()._construct_form(i, **kwargs)
        finally:
            self.form = whole
        form.is_folded = folded
        return form

    @cached_property
    def folded_form(self: BaseModelFormSet) -> type[BaseModelForm]:
        """The form of a folded row: of its boxes only the place in the order is made at all, and a mark."""
        slim = type("FoldedForm", (self.form,), {})
        mark = forms.CharField(required=False, initial="1", widget=forms.HiddenInput)
        kept = {name: box for name, box in self.form.base_fields.items() if name == "position"}
        slim.base_fields = kept | {"folded": mark}
        return slim

    def validate_unique(self: BaseModelFormSet) -> None:
        """Compare what was sent with what folded rows hold as well."""
        for form in self.forms:
            if form.is_folded and hasattr(form, "cleaned_data"):
                held = {
                    column.name: getattr(form.instance, column.attname)
                    for column in self.model._meta.concrete_fields
                }
                form.cleaned_data = held | form.cleaned_data
        super().validate_unique()

    def _is_folded(self, prefix: str) -> bool:
        if self.is_bound:
            return f"{prefix}-folded" in self.data
        many = self.initial_form_count() > UNFOLDED
        return many and not {prefix, prefix.rpartition("-")[0]} & self.unfolded


class FoldsRows:
    """An inline whose rows are folded where there are many."""

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> type[BaseModelFormSet]:
        """Return the formset that folds; tables show every row, and so do parts that may only be read."""
        formset = super().get_formset(request, obj, **kwargs)
        if not self.template.endswith("stacked.html") or not self.has_change_permission(request, obj):
            return formset
        unfolded = frozenset(request.GET.get("unfold", "").split(","))
        return type(formset.__name__, (FoldedRows, formset), {"unfolded": unfolded})
