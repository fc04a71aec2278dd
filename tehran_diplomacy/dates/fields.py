"""Model fields of dates: the partial date with the first and last day that it can mean, and the exact day."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django_jalali.db.models import jDateField

from tehran_diplomacy.dates.forms import DayFormField, PartialDateFormField
from tehran_diplomacy.dates.partial import InvalidPartialDate, PartialDate


class BoundField(models.DateField):
    """The first or last day of a partial date, computed whenever the row is saved."""

    follows_from_others = True  # not part of a revision

    def __init__(self, *args: Any, of: str = "", end: str = "first", **kwargs: Any) -> None:
        self.of, self.end = of, end
        kwargs |= {"null": True, "blank": True, "editable": False, "db_index": True}
        super().__init__(*args, **kwargs)

    def deconstruct(self):  # noqa: ANN201 - Django's own shape
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("null", "blank", "editable", "db_index"):
            kwargs.pop(fixed, None)
        return name, path, args, kwargs | {"of": self.of, "end": self.end}

    def pre_save(self, model_instance: models.Model, add: bool) -> date | None:
        """Return the bound of the date as it is being saved."""
        value = _as_partial(getattr(model_instance, self.of))
        bound = getattr(value, self.end) if value else None
        setattr(model_instance, self.attname, bound)
        return bound


class PartialDateField(models.CharField):
    """A date as exact as its source, kept as canonical text ('1400-05'); NULL where it is unknown.

    Two indexed columns `<name>_first` and `<name>_last` (Gregorian days) come with it: sort by the first, ask
    both for overlaps. `KeptRows.update()` computes them as `save()` does.
    """

    def __init__(self, *args: Any, bounds: bool = True, **kwargs: Any) -> None:
        self.bounds = bounds
        kwargs |= {"max_length": 10, "null": True, "blank": True}
        super().__init__(*args, **kwargs)

    def deconstruct(self):  # noqa: ANN201 - Django's own shape
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("max_length", "null", "blank"):
            kwargs.pop(fixed, None)
        # A migration names the two columns itself.
        return name, path, args, kwargs | {"bounds": False}

    def contribute_to_class(self, cls: type[models.Model], name: str, **kwargs: Any) -> None:
        """Add the field and, on a real model, its two bounds."""
        super().contribute_to_class(cls, name, **kwargs)
        if self.bounds and not cls._meta.abstract:
            for end in ("first", "last"):
                cls.add_to_class(f"{name}_{end}", BoundField(of=name, end=end))

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> PartialDate | None:
        """Return the date that a row holds."""
        return PartialDate.parse(value) if value else None

    def to_python(self, value: Any) -> PartialDate | None:
        """Return a date from text or a date; raise ValidationError for what is neither."""
        try:
            return _as_partial(value)
        except InvalidPartialDate as error:
            raise ValidationError(error.message, code="invalid") from error

    def get_prep_value(self, value: Any) -> str | None:
        """Return the text that is stored."""
        value = _as_partial(value)
        return str(value) if value else None

    def run_validators(self, value: Any) -> None:
        """Validate the stored text's length, not the date object."""
        super().run_validators(str(value) if value else value)

    def value_to_string(self, obj: models.Model) -> str:
        """Return the text that a fixture holds."""
        return self.get_prep_value(self.value_from_object(obj)) or ""

    def formfield(self, **kwargs: Any):  # noqa: ANN201 - Django's own shape
        """Return the form field that reads a date as people write it."""
        offered = {"required": False, "label": self.verbose_name, "help_text": self.help_text}
        return PartialDateFormField(
            **{**offered, **{k: v for k, v in kwargs.items() if k in ("widget", "label")}}
        )


class DayField(jDateField):
    """An exact day, kept as a Gregorian date and given as a jdatetime.date; read as people write it."""

    def formfield(self, **kwargs: Any):  # noqa: ANN201 - Django's own shape
        """Return our own form field: django-jalali's takes every year for a Jalali one."""
        return models.Field.formfield(self, **{**kwargs, "form_class": DayFormField})


def _as_partial(value: Any) -> PartialDate | None:
    if value in (None, "") or isinstance(value, PartialDate):
        return value or None
    return PartialDate.parse(str(value))


def partial_date_constraints(name: str) -> list[models.CheckConstraint]:
    """Return the rules of a partial date's three columns, for a model's Meta."""
    first, last = f"{name}_first", f"{name}_last"
    return [
        models.CheckConstraint(
            condition=Q(**{name: None, first: None, last: None})
            | Q(**{f"{name}__isnull": False, f"{first}__isnull": False, f"{last}__gte": F(first)}),
            name=f"%(app_label)s_%(class)s_{name}_bounds",
        )
    ]
