"""The parts of a question: what each asks of the index, and whether a text has it."""

from dataclasses import dataclass
from itertools import combinations

from tehran_diplomacy.dates.partial import PartialDate
from tehran_diplomacy.languages.words import Word
from tehran_diplomacy.search.expressions import EXACT, MARK, STEM, TITLE, All, Any, Expression, Phrase, Token
from tehran_diplomacy.search.periods import period_code


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
    """Words one after the other, as they were typed; `ways` are the same words written together or apart."""

    texts: tuple[str, ...]
    ways: tuple[tuple[str, ...], ...] = ()

    def title(self) -> Expression:
        """In the title, if it is asked apart from the phrase itself."""
        return self.exact()

    def exact(self) -> Expression:
        """Anywhere."""
        return Any(tuple(Phrase(way) for way in (self.texts, *self.ways)))

    anyhow = exact

    def within(self, exacts: list[str] | set[str], stems: set[str]) -> bool | None:
        """Whether a text of these words has it."""
        text = f" {' '.join(exacts)} "
        return True if any(f" {' '.join(way)} " in text for way in (self.texts, *self.ways)) else None


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


@dataclass(frozen=True)
class NameClause:
    """What a thing is called by words that stand together, and the other names that it has."""

    words: tuple[WordClause, ...]
    others: tuple[tuple[Word, ...], ...]

    def title(self) -> Expression:
        """In the title, by any name."""
        return self._by_any_name(TITLE, All(tuple(one.title() for one in self.words)))

    def exact(self) -> Expression:
        """Anywhere, as it was typed."""
        return All(tuple(one.exact() for one in self.words))

    def anyhow(self) -> Expression:
        """Anywhere, by any name."""
        return self._by_any_name(STEM, All(tuple(one.anyhow() for one in self.words)))

    def _by_any_name(self, kind: str, typed: Expression) -> Expression:
        return Any((typed, *(All(tuple(Token(kind, word.stem) for word in name)) for name in self.others)))

    def within(self, exacts: list[str] | set[str], stems: set[str]) -> bool | None:
        """Whether a text of these words has it: True as typed, False by another name or form, None not at all."""
        typed = [one.within(exacts, stems) for one in self.words]
        if None not in typed:
            return all(typed)
        return False if any({word.stem for word in name} <= stems for name in self.others) else None


@dataclass(frozen=True)
class MostClause:
    """At least so many of several clauses: what is shown where all of them together find nothing."""

    clauses: tuple["Clause", ...]
    least: int

    def title(self) -> Expression:
        """In the title."""
        return self._of("title")

    def exact(self) -> Expression:
        """Anywhere, as typed."""
        return self._of("exact")

    def anyhow(self) -> Expression:
        """Anywhere."""
        return self._of("anyhow")

    def _of(self, way: str) -> Expression:
        expressions = [getattr(clause, way)() for clause in self.clauses]
        return Any(tuple(All(some) for some in combinations(expressions, self.least)))

    def within(self, exacts: list[str] | set[str], stems: set[str]) -> bool | None:
        """Whether a text of these words has so many: True as typed, False in another form, None where it has not."""
        found = [clause.within(exacts, stems) for clause in self.clauses]
        found = [one for one in found if one is not None]
        return all(found) if len(found) >= self.least else None


Clause = WordClause | PhraseClause | DateClause | NameClause | MostClause


def words_of(clause: Clause) -> list[WordClause]:
    """Return the words that a clause is made of."""
    if isinstance(clause, WordClause):
        return [clause]
    if isinstance(clause, NameClause):
        return list(clause.words)
    return (
        [word for one in clause.clauses for word in words_of(one)] if isinstance(clause, MostClause) else []
    )


def marked(clause: Clause) -> tuple[set[str], set[str]]:
    """Return the exact words and the stems that are highlighted where a clause is met."""
    if isinstance(clause, WordClause):
        exacts = {one.exact for one in (clause.word, *clause.together)}
        exacts |= {part for parts in clause.apart for part in parts}
        return exacts, {one.stem for one in (clause.word, *clause.together)}
    if isinstance(clause, PhraseClause):
        return {text for way in (clause.texts, *clause.ways) for text in way}, set()
    if isinstance(clause, DateClause):
        return set(clause.texts), set()
    inner = clause.words if isinstance(clause, NameClause) else clause.clauses
    pairs = [marked(one) for one in inner]
    exacts, stems = set().union(*(p[0] for p in pairs)), set().union(*(p[1] for p in pairs))
    if isinstance(clause, NameClause):
        stems |= {word.stem for name in clause.others for word in name}
    return exacts, stems
