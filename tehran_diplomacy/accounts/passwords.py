"""Which passwords are refused: those that somebody who knows the office, or a list of leaked ones, would try first."""

import re
from hashlib import sha1
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator, MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from tehran_diplomacy.accounts.models import InitialPassword
from tehran_diplomacy.languages.digits import localise
from tehran_diplomacy.languages.translated import page_language

# What anybody would try here; docs/security.md names the same words.
WORDS = (
    "tehran", "city", "diplomacy", "council", "islamic", "municipality", "portal", "desk", "roadmap", "agreement",
    "network", "meeting", "press", "editor", "publisher", "administrator", "admin", "welcome", "password", "iran",
    "shahr", "shora", "تهران", "شهر", "دیپلماسی", "شورا", "شورای", "اسلامی", "شهرداری", "درگاه", "سامانه", "گذرواژه", "رمز",
    "ایران",
)  # fmt: skip
OF_ITS_OWN = 6  # letters that must be left once these words are taken away
PERIOD = 5  # characters: what only repeats so few is no more than these
_LETTERS = re.compile(r"[^\W\d_]+")


class LongEnough(MinimumLengthValidator):
    """Django's rule, its number in the digits of the page."""

    def get_error_message(self) -> str:
        """Say what is wrong."""
        return localise(super().get_error_message(), page_language())

    def get_help_text(self) -> str:
        """Say so before."""
        return localise(super().get_help_text(), page_language())


class NotOfTheOffice:
    """Refuses a password that consists of the office's own words."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError where little is left without the portal's own words, figures and signs."""
        rest = password.lower()
        for word in sorted(WORDS, key=len, reverse=True):
            rest = rest.replace(word, " ")
        if rest != password.lower() and len("".join(_LETTERS.findall(rest))) < OF_ITS_OWN:
            raise ValidationError(
                _("This password is made of words that are easy to guess here."), "office_words"
            )

    def get_help_text(self) -> str:
        """Say so before."""
        return _("Do not use the names of the city, the council or this portal: they are easy to guess.")


class NotLeaked(CommonPasswordValidator):
    """Refuses common passwords, also lengthened by figures or repetition, and those of a list of leaked ones."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError where a list of guesses would hold the password."""
        plain = password.lower().strip()
        letters = "".join(_LETTERS.findall(plain))
        repeats = any(plain == (plain[:n] * len(plain))[: len(plain)] for n in range(1, PERIOD + 1))
        if repeats or plain in self.passwords or letters in self.passwords or is_leaked(password):
            raise ValidationError(_("This password is too common."), "leaked")

    def password_changed(self, password: str, user: Any) -> None:
        """Let a first password that is given anew, on the server too, be good for a week again; Django calls this."""
        InitialPassword.objects.filter(user_id=user.pk).update(set_at=timezone.now())

    def get_help_text(self) -> str:
        """Say so before."""
        return _("Four or five unrelated words make a long, safe password that is easy to remember.")


def is_leaked(password: str) -> bool:
    """Whether the file of BREACHED_PASSWORDS, lines of SHA-1 sorted as published, holds the password."""
    if not settings.BREACHED_PASSWORDS:
        return False
    wanted = sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    with Path(settings.BREACHED_PASSWORDS).open("rb") as lines:
        low, high = 0, lines.seek(0, 2)
        while low < high:  # the first line that begins in [low, high) and is not less than what is wanted
            middle = (low + high) // 2
            lines.seek(middle)
            if middle:
                lines.seek(middle - 1)
                lines.readline()
            line = lines.readline()
            if line and line[:40].upper() < wanted:
                low = lines.tell()
            else:
                high = middle
        lines.seek(low)
        return lines.readline()[:40].upper() == wanted
