"""The roles of the office in words: what a group is called, and in one line what its accounts may do."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, Group


@dataclass(frozen=True)
class Role:
    """A group of accounts as people call it; `name` and `may` are translated when they are shown."""

    group: str
    name: Any
    may: Any


_roles: dict[str, Role] = {}


def add_role(role: Role) -> None:
    """Say what a group is called; the `ready()` of the app that makes the group calls this once."""
    _roles[role.group] = role


def role_of(group: Group) -> Role:
    """Return a group's role; one that the office made itself is called as it was named there."""
    return _roles.get(group.name) or Role(group.name, group.name, "")


def person_name(user: AbstractBaseUser) -> str:
    """Return the name of a person; that of the account where the person's is not known."""
    return user.get_full_name() or user.get_username()
