"""The code of frames, for the pages that offer it."""

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString

from tehran_diplomacy.languages.translated import translated
from tehran_diplomacy.publishing.models import Record
from tehran_diplomacy.reuse.frames import frame_code

register = template.Library()


@register.simple_tag
def embed_code(kind: str, record: Record) -> SafeString:
    """The `iframe` with which another site shows a record; `kind` is 'goal', 'city' or 'gallery'."""
    address = settings.SITE_ADDRESS + reverse(f"embeds:{kind}", args=[record.uid])
    return frame_code(address, translated(record, record.label).text, kind)
