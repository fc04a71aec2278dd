"""Where uploads are kept: a folder of this machine, or any S3-compatible server; read from the middle in both."""

import secrets
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import parse_qs, urlsplit

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, default_storage

# A server that does not answer costs a reader seconds, not minutes.
_PATIENCE = {"connect_timeout": 3, "read_timeout": 20, "retries": {"total_max_attempts": 2}}
# Bytes read and sent at a time: as fast as the kernel's own sending, 8 MiB for 16 readers.
PIECE = 512 * 1024


class WholeFiles(FileSystemStorage):
    """Files below MEDIA_ROOT, each there whole or not at all, even if the process is killed while it writes."""

    def _save(self, name: str, content: File) -> str:
        folder, slash, _last = name.rpartition("/")
        aside = f"{folder}{slash}.{secrets.token_hex(8)}"
        try:
            super()._save(aside, content)
            Path(self.path(aside)).replace(self.path(name))
        finally:
            Path(self.path(aside)).unlink(missing_ok=True)
        return name


def storage_setting(address: str) -> dict[str, Any]:
    """Return Django's setting for a storage: '' is MEDIA_ROOT, else 's3://bucket?endpoint=…&region=…'.

    Keys come from where Amazon's own programs look for them (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, a file or
    a role). Raises ValueError for an address that is neither.
    """
    if not address:
        return {"BACKEND": "tehran_diplomacy.files.storage.WholeFiles"}
    parts = urlsplit(address)
    if parts.scheme != "s3" or not parts.netloc or parts.path.strip("/"):
        raise ValueError(f"not a storage: {address!r}; write s3://bucket?endpoint=https://…")
    from botocore.config import Config  # 80 ms of every start, for those alone who keep files there

    query = parse_qs(parts.query)
    options = {
        "bucket_name": parts.netloc,
        "default_acl": None,
        "file_overwrite": True,
        "client_config": Config(**_PATIENCE),
    }
    if "endpoint" in query:
        options |= {"endpoint_url": query["endpoint"][0], "addressing_style": "path"}
    if "region" in query:
        options["region_name"] = query["region"][0]
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}


class Pieces(Protocol):
    """Bytes of a stored file, in pieces; whoever takes them closes it."""

    def __iter__(self) -> Iterator[bytes]: ...

    def close(self) -> None:
        """Let go of the file."""


class Slice:
    """`length` bytes of an open file from `start`, in pieces; whoever iterates it closes it."""

    def __init__(self, file: File, start: int, length: int) -> None:
        self.file, self.start, self.length = file, start, length

    def __iter__(self) -> Iterator[bytes]:
        self.file.seek(self.start)
        left = self.length
        while left and (piece := self.file.read(min(PIECE, left))):
            left -= len(piece)
            yield piece

    def close(self) -> None:
        """Close the file; Django does so at the end of the answer, also when the reader leaves early."""
        self.file.close()


class RemoteSlice:
    """A part of an object, as the server sends it: nothing else of the object is fetched."""

    def __init__(self, body: Any) -> None:
        self.body = body

    def __iter__(self) -> Iterator[bytes]:
        yield from self.body.iter_chunks(PIECE)

    def close(self) -> None:
        """End the connection."""
        with suppress(OSError):
            self.body.close()


class NoBytes:
    """Nothing: an empty range has no address on a server."""

    def __iter__(self) -> Iterator[bytes]:
        return iter(())

    def close(self) -> None:
        """There is nothing to close."""


def read_stored(name: str, start: int, length: int) -> Pieces | Iterable[bytes]:
    """Return `length` bytes of a stored file from `start`; raise FileNotFoundError at once if it is not there."""
    bucket = getattr(default_storage, "bucket", None)
    if bucket is None:
        return Slice(default_storage.open(name), start, length)
    if not length:
        return NoBytes()
    from botocore.exceptions import ClientError

    try:
        answer = bucket.Object(name).get(Range=f"bytes={start}-{start + length - 1}")
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
            raise FileNotFoundError(name) from error
        raise
    return RemoteSlice(answer["Body"])
