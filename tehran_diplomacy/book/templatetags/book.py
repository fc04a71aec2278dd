"""What pages say of the PDF made of them."""

from django import template
from django.utils.translation import gettext

from tehran_diplomacy.book.typesetting import kept_name
from tehran_diplomacy.files.made import newest_size
from tehran_diplomacy.languages.templatetags.languages import file_size

register = template.Library()


@register.simple_tag
def printed(kind: str, uid: str) -> str:
    """'PDF', with its size once it has been made: a page asks nothing of the database for it."""
    size = newest_size(kept_name(kind, uid))
    return "PDF" + gettext(", ") + file_size(size) if size else "PDF"
