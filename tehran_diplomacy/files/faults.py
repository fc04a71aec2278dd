"""What a storage raises when it cannot keep or give a file: no room, or no answer."""

import errno
from collections.abc import Iterator

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}
_DISK_FULL = "53100"  # PostgreSQL's code


def is_full(error: BaseException | None) -> bool:
    """Whether an error says, at whatever depth, that a disk has no room: for a file, or for the database."""
    return any(
        getattr(one, "errno", None) in NO_ROOM
        or getattr(one, "pgcode", None) == _DISK_FULL
        or "disk is full" in str(one)
        for one in _depths(error)
    )


def is_silent(error: BaseException | None) -> bool:
    """Whether an error says, at whatever depth, that the server that keeps the files does not answer, or is out of order."""
    from boto3.exceptions import Boto3Error
    from botocore.exceptions import BotoCoreError, ClientError

    for one in _depths(error):
        if isinstance(one, ClientError):
            return one.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 500) >= 500
        if isinstance(one, BotoCoreError | Boto3Error):
            return True
    return False


def _depths(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
