"""A citizen at the form, by HTTP."""

import re

from django.test import Client

CONTACT, ANSWER = "/fa/contact/", "/fa/contact/answer/"
CODE = re.compile(r"<code>([0-9a-z-]+)</code>")
WRITTEN = {
    "subject": "پیاده‌رو خیابان ایروان",
    "text": "پیشنهاد می‌کنم پیاده‌رو را پهن‌تر کنید.\nبا سپاس",
    "about": "",
    "name": "مریم نمونه",
    "contact": "maryam@example.org",
    "website": "",
}


def token_of(response) -> str:
    """The token of the form on a page."""
    return re.search(r'name="token" value="([^"]+)"', response.content.decode())[1]


def send(client: Client, freezer, address: str = CONTACT, seconds: float = 20, **changes):
    """Open the form, write for so many seconds, send; headers of the post in `headers`."""
    headers = changes.pop("headers", {})
    extra = {"REMOTE_ADDR": changes.pop("sender")} if "sender" in changes else {}
    token = token_of(client.get(address))
    freezer.tick(seconds)
    return client.post(address.split("?")[0], WRITTEN | {"token": token} | changes, headers=headers, **extra)


def code_of(response) -> str:
    """The tracking code on the confirmation."""
    assert response.status_code == 200, response.content.decode()
    return CODE.search(response.content.decode())[1]
