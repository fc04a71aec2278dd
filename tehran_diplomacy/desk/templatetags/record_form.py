"""What the form of a record shows beside its boxes: its errors as one list."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import template
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from tehran_diplomacy.languages.templatetags.languages import number

register = template.Library()


@dataclass(frozen=True)
class Problem:
    """An error of a form: in which row and box, what it says, and the element that a link leads to."""

    row: str
    box: str
    text: str
    target: str


@register.simple_tag
def form_problems(adminform: Any, inlines: Any) -> list[Problem]:
    """Return all errors of a record's form and of its parts, in the order of the page."""
    form = adminform.form
    boxes = [form[name] for name in form.fields]
    first = next((box.id_for_label for box in boxes if not box.is_hidden), "")
    found = list(_of_form(form, "", first))
    for inline in inlines:
        formset, name = inline.formset, capfirst(str(inline.opts.verbose_name))
        heading = capfirst(str(inline.opts.verbose_name_plural))
        found += [Problem(heading, "", text, f"{formset.prefix}-group") for text in formset.non_form_errors()]
        for place, form in enumerate(formset.forms, 1):
            if not (formset.can_delete and formset._should_delete_form(form)):
                row = _("%(part)s %(number)s") % {"part": name, "number": number(place)}
                found += _of_form(form, row, form.prefix)
    return list(dict.fromkeys(found))


def _of_form(form: Any, row: str, target: str) -> Iterator[Problem]:
    for name, errors in form.errors.items():
        box = None if name == NON_FIELD_ERRORS or name not in form.fields else form[name]
        for text in errors:
            yield Problem(row, str(box.label) if box else "", text, box.id_for_label if box else target)
