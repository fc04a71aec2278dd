"""Figures for Prometheus, added up over gunicorn's workers, on a port of their own (METRICS_PORT).

The workers write into files below var/metrics (PROMETHEUS_MULTIPROC_DIR, set by deploy/gunicorn.conf.py); a process
beside them reads these and answers: `python -m tehran_diplomacy.serving.figures FOLDER ADDRESS PORT`. Where the
portal runs without that folder nothing is counted and the library is not loaded.
"""

import os
import sys
import time
from functools import cache
from types import SimpleNamespace

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_STEPS = (0.002, 0.01, 0.05, 0.2, 0.5, 1, 3, 10, 30)  # seconds
_METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})  # a stranger's own would be a figure each


@cache
def _figures() -> SimpleNamespace | None:
    if not os.environ.get(FOLDER):
        return None
    from prometheus_client import Counter, Histogram

    return SimpleNamespace(
        requests=Counter("portal_requests", "Requests answered.", ["method", "route", "status"]),
        seconds=Histogram("portal_request_seconds", "Time to an answer.", ["route"], buckets=_STEPS),
        kept=Counter("portal_kept_pages", "Requests for pages that may be kept.", ["found"]),
        away=Counter("portal_database_away", "Answers 503 because the database was away."),
        errors=Counter("portal_errors", "Errors of a kind that is mailed."),
    )


def count_request(method: str, route: str, status: int, seconds: float) -> None:
    """Count an answer."""
    if found := _figures():
        method = method if method in _METHODS else "other"
        found.requests.labels(method, route, str(status)).inc()
        found.seconds.labels(route).observe(seconds)


def count_kept(was_kept: bool) -> None:
    """Count a request for a page that may be kept."""
    if found := _figures():
        found.kept.labels("yes" if was_kept else "no").inc()


def count_away() -> None:
    """Count an answer without the database."""
    if found := _figures():
        found.away.inc()


def count_error() -> None:
    """Count an error."""
    if found := _figures():
        found.errors.inc()


def main() -> None:
    """Answer for the workers' figures until the process that began this one ends."""
    folder, address, port = sys.argv[1:]
    os.environ[FOLDER] = folder
    from prometheus_client import CollectorRegistry, start_http_server
    from prometheus_client.multiprocess import MultiProcessCollector

    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=folder)
    parent = os.getppid()
    start_http_server(int(port), address, registry)
    while os.getppid() == parent:
        time.sleep(1)


if __name__ == "__main__":
    main()
