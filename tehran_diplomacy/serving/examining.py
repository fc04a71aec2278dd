"""What may be wrong with an installation, and how each is mended; said by `manage.py doctor`."""

import os
import shutil
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from django.conf import settings
from django.core.mail import get_connection
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from tehran_diplomacy.following.models import Letter
from tehran_diplomacy.search.index import is_stale
from tehran_diplomacy.serving import alarms, health
from tehran_diplomacy.serving.named_files import lost, orphans

FREE = alarms.FREE
PREPARE = "manage.py prepare"
ENVIRONMENT = Path("/etc/portal.env")
LOCAL = {"127.0.0.1", "localhost", "[::1]"}


class Grade(StrEnum):
    """How bad it is."""

    GOOD = "good"
    ODD = "odd"
    BAD = "bad"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: what it is, how it stands, how it is mended ('' where it need not be)."""

    grade: Grade
    what: str
    mend: str = ""


def findings() -> Iterator[Finding]:
    """Yield what was found, in the language that is active; what rests on the database only where it answers."""
    database = _database()
    yield database
    migrated = None
    if database.grade is Grade.GOOD:
        yield (migrated := _looked_at(_migrations))
    checks = [
        _settings_file,
        _folder,
        _foreign,
        _space,
        _static,
        _key,
        _hosts,
        _https,
        _certificate,
        _cache,
        _mail,
    ]
    checks += [_clock_of_machine, _backups, _timers]
    if migrated and migrated.grade is Grade.GOOD:
        checks += [_index, _files, _letters, _clock]
    for check in checks:
        yield _looked_at(check)


def _looked_at(check: Callable[[], Finding]) -> Finding:
    try:
        return check()
    except Exception as error:
        return Finding(
            Grade.BAD,
            _("“%(check)s” could not be checked: %(error)s")
            % {"check": check.__name__.strip("_"), "error": f"{type(error).__name__}: {error}"},
            _("Fix the problems above first, then run this again."),
        )


def _database() -> Finding:
    try:
        health.database_answers()
    except Exception as error:
        return Finding(
            Grade.BAD,
            _("The database is not responding: %(error)s") % {"error": str(error).strip().split("\n")[0]},
            _(
                "Check that the server is running and that DATABASE_URL has the right address, name "
                "and password."
            ),
        )
    if connection.vendor == "sqlite" and settings.HTTPS:
        return Finding(
            Grade.GOOD,
            _(
                "The database is responding. It is SQLite, suitable for one machine; use “backup” "
                "and “restore” to move to PostgreSQL."
            ),
        )
    return Finding(Grade.GOOD, _("The database is responding."))


def _migrations() -> Finding:
    if health.migrations_are_applied():
        return Finding(Grade.GOOD, _("All migrations are applied."))
    return Finding(Grade.BAD, _("Migrations are not applied."), PREPARE)


def _folder() -> Finding:
    health.storage_is_writable()
    tried = settings.VAR_DIR / f".doctor-{os.getpid()}"
    try:
        tried.touch()
        tried.unlink()
    except OSError as error:
        return Finding(
            Grade.BAD,
            _("%(folder)s cannot be written to: %(error)s")
            % {"folder": settings.VAR_DIR, "error": error.strerror},
            _(
                "Make the user that runs the portal the owner of the folder, or set VAR_DIR to "
                "another folder."
            ),
        )
    return Finding(Grade.GOOD, _("%(folder)s can be written to.") % {"folder": settings.VAR_DIR})


def _space() -> Finding:
    free = shutil.disk_usage(settings.VAR_DIR).free
    said = {"free": f"{free / 1024**3:.1f}"}
    if free < FREE:
        return Finding(
            Grade.BAD if free < FREE / 10 else Grade.ODD,
            _("Only %(free)s GiB are free where VAR_DIR is.") % said,
            _("Free some space: move old backups elsewhere and run “manage.py find_orphans”."),
        )
    return Finding(Grade.GOOD, _("%(free)s GiB are free where VAR_DIR is.") % said)


def _static() -> Finding:
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    mend = PREPARE
    if not manifest.exists():
        return Finding(Grade.BAD, _("The static files are not collected; no page can be shown."), mend)
    made = manifest.stat().st_mtime
    ours = (path for folder in settings.STATICFILES_DIRS for path in Path(folder).rglob("*"))
    if any(path.is_file() and path.stat().st_mtime > made for path in ours):
        return Finding(Grade.ODD, _("Static files changed after they were collected."), mend)
    return Finding(Grade.GOOD, _("The static files are collected."))


def _key() -> Finding:
    path = settings.VAR_DIR / "secret-key"
    if len(settings.SECRET_KEY) < 50 or len(set(settings.SECRET_KEY)) < 5:
        return Finding(
            Grade.BAD,
            _("The secret key is too short: sessions and links could be forged."),
            _("Delete SECRET_KEY from the environment; the portal then creates its own."),
        )
    if path.exists() and path.stat().st_mode & 0o077:
        return Finding(
            Grade.BAD, _("Other users of this machine can read the secret key."), f"chmod 600 {path}"
        )
    return Finding(Grade.GOOD, _("The secret key is long, and only its owner can read it."))


def _hosts() -> Finding:
    if "*" in settings.ALLOWED_HOSTS:
        return Finding(
            Grade.BAD,
            _("ALLOWED_HOSTS allows every name: attackers could have pages built with a name of their own."),
            "ALLOWED_HOSTS=diplomacy.example.org",
        )
    if set(settings.ALLOWED_HOSTS) <= LOCAL:
        return Finding(
            Grade.ODD,
            _("The portal responds only to the names of this machine."),
            "ALLOWED_HOSTS=diplomacy.example.org",
        )
    return Finding(
        Grade.GOOD,
        _("The portal responds to %(names)s.") % {"names": ", ".join(settings.ALLOWED_HOSTS)},
    )


def _https() -> Finding:
    if settings.DEBUG:
        return Finding(Grade.BAD, _("DEBUG is on: anybody can see settings and code."), "DEBUG=false")
    if not settings.HTTPS:
        grade = Grade.ODD if set(settings.ALLOWED_HOSTS) <= LOCAL else Grade.BAD
        return Finding(grade, _("HTTPS is off: passwords are sent unencrypted."), "HTTPS=true")
    if not settings.SITE_ADDRESS.startswith("https://"):
        return Finding(
            Grade.ODD,
            _("SITE_ADDRESS does not begin with https://."),
            "SITE_ADDRESS=https://diplomacy.example.org",
        )
    return Finding(Grade.GOOD, _("HTTPS is on."))


def _cache() -> Finding:
    if not health.cache_answers():
        return Finding(
            Grade.BAD,
            _("The cache does not store values."),
            _("Check that the server named in CACHE_URL is running and has free memory."),
        )
    if not settings.CACHE_URL:
        return Finding(
            Grade.GOOD,
            _("Each process caches pages separately. With CACHE_URL they share one cache."),
        )
    return Finding(Grade.GOOD, _("The cache is responding."))


def _mail() -> Finding:
    if not settings.MAIL_IS_SET:
        return Finding(
            Grade.ODD,
            _("No mail server is set: nobody can subscribe by email, and errors are not reported."),
            "EMAIL_URL=submission://user:password@mail.example.org",
        )
    try:
        server = get_connection()
        server.open()
        server.close()
    except OSError as error:
        return Finding(
            Grade.BAD,
            _("The mail server refuses the sign-in: %(error)s") % {"error": error},
            _("Check EMAIL_URL: the server's name and port, and the password."),
        )
    if not settings.ADMINS:
        return Finding(
            Grade.ODD,
            _("The mail server is responding, but errors are reported to nobody."),
            "ADMINS=it@example.org",
        )
    return Finding(Grade.GOOD, _("The mail server is responding."))


def _index() -> Finding:
    if is_stale():
        return Finding(
            Grade.BAD,
            _("The search index is missing or out of date."),
            "manage.py rebuild_search",
        )
    return Finding(Grade.GOOD, _("The search index is up to date."))


def _files() -> Finding:
    """Look both ways: files without a record, and records without their file."""
    if gone := lost():
        return Finding(
            Grade.BAD,
            _("%(count)s files are lost: records name them, and they are not stored; the first is %(name)s.")
            % {"count": len(gone), "name": gone[0]},
            _("Take them from an older back-up, or remove them from their records."),
        )
    count = len(orphans())
    if count:
        return Finding(
            Grade.ODD,
            _("%(count)s stored files belong to no record.") % {"count": count},
            "manage.py find_orphans --delete",
        )
    return Finding(Grade.GOOD, _("Every stored file belongs to a record, and none is lost."))


def _foreign() -> Finding:
    """Find what a command run as another user has left where the portal must write."""
    own = settings.VAR_DIR.stat().st_uid
    for folder in (settings.VAR_DIR, settings.VAR_DIR / "backups", Path(settings.MEDIA_ROOT)):
        for path in (
            [folder, *folder.rglob("*")]
            if folder.is_dir() and folder != settings.VAR_DIR
            else folder.glob("*")
        ):
            if path.lstat().st_uid != own:
                return Finding(
                    Grade.BAD,
                    _("%(path)s belongs to another user than %(folder)s.")
                    % {"path": path, "folder": settings.VAR_DIR},
                    f"chown -R --reference={settings.VAR_DIR} {settings.VAR_DIR}",
                )
    return Finding(Grade.GOOD, _("All data belong to one user."))


def _settings_file() -> Finding:
    if ENVIRONMENT.exists() and "DATABASE_URL" not in os.environ:
        return Finding(
            Grade.BAD,
            _("The settings of %(file)s were not read: this is not the portal that serves.")
            % {"file": ENVIRONMENT},
            "portal doctor",
        )
    return Finding(Grade.GOOD, _("The settings come from where they are expected."))


def _certificate() -> Finding:
    days = alarms.certificate_days(settings.CERTIFICATE)
    if days is None:
        return Finding(Grade.GOOD, _("There is no certificate on this machine to look at."))
    said = _("The certificate is good for %(days)s days.") % {"days": int(days)}
    if days < alarms.CERTIFICATE_DAYS:
        return Finding(Grade.BAD, said, "certbot renew")
    return Finding(Grade.GOOD, said)


def _backups() -> Finding:
    age = alarms.backup_age(settings.VAR_DIR)
    if age is None:
        grade = Grade.BAD if "backup" in dict(alarms.tasks(settings.VAR_DIR)) else Grade.ODD
        return Finding(grade, _("There is no whole back-up yet."), "manage.py backup")
    said = _("The last whole back-up is %(hours)s hours old.") % {"hours": int(age // 3600)}
    if age > alarms.BACKUP_AGE:
        return Finding(Grade.BAD, said, "manage.py backup")
    if settings.BACKUP_COPY_TO and not settings.BACKUP_AGE_RECIPIENT:
        return Finding(
            Grade.ODD, said + " " + _("Its copy elsewhere is not encrypted."), "BACKUP_AGE_RECIPIENT=age1…"
        )
    return Finding(Grade.GOOD, said)


def _timers() -> Finding:
    if bad := alarms.failed_tasks(settings.VAR_DIR):
        return Finding(
            Grade.BAD,
            _("These tasks failed or have not run for too long: %(names)s.") % {"names": ", ".join(bad)},
            f"journalctl -u portal-task@{bad[0]}",
        )
    return Finding(Grade.GOOD, _("What the timers ran last went well."))


def _letters() -> Finding:
    waiting = Letter.objects.filter(written_at__lt=timezone.now() - timedelta(hours=1)).count()
    if waiting:
        return Finding(
            Grade.BAD,
            _("%(count)s emails have waited for more than an hour.") % {"count": waiting},
            "journalctl -u portal-task@send_follow_letters",
        )
    return Finding(Grade.GOOD, _("No email is waiting."))


def _clock() -> Finding:
    """Compare with the database, which may stand on another machine."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        else:
            cursor.execute("SELECT strftime('%s', 'now')")
        apart = abs(float(cursor.fetchone()[0]) - time.time())
    if apart > 5:
        return Finding(
            Grade.BAD,
            _("The clocks of this machine and of the database are %(seconds)s seconds apart.")
            % {"seconds": round(apart)},
            "timedatectl set-ntp true",
        )
    return Finding(Grade.GOOD, _("This machine's clock and the database's agree."))


def _clock_of_machine() -> Finding:
    """A clock that is far off has not been set since the code was written."""
    if time.time() < Path(__file__).stat().st_mtime - 24 * 3600:
        return Finding(
            Grade.BAD,
            _("The clock of this machine (%(name)s) is behind.") % {"name": socket.gethostname()},
            "timedatectl set-ntp true",
        )
    return Finding(Grade.GOOD, _("The clock of this machine seems right."))
