"""nginx in front of an installation, by deploy/nginx.conf with this machine's folders and ports."""

import os
import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.programs import found, program
from tests.serving.installations import ROOT, Installation
from tests.serving.ports import free_port, wait_until_taken


def nginx_program() -> str:
    """Return where nginx is, or '' where it is not installed."""
    return found("nginx")


@contextmanager
def nginx(
    office: Installation, portal: str, folder: Path, port: int = 0, change: Callable[[str], str] = str
) -> Iterator[str]:
    """Serve the installation at `portal` over HTTPS, with a certificate made for it; give its address.

    `folder` takes what nginx keeps. Without `port`, any free one is taken. `change` changes the configuration further.
    """
    port = port or free_port()
    text = change((ROOT / "deploy/nginx.conf").read_text())
    text = text.replace("/srv/portal/var", str(office.var)).replace("127.0.0.1:8000", portal.split("//")[1])
    text = text.replace("/var/lib/nginx/portal", str(folder / "cache"))
    text = text.replace("/var/log/nginx/portal.log", str(folder / "access.log"))
    text = text.replace("/var/log/nginx/portal-error.log", str(folder / "error.log"))
    text = text.replace("/etc/ssl/portal", str(folder)).replace("diplomacy.example.org", "localhost")
    text = re.sub(r"^\s*listen \[::\].*\n", "", text, flags=re.MULTILINE)
    text = text.replace("listen 80", f"listen 127.0.0.1:{free_port()}")
    text = text.replace("listen 443 ssl", f"listen 127.0.0.1:{port} ssl")
    (folder / "portal.conf").write_text(text)
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/main.log;"
        f"{'user root;' if os.getuid() == 0 else ''} events {{}}\n"
        f"http {{ include /etc/nginx/mime.types; include {folder}/portal.conf;\n"
        + "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        + "}"
    )  # fmt: skip
    subprocess.run(
        [program("openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    command = [nginx_program(), "-c", str(folder / "nginx.conf"), "-p", str(folder)]
    tested = subprocess.run([*command, "-t"], capture_output=True, text=True)
    assert tested.returncode == 0, tested.stderr
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        wait_until_taken(port)
        yield f"https://localhost:{port}"
    finally:
        process.terminate()
        process.wait(10)
