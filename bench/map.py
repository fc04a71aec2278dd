"""The map over 1,000 and over 100,000 meetings (agreements in proportion), as whole pages by HTTP's front door.

    python -m bench.map [--meetings 1000 100000] [--rounds 15]

Times are the shortest of the rounds; the ratio is that of the last size to the first.
DATABASE_URL names a PostgreSQL database to be used instead of SQLite; it must be empty.
"""

import argparse

from bench.prepared import prepared, shortest

PAGES = {
    "whole map": "",
    "agreements": "?kind=agreement",
    "meetings": "?kind=meeting",
    "a year": "?year=2001",
    "meetings of a year": "?kind=meeting&year=2001",
}


def main() -> None:
    """Fill, measure, print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--meetings", type=int, nargs="+", default=[1_000, 100_000])
    options.add_argument("--rounds", type=int, default=15)
    chosen = options.parse_args()
    with prepared():
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
            times.append(shortest({name: f"/en/map/{query}" for name, query in PAGES.items()}, chosen.rounds))
        sizes = " / ".join(f"{size:,}" for size in chosen.meetings)
        print(f"{connection.vendor}, ms a page at {sizes} meetings:")
        for name in PAGES:
            each = " / ".join(f"{one[name]:7.1f}" for one in times)
            print(f"  {name:20} {each}   ratio {times[-1][name] / times[0][name]:.2f}")


if __name__ == "__main__":
    main()
