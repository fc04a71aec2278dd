"""Every kind of page over archives of 100 to 100,000 meetings, uncached and cached, against yardsticks of the same run.

    python -m bench.pages [--meetings 100 1000 10000 100000] [--rounds 15] [--seconds 4] [--out var/bench]

Prints one table and writes it as JSON. Per page: queries, median and 95th percentile of rendering in milliseconds
without the page cache, bytes. For the last size, through gunicorn: requests a second of a kept page, against a bare
view that returns the same bytes; where nginx is installed, through its own cache against a static file.
DATABASE_URL names a PostgreSQL database to be used instead of SQLite; it must be empty.
"""

import argparse
import http.client
import json
import os
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

from bench.prepared import ROOT, prepared

HOST, PORT = "127.0.0.1", 8398
PAGES = {
    "home": "/en/",
    "roadmap": "/en/roadmap/",
    "goal": "/en/roadmap/sixth/goals/bilateral-cooperation/",
    "agreements": "/en/agreements/",
    "agreements, filtered": "/en/agreements/?form=mou&sort=title",
    "agreement": "/en/agreements/bench-1/",
    "meetings": "/en/meetings/",
    "meetings of a year": "/en/meetings/2001/",
    "meeting": "/en/meetings/bench-1/",
    "photos": "/en/photos/",
    "networks": "/en/networks/",
    "cities": "/en/cities/",
    "city": "/en/cities/bench-1/",
    "map": "/en/map/",
    "timeline": "/en/timeline/2001/",
    "changes": "/en/changes/?what=all",
    "api list": "/api/v1/meetings",
    "feed": "/en/feeds/meetings.atom",
}


def render(rounds: int) -> dict[str, dict[str, float]]:
    """Return what each page costs without the page cache."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    settings.PAGE_CACHE = "counts"
    client, found = Client(headers={"host": "127.0.0.1"}), {}
    for name, path in PAGES.items():
        times = []
        for _round in range(rounds + 2):
            start = time.perf_counter()
            response = client.get(path)
            times.append((time.perf_counter() - start) * 1000)
            assert response.status_code == 200, (path, response.status_code)
        with CaptureQueriesContext(connection) as queries:
            size = len(client.get(path).content)
        times = sorted(times[2:])
        found[name] = {
            "queries": len(queries),
            "median": statistics.median(times),
            "p95": times[max(0, round(len(times) * 0.95) - 1)],
            "bytes": size,
        }
    return found


def load(path: str, seconds: float, port: int = PORT, readers: int = 4) -> float:
    """Return the answers a second that several readers get, each on a connection that stays open."""
    counts, end = [0] * readers, time.monotonic() + seconds

    def read(number: int) -> None:
        line = http.client.HTTPConnection(HOST, port, timeout=30)
        while time.monotonic() < end:
            line.request("GET", path, headers={"Host": HOST, "Accept-Encoding": "gzip"})
            answer = line.getresponse()
            answer.read()
            assert answer.status == 200, (path, answer.status)
            counts[number] += 1
        line.close()

    threads = [threading.Thread(target=read, args=(number,)) for number in range(readers)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return sum(counts) / seconds


def wait_for(port: int, path: str) -> None:
    """Wait until a server answers."""
    for _time in range(200):
        try:
            line = http.client.HTTPConnection(HOST, port, timeout=5)
            line.request("GET", path, headers={"Host": HOST})
            line.getresponse().read()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server does not answer")


def through_gunicorn(seconds: float) -> dict[str, float]:
    """Return requests a second: a kept page, the bare view of the same bytes, the page made anew each time."""
    gunicorn = [str(Path(sys.executable).parent / "gunicorn"), "bench.wsgi", "--log-level", "error"]
    gunicorn += ["--bind", f"{HOST}:{PORT}", "--workers", "2", "--threads", "4"]
    found = {}
    for name, kept, path in (
        ("kept", "pages", "/en/"),
        ("bare view", "pages", "/bench/bare"),
        ("not kept", "counts", "/en/"),
    ):
        environment = os.environ | {"PAGE_CACHE": kept}
        server = subprocess.Popen(gunicorn, cwd=ROOT, env=environment)
        try:
            wait_for(PORT, "/en/")
            load(path, 1)
            found[name] = load(path, seconds)
        finally:
            server.terminate()
            server.wait()
    return found


def main() -> None:
    """Fill, measure, print, write."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--meetings", type=int, nargs="+", default=[100, 1_000, 10_000, 100_000])
    options.add_argument("--rounds", type=int, default=15)
    options.add_argument("--seconds", type=float, default=4)
    options.add_argument("--out", type=Path, default=ROOT / "var" / "bench")
    chosen = options.parse_args()
    with prepared("bench.settings"):
        from django.core.management import call_command
        from django.db import connection

        from bench.archive import build
        from tehran_diplomacy.portal.starter import load as load_content

        tables = {}
        for meetings in chosen.meetings:
            call_command("flush", "--noinput", verbosity=0)
            load_content()
            build(meetings)
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
            tables[meetings] = render(chosen.rounds)
            print(f"{meetings:,} meetings measured", file=sys.stderr)
        speeds = through_gunicorn(chosen.seconds)
        report(connection.vendor, tables, speeds)
        chosen.out.mkdir(parents=True, exist_ok=True)
        (chosen.out / f"pages-{connection.vendor}.json").write_text(
            json.dumps({"pages": tables, "requests a second": speeds}, indent=1)
        )


def report(vendor: str, tables: dict[int, dict], speeds: dict[str, float]) -> None:
    """Print the table, with the ratio of the last size to the first."""
    sizes = list(tables)
    first, last = tables[sizes[0]], tables[sizes[-1]]
    print(
        f"{vendor}: queries, then ms (median of a page made anew) at {' / '.join(f'{n:,}' for n in sizes)} meetings"
    )
    for name in PAGES:
        medians = " / ".join(f"{tables[n][name]['median']:7.1f}" for n in sizes)
        queries = "/".join(str(tables[n][name]["queries"]) for n in sizes)
        ratio = last[name]["p95"] / first[name]["p95"]
        print(f"  {name:22} {queries:12} {medians}   p95 ratio {ratio:5.2f}   {last[name]['bytes']:7} bytes")
    print("requests a second through gunicorn, home page:")
    for name, speed in speeds.items():
        print(f"  {name:12} {speed:8.0f}   {speed / speeds['bare view']:.2f} of the bare view")


if __name__ == "__main__":
    main()
