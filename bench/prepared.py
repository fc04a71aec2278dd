"""A portal in a folder of its own, for a bench."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def prepared(settings: str = "tehran_diplomacy.settings") -> Iterator[None]:
    """Make the database, catalogues and static files of a portal and set Django up on it; all goes with the block."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"VAR_DIR": folder, "DJANGO_SETTINGS_MODULE": settings, "LOG_LEVEL": "ERROR"}
        for task in (["compile_catalogues"], ["migrate", "-v0"], ["collectstatic", "--noinput", "-v0"]):
            subprocess.run([sys.executable, "manage.py", *task], check=True, cwd=ROOT)
        import django

        django.setup()
        from django.conf import settings as portal

        portal.PAGE_CACHE = "off"  # a bench says itself what it lets be kept
        yield


def shortest(pages: dict[str, str], rounds: int) -> dict[str, float]:
    """Return the shortest time of each page in milliseconds, by HTTP's front door."""
    import time

    from django.test import Client

    client, found = Client(headers={"host": "127.0.0.1"}), {}
    for name, path in pages.items():
        times = []
        for _round in range(rounds + 2):
            start = time.perf_counter()
            response = client.get(path)
            times.append((time.perf_counter() - start) * 1000)
            assert response.status_code == 200, (path, response.status_code)
        found[name] = min(times[2:])
    return found
