"""What an error of the system is, in words for who called a command."""

import errno

from tehran_diplomacy.files.faults import NO_ROOM


def reason(error: OSError) -> str:
    """Return what is in the way: a missing right, a full disk, a missing file; else the system's own words."""
    name = error.filename or "a file"
    if error.errno in NO_ROOM:
        return "the disk is full"
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"no permission for {name}; it belongs to another user (chown -R portal:portal)"
    if error.errno == errno.ENOENT:
        return f"there is no {name}"
    return f"{name}: {error.strerror or error}"
