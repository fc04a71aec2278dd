"""Pictures for templates: modern formats first, sizes known, so that nothing jumps."""

from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from meetings.models import Photo, PressOffice
from meetings.structured import image_object
from tehran_diplomacy.files.derivatives import WIDTHS, srcset
from tehran_diplomacy.reuse.structured import data_block

register = template.Library()


@register.simple_tag(takes_context=True)
def photo_picture(
    context: Context,
    photo: Photo,
    sizes: str,
    loading: str = "lazy",
    widest: int = WIDTHS[-1],
    base: str = "",
) -> SafeString:
    """A supplied photo in every width made up to `widest` pixels; `sizes` as in HTML.

    `base` is the address below which a gallery under embargo gives out its pictures. In a preview by a link,
    the pictures' addresses carry the link's signature.
    """
    token = context["request"].GET.get("preview") if context.get("is_preview") else ""
    signed = f"?{urlencode({'preview': token})}" if token else ""

    def address(name: str) -> str:
        if base:
            return f"{base}{photo.uid}/{name}"
        return reverse("photos:size", args=[photo.uid, name]) + signed

    jpegs = sorted((one for one in photo.sizes if one["format"] == "jpeg"), key=lambda one: one["width"])
    fitting = [one for one in jpegs if one["width"] <= widest] or jpegs[:1]
    shown = next((one for one in fitting if one["width"] >= 800), fitting[-1])
    sources = format_html_join(
        "",
        '<source type="image/{}" srcset="{}" sizes="{}">',
        (
            (kind, found, sizes)
            for kind in ("avif", "webp")
            if (found := srcset(photo.sizes, kind, address, widest))
        ),
    )
    return format_html(
        '<span class="picture"><picture>{}<img src="{}" srcset="{}" sizes="{}" width="{}" height="{}" alt="{}" '
        'loading="{}"{}></picture></span>',
        sources,
        address(shown["name"]),
        srcset(photo.sizes, "jpeg", address, widest),
        sizes,
        photo.width,
        photo.height,
        photo.alternative_text,
        loading,
        mark_safe(' fetchpriority="high"') if loading == "eager" else "",
    )


@register.simple_tag
def image_data(photo: Photo, office: PressOffice | None) -> SafeString:
    """What search engines read of a photo (schema.org, as JSON-LD)."""
    found = image_object(photo, office, settings.SITE_ADDRESS)
    return data_block(found) if found else SafeString()
