"""What keeps forged posts and machines out without a cookie, a script or another host."""

import secrets
from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

LEAST_SECONDS = 4  # nobody writes to the council faster
MOST_SECONDS = 24 * 3600
_signer = TimestampSigner(salt="correspondence.form")


class TooFast(Exception):
    """The form came back sooner than a person types."""


class TooOld(Exception):
    """The form was open for more than a day, or its token is not ours."""


def new_token() -> str:
    """Return a signed token that says when its form was given out."""
    return _signer.sign(secrets.token_urlsafe(16))


def opened(token: str, least: int = LEAST_SECONDS) -> str:
    """Return what the token holds; raise TooFast (sooner than `least` seconds) or TooOld where its time is not right."""
    try:
        held = _signer.unsign(token, max_age=MOST_SECONDS)
    except BadSignature as error:
        raise TooOld from error
    try:
        _signer.unsign(token, max_age=least)
    except SignatureExpired:
        return held
    raise TooFast


def comes_from_elsewhere(request: HttpRequest) -> bool:
    """Whether the post comes from a page of another site.

    Django's own protection needs a cookie, which readers' pages do not set. Without cookies a forged post
    has no rights to borrow; that the browser itself names the page it comes from keeps out the rest.
    """
    said = request.headers.get("Sec-Fetch-Site")
    if said is not None and said != "same-origin":
        return True
    origin = request.headers.get("Origin")
    if origin is None or origin in settings.CSRF_TRUSTED_ORIGINS:
        return False
    return urlsplit(origin).netloc != request.get_host()


def hashed(address: str, key: str) -> str:
    """Return an address hashed with the day's key: of IPv6 the network of 64 bits, '' where none is known."""
    try:
        known = ip_address(address)
    except ValueError:
        return ""
    if isinstance(known, IPv6Address):
        mapped = known.ipv4_mapped
        plain = str(mapped) if mapped else known.exploded[:19]
    else:
        plain = str(known)
    return salted_hmac("correspondence.sender", plain, secret=key, algorithm="sha256").hexdigest()
