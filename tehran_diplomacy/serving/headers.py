"""Headers that Django does not set: what a page may use of the device, and who may load it."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

# Nothing of the device is used; what is not named here is left to the browser.
PERMISSIONS = ", ".join(
    f"{name}=()"
    for name in (
        "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "geolocation", "gyroscope",
        "magnetometer", "microphone", "midi", "payment", "publickey-credentials-get", "screen-wake-lock", "usb",
        "xr-spatial-tracking", "browsing-topics",
    )
)  # fmt: skip


class HeadersMiddleware:
    """Sets Permissions-Policy on every answer, and Cross-Origin-Resource-Policy on pages.

    Pictures, tables, feeds and frames are there to be used by other sites; pages and the desk are not.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        is_page = response.get("Content-Type", "").startswith("text/html")
        if is_page and "/embed/" not in request.path_info:
            response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response
