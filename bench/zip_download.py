"""A gallery's ZIP of 2 GiB against a plain file of the same bytes, through the same gunicorn in the same run.

    python -m bench.zip_download [--mib 2048] [--rounds 3]

Prints throughput, time to the first byte, what a worker's memory grew by, and how long a page takes while ten
slow readers load the ZIP. Needs twice the size free below the folder for temporary files.
"""

import argparse
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from hashlib import sha256
from pathlib import Path
from zlib import crc32

ROOT = Path(__file__).resolve().parent.parent
HOST, PORT = "127.0.0.1", 8399
ZIP = "/en/meetings/yerevan-sisterhood/photos.zip"
MIB = 1024 * 1024
FILES = 64
SLOW_READERS = 10


def fill(size: int) -> None:
    """Make a gallery of FILES photos, `size` bytes together, without encoding any picture."""
    from django.core.files.storage import default_storage

    from meetings.models import Meeting, Photo
    from tehran_diplomacy.portal.starter import load

    load()
    meeting = Meeting.objects.get(slug="yerevan-sisterhood")
    meeting.photos.all().delete()
    for number in range(FILES):
        data = os.urandom(size // FILES)
        name = f"press/bench/{number}.jpg"
        path = Path(default_storage.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        photo = Photo.objects.create(
            meeting=meeting, file=name, press_file=name, press_bytes=len(data), press_crc32=crc32(data),
            press_sha256=sha256(data).hexdigest(), width=6000, height=4000, format="JPEG", position=number,
            caption_en=f"Photo {number}", sizes=[{"name": "a-400.jpg", "format": "jpeg", "width": 400, "height": 267}],
        )  # fmt: skip
    os.environ["BENCH_PHOTO"] = photo.uid


def fetch(path: str, target: Path | None = None) -> tuple[float, float, int]:
    """Load an address; return seconds to the first byte, seconds in all, bytes of the body."""
    start = time.perf_counter()
    with socket.create_connection((HOST, PORT)) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n".encode())
        buffer = memoryview(bytearray(MIB))
        head, body, first = b"", 0, 0.0
        sink = target.open("wb") if target else None
        while count := connection.recv_into(buffer):
            first = first or time.perf_counter() - start
            piece = buffer[:count]
            if body == 0 and b"\r\n\r\n" not in head:
                head += bytes(piece)
                if b"\r\n\r\n" not in head:
                    continue
                piece = memoryview(head.split(b"\r\n\r\n", 1)[1])
            body += len(piece)
            if sink:
                sink.write(piece)
        if sink:
            sink.close()
    if b" 200 " not in head.split(b"\r\n", 1)[0]:
        raise SystemExit(f"{path}: {head.splitlines()[0]!r}")
    return first, time.perf_counter() - start, body


def memory(master: int) -> dict[int, int]:
    """Return the resident memory of each worker, in kB."""
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    found = {}
    for child in children:
        for line in Path(f"/proc/{child}/status").read_text().splitlines():
            if line.startswith("VmRSS"):
                found[int(child)] = int(line.split()[1])
    return found


def slow_reader(stop: threading.Event) -> None:
    """Load the ZIP at about 100 kB a second until told to stop."""
    with socket.create_connection((HOST, PORT)) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 * 1024)
        connection.sendall(f"GET {ZIP} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
        while not stop.wait(0.2):
            connection.recv(20_000)


def main() -> None:
    """Run the comparison and print it."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--mib", type=int, default=2048)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--threads", default="16", help="of each of gunicorn's two workers")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"VAR_DIR": folder, "DJANGO_SETTINGS_MODULE": "bench.settings", "LOG_LEVEL": "ERROR"}
        os.environ["BENCH_FILE"] = str(Path(folder) / "plain.zip")
        os.environ.pop("DATABASE_URL", None)
        for task in (["migrate", "-v0"], ["collectstatic", "--noinput", "-v0"]):
            subprocess.run([sys.executable, "manage.py", *task], check=True, cwd=ROOT)
        import django

        django.setup()
        fill(chosen.mib * MIB)
        gunicorn = [str(Path(sys.executable).parent / "gunicorn"), "bench.wsgi", "--log-level", "error"]
        gunicorn += ["--bind", f"{HOST}:{PORT}", "--workers", "2", "--threads", chosen.threads]
        server = subprocess.Popen(gunicorn, cwd=ROOT)
        try:
            measure(server.pid, chosen.rounds)
        finally:
            server.terminate()
            server.wait()


def measure(master: int, rounds: int) -> None:
    """Measure and print."""
    for _time in range(100):
        try:
            fetch("/en/")
            break
        except OSError:
            time.sleep(0.1)
    for _time in range(20):
        fetch("/en/press/")  # warm both workers
    _first, _all, size = fetch(ZIP, Path(os.environ["BENCH_FILE"]))
    before = memory(master)
    addresses = {"plain file (sendfile)": "/bench/plain", "plain file (read)": "/bench/read", "ZIP": ZIP}
    speeds: dict[str, list[float]] = {name: [] for name in addresses}
    firsts: dict[str, list[float]] = {name: [] for name in addresses}
    for _round in range(rounds):
        for name, address in addresses.items():
            first, seconds, body = fetch(address)
            assert body == size, (name, body, size)
            speeds[name].append(body / MIB / seconds)
            firsts[name].append(first * 1000)
    after = memory(master)
    print(f"{size / MIB:.0f} MiB, {rounds} rounds, medians:")
    for name in addresses:
        print(
            f"  {name:22} {statistics.median(speeds[name]):7.0f} MiB/s   first byte {statistics.median(firsts[name]):6.1f} ms"
        )
    single = f"/photos/{os.environ['BENCH_PHOTO']}/original"
    asked = statistics.median(fetch(single)[0] for _time in range(9)) * 1000
    print(f"  one original, which is asked for in the database as well: first byte {asked:.1f} ms")
    zip_speed = statistics.median(speeds["ZIP"])
    for name in list(addresses)[:2]:
        print(f"  ZIP to {name}: {zip_speed / statistics.median(speeds[name]):.2f} of its throughput")
    growth = max(after[pid] - before.get(pid, after[pid]) for pid in after) / 1024
    print(f"  a worker's memory grew by at most {growth:.1f} MiB")
    stop = threading.Event()
    alone = statistics.median(fetch("/en/press/")[1] for _time in range(10)) * 1000
    readers = [threading.Thread(target=slow_reader, args=(stop,)) for _reader in range(SLOW_READERS)]
    for reader in readers:
        reader.start()
    time.sleep(1)
    beside = [fetch("/en/press/")[1] * 1000 for _time in range(10)]
    stop.set()
    for reader in readers:
        reader.join()
    print(
        f"  a page: {alone:.0f} ms alone, {statistics.median(beside):.0f} ms beside {SLOW_READERS} slow readers"
    )


if __name__ == "__main__":
    main()
