"""Keeps the index in step with the records: told of every change, in the same transaction."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from django.db import models, transaction
from django.utils.translation import override

from tehran_diplomacy.languages.translated import LANGUAGES
from tehran_diplomacy.languages.words import Word, words
from tehran_diplomacy.publishing.history import Change, Kept, Part
from tehran_diplomacy.publishing.registers import Register, Searched, registers
from tehran_diplomacy.publishing.status import Status
from tehran_diplomacy.search.backends import Words, backend
from tehran_diplomacy.search.models import Entry, IndexState, Vocabulary
from tehran_diplomacy.search.periods import period_marks, years_of

VERSION = 2  # raise it whenever words are folded or kept differently: the index is then made anew
AT_ONCE = 200  # records

# What others show of a record: only when one of these changes are they indexed anew.
_SHOWN_BY_OTHERS = (
    "name_fa", "name_en", "title_fa", "title_en", "other_names", "acronym", "code", "country", "slug",
    "status", "publish_at", "roadmap", "goal",
)  # fmt: skip


def changed(changes: list[Change]) -> None:
    """Bring the index in line with what was changed."""
    todo: dict[str, set[int]] = defaultdict(set)
    by_label = {register.model._meta.label_lower: register for register in registers()}
    for change in changes:
        label = change.record._meta.label_lower
        if label in by_label and by_label[label].searching:
            todo[label].add(change.record.pk)
        if change.before is not None and change.after is not None and _shows_otherwise(change):
            for register, keys in _leading_to(change.record):
                todo[register.model._meta.label_lower] |= keys
        if change.after is None:  # about to be deleted
            todo.pop(label, None)
            _forget(Entry.objects.of(label, [change.record.pk]))
    for label, keys in todo.items():
        index(by_label[label], sorted(keys))


def _shows_otherwise(change: Change) -> bool:
    before, after = change.before["fields"], change.after["fields"]
    return any(before.get(name) != after.get(name) for name in _SHOWN_BY_OTHERS)


@cache
def _paths_to(register: Register, model: type[models.Model]) -> tuple[str, ...]:
    """The relations by which records of a register lead to records of `model` that they show."""
    paths = set()
    for read in register.searching.reads if register.searching else ():
        at: Any = register.model
        steps = read.split("__")
        for place, step in enumerate(steps, 1):
            at = at._meta.get_field(step).related_model
            if at is model and issubclass(at, Kept) and not issubclass(at, Part):
                paths.add("__".join(steps[:place]))
    return tuple(sorted(paths))


def _leading_to(record: models.Model) -> Iterator[tuple[Register, set[int]]]:
    for register in registers():
        for path in _paths_to(register, type(record)):
            found = register.model._base_manager.filter(**{path: record.pk})
            yield register, set(found.values_list("pk", flat=True))


def index(register: Register, keys: Iterable[int]) -> int:
    """Index records of a register anew; return how many rows the index now has of them."""
    keys, written = list(keys), 0
    for start in range(0, len(keys), AT_ONCE):
        batch = keys[start : start + AT_ONCE]
        label = register.model._meta.label_lower
        records = register.model._base_manager.filter(pk__in=batch)
        records = records.prefetch_related(*register.searching.reads)
        found = [
            (_entry(label, record, one, language), one)
            for record in records
            for one in register.searching.entries(record)
            for language in LANGUAGES
        ]
        with transaction.atomic():
            _forget(Entry.objects.of(label, batch))
            store(found)
        written += len(found)
    return written


def store(rows: list[tuple[Entry, Searched]]) -> None:
    """Keep rows of the index, and the words by which they are found."""
    read: dict[int, _Read] = {}
    for entry, one in rows:
        if id(one) not in read:
            read[id(one)] = _Read(one)
        texts = read[id(one)]
        entry.title_words, entry.name_words = texts.title_words, texts.name_words
        entry.labels = " ".join(sorted(_labels(one)))
    Entry.objects.bulk_create([entry for entry, _one in rows], batch_size=AT_ONCE)
    backend().write([read[id(one)].words_of(entry, one) for entry, one in rows])
    known = {word for texts in read.values() for word in texts.vocabulary()}
    Vocabulary.objects.bulk_create(
        [Vocabulary(word=word) for word in sorted(known)], ignore_conflicts=True, batch_size=500
    )


def _forget(entries: models.QuerySet) -> None:
    gone = list(entries.values_list("pk", flat=True))
    if gone:
        backend().forget(gone)
        Entry.objects.filter(pk__in=gone).delete()


def rebuild() -> int:
    """Make the whole index anew; return how many rows it has."""
    with transaction.atomic():
        backend().clear()
        Entry.objects.all().delete()
        Vocabulary.objects.all().delete()
        written = 0
        for register in registers():
            if register.searching:
                keys = register.model._base_manager.order_by("pk").values_list("pk", flat=True)
                written += index(register, keys)
        IndexState.objects.all().delete()
        IndexState.objects.create(version=VERSION)
    return written


def is_stale() -> bool:
    """Whether the index was made by other rules than today's, or never."""
    return not IndexState.objects.filter(version=VERSION).exists()


def _entry(label: str, record: Any, one: Searched, language: str) -> Entry:
    title, title_language = _text(one.title, language)
    body, body_language = _text(one.body, language)
    with override(language):
        address = one.page.get_absolute_url().split("#")
    anchor = one.anchor or "".join(address[1:])
    status, publish_at = _publicity([record, *one.shown_with])
    return Entry(
        register=label,
        object_id=record.pk,
        part=one.part,
        language=language,
        kind=one.kind,
        status=status,
        publish_at=publish_at,
        when=one.day,
        day=one.day.first if one.day else None,
        address=address[0] + (f"#{anchor}" if anchor else ""),
        title=title,
        title_language=title_language,
        body=body,
        body_language=body_language,
    )


def _text(texts: dict[str, str], language: str) -> tuple[str, str]:
    for code in (language, *LANGUAGES):
        if (texts.get(code) or "").strip():
            return texts[code].strip(), code
    return "", language


def _publicity(records: list[Any]) -> tuple[str, Any]:
    hidden = [one.status for one in records if one.status != Status.PUBLISHED]
    moments = [one.publish_at for one in records if one.publish_at is not None]
    return (hidden[0] if hidden else Status.PUBLISHED), max(moments, default=None)


def _labels(one: Searched) -> set[str]:
    years = {year for first, last in one.dates for year in years_of(first, last)}
    return {
        f"k{one.kind}",
        *(f"c{code}" for code in one.countries),
        *(f"f{code}" for code in one.fields),
        *(f"y{year}" for year in years),
    }


class _Read:
    """The words of one searched thing, read once for both languages."""

    def __init__(self, one: Searched) -> None:
        self.titles = [_read(text) for text in one.title.values() if text]
        self.names = [_read(name) for name in one.names if name]
        self.bodies = [_read(text) for text in one.body.values() if text]

    @property
    def title_words(self) -> str:
        return _lines(self.titles)

    @property
    def name_words(self) -> str:
        return _lines(self.names)

    def words_of(self, entry: Entry, one: Searched) -> Words:
        texts = [*self.titles, *self.names, *self.bodies]
        marks = {f"l{entry.language}", *entry.labels.split()}
        for first, last in one.dates:
            marks |= period_marks(first, last)
        return Words(
            entry=entry.pk,
            title=frozenset(word.stem for text in self.titles for word in text),
            exact=tuple(tuple(word.exact for word in text) for text in texts),
            stems=frozenset(word.stem for text in texts for word in text),
            marks=frozenset(mark.casefold() for mark in marks),
        )

    def vocabulary(self) -> set[str]:
        known = [word for text in (*self.titles, *self.names, *self.bodies) for word in text]
        return {word.exact for word in known} | {word.stem for word in known}


def _read(text: str) -> list[Word]:
    return list(words(text))


def _lines(texts: list[list[Word]]) -> str:
    """Exact words of all texts in their order, a line break, their stems; '|' parts texts."""
    exact = " | ".join(" ".join(word.exact for word in text) for text in texts)
    return exact + "\n" + " ".join(sorted({word.stem for text in texts for word in text}))
