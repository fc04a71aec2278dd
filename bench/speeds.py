"""Requests a second of the home page, kept and not kept, against yardsticks of the same run and the same bytes.

Through gunicorn: against a bare Django view that returns those bytes, by one worker, for wrk's connections stay with the
worker that took them first, and with several the share of each would be measured. Through nginx with deploy/nginx.conf
(TLS, its one-second cache, without its limits on one address): against nginx giving out those bytes as a file.
"""

import gzip
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.prepared import ROOT
from tests.serving.ports import free_port, wait_until_taken

HOST = "127.0.0.1"
HOME = "/en/"
# What nginx says of a file by itself.
_NGINX_OWN = {"Server", "Date", "Connection", "Content-Length", "Content-Type", "ETag", "Last-Modified"}


def asked(address: str, seconds: float, connections: int = 16) -> float:
    """Return the answers a second that wrk gets, all of them good."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds:.0f}s", "-H", "Accept-Encoding: gzip", address]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in said, said
    return float(re.search(r"Requests/sec:\s*([\d.]+)", said)[1])


@contextmanager
def gunicorn(kept: str, **more: str) -> Iterator[str]:
    """Serve the portal of VAR_DIR with one worker of the set-up for use; give its address."""
    port = free_port()
    command = [str(Path(sys.executable).parent / "gunicorn"), "--config", "deploy/gunicorn.conf.py"]
    command += ["bench.wsgi", "--log-level", "error", "--bind", f"{HOST}:{port}", "--workers", "1"]
    server = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"PAGE_CACHE": kept} | more)
    try:
        wait_until_taken(port)
        yield f"http://{HOST}:{port}"
    finally:
        server.terminate()
        server.wait()


def _bytes_of(address: str, file: Path, **headers: str) -> dict[str, str]:
    """Write the compressed bytes of a page into a file; return the headers that came with them."""
    request = urllib.request.Request(address, headers={"Accept-Encoding": "gzip"} | headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        body = answer.read()
        assert answer.headers["Content-Encoding"] == "gzip"
        found = dict(answer.headers)
    assert gzip.decompress(body).startswith(b"<!doctype html>")
    file.write_bytes(body)
    return found


def _medians(addresses: dict[str, str], seconds: float, rounds: int = 9) -> dict[str, float]:
    """Ask one after the other, several times: what else the machine does meets all of them alike."""
    found: dict[str, list[float]] = {name: [] for name in addresses}
    for address in addresses.values():
        asked(address, 1)
    for _round in range(rounds):
        for name, address in addresses.items():
            found[name].append(asked(address, max(1, seconds / rounds)))
    return {name: statistics.median(speeds) for name, speeds in found.items()}


def through_gunicorn(seconds: float) -> dict[str, float]:
    """Return requests a second: the page kept, made anew, and the bare view of the same bytes."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "home.gz")
        with gunicorn("pages") as portal:
            _bytes_of(portal + HOME, file)
        with gunicorn("pages", BENCH_BYTES=str(file)) as portal, gunicorn("counts") as anew:
            addresses = {"kept": portal + HOME, "bare view": f"{portal}/bench/bare", "not kept": anew + HOME}
            return _medians(addresses, seconds)


def through_nginx(seconds: float) -> dict[str, float]:
    """Return requests a second: the page from nginx's cache, and the same bytes and headers as a file; {} without it."""
    from tests.serving.in_front import nginx, nginx_program
    from tests.serving.installations import Installation

    if not nginx_program():
        print(
            "nginx is not installed: not measured through it (apt-get install nginx-light)", file=sys.stderr
        )
        return {}
    settings = {"HTTPS": "true", "BEHIND_PROXY": "true", "ALLOWED_HOSTS": "localhost"}

    def for_bench(text: str) -> str:
        text = re.sub(r"^\s*limit_(?:req|conn) .*\n", "", text, flags=re.MULTILINE)
        lines = [f"add_header {name} '{value}';" for name, value in headers.items() if name not in _NGINX_OWN]
        same = f"location = /bench/home {{ default_type text/html; alias {folder}/home.gz; {' '.join(lines)} }}\n"
        same = same.replace("'self'", "\\'self\\'").replace("'none'", "\\'none\\'")
        return text.replace("    location /static/ {", f"    {same}    location /static/ {{", 1)

    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        with gunicorn("pages", **settings) as portal:
            through = {"X-Forwarded-Proto": "https", "Host": "localhost"}
            headers = _bytes_of(portal + HOME, Path(folder, "home.gz"), **through)
        office = Installation(Path(os.environ["VAR_DIR"]))
        with (
            gunicorn("pages", **settings) as portal,
            nginx(office, portal, Path(folder), change=for_bench) as front,
        ):
            return _medians({"nginx's cache": front + HOME, "nginx, a file": f"{front}/bench/home"}, seconds)


def speeds(seconds: float) -> dict[str, float]:
    """Return all of them; {} where wrk is not installed."""
    if not shutil.which("wrk"):
        print("wrk is not installed: no requests a second (apt-get install wrk)", file=sys.stderr)
        return {}
    return through_gunicorn(seconds) | through_nginx(seconds)
