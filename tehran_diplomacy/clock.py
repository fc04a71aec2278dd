"""Whether the clock can be believed by what deletes by age: a clock that jumped ahead must not delete anything.

Each such command notes the time, the time since the machine was started, and which start that was. Within one start the
two clocks go on together; over a start there is only the calendar, and a month without any run is asked about.
"""

import json
import time
from pathlib import Path

from django.conf import settings

HOUR = 3600  # seconds by which the clock may be set within one start
MONTH = 31 * 24 * 3600  # seconds for which a machine may have been off


def jumped() -> float:
    """Return by how many seconds the clock is ahead of where it should be, 0 where it can be believed; note it then."""
    note: Path | None = settings.CLOCK_NOTE
    if note is None:
        return 0
    start = Path("/proc/sys/kernel/random/boot_id")
    now = {
        "at": time.time(),
        "up": time.clock_gettime(time.CLOCK_BOOTTIME),
        "start": start.read_text().strip() if start.exists() else "",
    }
    try:
        before = json.loads(note.read_text())
        same = before["start"] == now["start"]
        expected = before["at"] + (now["up"] - before["up"] + HOUR if same else MONTH)
    except (OSError, ValueError, KeyError):
        expected = now["at"]
    if now["at"] > expected:
        return now["at"] - expected
    note.write_text(json.dumps(now))
    return 0


def refuse_if_jumped() -> None:
    """Raise CommandError where the clock is not to be believed; for commands that delete by age."""
    from django.core.management.base import CommandError

    if seconds := jumped():
        raise CommandError(
            f"The clock of this machine is some {seconds / 86400:.0f} days ahead of its last run: nothing was deleted. "
            f"Set it (timedatectl); if it is right, delete {settings.CLOCK_NOTE}."
        )
