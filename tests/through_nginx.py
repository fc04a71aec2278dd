"""Runs the browser tests through nginx, two portals, PostgreSQL and Redis of Debian's packages."""

import os
import subprocess
import sys

from tests.serving.whole import debian_postgresql, what_is_missing


def main() -> int:
    """Return pytest's exit code."""
    if missing := what_is_missing():
        print(f"Not installed: {missing}. Install with: sudo apt-get install {missing}", file=sys.stderr)  # noqa: T201
        return 1
    command = [sys.executable, "-m", "pytest", "-q", *(sys.argv[1:] or ["tests/browser"])]
    with debian_postgresql("fsync = off") as address:
        return subprocess.call(
            command, env=os.environ | {"DATABASE_URL": address, "BROWSER_THROUGH": "nginx"}
        )


if __name__ == "__main__":
    sys.exit(main())
