"""The language in which readers ask.

ایروان خواهرخوانده     every word, in any form and order
"sister city" «…»      these words one after the other
-Beijing               not this
خواهر*                 words that begin so
«دی ۱۴۰۱», 2023        what happened then, or speaks of it
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import pairwise

from tehran_diplomacy.dates.partial import InvalidPartialDate, PartialDate
from tehran_diplomacy.languages.words import Word, words
from tehran_diplomacy.search.expressions import EXACT, MARK, STEM, TITLE, All, Any, Expression, Phrase, Token
from tehran_diplomacy.search.models import Vocabulary
from tehran_diplomacy.search.periods import period_code

LONGEST = 200  # letters that are read
MOST_CLAUSES = 12
SHORTEST_SPLIT = 6  # letters of a word that may be two written together
SHORTEST_PREFIX = 2

_CHUNK = re.compile(r'(?P<not>(?<!\S)[-−–])?(?:"(?P<a>[^"]+)"|«(?P<b>[^»]+)»|“(?P<c>[^”]+)”|(?P<word>\S+))')
_STOP = frozenset(
    "و در از به با که را این آن آن‌ها برای تا یا بر هر است شد شده "
    "the of and in to a an for with on at by from is was or".replace("آ", "ا").split()
)
_NOT_OF_A_DATE = frozenset(["سال", "ماه", "در", "year", "month", "of", "in"])
_ABBREVIATED = {
    "jan": "january", "feb": "february", "mar": "march", "apr": "april", "jun": "june", "jul": "july",
    "aug": "august", "sep": "september", "sept": "september", "oct": "october", "nov": "november", "dec": "december",
}  # fmt: skip


@dataclass(frozen=True)
class WordClause:
    """A word; `together` are words that it makes with its neighbours, `apart` the words that it may be made of."""

    word: Word
    is_prefix: bool = False
    together: tuple[Word, ...] = ()
    apart: tuple[tuple[str, ...], ...] = ()

    def title(self) -> Expression:
        """In the title, in any form."""
        ways = [Token(TITLE, one.stem, self.is_prefix) for one in (self.word, *self.together)]
        ways += [All(tuple(Token(TITLE, part) for part in parts)) for parts in self.apart]
        return Any(tuple(ways))

    def exact(self) -> Expression:
        """Anywhere, as it was typed."""
        return Any(tuple(Token(EXACT, one.exact, self.is_prefix) for one in (self.word, *self.together)))

    def anyhow(self) -> Expression:
        """Anywhere, in any form."""
        ways = [Token(STEM, one.stem, self.is_prefix) for one in (self.word, *self.together)]
        if self.is_prefix:
            ways.append(Token(EXACT, self.word.exact, True))
        return Any((*ways, *(Phrase(parts) for parts in self.apart)))

    def within(self, exacts: list[str] | set[str], stems: set[str]) -> bool | None:
        """Whether a text of these words has it: True as typed, False in another form, None not at all."""
        for one in (self.word, *self.together):
            if one.exact in exacts or (self.is_prefix and any(e.startswith(one.exact) for e in exacts)):
                return True
        if any(one.stem in stems for one in (self.word, *self.together)):
            return False
        return False if any(set(parts) <= stems for parts in self.apart) else None


@dataclass(frozen=True)
class PhraseClause:
    """Words one after the other, as they were typed."""

    texts: tuple[str, ...]

    def title(self) -> Expression:
        """In the title, if it is asked apart from the phrase itself."""
        return self.exact()

    def exact(self) -> Expression:
        """Anywhere."""
        return Phrase(self.texts)

    anyhow = exact

    def within(self, exacts: list[str] | set[str], stems: set[str]) -> bool | None:
        """Whether a text of these words has it."""
        return True if f" {' '.join(self.texts)} " in f" {' '.join(exacts)} " else None


@dataclass(frozen=True)
class DateClause:
    """A year, month or day: what happened then, and what names it."""

    period: PartialDate
    texts: tuple[str, ...]

    def title(self) -> Expression:
        """Named in the title."""
        return All(tuple(Token(TITLE, text) for text in self.texts))

    def exact(self) -> Expression:
        """Happened then for certain, or names it."""
        return Any((Token(MARK, f"i{period_code(self.period)}"), Phrase(self.texts)))

    def anyhow(self) -> Expression:
        """Can have happened then, or names it."""
        return Any((Token(MARK, f"d{period_code(self.period)}"), Phrase(self.texts)))

    def within(self, exacts: list[str] | set[str], stems: set[str]) -> bool | None:
        """Whether a text of these words names it."""
        return True if set(self.texts) <= set(exacts) else None


Clause = WordClause | PhraseClause | DateClause


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
        wide = tuple(
            replace(clause, is_prefix=True)
            if isinstance(clause, WordClause) and len(clause.word.exact) > SHORTEST_PREFIX
            else clause
            for clause in self.wanted
        )
        return _made(self.text, self.typed, wide, self.unwanted)

    def plain_words(self) -> list[Word]:
        """Return the words that could be misspelt."""
        return [clause.word for clause in self.wanted if isinstance(clause, WordClause)]

    def marks(self, word: Word) -> bool:
        """Whether a word of a text is to be highlighted."""
        exacts, stems, prefixes = self._marked
        return (
            word.exact in exacts or word.stem in stems or bool(prefixes and word.exact.startswith(prefixes))
        )


def _made(text: str, typed: str, wanted: Iterable[Clause], unwanted: Iterable[Clause]) -> Query:
    wanted = tuple(wanted)
    exacts: set[str] = set()
    stems: set[str] = set()
    prefixes: set[str] = set()
    for clause in wanted:
        if isinstance(clause, WordClause):
            for one in (clause.word, *clause.together):
                exacts.add(one.exact)
                stems.add(one.stem)
            exacts |= {part for parts in clause.apart for part in parts}
            if clause.is_prefix:
                prefixes.add(clause.word.exact)
        else:
            exacts |= set(clause.texts)
    marked = (frozenset(exacts), frozenset(stems), tuple(prefixes))
    return Query(text, typed, wanted, tuple(unwanted), marked)


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
    return _made(text, typed_words, useful or wanted, unwanted[:MOST_CLAUSES])


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
        for length in (4, 3, 2, 1):
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
    said = [one.strip(",،؛;.:").removesuffix("\u200cماه") for one in typed]
    said = [_ABBREVIATED.get(one.casefold(), one) for one in said if one.casefold() not in _NOT_OF_A_DATE]
    if not said or typed[-1].casefold() in _NOT_OF_A_DATE:
        return None
    try:
        period = PartialDate.parse(" ".join(said))
    except InvalidPartialDate:
        return None
    return DateClause(period, tuple(word.exact for word in words(" ".join(said))))


def _with_spellings(clauses: list[Clause]) -> list[Clause]:
    """Add to words what they may be in other spellings: written together, or apart."""
    loose = [clause.word for clause in clauses if isinstance(clause, WordClause)]
    joined = [_joined(pair) for pair in pairwise(loose)]
    joined += [_joined(three) for three in zip(loose, loose[1:], loose[2:], strict=False)]
    splits = {word: [*_splits(word.exact), *_splits(word.stem)] for word in loose}
    asked = {text for word, _members in joined for text in (word.exact, word.stem)}
    asked |= {part for ways in splits.values() for parts in ways for part in parts}
    if not asked:
        return clauses
    known = set(Vocabulary.objects.filter(word__in=asked).values_list("word", flat=True))
    together = [(word, members) for word, members in joined if {word.exact, word.stem} & known]
    return [
        replace(
            clause,
            together=tuple(word for word, members in together if clause.word in members),
            apart=tuple(dict.fromkeys(w for w in splits[clause.word] if set(w) <= known)),
        )
        if isinstance(clause, WordClause)
        else clause
        for clause in clauses
    ]


def _joined(neighbours: tuple[Word, ...]) -> tuple[Word, tuple[Word, ...]]:
    *first, last = neighbours
    start = "".join(word.exact for word in first)
    read = next(words("\u200c".join(word.exact for word in neighbours)), last)
    return Word(start + last.exact, read.stem, first[0].start, last.end), neighbours


def _splits(text: str) -> list[tuple[str, ...]]:
    if len(text) < SHORTEST_SPLIT or not "\u0600" <= text[0] <= "\u06ff":
        return []
    two = [(text[:place], text[place:]) for place in range(2, len(text) - 2)]
    two = [parts for parts in two if not _STOP.intersection(parts)]
    with_and = [(a, "و", b[1:]) for a, b in two if b[0] == "و" and len(b) > 2]
    return [*two, *with_and]
