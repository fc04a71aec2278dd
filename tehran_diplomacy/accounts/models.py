"""What is kept of an account beside Django's own: recovery codes, hashed, and passwords that somebody else chose."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher, check_password
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_otp.models import Device, ThrottlingMixin

CODES = 10  # recovery codes, each good for one sign-in
LENGTH = (
    10  # letters of a code; the first tells which of the ten it is, so that one hash is computed and not ten
)
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # without those easily mistaken
_BLOCKS, _OF_LETTERS = 4, 5  # of a first password
ROUNDS = 100_000  # of PBKDF2: codes are random, passwords are not
INITIAL_LASTS = timedelta(days=7)


def new_first_password() -> str:
    """Return a password that can be read out: four blocks of letters and figures, some 99 bits."""
    blocks = (
        "".join(secrets.choice(_LETTERS) for _letter in range(_OF_LETTERS)) for _block in range(_BLOCKS)
    )
    return "-".join(blocks)


def hashed(code: str) -> list[str]:
    """Return what is kept of a recovery code: its first letter and a salted hash."""
    hasher = PBKDF2PasswordHasher()
    return [code[:1], hasher.encode(code, hasher.salt(), ROUNDS)]


class RecoveryDevice(ThrottlingMixin, Device):
    """Codes for a lost phone: of each a salted hash as of a password, beside its first letter."""

    codes = models.JSONField(default=list)

    class Meta:
        default_permissions = ()

    def get_throttle_factor(self) -> int:
        """Seconds to wait after a wrong code, doubled with each further one."""
        return settings.OTP_TOTP_THROTTLE_FACTOR

    def verify_token(self, token: str) -> bool:
        """Whether the code is one of these; it is used up by that."""
        if not self.verify_is_allowed()[0]:
            return False
        for one in self.codes:
            if token[:1] == one[0] and check_password(token, one[1]):
                self.codes.remove(one)
                self.throttle_reset(commit=False)
                self.save()
                return True
        self.throttle_increment()
        return False

    @classmethod
    def made_for(cls, user: models.Model) -> list[str]:
        """Give an account fresh codes in place of former ones; return them, to be shown once."""
        firsts = secrets.SystemRandom().sample(_LETTERS, CODES)
        codes = [
            first + "".join(secrets.choice(_LETTERS) for _letter in range(LENGTH - 1)) for first in firsts
        ]
        cls.objects.filter(user=user).delete()
        cls.objects.create(user=user, name="recovery", confirmed=True, codes=[*map(hashed, codes)])
        return codes


class InitialPassword(models.Model):
    """A password that somebody else chose or made: good for a week, to choose one's own with."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True)
    set_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        verbose_name = _("first password")
        verbose_name_plural = _("first passwords")

    def __str__(self) -> str:
        return str(self.user_id)

    @property
    def ends_at(self) -> datetime:
        """When its week is over."""
        return self.set_at + INITIAL_LASTS

    @property
    def is_over(self) -> bool:
        """Whether its week is over."""
        return timezone.now() > self.ends_at
