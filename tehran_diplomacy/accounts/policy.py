"""Who must sign in with two steps, and from where a request comes."""

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, User
from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django_otp.plugins.otp_totp.models import TOTPDevice

from tehran_diplomacy.accounts.models import InitialPassword


def needs_second_step(user: AbstractBaseUser) -> bool:
    """Whether an account can publish, read personal data or administer, and so needs the second step."""
    if not settings.TWO_STEP_REQUIRED or not user.is_active:
        return False
    if settings.TWO_STEP_FOR_ALL:
        return True
    weighty = (".publish_", ".answer_")
    return user.is_superuser or any(
        word in permission for permission in user.get_all_permissions() for word in weighty
    )


def took_second_step(user: AbstractBaseUser) -> bool:
    """Whether the second step, where there must be one or the person set one up, was taken in this session."""
    return user.is_verified() or not (needs_second_step(user) or has_second_step(user))


def gave_all_there_is(user: AbstractBaseUser) -> bool:
    """Whether the person gave in this session all that they have: the code too, unless the step is still to be set up."""
    return user.is_verified() or not has_second_step(user)


def is_trusted(user: AbstractBaseUser) -> bool:
    """Whether the person is signed in with all that is needed: the second step, and a password of their own."""
    devices = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
    given = InitialPassword.objects.filter(user=OuterRef("pk"))
    asked = User.objects.filter(pk=user.pk).values_list(Exists(devices), Exists(given))  # one query for both
    has_device, must_choose = asked.first() or (False, False)
    return not must_choose and (user.is_verified() or not (needs_second_step(user) or has_device))


def has_second_step(user: AbstractBaseUser) -> bool:
    """Whether the account has a confirmed authenticator."""
    return user.totpdevice_set.filter(confirmed=True).exists()


def is_last_administrator(user: User) -> bool:
    """Whether no other active account could administer the portal."""
    others = User.objects.filter(is_superuser=True, is_active=True, is_staff=True).exclude(pk=user.pk)
    return not others.exists()


def client_address(request: HttpRequest) -> str:
    """Return the address that a request comes from: behind a proxy of ours what it says, else the peer's."""
    if settings.BEHIND_PROXY and (said := request.headers.get("X-Real-IP", "")):
        return said
    return request.META.get("REMOTE_ADDR", "")
