"""Forms in which a box that nobody touched leaves what the row holds exactly as it is."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import cached_property

# Of these what a browser sends back differs in ways that nobody typed: line ends, spaces at the ends, seconds.
_EXACT = (models.CharField, models.TextField, models.DateTimeField)


def same_text(before: Any, after: Any) -> bool:
    """Whether two texts differ in their line ends only, which browsers write in their own way."""
    return str(before or "").replace("\r\n", "\n") == str(after or "").replace("\r\n", "\n")


def is_key(column: models.Field, value: Any) -> bool:
    """Whether the database can look for a value in this column at all; None it cannot."""
    try:
        column.run_validators(column.to_python(value))
    except ValidationError:
        return False
    return value is not None


class KeepsUntouched:
    """A ModelForm that takes over only what was changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            widget = getattr(field.widget, "widget", field.widget)  # the admin wraps those of relations
            if hasattr(widget, "row"):
                widget.row = self.instance
        if self.is_bound:
            self._replace_impossible_keys()

    def _replace_impossible_keys(self) -> None:
        """Put 0, a key of no row, for what no key can be: databases fail at it, and a box that is shown again asks them."""
        for name, field in self.fields.items():
            if not isinstance(field, forms.ModelChoiceField) or not hasattr(self.data, "getlist"):
                continue
            sent, columns = self.data.getlist(self.add_prefix(name)), field.queryset.model._meta
            key = columns.get_field(field.to_field_name) if field.to_field_name else columns.pk
            if not all(value == "" or is_key(key, value) for value in sent):
                self.data = self.data.copy()
                self.data.setlist(
                    self.add_prefix(name),
                    [value if value == "" or is_key(key, value) else "0" for value in sent],
                )

    @cached_property
    def changed_data(self) -> list[str]:
        """The names of the boxes whose value was changed."""
        return [name for name in super().changed_data if not self._is_same_text(name)]

    def _is_same_text(self, name: str) -> bool:
        box = self[name]
        return (
            isinstance(box.field, forms.CharField)
            and isinstance(box.initial, str)
            and same_text(box.initial, box.data)
        )

    def _clean_fields(self) -> None:
        super()._clean_fields()
        if self.instance._state.adding:
            return
        columns = {one.name for one in self._meta.model._meta.concrete_fields if isinstance(one, _EXACT)}
        for name in columns.intersection(self.cleaned_data).difference(self.changed_data):
            self.cleaned_data[name] = getattr(self.instance, name)


class UntouchedModelForm(KeepsUntouched, forms.ModelForm):
    """The form of a row at the desk."""
