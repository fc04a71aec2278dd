"""Letters by e-mail to members of staff: plain text, of the portal's own address."""

from email.utils import formataddr, parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _


def letter(to: str, subject: str, template: str, context: dict[str, Any]) -> EmailMessage:
    """Return a letter in the active language, ready to be sent; `template` is one of templates/accounts/letters."""
    title = _("Tehran City Diplomacy")
    _own_name, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return EmailMessage(
        subject=" ".join(f"{subject} · {title}".split()),
        body=render_to_string(template, context | {"desk": desk_url()}),
        from_email=sender,
        to=[to],
        headers={
            "From": formataddr((title, sender)),
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            "Content-Language": get_language(),
        },
    )


def desk_url() -> str:
    """Return where the desk is."""
    return f"{settings.SITE_ADDRESS}/{settings.ADMIN_PATH}"
