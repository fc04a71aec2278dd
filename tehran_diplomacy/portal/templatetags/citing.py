"""How a record is cited, for its page; and words that lead to the glossary."""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tehran_diplomacy.portal.citing import Citation, citation
from tehran_diplomacy.portal.glossary import CODES
from tehran_diplomacy.publishing.models import Record

register = template.Library()


@register.simple_tag
def citation_of(record: Record) -> Citation:
    """The citation of a record, in the page's language."""
    return citation(record)


@register.filter
def explained(word: str, code: str) -> SafeString | str:
    """A word as a link to its place in the glossary; as it is where the glossary has none."""
    if str(code) not in CODES:
        return word
    address = reverse("portal:glossary")
    return format_html('<a class="term" href="{}#{}">{}</a>', address, code, word)
