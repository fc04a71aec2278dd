"""The folder of back-ups: which are kept, which was the last good one, how one is encrypted and copied elsewhere."""

import json
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

ENCRYPTED = ".age"
LAST_GOOD = "last-good.json"
_NAME = re.compile(r"portal-(\d{8}-\d{6})\.zip(?:\.age)?")
_HOURS = 3 * 3600  # seconds that a copy to another place may take


class CannotKeep(Exception):
    """Why a back-up was not encrypted, read or copied, in words for who called the command."""


def folder() -> Path:
    """Return the folder of back-ups, made where it is missing, its owner's alone."""
    found = settings.VAR_DIR / "backups"
    found.mkdir(mode=0o700, parents=True, exist_ok=True)
    return found


def kept(where: Path) -> list[Path]:
    """Return the whole back-ups of a folder, the oldest first."""
    return sorted(path for path in where.glob("portal-*") if _NAME.fullmatch(path.name))


def superfluous(paths: Iterable[Path], days: int, weeks: int, months: int) -> list[Path]:
    """Return what may go: all but the newest of each of the last so many days, weeks and months that have one.

    Days that have none do not count, so neither a machine that was off nor a clock that jumped deletes more.
    """
    moments = {path: datetime.strptime(_NAME.fullmatch(path.name)[1], "%Y%m%d-%H%M%S") for path in paths}  # noqa: DTZ007
    newest_first = sorted(moments, key=moments.__getitem__, reverse=True)
    rules: list[tuple[int, Callable[[datetime], Any]]] = [
        (days, lambda at: at.date()),
        (weeks, lambda at: at.isocalendar()[:2]),
        (months, lambda at: (at.year, at.month)),
    ]
    stay: set[Path] = set(newest_first[:1])
    for number, period in rules:
        firsts: dict[Any, Path] = {}
        for path in newest_first:
            firsts.setdefault(period(moments[path]), path)
        stay.update(list(firsts.values())[:number])
    return [path for path in newest_first if path not in stay]


def note_good(path: Path, **numbers: Any) -> None:
    """Note that this back-up is whole; alarms rest on it."""
    note = folder() / LAST_GOOD
    aside = note.with_suffix(".new")
    aside.write_text(json.dumps({"path": str(path), "at": time.time(), **numbers}))
    aside.replace(note)


def encrypted(path: Path) -> Path:
    """Encrypt a back-up for BACKUP_AGE_RECIPIENT and delete the plain one; return where it is."""
    target = path.with_name(path.name + ENCRYPTED)
    aside = target.with_name(f".{target.name}.half")
    try:
        _run(["age", "-r", settings.BACKUP_AGE_RECIPIENT, "-o", str(aside), str(path)])
        aside.chmod(0o600)
        aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)
    path.unlink()
    return target


@contextmanager
def readable(path: Path, identity: str = "") -> Iterator[Path]:
    """Give a back-up as a plain file: itself, or decrypted beside the data for as long as it is read."""
    if path.suffix != ENCRYPTED:
        yield path
        return
    identity = identity or settings.BACKUP_AGE_IDENTITY
    if not identity:
        raise CannotKeep(f"{path} is encrypted: name the key by --identity or BACKUP_AGE_IDENTITY")
    with tempfile.TemporaryDirectory(prefix=".decrypted-", dir=settings.VAR_DIR) as aside:
        plain = Path(aside) / path.stem
        _run(["age", "-d", "-i", identity, "-o", str(plain), str(path)])
        yield plain


def copy_elsewhere(path: Path) -> None:
    """Copy a back-up to BACKUP_COPY_TO: s3://bucket/folder?endpoint=…, or what rsync takes, as user@host:folder/."""
    to = settings.BACKUP_COPY_TO
    if to.startswith("s3://"):
        _copy_to_s3(path, to)
    else:
        _run(["rsync", "--archive", "--partial", "--timeout=60", "--", str(path), to])


def _copy_to_s3(path: Path, to: str) -> None:
    import boto3
    from boto3.exceptions import Boto3Error
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError, ClientError

    from tehran_diplomacy.files.storage import storage_setting

    bucket, _, inside = to.removeprefix("s3://").partition("?")[0].partition("/")
    options = storage_setting(f"s3://{bucket}?{to.partition('?')[2]}")["OPTIONS"]
    config = Config(s3={"addressing_style": options.get("addressing_style", "auto")})
    try:
        client = boto3.client(
            "s3",
            endpoint_url=options.get("endpoint_url"),
            region_name=options.get("region_name"),
            config=config,
        )
        key = f"{inside.strip('/')}/{path.name}".lstrip("/")
        client.upload_file(str(path), bucket, key)
        size = client.head_object(Bucket=bucket, Key=key)["ContentLength"]
    except (BotoCoreError, ClientError, Boto3Error) as error:
        raise CannotKeep(f"the copy to s3://{bucket} failed: {error}") from error
    if size != path.stat().st_size:
        raise CannotKeep(f"the copy in s3://{bucket} has {size} bytes, not {path.stat().st_size}")


def room_for_another(where: Path) -> None:
    """Raise CannotKeep where the disk has less room than the last back-up took, twice if it is encrypted."""
    last = kept(where)[-1:]
    needed = last[0].stat().st_size * (2 if settings.BACKUP_AGE_RECIPIENT else 1) if last else 0
    free = shutil.disk_usage(where).free
    if free < needed:
        raise CannotKeep(
            f"the disk of {where} has {free // 1_000_000} MB free, the last back-up needed {needed // 1_000_000} MB"
        )


def _run(words: list[str]) -> None:
    try:
        subprocess.run(words, check=True, capture_output=True, text=True, timeout=_HOURS, env=os.environ)  # noqa: S603
    except FileNotFoundError as error:
        raise CannotKeep(f"{words[0]} is not installed: apt-get install {words[0]}") from error
    except subprocess.TimeoutExpired as error:
        raise CannotKeep(f"{words[0]} took more than three hours") from error
    except subprocess.CalledProcessError as error:
        said = error.stderr.strip().splitlines()
        raise CannotKeep(f"{words[0]}: {said[0] if said else error.returncode}") from error
