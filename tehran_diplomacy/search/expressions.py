"""What is asked of the words of the index, apart from any database."""

from dataclasses import dataclass

# The kinds of tokens by which a row is found. TITLE: stems of its title. EXACT: all its words as they stand, in
# their order. STEM: stems of all its words. MARK: codes of language, kind, country, field, and periods.
TITLE, EXACT, STEM, MARK = "title", "exact", "stem", "mark"


@dataclass(frozen=True)
class Token:
    """A word of one of the four kinds, or the beginning of words."""

    kind: str
    text: str
    is_prefix: bool = False


@dataclass(frozen=True)
class Phrase:
    """Exact words one after the other."""

    texts: tuple[str, ...]


@dataclass(frozen=True)
class All:
    """Every one of `parts`, and none of `without`."""

    parts: tuple["Expression", ...]
    without: tuple["Expression", ...] = ()


@dataclass(frozen=True)
class Any:
    """At least one of `parts`."""

    parts: tuple["Expression", ...]


Expression = Token | Phrase | All | Any
