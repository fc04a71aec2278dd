"""The gate for texts: all pass it that come in, and all that go out as XML, tables or calendars."""

import re

# What a person calls a line break: CR LF, CR, next line, the separators of Unicode, and the vertical tab and form
# feed that word processors give for a soft line break or page.
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Controls other than tab and line end, lone surrogates, and what Unicode will never assign.
_NEVER = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(f"{chr(plane + 0xFFFE)}-{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
    + "]"
)


def visible(text: str) -> str:
    """Return a text without controls and what is no character, its line ends as '\\n': XML can hold what is left."""
    return _NEVER.sub("", _LINE_ENDS.sub("\n", text))


def in_lines(text: str) -> str:
    """Return a text of several lines as it is kept, without white space around it."""
    return visible(text).strip()


def in_a_line(text: str) -> str:
    """Return a text of one line, such as a title, as it is kept."""
    return re.sub(r"[ \t]*\n\s*", " ", visible(text).strip())


def cut(text: str, most: int | None) -> str:
    """Return a text of at most `most` characters, cut at a word where it can be, with an ellipsis."""
    if not most or len(text) <= most:
        return text
    start = text[: most - 1]
    return (start[: start.rfind(" ")] if " " in start[most // 2 :] else start).rstrip() + "…"
