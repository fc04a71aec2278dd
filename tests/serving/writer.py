"""A member of staff at the desk, by HTTP alone, and the processes that answer."""

import http.cookiejar
import io
import subprocess
import urllib.error
import urllib.request
import uuid
from pathlib import Path

from tests.programs import program
from tests.serving.installations import Installation, trusting

PASSWORD = "a long password"


class Writer:
    """Somebody signed in, who posts forms as a browser does."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.cookies = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(self.cookies), urllib.request.HTTPSHandler(context=trusting())
        )
        self.get("/admin/login/")
        self.post("/admin/login/?next=/admin/password_change/", username="writer", password=PASSWORD)

    def get(self, path: str) -> str:
        return self.opener.open(self.address + path, timeout=60).read().decode()

    def post(
        self,
        path: str,
        files: dict[str, tuple[str, bytes]] | None = None,
        read_of: list[bytes] | None = None,
        fails_with: int = 0,
        **fields: str,
    ) -> str:
        """Post a form; put pieces of the answer into `read_of` as they come. `fails_with` is the error that is meant."""
        token = next(cookie.value for cookie in self.cookies if "csrf" in cookie.name)
        border, out = uuid.uuid4().hex, io.BytesIO()
        for name, value in (fields | {"csrfmiddlewaretoken": token}).items():
            out.write(
                f'--{border}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            )
        for name, (filename, data) in (files or {}).items():
            out.write(
                f'--{border}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n'.encode()
            )
            out.write(b"Content-Type: application/octet-stream\r\n\r\n" + data + b"\r\n")
        out.write(f"--{border}--\r\n".encode())
        request = urllib.request.Request(self.address + path, out.getvalue())
        request.add_header("Content-Type", f"multipart/form-data; boundary={border}")
        request.add_header("Referer", self.address + path)
        pieces = [] if read_of is None else read_of
        try:
            response = self.opener.open(request, timeout=120)
        except urllib.error.HTTPError as error:
            if error.code != fails_with:
                raise
            response = error
        with response:
            while piece := response.read1(65536):
                pieces.append(piece)
        return b"".join(pieces).decode()


def workers(office: Installation, address: str) -> list[int]:
    """The processes that answer at an address: children of gunicorn's first."""
    port = address.rpartition(":")[2]
    found = subprocess.run(
        [program("pgrep"), "-f", f"gunicorn --bind 127.0.0.1:{port} "], capture_output=True, text=True
    ).stdout.split()
    parents = {
        int(pid): int(Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()[1]) for pid in found
    }
    return [pid for pid, parent in parents.items() if parent in parents]
