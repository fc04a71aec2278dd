"""The two ways in which words are kept and asked for: FTS5 on SQLite, tsvector with GIN on PostgreSQL.

Both keep a table `search_words` with a row for each entry (made by a migration) and answer the same expressions.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from django.db import connection

from tehran_diplomacy.search.expressions import EXACT, MARK, STEM, TITLE, All, Any, Expression, Phrase, Token

AT_ONCE = 200  # rows in one statement


@dataclass(frozen=True)
class Words:
    """The words of one entry; `exact` is a list of texts, between which no phrase reaches."""

    entry: int
    title: frozenset[str]
    exact: tuple[tuple[str, ...], ...]
    stems: frozenset[str]
    marks: frozenset[str] = field(default_factory=frozenset)


class Backend(Protocol):
    """What the index asks of a database."""

    key: str

    def write(self, rows: Iterable[Words]) -> None:
        """Keep the words of entries."""

    def forget(self, entries: list[int]) -> None:
        """Drop the words of entries."""

    def clear(self) -> None:
        """Drop all words."""

    def condition(self, expression: Expression) -> tuple[str, list[str]]:
        """Return the SQL, with its parameters, that is true for rows of `search_words` that match."""


def _batches(rows: Iterable[list]) -> Iterable[list[list]]:
    rows = list(rows)
    return (rows[start : start + AT_ONCE] for start in range(0, len(rows), AT_ONCE))


def _delete(key: str, entries: list[int]) -> None:
    with connection.cursor() as cursor:
        for start in range(0, len(entries), AT_ONCE):
            batch = entries[start : start + AT_ONCE]
            places = ", ".join(["%s"] * len(batch))
            cursor.execute(f"DELETE FROM search_words WHERE {key} IN ({places})", batch)  # noqa: S608


class SQLiteBackend:
    """An FTS5 table with a column for each kind of token."""

    key = "search_words.rowid"
    _GAP = " 0gap0 "  # between texts: no folded text of a reader is likely to ask for it

    def write(self, rows: Iterable[Words]) -> None:
        """Keep the words of entries, in place of what was there."""
        sql = "INSERT OR REPLACE INTO search_words (rowid, title, exact, stem, mark) VALUES (%s, %s, %s, %s, %s)"
        values = [
            (
                row.entry,
                " ".join(sorted(row.title)),
                self._GAP.join(" ".join(text) for text in row.exact),
                " ".join(sorted(row.stems)),
                " ".join(sorted(row.marks)),
            )
            for row in rows
        ]
        with connection.cursor() as cursor:
            cursor.executemany(sql, values)

    def forget(self, entries: list[int]) -> None:
        """Drop the words of entries."""
        _delete("rowid", entries)

    def clear(self) -> None:
        """Drop all words."""
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM search_words")

    def condition(self, expression: Expression) -> tuple[str, list[str]]:
        """Return FTS5's question."""
        return "search_words MATCH %s", [self._text(expression)]

    def _text(self, one: Expression) -> str:
        match one:
            case Token(kind, text, is_prefix):
                return f'{kind} : "{text}"{" *" if is_prefix else ""}'
            case Phrase(texts):
                return f'exact : "{" ".join(texts)}"'
            case Any(parts):
                return f"({' OR '.join(self._text(part) for part in parts)})"
            case All(parts, without):
                text = f"({' AND '.join(self._text(part) for part in parts)})"
                for part in without:
                    text = f"({text} NOT {self._text(part)})"
                return text
        raise TypeError(one)


class PostgreSQLBackend:
    """A tsvector in which a sign before each token tells its kind."""

    key = "search_words.entry"
    _SIGNS = {TITLE: "^", EXACT: "=", STEM: "", MARK: "@"}
    _LAST_POSITION = 16_000  # tsvector counts no further

    def write(self, rows: Iterable[Words]) -> None:
        """Keep the words of entries, in place of what was there."""
        with connection.cursor() as cursor:
            for batch in _batches([row.entry, self._vector(row)] for row in rows):
                places = ", ".join(["(%s, %s::tsvector)"] * len(batch))
                cursor.execute(
                    f"INSERT INTO search_words (entry, vector) VALUES {places} "  # noqa: S608
                    "ON CONFLICT (entry) DO UPDATE SET vector = excluded.vector",
                    [value for row in batch for value in row],
                )

    def _vector(self, row: Words) -> str:
        positions: dict[str, list[int]] = {}
        place = 0
        for text in row.exact:
            for word in text:
                place += 1
                positions.setdefault(word, []).append(place)
            place += 2
        tokens = [
            f"'={word}':{','.join(str(min(p, self._LAST_POSITION)) for p in places[:200])}"
            for word, places in positions.items()
        ]
        for kind, texts in ((TITLE, row.title), (STEM, row.stems), (MARK, row.marks)):
            tokens += [f"'{self._SIGNS[kind]}{text}'" for text in texts]
        return " ".join(tokens)

    def forget(self, entries: list[int]) -> None:
        """Drop the words of entries."""
        _delete("entry", entries)

    def clear(self) -> None:
        """Drop all words."""
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE search_words")

    def condition(self, expression: Expression) -> tuple[str, list[str]]:
        """Return the question to the GIN index."""
        return "search_words.vector @@ %s::tsquery", [self._text(expression)]

    def _text(self, one: Expression) -> str:
        match one:
            case Token(kind, text, is_prefix):
                return f"'{self._SIGNS[kind]}{text}'{':*' if is_prefix else ''}"
            case Phrase(texts):
                return "(" + " <-> ".join(f"'={text}'" for text in texts) + ")"
            case Any(parts):
                return f"({' | '.join(self._text(part) for part in parts)})"
            case All(parts, without):
                wanted = [self._text(part) for part in parts] + [f"!{self._text(part)}" for part in without]
                return f"({' & '.join(wanted)})"
        raise TypeError(one)


def backend() -> Backend:
    """Return the backend of the database in use."""
    return PostgreSQLBackend() if connection.vendor == "postgresql" else SQLiteBackend()
