"""Whose session ended in this browser: a signed cookie of the desk names the account, and opens nothing."""

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, User
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from tehran_diplomacy.unsaved.models import KEPT_FOR

_NAME = "__Host-desk-account" if settings.HTTPS else "desk-account"
_SALT = "tehran_diplomacy.unsaved.account"


def remember(response: HttpResponseBase, user: AbstractBaseUser) -> None:
    """Note in the browser who signed in."""
    response.set_signed_cookie(
        _NAME,
        str(user.pk),
        salt=_SALT,
        max_age=int(KEPT_FOR.total_seconds()),
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )


def forget(response: HttpResponseBase) -> None:
    """Note in the browser that the person signed out."""
    response.delete_cookie(_NAME, samesite="Lax")


def signed_in_before(request: HttpRequest) -> User | None:
    """Return the account whose session ended in this browser without a sign-out."""
    key = request.get_signed_cookie(_NAME, default="", salt=_SALT, max_age=int(KEPT_FOR.total_seconds()))
    return User.objects.filter(pk=key, is_active=True, is_staff=True).first() if key else None
