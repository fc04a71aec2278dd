"""Joins two versions of a record that started from the same one."""

from typing import Any


def merged(
    base: dict[str, Any], theirs: dict[str, Any], mine: dict[str, Any]
) -> tuple[dict[str, Any], set[str]]:
    """Return both versions' changes of `base` in one, and the names of what both changed in different ways.

    All three have the shape of `snapshots.snapshot`. Where both changed the same, mine is taken.
    """
    clashes: set[str] = set()
    fields = _join(base["fields"], theirs["fields"], mine["fields"], clashes)
    many = _join(base["many"], theirs["many"], mine["many"], clashes)
    parts = {
        name: _rows(
            name,
            base["parts"].get(name, []),
            theirs["parts"].get(name, []),
            mine["parts"].get(name, []),
            clashes,
        )
        for name in mine["parts"]
    }
    return {"fields": fields, "many": many, "parts": parts}, clashes


def _join(base: dict, theirs: dict, mine: dict, clashes: set[str]) -> dict:
    joined = {}
    for name, value in mine.items():
        start, other = base.get(name), theirs.get(name)
        if value == start:
            joined[name] = other
        else:
            joined[name] = value
            if other not in (start, value):
                clashes.add(name)
    return joined


def _rows(name: str, base: list[dict], theirs: list[dict], mine: list[dict], clashes: set[str]) -> list[dict]:
    start, other, own = ({row["pk"]: row for row in rows} for rows in (base, theirs, mine))
    joined = []
    for key in dict.fromkeys([*other, *own]):
        if key in other and key in own:
            joined.append(_join(start.get(key, {}), other[key], own[key], clashes))
        elif key not in start:
            joined.append(other.get(key) or own[key])  # added by one of the two
        elif (other.get(key) or own[key]) != start[key]:
            clashes.add(name)  # changed by one, taken away by the other: kept
            joined.append(other.get(key) or own[key])
    return joined
