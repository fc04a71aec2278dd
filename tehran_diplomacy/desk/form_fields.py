"""Which form field the desk reads each kind of column with: dates, numbers, web addresses."""

from typing import Any

from django.contrib.admin.widgets import AdminURLFieldWidget
from django.db import models

from tehran_diplomacy.dates.admin_forms import DATE_FORMFIELD_OVERRIDES
from tehran_diplomacy.languages.number_fields import DecimalFormField, IntegerFormField, NumberTextInput

_WHOLE = {"form_class": IntegerFormField, "widget": NumberTextInput}

FORMFIELD_OVERRIDES: dict[type[models.Field], dict[str, Any]] = DATE_FORMFIELD_OVERRIDES | {
    models.IntegerField: _WHOLE,
    models.BigIntegerField: _WHOLE,
    models.SmallIntegerField: _WHOLE,
    models.PositiveIntegerField: _WHOLE,
    models.PositiveSmallIntegerField: _WHOLE,
    models.DecimalField: {"form_class": DecimalFormField, "widget": NumberTextInput},
    models.URLField: {"widget": AdminURLFieldWidget(attrs={"dir": "ltr"})},
}
