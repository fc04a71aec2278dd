"""The whole set-up on one machine from Debian's packages: nginx, two portals, PostgreSQL, Redis, by the files in deploy/."""

import os
import pwd
import re
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.programs import program
from tests.serving.in_front import nginx
from tests.serving.installations import ROOT, Installation
from tests.serving.ports import free_port

SETTINGS = {
    "HTTPS": "true", "BEHIND_PROXY": "true", "ACCEL_REDIRECT_PREFIX": "/protected/",
    "ALLOWED_HOSTS": "localhost,127.0.0.1",
}  # fmt: skip


@contextmanager
def debian_postgresql(settings: str = "") -> Iterator[str]:
    """A server of Debian's package with deploy/postgresql.conf and `settings` after it; give its database's address."""
    programs = Path(program("postgres")).parent
    owner = pwd.getpwnam("postgres") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.chown(folder, owner.pw_uid, owner.pw_gid)

        def run(name: str, *words: str) -> None:
            subprocess.run(
                [programs / name, *words], check=True, capture_output=True, cwd="/", timeout=60,
                **({"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if os.getuid() == 0 else {}),
            )  # fmt: skip

        run("initdb", "-D", f"{folder}/data", "-U", "portal", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        configuration = (ROOT / "deploy/postgresql.conf").read_text()
        configuration += f"\nlisten_addresses = ''\nunix_socket_directories = '{folder}'\n{settings}\n"
        with Path(f"{folder}/data/postgresql.conf").open("a") as file:
            file.write(configuration)
        run("pg_ctl", "-D", f"{folder}/data", "-w", "-l", f"{folder}/log", "start")
        try:
            run("createdb", "-h", str(folder), "-U", "portal", "portal")
            yield f"postgresql://portal@/portal?host={folder}"
        finally:
            run("pg_ctl", "-D", f"{folder}/data", "-m", "fast", "stop")


@contextmanager
def redis(folder: Path) -> Iterator[str]:
    """A Redis that keeps nothing on the disk; give its address for CACHE_URL."""
    socket = folder / "redis.sock"
    command = [
        program("redis-server"),
        "--port",
        "0",
        "--unixsocket",
        str(socket),
        "--save",
        "",
        "--dir",
        str(folder),
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        for _time in range(100):
            if socket.exists():
                break
            time.sleep(0.05)
        yield f"unix://{socket}"
    finally:
        process.terminate()
        process.wait(10)


@dataclass(frozen=True)
class Whole:
    """The installation, where nginx answers, and where each portal does behind it."""

    office: Installation
    front: str
    portals: tuple[str, ...]


@contextmanager
def whole(folder: Path, database: str, **more: str) -> Iterator[Whole]:
    """Serve the portal of `database` by two gunicorns with one worker each, a Redis and nginx in front of them."""
    folder.chmod(0o755)
    office = Installation(folder / "var", database)
    port = free_port()
    own = {"SITE_ADDRESS": f"https://localhost:{port}", "CSRF_TRUSTED_ORIGINS": f"https://localhost:{port}"}
    with ExitStack() as parts:
        settings = SETTINGS | own | {"CACHE_URL": parts.enter_context(redis(folder))} | more
        options = ("--config", "deploy/gunicorn.conf.py", "--workers", "1")
        portals = tuple(parts.enter_context(office.served(*options, **settings)) for _which in range(2))
        second = f"    server {portals[1].split('//')[1]} max_fails=0;\n    # Several"

        def both(text: str) -> str:
            """Lead to both, and let one address ask as much as a town does: all of them ask from here."""
            text = re.sub(r"^\s*limit_(?:req|conn) .*\n", "", text, flags=re.MULTILINE)
            return text.replace("    # Several", second, 1)

        front = parts.enter_context(nginx(office, portals[0], folder, port, both))
        yield Whole(office, front, portals)


def needs_the_whole() -> None:
    """Fail plainly where a package is missing."""
    for name in ("nginx", "postgres", "redis-server"):
        program(name)
