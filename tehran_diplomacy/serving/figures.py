"""Figures for Prometheus, added up over gunicorn's workers, on a port of their own (METRICS_PORT).

The workers write into files in memory (PROMETHEUS_MULTIPROC_DIR, set by deploy/gunicorn.conf.py); a process beside
them reads these and answers: `python -m tehran_diplomacy.serving.figures FOLDER ADDRESS PORT`. Where the portal runs
without that folder, or the folder has no room, nothing is counted and the library is not loaded.
"""

import logging
import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from threading import Lock
from types import SimpleNamespace
from typing import Any

from tehran_diplomacy.serving import alarms

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_STEPS = (0.002, 0.01, 0.05, 0.2, 0.5, 1, 3, 10, 30)  # seconds
_METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})  # a stranger's own would be a figure each
# Room that a process takes for each kind of figure beforehand: all routes, methods and codes fit several times. A mapped
# file without room behind it would end the worker with SIGBUS at its first figure.
_ROOM = 1024 * 1024  # bytes
_KINDS = ("counter", "histogram")
_PAUSE = 1.0  # seconds between two looks at the workers
_registering = Lock()


def _figures() -> SimpleNamespace | None:
    with _registering:  # threads that come at once register one set
        return _registered()


@cache
def _registered() -> SimpleNamespace | None:
    folder = os.environ.get(FOLDER)
    if not folder:
        return None
    try:
        for kind in _KINDS:
            _take_room(Path(folder) / f"{kind}_{os.getpid()}.db")
    except OSError as error:
        logging.getLogger(__name__).warning("no room for figures, nothing is counted: %s", error.strerror)
        return None
    from prometheus_client import Counter, Histogram

    return SimpleNamespace(
        requests=Counter("portal_requests", "Requests answered.", ["method", "route", "status"]),
        seconds=Histogram("portal_request_seconds", "Time to an answer.", ["route"], buckets=_STEPS),
        kept=Counter("portal_kept_pages", "Requests for pages that may be kept.", ["found"]),
        away=Counter("portal_database_away", "Answers 503 because the database was away."),
        errors=Counter("portal_errors", "Errors of a kind that is mailed."),
    )


def _take_room(path: Path) -> None:
    handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        os.posix_fallocate(handle, 0, _ROOM)
    except OSError:
        path.unlink()
        raise
    finally:
        os.close(handle)


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


def fold_ended(folder: Path) -> None:
    """Add the figures of processes that ended to one file for each kind, and delete theirs."""
    from prometheus_client.mmap_dict import MmapedDict

    for path in folder.glob("*_*.db"):
        kind, _, pid = path.stem.rpartition("_")
        if pid == "0" or Path(f"/proc/{pid}").exists():
            continue
        total = folder / f"{kind}_0.db"
        if not total.exists():
            _take_room(total)
        added = MmapedDict(str(total))
        for key, value, moment, _place in MmapedDict.read_all_values_from_file(str(path)):
            before, _moment = added.read_value(key)
            added.write_value(key, before + value, moment)
        added.close()
        path.unlink()


class Alarms:
    """Figures that no request makes: back-ups, tasks, disk, certificate; looked at when Prometheus asks."""

    def __init__(self, var: Path, certificate: str) -> None:
        self.var, self.certificate = var, certificate

    def collect(self) -> Iterator[Any]:
        """Yield them in the library's form."""
        from prometheus_client.core import GaugeMetricFamily as Gauge

        now = time.time()
        known = {
            "portal_backup_age_seconds": ("Since the last whole back-up.", alarms.backup_age(self.var)),
            "portal_disk_free_bytes": ("Free where the data are.", shutil.disk_usage(self.var).free),
            "portal_certificate_days": ("Days left.", alarms.certificate_days(self.certificate)),
        }
        for name, (what, value) in known.items():
            if value is not None:
                yield Gauge(name, what, value=value)
        failed = Gauge("portal_task_failed", "1 where a task failed or is overdue.", labels=["task"])
        age = Gauge("portal_task_age_seconds", "Since a task began last.", labels=["task"])
        bad = alarms.failed_tasks(self.var)
        for name, result in alarms.tasks(self.var):
            failed.add_metric([name], float(name in bad))
            age.add_metric([name], now - result.get("began", now))
        yield from (failed, age)


def main() -> None:
    """Answer for the workers' figures until the process that began this one ends."""
    folder, address, port = sys.argv[1:]
    os.environ[FOLDER] = folder
    from prometheus_client import CollectorRegistry, start_http_server
    from prometheus_client.multiprocess import MultiProcessCollector

    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=folder)
    var = os.environ.get("VAR_DIR") or Path(__file__).parents[2] / "var"
    registry.register(Alarms(Path(var), os.environ.get("CERTIFICATE") or alarms.CERTIFICATE))
    parent, answers = os.getppid(), False
    while os.getppid() == parent:
        if not answers:
            with suppress(OSError):  # the release that is leaving still has the port
                start_http_server(int(port), address, registry)
                answers = True
        with suppress(OSError):
            fold_ended(Path(folder))
        time.sleep(_PAUSE)


if __name__ == "__main__":
    main()
