"""Whether this process lives (/healthz), and whether all that it needs is there (/readyz)."""

import secrets
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.cache import caches
from django.core.files.storage import default_storage
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, JsonResponse

AGAIN_AFTER = 60  # seconds for which migrations found applied are not looked at again
_migrations_seen = 0.0


def answer(path: str) -> HttpResponse | None:
    """Return the answer to a probe; None to any other request."""
    if path == "/healthz":
        response: HttpResponse = HttpResponse("alive\n", content_type="text/plain; charset=utf-8")
    elif path == "/readyz":
        failing = [name for name, check in CHECKS.items() if not _holds(check)]
        response = JsonResponse({"ready": not failing, "failing": failing}, status=503 if failing else 200)
    else:
        return None
    response["Cache-Control"], response["X-Content-Type-Options"] = "no-store", "nosniff"
    return response


def _holds(check: Callable[[], bool]) -> bool:
    """Whatever a check raises, strangers learn its name alone."""
    try:
        return check()
    except Exception:
        return False


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
