"""Which form field the admin uses for which kind of date."""

from django.db import models

from tehran_diplomacy.dates.fields import DayField, PartialDateField
from tehran_diplomacy.dates.forms import (
    DateTextInput,
    DayFormField,
    MomentFormField,
    MomentInput,
    PartialDateFormField,
    PartialDateInput,
)

DATE_FORMFIELD_OVERRIDES = {
    PartialDateField: {"form_class": PartialDateFormField, "widget": PartialDateInput},
    DayField: {"form_class": DayFormField, "widget": DateTextInput},
    models.DateTimeField: {"form_class": MomentFormField, "widget": MomentInput},
}
