"""Runs a function over an upload in a process of its own, which is ended when it takes too much time or memory.

The limits protect the portal from a file that keeps a decoder busy. They are no wall against code that a file
might smuggle in: the process runs as the portal's own user.
"""

import logging
import os
import pickle
import resource
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings

log = logging.getLogger(__name__)
T = TypeVar("T")

SECONDS = 90  # of processor time
MEMORY = 1536 * 1024 * 1024  # bytes of address space
MORE_BY_THE_CLOCK = 3  # how many times longer a process may wait for the processor than it may use it
NICENESS = 10  # readers go first
# What functions that run apart may ask of the settings.
SETTINGS = ("PHOTO_MAX_BYTES", "PHOTO_MAX_PIXELS", "DOCUMENT_MAX_BYTES", "TIME_ZONE", "USE_TZ", "LANGUAGES")


class TookTooMuch(Exception):
    """The process used up its time or memory, or broke down."""


def run_apart(function: Callable[..., T], *args: Any, seconds: int = SECONDS, memory: int = MEMORY) -> T:
    """Return what `function(*args)` returns, raise what it raises; raise TookTooMuch beyond the limits.

    The function stands in a module that needs no app of Django's, and knows only SETTINGS; its arguments, result
    and exceptions can be pickled.
    """
    known = {name: getattr(settings, name) for name in SETTINGS}
    job = pickle.dumps((known, pickle.dumps((function, args))), protocol=pickle.HIGHEST_PROTOCOL)
    with subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-m", __name__, str(seconds), str(memory)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=settings.BASE_DIR,
        # A heap for each thread would use up the address space without being used itself.
        env={**os.environ, "MALLOC_ARENA_MAX": "2", "PYTHONDONTWRITEBYTECODE": "1"},
    ) as process:
        try:
            answer, said = process.communicate(job, timeout=MORE_BY_THE_CLOCK * seconds)
        except subprocess.TimeoutExpired as error:
            process.kill()
            raise TookTooMuch(f"{function.__name__} took more than its time") from error
        except BaseException:
            process.kill()
            raise
    if process.returncode or not answer:
        log.warning(
            "%s ended with %s: %s",
            function.__name__,
            process.returncode,
            said[-500:].decode(errors="replace"),
        )
        raise TookTooMuch(f"{function.__name__} ended with {process.returncode}")
    returned, value = pickle.loads(answer)  # noqa: S301 - from our own process
    if returned:
        return value
    raise value


def _serve(seconds: int, memory: int) -> None:
    """Do the one job that stands on standard input."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(OSError):  # a unit may forbid it
        os.nice(NICENESS)
    with suppress(OSError):  # where memory is short all the same, this process ends before the portal does
        Path("/proc/self/oom_score_adj").write_text("1000")
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    try:
        known, job = pickle.loads(sys.stdin.buffer.read())  # noqa: S301 - from our own process
        settings.configure(**known)
        function, args = pickle.loads(job)  # noqa: S301
        answer = pickle.dumps((True, function(*args)), protocol=pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        sys.exit("out of memory")
    except Exception as error:
        if _is_short_of_memory(memory):  # decoders call it damage
            sys.exit("out of memory, probably")
        answer = pickle.dumps((False, error))
    out.write(answer)
    out.close()


def _is_short_of_memory(memory: int) -> bool:
    """Whether more than half of the address space was in use at some time: the next piece may have been too large."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmPeak:")[2].split()[0]) * 1024 * 2 > memory


if __name__ == "__main__":
    _serve(int(sys.argv[1]), int(sys.argv[2]))
