"""What the log says of security: who signed in or failed to, and who was refused; accounts by number, never by name."""

import logging
from typing import Any

from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

log = logging.getLogger("portal.security")


def note(
    event: str, account: int | None, request: HttpRequest | None = None, level: int = logging.INFO
) -> None:
    """Write one line: what happened, to which account (its number, None where none is known), and on which route."""
    match = request.resolver_match if request else None
    where = f", {request.method} /{match.route}" if request and match else ""
    log.log(level, "%s, account %s%s", event, account or "unknown", where)


def warn(event: str, account: int | None, request: HttpRequest | None = None) -> None:
    """Write a line about something that should not have been."""
    note(event, account, request, logging.WARNING)


@receiver(user_logged_in)
def signed_in(sender: Any, request: HttpRequest, user: User, **details: Any) -> None:
    """Note a right password."""
    note("password right", user.pk, request)


@receiver(user_logged_out)
def signed_out(sender: Any, request: HttpRequest, user: User | None, **details: Any) -> None:
    """Note a session that its owner ended."""
    note("signed out", user.pk if user else None, request)


@receiver(user_login_failed)
def failed(
    sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **details: Any
) -> None:
    """Note a wrong password; a name that is no account's may be a password typed into the wrong field."""
    found = User.objects.filter(username=credentials.get("username") or "").values_list("pk", flat=True)
    warn("password wrong", found.first(), request)
