"""Which form field the admin uses for which kind of date."""

from django.db import models
from django_jalali.db.models import jDateField

from tehran_diplomacy.dates.fields import PartialDateField
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
    jDateField: {"form_class": DayFormField, "widget": DateTextInput},
    models.DateTimeField: {"form_class": MomentFormField, "widget": MomentInput},
}
