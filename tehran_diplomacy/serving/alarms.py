"""Numbers that somebody should be told of when they are wrong; asked by the doctor, /readyz and Prometheus.

Reads small files and asks no database, so that the process of the figures, which does not load Django, can use it too.
"""

import json
import os
import shutil
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

DAY = 24 * 3600  # seconds
BACKUP_AGE = 36 * 3600  # seconds after which a back-up each night is missed
CERTIFICATE = "/etc/ssl/portal/fullchain.pem"  # unless the setting of this name says otherwise
CERTIFICATE_DAYS = 14
FREE = 1024**3  # bytes that should be free
# How long ago each task may have run; what stands here only where there is mail is run more often than missed.
TASKS = {
    "backup": 2 * DAY,
    "check_addresses": 2 * DAY,
    "forget_messages": 2 * DAY,
    "forget_sign_ins": 2 * DAY,
    "forget_unsaved": 2 * DAY,
    "send_follow_letters": 3600,
    "send_staff_letters": 3 * 3600,
    "test_restore": 40 * DAY,
}


def note_task(var: Path, name: str, **result: Any) -> None:
    """Keep how the last run of a task went."""
    folder = var / "tasks"
    folder.mkdir(mode=0o750, parents=True, exist_ok=True)
    aside = folder / f".{name}.{os.getpid()}"
    aside.write_text(json.dumps(result))
    aside.replace(folder / f"{name}.json")


def tasks(var: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the name of each task that has run and how its last run went."""
    for path in sorted((var / "tasks").glob("*.json")):
        with suppress(OSError, ValueError):
            yield path.stem, json.loads(path.read_text())


def failed_tasks(var: Path) -> list[str]:
    """Return the tasks whose last run failed or never ended, and those that have not run for too long."""
    now, bad = time.time(), []
    for name, result in tasks(var):
        began = result.get("began", 0)
        hangs = "ended" not in result and now - began > 3 * 3600
        if hangs or result.get("ok") is False or now - began > TASKS.get(name, 2 * DAY):
            bad.append(name)
    return bad


def backup_age(var: Path) -> float | None:
    """Return the seconds since the last whole back-up; None where there was none."""
    try:
        return time.time() - json.loads((var / "backups" / "last-good.json").read_text())["at"]
    except (OSError, ValueError, KeyError):
        return None


def certificate_days(path: str) -> float | None:
    """Return for how many days a certificate is good; None where it cannot be read from here."""
    try:
        return (_good_until(path, Path(path).stat().st_mtime) - time.time()) / DAY
    except (OSError, ValueError, subprocess.SubprocessError):
        return None


@lru_cache(4)
def _good_until(path: str, _changed: float) -> int:
    """Return the moment at which a certificate ends, in seconds; asked once for each state of the file."""
    words = ["openssl", "x509", "-in", path, "-noout", "-enddate"]
    told = subprocess.run(words, check=True, capture_output=True, text=True, timeout=10)  # noqa: S603
    return ssl.cert_time_to_seconds(told.stdout.strip().removeprefix("notAfter="))


def wrong(var: Path, certificate: str) -> list[str]:
    """Return the names of what should be looked at, though the portal serves."""
    found = [f"task {name}" for name in failed_tasks(var)]
    age, days = backup_age(var), certificate_days(certificate)
    runs_backups = "backup" in dict(tasks(var))
    if (age is None and runs_backups) or (age is not None and age > BACKUP_AGE):
        found.append("backup")
    if days is not None and days < CERTIFICATE_DAYS:
        found.append("certificate")
    if shutil.disk_usage(var).free < FREE:
        found.append("disk")
    return found
