"""What else the desk's first page shows beside the registers; each app puts its own here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractBaseUser


@dataclass(frozen=True)
class Box:
    """A part of the first page: who may see it, its template, and what that shows as `box`.

    `contents(user)` costs a constant number of queries.
    """

    permission: str
    template: str
    contents: Callable[[AbstractBaseUser], dict[str, Any]]


_boxes: dict[str, Box] = {}


def put(box: Box) -> None:
    """Put a part on the first page; an app's `ready()` calls this once."""
    _boxes[box.template] = box


def boxes_for(user: AbstractBaseUser) -> list[dict[str, Any]]:
    """Return what `user` may see, each with its template's name."""
    return [
        box.contents(user) | {"template": box.template}
        for box in _boxes.values()
        if user.has_perm(box.permission)
    ]
