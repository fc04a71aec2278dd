"""Whether this process lives (/healthz), and whether all that it needs is there (/readyz)."""

import secrets
import time
from collections.abc import Callable
from pathlib import Path
from threading import Lock, Thread

from django.conf import settings
from django.core.cache import caches
from django.core.files.storage import default_storage
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, JsonResponse

from tehran_diplomacy.serving import alarms
from tehran_diplomacy.serving.query_timeout import waiting_at_most

AGAIN_AFTER = 60  # seconds for which migrations found applied are not looked at again
SECONDS = 1.0  # after which /readyz answers, whatever hangs
_migrations_seen = 0.0


def answer(path: str) -> HttpResponse | None:
    """Return the answer to a probe; None to any other request."""
    if path == "/healthz":
        response: HttpResponse = HttpResponse("alive\n", content_type="text/plain; charset=utf-8")
    elif path == "/readyz":
        failing = _failing()
        told = {"ready": not failing, "failing": failing, "warnings": _warnings()}
        response = JsonResponse(told, status=503 if failing else 200)
    else:
        return None
    response["Cache-Control"], response["X-Content-Type-Options"] = "no-store", "nosniff"
    return response


def _warnings() -> list[str]:
    """Return what somebody should look at although the portal serves: no reason to take it out of service."""
    try:
        return alarms.wrong(settings.VAR_DIR, settings.CERTIFICATE)
    except OSError:
        return ["disk"]


class _Running:
    """One check under way, in a thread of its own: whatever it hangs on, the probe answers in time."""

    def __init__(self, name: str, check: Callable[[], bool]) -> None:
        self.check, self.holds = check, False
        self.thread = Thread(target=self._run, name=f"readyz-{name}", daemon=True)
        self.thread.start()

    def _run(self) -> None:
        """Whatever a check raises, strangers learn its name alone."""
        try:
            with waiting_at_most(SECONDS):
                self.holds = self.check()
        except Exception:
            self.holds = False
        finally:
            connection.close()


_under_way: dict[str, _Running] = {}
_starting = Lock()


def _failing() -> list[str]:
    """Return the names of the checks that failed, or did not end within SECONDS; one that hangs is not begun again."""
    with _starting:
        for name in [name for name, one in _under_way.items() if not one.thread.is_alive()]:
            del _under_way[name]
        for name, check in CHECKS.items():
            if name not in _under_way:
                _under_way[name] = _Running(name, check)
        asked = dict(_under_way)
    until = time.monotonic() + SECONDS
    for one in asked.values():
        one.thread.join(max(0, until - time.monotonic()))
    return [name for name, one in asked.items() if one.thread.is_alive() or not one.holds]


def database_answers() -> bool:
    """Tell whether the database answers a question."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def migrations_are_applied() -> bool:
    """Tell whether no migration of this release waits; a database that is ahead is fine."""
    global _migrations_seen
    if time.monotonic() - _migrations_seen < AGAIN_AFTER and _migrations_seen:
        return True
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return False
    _migrations_seen = time.monotonic()
    return True


def storage_is_writable() -> bool:
    """Tell whether an upload could be stored; of a server elsewhere only whether it answers."""
    if hasattr(default_storage, "bucket"):
        default_storage.exists("readiness")
        return True
    folder = Path(settings.MEDIA_ROOT)
    folder.mkdir(parents=True, exist_ok=True)
    tried = folder / f".readiness-{secrets.token_hex(8)}"
    try:
        tried.write_bytes(b"ready" * 16 * 1024)  # a few bytes find room on a full disk
    finally:
        tried.unlink(missing_ok=True)
    return True


def cache_answers() -> bool:
    """Tell whether the cache keeps and gives back."""
    word = secrets.token_hex(8)
    caches["default"].set("readiness", word, 60)
    return caches["default"].get("readiness") is not None


CHECKS: dict[str, Callable[[], bool]] = {
    "database": database_answers,
    "migrations": migrations_are_applied,
    "storage": storage_is_writable,
    "cache": cache_answers,
}
