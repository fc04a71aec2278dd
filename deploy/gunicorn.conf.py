"""How gunicorn serves the portal. Everything that differs between machines comes from the environment.

WORKERS (processes; default: one for each processor and one more, at most 8), THREADS in each (16), BIND
(127.0.0.1:8000), METRICS_PORT and METRICS_BIND for Prometheus (README).
"""

import gc
import os
import shutil
import subprocess
import sys
from pathlib import Path

VAR = Path(os.environ.get("VAR_DIR") or Path(__file__).resolve().parent.parent / "var")

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

_FIGURES = VAR / "metrics"
_port = int(os.environ.get("METRICS_PORT") or 0)
if _port:  # before the workers load the library, which reads it
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(_FIGURES)


def on_starting(server: object) -> None:
    """Begin figures anew."""
    if _port:
        shutil.rmtree(_FIGURES, ignore_errors=True)
        _FIGURES.mkdir(parents=True, exist_ok=True)


def when_ready(server: object) -> None:
    """Answer for the figures in a process of its own, which ends with this one."""
    if _port:
        bind_to = os.environ.get("METRICS_BIND") or "127.0.0.1"
        module = "tehran_diplomacy.serving.figures"
        subprocess.Popen([sys.executable, "-m", module, str(_FIGURES), bind_to, str(_port)])


def post_worker_init(worker: object) -> None:
    """Leave what is loaded, and lives as long as the worker, out of each search for garbage."""
    gc.collect()
    gc.freeze()


def child_exit(server: object, worker: object) -> None:
    """Have the figures of a worker that ended add up with the others'."""
    if _port:
        from prometheus_client.multiprocess import mark_process_dead

        mark_process_dead(worker.pid)
