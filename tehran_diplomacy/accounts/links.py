"""Links by which somebody chooses a password: an invitation for a week, one for a forgotten password for an hour."""

import logging
import smtplib
from datetime import timedelta
from threading import Thread

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import User
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import base36_to_int, urlsafe_base64_encode
from django.utils.translation import gettext as _
from redis.exceptions import RedisError

from tehran_diplomacy.accounts import events
from tehran_diplomacy.accounts.letters import letter
from tehran_diplomacy.accounts.models import INITIAL_LASTS, InitialPassword
from tehran_diplomacy.accounts.roles import person_name

FORGOTTEN_LASTS = timedelta(hours=1)
BETWEEN = 5 * 60  # seconds between two letters to one account
log = logging.getLogger("portal.security")


class LinkTokens(PasswordResetTokenGenerator):
    """Django's own tokens: used up by the choice, and by signing in. How long one lasts depends on what it is for."""

    def check_token(self, user: User | None, token: str | None) -> bool:
        """Whether the token is the account's and its time is not over; settings.PASSWORD_RESET_TIMEOUT is a week."""
        if not super().check_token(user, token):
            return False
        age = self._num_seconds(self._now()) - base36_to_int(token.split("-")[0])
        return age <= FORGOTTEN_LASTS.total_seconds() or is_invited(user)


tokens = LinkTokens()


def is_invited(user: User) -> bool:
    """Whether the account has not chosen a password of its own yet."""
    return InitialPassword.objects.filter(user_id=user.pk).exists()


def link_for(user: User) -> str:
    """Return the address at which the account chooses its password, once."""
    key = urlsafe_base64_encode(force_bytes(user.pk))
    return settings.SITE_ADDRESS + reverse("choose_password", args=[key, tokens.make_token(user)])


def _written(user: User, subject: str, template: str) -> EmailMessage:
    context = {
        "name": person_name(user),
        "account": user.get_username(),
        "link": link_for(user),
        "days": INITIAL_LASTS.days,
    }
    return letter(user.email, subject, f"accounts/letters/{template}.txt", context)


def invite(user: User) -> bool:
    """Send an invitation; return whether the mail server took it."""
    message = _written(user, _("Your account for the staff desk"), "invitation")
    try:
        message.send()
    except (smtplib.SMTPException, OSError) as error:
        log.warning("invitation not sent (%s), account %s", type(error).__name__, user.pk)
        return False
    events.note("invitation sent", user.pk)
    return True


def accounts_of(address: str) -> QuerySet[User]:
    """Return the open accounts of an address that may choose a password by a link."""
    open_ones = User.objects.filter(email__iexact=address, is_active=True, is_staff=True)
    invited = InitialPassword.objects.values("user_id")
    return open_ones.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX) | open_ones.filter(pk__in=invited)


def send_links(address: str) -> None:
    """Write to the accounts of an address, if there are any; the mail server is not waited for."""
    for user in accounts_of(address):
        if _is_due(user):
            message = _written(user, _("Choose a new password"), "forgotten")
            events.note("link for a forgotten password", user.pk)
            Thread(target=_send_quietly, args=[message, user.pk], name="password-link").start()


def _is_due(user: User) -> bool:
    try:
        return cache.add(f"password-link-{user.pk}", True, BETWEEN)
    except (OSError, RedisError):  # a cache server that is away keeps nobody out
        return True


def _send_quietly(message: EmailMessage, account: int) -> None:
    try:
        message.send()
    except (smtplib.SMTPException, OSError) as error:
        log.warning("link not sent (%s), account %s", type(error).__name__, account)
