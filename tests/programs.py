"""The programs outside Python that tests call, with the Debian packages that bring them.

`python -m tests.programs` installs those that are missing (as root on Debian or Ubuntu), else says what to install.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAMS = {
    "7z": "p7zip-full",
    "age-keygen": "age",
    "chromium": "chromium",
    "docker-compose": "docker-compose",
    "exiftool": "libimage-exiftool-perl",
    "faketime": "faketime",
    "mount": "mount",
    "nginx": "nginx",
    "openssl": "openssl",
    "pgrep": "procps",
    "postgres": "postgresql",
    "redis-server": "redis-server",
    "rsync": "rsync",
    "setpriv": "util-linux",
    "systemd-analyze": "systemd",
    "umount": "mount",
    "unzip": "unzip",
}
_ON_UBUNTU = {"chromium": "chromium-browser"}


def found(name: str) -> str:
    """Return where a program is, '' where it is not installed."""
    if name == "postgres":  # Debian keeps each version in a folder of its own
        versions = Path("/usr/lib/postgresql").glob("*/bin/postgres")
        return str(max(versions, key=lambda path: int(path.parts[4]), default=""))
    if name == "chromium":
        return shutil.which("chromium") or shutil.which(_ON_UBUNTU[name]) or ""
    return shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/sbin") or ""


def program(name: str) -> str:
    """Return where a program is; fail the test plainly where it is not installed."""
    where = found(name)
    if not where:
        pytest.fail(f"{name} is not installed, so this was not tested: apt-get install {PROGRAMS[name]}")
    return where


def install() -> None:
    """Install what is missing, or say how."""
    missing = sorted({package for name, package in PROGRAMS.items() if not found(name)})
    if not missing:
        return
    if os.getuid() == 0 and shutil.which("apt-get"):
        _say(f"Installing {' '.join(missing)} ...")
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run(["apt-get", "update", "-qq"], **quiet)
        for package in missing:  # one by one: a package that a system lacks must not keep the others out
            subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", package], **quiet)
    for name in [name for name in PROGRAMS if not found(name)]:
        _say(f"NOT INSTALLED: {name}. The tests that need it fail; sudo apt-get install {PROGRAMS[name]}")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    install()
