"""How gunicorn serves the portal. Everything that differs between machines comes from the environment.

WORKERS (processes; default: one for each processor and one more, at most 8), THREADS in each (16), BIND
(127.0.0.1:8000), METRICS_PORT and METRICS_BIND for Prometheus (README).
"""

import gc
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

wsgi_app = "tehran_diplomacy.wsgi"
bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WORKERS") or min(8, (os.cpu_count() or 1) + 1))
threads = int(os.environ.get("THREADS") or 16)
timeout = 120  # seconds that a worker may be silent: an import of a big table takes its time
graceful_timeout = 60  # seconds for downloads that go on while a worker ends
keepalive = 75  # seconds, longer than nginx keeps its connections
max_requests, max_requests_jitter = 50_000, 5_000  # then a fresh process takes over, not all at once
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # a slow disk is no dead worker
control_socket_disable = True
accesslog = None  # the portal writes its own lines, without addresses (LOG_REQUESTS)
limit_request_line, limit_request_fields, limit_request_field_size = 4094, 60, 8190
forwarded_allow_ips = "127.0.0.1,::1"

# In memory, below /run where systemd gives a folder: a full disk must not reach what is only looked at.
_port = int(os.environ.get("METRICS_PORT") or 0)
_given = os.environ.get("RUNTIME_DIRECTORY", "").partition(":")[0]
_memory = worker_tmp_dir or tempfile.gettempdir()
_FIGURES = Path(_given) / "metrics" if _given else Path(_memory) / f"portal-metrics-{os.getuid()}-{_port}"
if _port:  # before the workers load the library, which reads it
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(_FIGURES)


def on_starting(server: object) -> None:
    """Begin figures anew; where they have no place, the portal serves without them."""
    if _port:
        shutil.rmtree(_FIGURES, ignore_errors=True)
        with suppress(OSError):
            _FIGURES.mkdir(mode=0o700)


def when_ready(server: object) -> None:
    """Answer for the figures in a process of its own, which ends with this one."""
    if _port:
        bind_to = os.environ.get("METRICS_BIND") or "127.0.0.1"
        module = "tehran_diplomacy.serving.figures"
        subprocess.Popen([sys.executable, "-m", module, str(_FIGURES), bind_to, str(_port)])


def post_worker_init(worker: object) -> None:
    """Load all of this release before the first request, and leave that out of each search for garbage."""
    from tehran_diplomacy.serving.warm_up import warm_up

    warm_up(worker.wsgi.get_response)
    gc.collect()
    gc.freeze()
