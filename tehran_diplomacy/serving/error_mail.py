"""Errors by e-mail to ADMINS: what happened and where, nothing of who asked; one letter for a kind in 15 minutes."""

import atexit
import fcntl
import json
import logging
import time
import traceback
from contextlib import suppress
from hashlib import sha256
from queue import Full, Queue
from threading import Lock, Thread
from types import TracebackType

from django.conf import settings
from django.core.mail import mail_admins
from django.http import HttpRequest

from tehran_diplomacy.serving.figures import count_error
from tehran_diplomacy.serving.logs import without_the_personal
from tehran_diplomacy.serving.sight import request_number, route_of

PAUSE = 15 * 60  # seconds between two letters of one kind
WAITING = 20  # letters at most; beyond that they are counted as others of their kind
AT_THE_END = 10  # seconds for which a process that ends waits for its last letters
FORGOTTEN = 7 * 24 * 3600  # seconds after which a kind begins anew


class _Outbox:
    """Hands letters over in a thread of its own: no request waits for a mail server."""

    def __init__(self) -> None:
        self.letters: Queue[tuple[str, str] | None] = Queue(WAITING)
        self.thread: Thread | None = None
        self.starting = Lock()

    def post(self, letter: tuple[str, str]) -> None:
        """Take a letter; drop it where too many wait."""
        with suppress(Full):
            self.letters.put_nowait(letter)
        with self.starting:
            if self.thread is None:
                self.thread = Thread(target=self._send, name="error-mail", daemon=True)
                self.thread.start()

    def _send(self) -> None:
        while letter := self.letters.get():
            mail_admins(*letter, fail_silently=True)

    def finish(self) -> None:
        """Wait a little for what is under way."""
        if self.thread is not None:
            with suppress(Full):
                self.letters.put(None, timeout=AT_THE_END)
            self.thread.join(AT_THE_END)


_outbox = _Outbox()
atexit.register(_outbox.finish)


class ErrorMail(logging.Handler):
    """Sends a letter for an error; those of the same kind that follow are counted and told in the next letter."""

    def emit(self, record: logging.LogRecord) -> None:
        """Send or count; a mail server that is away is no second error."""
        if record.name.startswith(
            "django.security"
        ):  # a stranger's request, answered with 400: no error of ours
            return
        try:
            count_error()
            if not settings.ADMINS:
                return
            before = self._due(_kind(record))
            if before is not None:
                _outbox.post(_letter(record, before))
        except Exception:
            self.handleError(record)

    def _due(self, kind: str) -> int | None:
        """Return how many of the kind came since the last letter; None where none is due yet."""
        folder = settings.VAR_DIR / "errors"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        now = time.time()
        for old in folder.iterdir():
            if now - old.stat().st_mtime > FORGOTTEN:
                old.unlink(missing_ok=True)
        with (folder / kind).open("a+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # the workers of this machine count together
            file.seek(0)
            sent, waiting = json.loads(file.read() or "[0, 0]")
            is_due = now - sent >= PAUSE
            file.truncate(0)
            file.write(json.dumps([now, 0] if is_due else [sent, waiting + 1]))
        return waiting if is_due else None


def _kind(record: logging.LogRecord) -> str:
    """Return a word that errors of one kind share: the same exception from the same place."""
    where = f"{record.name} {record.msg}"
    if record.exc_info and record.exc_info[0]:
        last: TracebackType | None = record.exc_info[2]
        while last and last.tb_next:
            last = last.tb_next
        where = record.exc_info[0].__qualname__
        if last:
            where += f" {last.tb_frame.f_code.co_filename}:{last.tb_lineno}"
    return sha256(where.encode()).hexdigest()[:16]


def _letter(record: logging.LogRecord, before: int) -> tuple[str, str]:
    error = record.exc_info[1] if record.exc_info else None
    what = type(error).__name__ if error else record.getMessage().splitlines()[0]
    lines = [f"time      {time.strftime('%Y-%m-%d %H:%M:%S %z', time.localtime(record.created))}"]
    lines.append(f"release   {settings.RELEASE}")
    if number := request_number.get():
        lines.append(f"request   {number}")
    request = getattr(record, "request", None)
    if isinstance(request, HttpRequest):
        lines.append(f"route     {request.method} {route_of(request)}")
    if before:
        lines.append(f"before    {before} more of this kind since the last letter")
    lines += ["", without_the_personal(record.getMessage())]
    if record.exc_info:
        lines += ["", without_the_personal("".join(traceback.format_exception(*record.exc_info)))]
    return without_the_personal(what)[:120], "\n".join(lines)
