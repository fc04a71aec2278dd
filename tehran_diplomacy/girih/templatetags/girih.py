"""Facts as small drawings, always with words."""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tehran_diplomacy.languages.digits import localise
from tehran_diplomacy.languages.translated import page_language

register = template.Library()

# One petal in each quarter of a box of 24: cultural, social, economic, environmental.
PETALS = {
    "cultural": "M11 11C4 11 2 8 2 2c6 0 9 2 9 9z",
    "social": "M13 11c0-7 3-9 9-9 0 6-2 9-9 9z",
    "economic": "M11 13c0 7-3 9-9 9 0-6 2-9 9-9z",
    "environmental": "M13 13c7 0 9 3 9 9-6 0-9-2-9-9z",
}


@register.simple_tag
def rosette(fields: Iterable) -> SafeString:
    """The four petals of the fields, filled where the record has them, named for those who do not see them."""
    fields = list(fields)
    codes = {str(field.value) for field in fields}
    label = _("Fields: %(fields)s") % {
        "fields": _(", ").join(str(field.label) for field in fields) or _("none")
    }
    petals = format_html_join(
        "",
        '<path class="{}" d="{}"/>',
        (("petal is-filled" if code in codes else "petal", path) for code, path in PETALS.items()),
    )
    return format_html(
        '<svg class="rosette" viewBox="0 0 24 24" role="img" aria-label="{}">{}</svg>', label, petals
    )


@register.simple_tag
def badge(number: int) -> SafeString:
    """A goal's number on an eight-pointed star."""
    return format_html(
        '<span class="badge"><svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 1l3.2 3.3 4.6-.1-.1 4.6L23 '
        '12l-3.3 3.2.1 4.6-4.6-.1L12 23l-3.2-3.3-4.6.1.1-4.6L1 12l3.3-3.2-.1-4.6 4.6.1z"/></svg><span>{}</span></span>',
        localise(str(number), page_language()),
    )
