"""Pictures for templates: modern format first, sizes known, so that nothing jumps."""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from meetings.models import Photo
from tehran_diplomacy.files.derivatives import srcset

register = template.Library()


@register.simple_tag
def photo_picture(photo: Photo, sizes: str, loading: str = "lazy") -> SafeString:
    """A supplied photo in every width made; `sizes` as in HTML."""

    def address(name: str) -> str:
        return reverse("photos:size", args=[photo.uid, name])

    jpegs = sorted((one for one in photo.sizes if one["format"] == "jpeg"), key=lambda one: one["width"])
    shown = next((one for one in jpegs if one["width"] >= 800), jpegs[-1])
    return format_html(
        '<span class="picture"><picture><source type="image/webp" srcset="{}" sizes="{}">'
        '<img src="{}" srcset="{}" sizes="{}" width="{}" height="{}" alt="{}" loading="{}"></picture></span>',
        srcset(photo.sizes, "webp", address),
        sizes,
        address(shown["name"]),
        srcset(photo.sizes, "jpeg", address),
        sizes,
        photo.width,
        photo.height,
        photo.alternative_text,
        loading,
    )
