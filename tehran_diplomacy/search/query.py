"""The language in which readers ask.

ایروان خواهرخوانده     every word, in any form and order
"sister city" «…»      these words one after the other
-Beijing               not this
خواهر*                 words that begin so
«دی ۱۴۰۱», 2023        what happened then, or speaks of it
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from math import comb

from tehran_diplomacy.dates import reading
from tehran_diplomacy.dates.partial import InvalidPartialDate, PartialDate
from tehran_diplomacy.languages.digits import to_latin
from tehran_diplomacy.languages.words import Word, apart, usual, words
from tehran_diplomacy.search.clauses import (
    Clause,
    DateClause,
    MostClause,
    NameClause,
    PhraseClause,
    WordClause,
    marked,
    words_of,
)
from tehran_diplomacy.search.models import Vocabulary
from tehran_diplomacy.search.synonyms import longest, others_of

LONGEST = 200  # letters that are read
MOST_CLAUSES = 12
SHORTEST_SPLIT = 6  # letters of a word that may be two written together
SHORTEST_PREFIX = 2
MOST_WAYS = 24  # in which a phrase is spelt, or words are left out

_CHUNK = re.compile(r'(?P<not>(?<!\S)[-−–])?(?:"(?P<a>[^"]+)"|«(?P<b>[^»]+)»|“(?P<c>[^”]+)”|(?P<word>\S+))')
_STOP = frozenset(
    "و در از به با که را این آن آن‌ها برای تا یا بر هر است شد شده "
    "the of and in to a an for with on at by from is was or".replace("آ", "ا").split()
)
_NOT_OF_A_DATE = frozenset(["سال", "ماه", "در", "year", "month", "of", "in"])


@dataclass(frozen=True)
class Query:
    """What was asked: every clause of `wanted`, none of `unwanted`. `typed` are all words wanted, squeezed."""

    text: str
    typed: str = ""
    wanted: tuple[Clause, ...] = ()
    unwanted: tuple[Clause, ...] = ()
    _marked: tuple[frozenset[str], frozenset[str], tuple[str, ...]] = field(
        default=(frozenset(), frozenset(), ()), compare=False
    )

    def __bool__(self) -> bool:
        return bool(self.wanted or self.unwanted)

    def widened(self) -> "Query":
        """Return the query with every word as the beginning of a word."""
        return _made(self.text, self.typed, map(_widened, self.wanted), self.unwanted)

    def fewer(self) -> Iterator["Query"]:
        """Yield queries that ask for fewer of the words: one less, half of them, any one."""
        count = len(self.wanted)
        for least in dict.fromkeys((count - 1, (count + 1) // 2, 1)):
            if 0 < least < count and comb(count, least) <= MOST_WAYS:
                yield _made(self.text, self.typed, [MostClause(self.wanted, least)], self.unwanted)

    def plain_words(self) -> list[Word]:
        """Return the words that could be misspelt."""
        return [one.word for clause in self.wanted for one in words_of(clause)]

    def marks(self, word: Word) -> bool:
        """Whether a word of a text is to be highlighted."""
        exacts, stems, prefixes = self._marked
        return (
            word.exact in exacts or word.stem in stems or bool(prefixes and word.exact.startswith(prefixes))
        )


def _widened(clause: Clause) -> Clause:
    if isinstance(clause, NameClause):
        return replace(clause, words=tuple(map(_widened, clause.words)))
    if isinstance(clause, WordClause) and len(clause.word.exact) > SHORTEST_PREFIX:
        return replace(clause, is_prefix=True)
    return clause


def _made(text: str, typed: str, wanted: Iterable[Clause], unwanted: Iterable[Clause]) -> Query:
    wanted = tuple(wanted)
    pairs = [marked(clause) for clause in wanted]
    exacts = frozenset().union(*(pair[0] for pair in pairs))
    stems = frozenset().union(*(pair[1] for pair in pairs))
    prefixes = {one.word.exact for clause in wanted for one in words_of(clause) if one.is_prefix}
    return Query(text, typed, wanted, tuple(unwanted), (exacts, stems, tuple(prefixes)))


def parse(text: str, spellings: bool = True) -> Query:
    """Read what a reader typed; with `spellings` ask the vocabulary once which other ones there are."""
    text = " ".join(text.replace("\x00", " ").split())[:LONGEST]
    wanted: list[Clause] = []
    unwanted: list[Clause] = []
    run: list[str] = []  # typed words between phrases
    for chunk in _CHUNK.finditer(text):
        typed = chunk["word"] or ""
        if typed and not chunk["not"]:
            run.append(typed)
            continue
        if not chunk["not"]:
            wanted += _run(run)
            run = []
        one = _phrase(chunk["a"] or chunk["b"] or chunk["c"]) if not typed else _run([typed])
        (unwanted if chunk["not"] else wanted).extend(one)
    wanted = (wanted + _run(run))[:MOST_CLAUSES]
    typed_words = "".join(
        clause.word.exact if isinstance(clause, WordClause) else "".join(clause.texts) for clause in wanted
    )
    wanted = _with_spellings(wanted) if spellings else wanted
    useful = [clause for clause in wanted if not _is_stop(clause)]
    return _made(text, typed_words, _with_names(useful or wanted), unwanted[:MOST_CLAUSES])


def _is_stop(clause: Clause) -> bool:
    return isinstance(clause, WordClause) and clause.word.exact in _STOP and not clause.is_prefix


def _phrase(text: str) -> list[Clause]:
    texts = tuple(word.exact for word in words(text))
    return [PhraseClause(texts)] if texts else []


def _run(typed: list[str]) -> list[Clause]:
    """Read typed words without quotes: dates first, then words."""
    clauses: list[Clause] = []
    loose: list[str] = []
    place = 0
    while place < len(typed):
        for length in (6, 5, 4, 3, 2, 1):
            date = _date(typed[place : place + length]) if place + length <= len(typed) else None
            if date:
                clauses += _loose(loose)
                loose = []
                clauses.append(date)
                place += length
                break
        else:
            loose.append(typed[place])
            place += 1
    return clauses + _loose(loose)


def _loose(typed: list[str]) -> list[Clause]:
    text = " ".join(typed)
    return [
        WordClause(
            word, is_prefix=text[word.end : word.end + 1] == "*" and len(word.exact) >= SHORTEST_PREFIX
        )
        for word in words(text)
    ]


def _date(typed: list[str]) -> DateClause | None:
    text = " ".join(typed)
    if typed[-1].casefold() in _NOT_OF_A_DATE or not re.search(r"\d{4}", to_latin(text)):
        return None
    try:
        period = PartialDate.parse(text.strip(",،؛;.:"))
    except InvalidPartialDate:
        return None
    said = reading.read(text.strip(",،؛;.:"))
    return DateClause(period, tuple(word.exact for word in words(" ".join(said.words))))


def _with_names(clauses: list[Clause]) -> list[Clause]:
    """Put words that name a thing together, with the other names of it."""
    found: list[Clause] = []
    place = 0
    while place < len(clauses):
        for length in range(longest(), 0, -1):
            some = clauses[place : place + length]
            if len(some) < length or not all(
                isinstance(one, WordClause) and not one.is_prefix for one in some
            ):
                continue
            if others := others_of(tuple(one.word for one in some)):
                found.append(NameClause(tuple(some), others))
                place += length
                break
        else:
            found.append(clauses[place])
            place += 1
    return found


def _with_spellings(clauses: list[Clause]) -> list[Clause]:
    """Add to words and phrases what they may be in other spellings: written together, or apart."""
    loose = [clause.word for clause in clauses if isinstance(clause, WordClause)]
    joined = [_joined(pair) for pair in pairwise(loose)]
    joined += [_joined(three) for three in zip(loose, loose[1:], loose[2:], strict=False)]
    splits = {word: [*_splits(word.exact), *_splits(word.stem)] for word in loose}
    phrases = [clause.texts for clause in clauses if isinstance(clause, PhraseClause)]
    asked = {text for word, _members in joined for text in (word.exact, word.stem)}
    asked |= {part for ways in splits.values() for parts in ways for part in parts}
    asked |= {
        part
        for texts in phrases
        for n in range(len(texts))
        for _length, parts in _pieces(texts, n)
        for part in parts
    }
    if not asked:
        return clauses
    known = set(Vocabulary.objects.filter(word__in=asked).values_list("word", flat=True))
    together = [(word, members) for word, members in joined if {word.exact, word.stem} & known]

    def spelt(clause: Clause) -> Clause:
        if isinstance(clause, PhraseClause):
            return replace(clause, ways=_ways_of(clause.texts, known))
        if not isinstance(clause, WordClause):
            return clause
        return replace(
            clause,
            together=tuple(word for word, members in together if clause.word in members),
            apart=tuple(dict.fromkeys(w for w in splits[clause.word] if set(w) <= known)),
        )

    return list(map(spelt, clauses))


def _pieces(texts: tuple[str, ...], place: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield how many words of a phrase, from a place, may stand there in another spelling, and in which."""
    for length in (2, 3):
        if place + length <= len(texts):
            yield length, (usual("".join(texts[place : place + length])),)
    for parts in _splits(texts[place]):
        yield 1, parts


def _ways_of(texts: tuple[str, ...], known: set[str]) -> tuple[tuple[str, ...], ...]:
    """All spellings of a phrase whose words are known, but for the typed one; at most MOST_WAYS."""
    ways: list[list[tuple[str, ...]]] = [[] for _text in texts] + [[()]]
    for place in range(len(texts) - 1, -1, -1):
        pieces = [(1, (texts[place],)), *(one for one in _pieces(texts, place) if set(one[1]) <= known)]
        found = [(*parts, *rest) for length, parts in pieces for rest in ways[place + length]]
        ways[place] = list(dict.fromkeys(found))[:MOST_WAYS]
    return tuple(way for way in ways[0] if way != texts)


def _joined(neighbours: tuple[Word, ...]) -> tuple[Word, tuple[Word, ...]]:
    *first, last = neighbours
    start = "".join(word.exact for word in first)
    read = next(words("\u200c".join(word.exact for word in neighbours)), last)
    return Word(usual(start + last.exact), read.stem, first[0].start, last.end), neighbours


def _splits(text: str) -> list[tuple[str, ...]]:
    compound = apart(text)
    if len(text) < SHORTEST_SPLIT or not "\u0600" <= text[0] <= "\u06ff":
        return [compound] if compound else []
    two = [(text[:place], text[place:]) for place in range(2, len(text) - 2)]
    two = [parts for parts in two if not _STOP.intersection(parts)]
    with_and = [(a, "و", b[1:]) for a, b in two if b[0] == "و" and len(b) > 2]
    return [*two, *with_and, *([compound] if compound else [])]
