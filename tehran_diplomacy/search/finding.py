"""Finds, ranks, narrows and counts: one question to the database for all that a page shows of the matches.

Of a word that is everywhere only so many matches are looked at; titles come first among them, so that what is
cut off would have stood far behind. The count then says 'more than'.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from django.db import connection
from django.db.models import Q

from tehran_diplomacy.search.backends import backend
from tehran_diplomacy.search.expressions import MARK, All, Expression, Token
from tehran_diplomacy.search.models import Entry
from tehran_diplomacy.search.query import DateClause, Query

MOST = 1_000  # matches that are ranked and counted
FACETS = {"kind": "k", "country": "c", "field": "f", "year": "y"}

_COLUMNS = ("id", "day", "part", "labels", "title_words", "name_words")
_TITLE, _EXACT, _ANYHOW = range(3)


@dataclass(frozen=True)
class Candidate:
    """A match, with what it is ranked and counted by; `way` is the best of title, exact, any form."""

    id: int
    way: int
    day: date | None
    part: str
    labels: frozenset[str]
    title_words: str
    name_words: str


@dataclass(frozen=True)
class Found:
    """What a search found, in order. `counts` holds for each facet how many there are of each code, the other
    facets applied; where `is_more` there are more than MOST matches and no count is complete."""

    ids: list[int] = field(default_factory=list)
    counts: dict[str, Counter] = field(default_factory=dict)
    is_more: bool = False

    def __len__(self) -> int:
        return len(self.ids)


def find(
    query: Query, language: str, narrowed: dict[str, str], newest_first: bool = False, among: Q | None = None
) -> Found:
    """Return what readers may see now of what was asked for on pages of `language`.

    `narrowed` holds a code for each facet chosen, as {'kind': 'meeting', 'year': '1401'}. `among` is a condition
    on columns of the index: only rows that meet it are looked at.
    """
    among = among or Q()
    chosen = {facet: FACETS[facet] + code for facet, code in narrowed.items()}
    matches = _matches(query, language, (), newest_first, among)
    is_more = len(matches) > MOST
    if is_more and chosen:
        matches = _matches(query, language, tuple(chosen.values()), newest_first, among)
        is_more = len(matches) > MOST
    kept = [one for one in matches if one.labels.issuperset(chosen.values())]
    if newest_first or not query:
        kept.sort(key=lambda one: (-one.day.toordinal() if one.day else 0, bool(one.part), one.id))
    else:
        kept.sort(key=lambda one: _rank(one, query))
    counts = {facet: _count(facet, matches, chosen) for facet in FACETS}
    return Found([one.id for one in kept[:MOST]], counts, is_more)


def _count(facet: str, matches: list[Candidate], chosen: dict[str, str]) -> Counter:
    others = {label for name, label in chosen.items() if name != facet}
    counted: Counter = Counter()
    for one in matches:
        if one.labels.issuperset(others):
            counted.update(label[1:] for label in one.labels if label[0] == FACETS[facet])
    return counted


def _matches(
    query: Query, language: str, labels: tuple[str, ...], newest_first: bool, among: Q
) -> list[Candidate]:
    """Ask the database: at most MOST + 1 matches of each way, each in its best way."""
    # A mark that every second row has slows a rare word down; without words it is all there is to ask for.
    marks = tuple(
        Token(MARK, mark.casefold()) for mark in (*labels, *(() if query.wanted else (f"l{language}",)))
    )
    unwanted = tuple(clause.anyhow() for clause in query.unwanted)
    wanted = query.wanted
    ways: list[tuple[int, Expression]] = [
        (_ANYHOW, All((*marks, *(clause.anyhow() for clause in wanted)), unwanted))
    ]
    if wanted and not newest_first:
        ways.append((_TITLE, All((*marks, *(clause.title() for clause in wanted)), unwanted)))
        ways.append((_EXACT, All((*marks, *(clause.exact() for clause in wanted)), unwanted)))
    order = "ORDER BY search_entry.day DESC NULLS LAST, search_entry.id" if newest_first or not wanted else ""
    words, public = backend(), Entry.objects.public().filter(among, language=language).query
    compiler = public.get_compiler(connection=connection)
    compiler.pre_sql_setup()
    public_sql, public_values = compiler.compile(public.where)
    parts, values = [], []
    for way, expression in ways:
        condition, asked = words.condition(expression)
        parts.append(
            f"SELECT * FROM (SELECT search_entry.id AS id, {way} AS way FROM search_words "  # noqa: S608
            f"CROSS JOIN search_entry WHERE search_entry.id = {words.key} AND {condition} AND {public_sql} "
            f"{order} LIMIT {MOST + 1}) AS w{way}"
        )
        values += [*asked, *public_values]
    columns = ", ".join(f"search_entry.{column}" for column in _COLUMNS)
    sql = (
        f"SELECT {columns}, best.way FROM (SELECT id, MIN(way) AS way FROM ({' UNION ALL '.join(parts)}) AS ways "  # noqa: S608
        "GROUP BY id) AS best JOIN search_entry ON search_entry.id = best.id"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows = cursor.fetchall()
    return [
        Candidate(pk, way, _day(day), part, frozenset(labels.split()), titles, names)
        for pk, day, part, labels, titles, names, way in rows
    ]


def _day(value: date | str | None) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _rank(one: Candidate, query: Query) -> tuple:
    """Title before names before text; in each, words as typed before other forms; then the newest."""
    return (_place(one, query), bool(one.part), -one.day.toordinal() if one.day else 0, one.id)


def _place(one: Candidate, query: Query) -> int:
    titles, title_stems = _lines(one.title_words)
    squeezed = [title.replace(" ", "") for title in titles.split(" | ")]
    if query.typed in squeezed:
        return 0
    stems = set(title_stems.split())
    in_title = [clause.within(titles.split(), stems) for clause in query.wanted]
    if all(in_title):
        if any(title.startswith(query.typed) for title in squeezed):
            return 1
        return 2 if any(query.typed in title for title in squeezed) else 3
    if None not in in_title:
        return 4
    names, name_stems = _lines(one.name_words)
    exacts, stems = set(titles.split()) | set(names.split()), stems | set(name_stems.split())
    in_names = [
        one.way <= _EXACT if isinstance(clause, DateClause) else clause.within(exacts, stems)
        for clause in query.wanted
    ]
    if None not in in_names:
        return 5 if all(in_names) else 6
    return 7 if one.way <= _EXACT else 8


def _lines(words: str) -> tuple[str, str]:
    exact, _break, stems = words.partition("\n")
    return exact, stems
