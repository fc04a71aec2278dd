"""The code with which another site shows a frame of ours."""

from django.utils.html import format_html
from django.utils.safestring import SafeString

HEIGHTS = {"goal": 420, "city": 420, "gallery": 460}  # pixels; what is longer scrolls within the frame


def frame_code(
    address: str, title: str, kind: str, width: str = "100%", height: int | None = None
) -> SafeString:
    """Return the `iframe` element of a frame at `address`; `kind` is one of HEIGHTS, `width` as in HTML."""
    return format_html(
        '<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy" style="border:0"></iframe>',
        address,
        title,
        width,
        height or HEIGHTS[kind],
    )
