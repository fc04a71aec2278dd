"""The map over 1,000 and over 100,000 meetings (agreements in proportion), as whole pages by HTTP's front door.

    python -m bench.map [--meetings 1000 100000] [--rounds 15]

Times are the shortest of the rounds; the ratio is that of the last size to the first.
DATABASE_URL names a PostgreSQL database to be used instead of SQLite; it must be empty.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = {
    "whole map": "",
    "agreements": "?kind=agreement",
    "meetings": "?kind=meeting",
    "a year": "?year=2001",
    "meetings of a year": "?kind=meeting&year=2001",
}


def measure(rounds: int) -> dict[str, float]:
    """Return the shortest time of each page in milliseconds."""
    from django.test import Client

    client, found = Client(), {}
    for name, query in PAGES.items():
        times = []
        for _round in range(rounds + 2):
            start = time.perf_counter()
            response = client.get(f"/en/map/{query}", headers={"host": "127.0.0.1"})
            times.append((time.perf_counter() - start) * 1000)
            assert response.status_code == 200, response.status_code
        found[name] = min(times[2:])
    return found


def main() -> None:
    """Fill, measure, print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--meetings", type=int, nargs="+", default=[1_000, 100_000])
    options.add_argument("--rounds", type=int, default=15)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "VAR_DIR": folder,
            "DJANGO_SETTINGS_MODULE": "tehran_diplomacy.settings",
            "LOG_LEVEL": "ERROR",
        }
        for task in (["compile_catalogues"], ["migrate", "-v0"], ["collectstatic", "--noinput", "-v0"]):
            subprocess.run([sys.executable, "manage.py", *task], check=True, cwd=ROOT)
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection

        from bench.archive import build
        from tehran_diplomacy.portal.starter import load

        times = []
        for meetings in chosen.meetings:
            call_command("flush", "--noinput", verbosity=0)
            load()
            build(meetings)
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
            times.append(measure(chosen.rounds))
        sizes = " / ".join(f"{size:,}" for size in chosen.meetings)
        print(f"{connection.vendor}, ms a page at {sizes} meetings:")
        for name in PAGES:
            each = " / ".join(f"{one[name]:7.1f}" for one in times)
            print(f"  {name:20} {each}   ratio {times[-1][name] / times[0][name]:.2f}")


if __name__ == "__main__":
    main()
