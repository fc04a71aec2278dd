"""Writes the catalogue as Turtle, out of the JSON-LD in which it is made: the same names, the same values."""

import json
from typing import Any


def turtle(document: dict[str, Any]) -> str:
    """Return a document of JSON-LD, whose context holds prefixes alone, as Turtle."""
    subjects: dict[str, dict[str, Any]] = {}
    _gather({name: value for name, value in document.items() if name != "@context"}, subjects)
    prefixes = [f"@prefix {name}: <{address}> ." for name, address in document["@context"].items()]
    return "\n".join(prefixes) + "\n\n" + "\n".join(_subject(*one) for one in subjects.items())


def _gather(node: dict[str, Any], subjects: dict[str, dict[str, Any]]) -> None:
    """Note everything that is said of what has an address, wherever it stands."""
    if "@id" in node and len(node) > 1:
        subjects.setdefault(node["@id"], node)
    for value in node.values():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                _gather(one, subjects)


def _subject(address: str, node: dict[str, Any]) -> str:
    return f"<{address}> {_said_of(node)} .\n"


def _said_of(node: dict[str, Any]) -> str:
    lines = [f"a {node['@type']}"] if "@type" in node else []
    for name, value in node.items():
        if not name.startswith("@"):
            values = value if isinstance(value, list) else [value]
            lines.append(f"{name} {', '.join(map(_object, values))}")
    return " ;\n    ".join(lines)


def _object(value: Any) -> str:
    if not isinstance(value, dict):
        return _text(value)
    if "@value" in value:
        kind = f"^^{value['@type']}" if "@type" in value else f"@{value['@language']}"
        return _text(value["@value"]) + kind
    return f"<{value['@id']}>" if "@id" in value else f"[ {_said_of(value)} ]"


def _text(value: Any) -> str:
    return json.dumps(str(value), ensure_ascii=False)  # JSON escapes what Turtle does, and in the same way
