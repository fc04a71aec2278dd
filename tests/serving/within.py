"""Run a command within the limits of a unit in deploy/: `python -m tests.serving.within portal@.service COMMAND …`.

Only what the kernel is told by filters of system calls, as systemd tells it: SystemCallFilter, RestrictAddressFamilies,
MemoryDenyWriteExecute, NoNewPrivileges. The lists are systemd's own, read from `systemd-analyze`.
"""

import ctypes
import errno
import os
import subprocess
import sys
from pathlib import Path

from tests.programs import program
from tests.serving.installations import ROOT

ALLOW, DENY, UNKNOWN = 0x7FFF0000, 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS
EQUAL, MASKED = 4, 7  # how libseccomp compares an argument
FAMILIES = {"AF_UNIX": 1, "AF_INET": 2, "AF_INET6": 10}
WRITE_AND_EXECUTE, EXECUTE = 2 | 4, 4


class Argument(ctypes.Structure):
    """A condition on an argument of a call: its number, how it is compared, with what."""

    _fields_ = [
        ("number", ctypes.c_uint), ("how", ctypes.c_int), ("first", ctypes.c_uint64), ("second", ctypes.c_uint64),
    ]  # fmt: skip


def directives(unit: Path) -> dict[str, list[str]]:
    """Return the values of each directive, in order."""
    found: dict[str, list[str]] = {}
    for line in unit.read_text().splitlines():
        name, is_one, value = line.partition("=")
        if is_one and not line.startswith("#"):
            found.setdefault(name, []).append(value)
    return found


def groups() -> dict[str, list[str]]:
    """Return systemd's groups of system calls."""
    said = subprocess.run(
        [program("systemd-analyze"), "syscall-filter", "--no-pager"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    found: dict[str, list[str]] = {}
    for line in said.splitlines():
        if line.startswith("@"):
            members = found.setdefault(line.strip(), [])
        elif line.startswith(" ") and not line.strip().startswith("#"):
            members.append(line.strip())
    return found


def calls(name: str, known: dict[str, list[str]]) -> set[str]:
    """Return the calls of a group, those of groups within it too."""
    if not name.startswith("@"):
        return {name}
    return set().union(*(calls(one, known) for one in known[name]))


class Filter:
    """A list of rules that the kernel takes; all that were loaded hold together."""

    library = None

    def __init__(self, otherwise: int) -> None:
        if Filter.library is None:
            Filter.library = ctypes.CDLL("libseccomp.so.2")
            Filter.library.seccomp_init.restype = ctypes.c_void_p
        self.otherwise = otherwise
        self.rules = ctypes.c_void_p(self.library.seccomp_init(otherwise))

    def add(self, what: int, call: str, *conditions: Argument) -> None:
        number = self.library.seccomp_syscall_resolve_name(call.encode())
        if number < 0 or what == self.otherwise:  # not of this machine's kind
            return
        given = (Argument * len(conditions))(*conditions)
        done = self.library.seccomp_rule_add_array(self.rules, what, number, len(conditions), given)
        assert done == 0, (call, done)

    def load(self) -> None:
        assert self.library.seccomp_load(self.rules) == 0


def restrict(unit: Path) -> None:
    """Put this process, and whatever it starts, within the limits of a unit."""
    told, known = directives(unit), groups()
    allowed = calls("@default", known)
    for value in told["SystemCallFilter"]:
        for name in value.removeprefix("~").split():
            allowed = allowed - calls(name, known) if value[0] == "~" else allowed | calls(name, known)
    by_call = Filter(UNKNOWN)
    for call in sorted(calls("@known", known) | allowed):
        by_call.add(ALLOW if call in allowed else DENY, call)
    others = Filter(ALLOW)
    families = {FAMILIES[name] for name in told["RestrictAddressFamilies"][0].split()}
    for family in set(range(46)) - families:
        others.add(DENY, "socket", Argument(0, EQUAL, family, 0))
    if told.get("MemoryDenyWriteExecute") == ["yes"]:
        others.add(DENY, "mmap", Argument(2, MASKED, WRITE_AND_EXECUTE, WRITE_AND_EXECUTE))
        for call in ("mprotect", "pkey_mprotect"):
            others.add(DENY, call, Argument(2, MASKED, EXECUTE, EXECUTE))
    others.load()
    by_call.load()


if __name__ == "__main__":
    restrict(ROOT / "deploy" / sys.argv[1])
    os.execvp(sys.argv[2], sys.argv[2:])
