"""The line 'No activity recorded since …': when it holds, and when readers are shown it."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.models import SilenceLine
from agreements.signs import Sign, months_before
from agreements.states import State
from tehran_diplomacy.dates.display import show
from tehran_diplomacy.languages.translated import Translated, page_language, translated

# Of an agreement in one of these states nothing is expected any more, or not yet.
IDLE = (State.ENDED, State.EXPIRED, State.NOT_YET)


@dataclass(frozen=True)
class Silence:
    """The line as readers see it, and the note of the office beside it."""

    sign: Sign | None
    note: Translated

    @property
    def words(self) -> str:
        """The line in the page's language."""
        return silence_words(self.sign)


def silence_words(sign: Sign | None) -> str:
    """Return the line for a last sign of life, None for none that is dated."""
    if sign is None:
        return _("No dated activity is recorded.")
    return _("No activity recorded since %(when)s (%(what)s).") % {
        "when": show(sign.day, page_language()),
        "what": sign.label,
    }


def is_silent(sign: Sign | None, months: int, on: date | None = None) -> bool:
    """Whether the last sign of life lies more than so many months back."""
    return sign is None or sign.day.last < months_before(on or timezone.localdate(), months)


def shown_silence(sign: Sign | None, line: SilenceLine) -> Silence | None:
    """Return the line for readers, None where it does not hold or the office has not switched it on."""
    if not line.is_shown or not is_silent(sign, line.months):
        return None
    return Silence(sign, translated(line, "note"))
