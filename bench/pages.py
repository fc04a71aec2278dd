"""Every kind of page over archives of 100 to 100,000 meetings, uncached and cached, against yardsticks of the same run.

    python -m bench.pages [--meetings 100 1000 10000 100000] [--rounds 15] [--seconds 4] [--out var/bench]

Prints one table and writes it as JSON and as a plot. Per page: queries, median and 95th percentile of rendering in
milliseconds without the page cache, bytes. The first size is measured before and after all others. Then the requests a
second of the home page (see `bench.speeds`).
DATABASE_URL names a PostgreSQL database to be used instead of SQLite; it must be empty.
"""

import argparse
import gc
import json
import statistics
import sys
import time
from pathlib import Path

from bench.prepared import ROOT, prepared
from bench.speeds import speeds

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
        gc.collect()
        gc.freeze()  # as a worker does when it starts
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

        tables: dict[int, dict] = {}
        for meetings in [*chosen.meetings, *chosen.meetings[:1]]:  # the first again: a machine's speed drifts
            call_command("flush", "--noinput", verbosity=0)
            load_content()
            build(meetings)
            settled()
            found = render(chosen.rounds)
            tables[meetings] = _mean(tables[meetings], found) if meetings in tables else found
            print(f"{meetings:,} meetings measured", file=sys.stderr)
        measured = speeds(chosen.seconds)
        report(connection.vendor, tables, measured)
        chosen.out.mkdir(parents=True, exist_ok=True)
        written = chosen.out / f"pages-{connection.vendor}"
        written.with_suffix(".json").write_text(
            json.dumps({"pages": tables, "requests a second": measured}, indent=1)
        )
        plot(tables, written.with_suffix(".svg"))


def _mean(before: dict[str, dict], after: dict[str, dict]) -> dict[str, dict]:
    """Return what the same archive cost before all others and after them, in the middle."""
    return {
        page: {what: (before[page][what] + after[page][what]) / 2 for what in ("median", "p95")}
        | {what: after[page][what] for what in ("queries", "bytes")}
        for page in PAGES
    }


def settled() -> None:
    """Have the database do now what it would do after so many new rows while pages are measured."""
    from django.db import connection

    with connection.cursor() as cursor:
        for task in ("VACUUM ANALYZE", "CHECKPOINT") if connection.vendor == "postgresql" else ("ANALYZE",):
            cursor.execute(task)


def plot(tables: dict[int, dict], file: Path) -> None:
    """Draw the 95th percentile of each page over the size of the archive."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams |= {
        "svg.fonttype": "none",
        "svg.hashsalt": "pages",
    }  # text as text; the same for the same
    from matplotlib import pyplot

    _figure, axes = pyplot.subplots(figsize=(9, 6), layout="constrained")
    for number, name in enumerate(PAGES):
        sizes = sorted(tables)
        times = [tables[size][name]["p95"] for size in sizes]
        axes.plot(sizes, times, ("o-", "^--", "s:")[number % 3], label=name, markersize=4)
    axes.set(xscale="log", xlabel="meetings in the archive", ylabel="ms, 95th percentile of a page made anew")
    axes.set_ylim(bottom=0)
    axes.legend(loc="center left", bbox_to_anchor=(1, 0.5), fontsize=8)
    pyplot.savefig(file, metadata={"Date": None})


def report(vendor: str, tables: dict[int, dict], measured: dict[str, float]) -> None:
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
    yardsticks = {"kept": "bare view", "not kept": "bare view", "nginx's cache": "nginx, a file"}
    print("requests a second, home page:")
    for name, speed in measured.items():
        against = yardsticks.get(name, name)
        print(f"  {name:14} {speed:8.0f}   {speed / measured[against]:.3f} of {against}")


if __name__ == "__main__":
    main()
