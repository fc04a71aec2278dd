"""Finds the record that a new row looks like: of the same title, and nothing in date or parties that differs."""

from typing import Any, NamedTuple

from django.db import models

from tehran_diplomacy.dates.partial import PartialDate
from tehran_diplomacy.exchange.columns import Column
from tehran_diplomacy.languages.folding import squeeze
from tehran_diplomacy.languages.translated import LANGUAGES
from tehran_diplomacy.publishing.models import Record
from tehran_diplomacy.publishing.status import Status


class Like(NamedTuple):
    """What a row looks like: a record, or the one that an earlier row makes (its number)."""

    pk: int
    name: str
    row: int = 0


class Likeness:
    """The titles of a register, read once for a file, each with the values that may tell two records apart."""

    def __init__(
        self, model: type[models.Model], title: str, telling: list[Column], related: tuple[str, ...]
    ) -> None:
        self._title, self._telling = title, telling
        self._known: dict[str, list[tuple[Like, list[Any]]]] = {}
        names = {column.name for column in telling}
        wanted = [relation for relation in related if relation.split("__")[0] in names]
        records = model._base_manager.prefetch_related(*wanted)
        if issubclass(model, Record):
            records = records.exclude(status=Status.BINNED)
        for record in records.iterator(chunk_size=500):
            self.add(record)

    def add(self, record: models.Model, row: int = 0) -> None:
        """Note a record, that of an earlier row with its number."""
        like = Like(record.pk, str(record), row)
        values = [column.of(record) for column in self._telling]
        for language in LANGUAGES:
            if title := squeeze(getattr(record, f"{self._title}_{language}") or ""):
                self._known.setdefault(title, []).append((like, values))

    def of(self, values: dict[str, Any]) -> Like | None:
        """Return the record that a row looks like; what either of the two leaves empty tells nothing."""
        for language in LANGUAGES:
            title = squeeze(values.get(f"{self._title}_{language}") or "")
            for like, known in self._known.get(title, ()) if title else ():
                pairs = zip(known, (values.get(column.attribute) for column in self._telling), strict=True)
                if all(_agree(there, here) for there, here in pairs):
                    return like
        return None


def _agree(there: Any, here: Any) -> bool:
    """Whether two values can be the same: of dates, if there is a day that both can mean."""
    if not there or not here or there == here:
        return True
    dates = isinstance(there, PartialDate) and isinstance(here, PartialDate)
    return dates and there.first <= here.last and here.first <= there.last
