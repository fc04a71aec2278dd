"""Ports of this machine: one that is free, and waiting until somebody listens."""

import socket
import time

HERE = "127.0.0.1"


def free_port() -> int:
    """Return a port on which nobody listens now."""
    with socket.socket() as free:
        free.bind((HERE, 0))
        return free.getsockname()[1]


def wait_until_taken(port: int, seconds: float = 30) -> None:
    """Wait until somebody listens on a port.

    Raises TimeoutError if nobody does.
    """
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with socket.socket() as tried:
            if tried.connect_ex((HERE, port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"nobody listens on {HERE}:{port}")
