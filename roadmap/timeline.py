"""What serves a goal, in numbers and in time, from whatever registers have entered themselves."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Model

from roadmap.models import Goal
from tehran_diplomacy.dates.ordering import NewestFirst
from tehran_diplomacy.dates.partial import PartialDate
from tehran_diplomacy.languages.digits import localise
from tehran_diplomacy.languages.translated import page_language
from tehran_diplomacy.publishing.generation import first_of, once_per_change
from tehran_diplomacy.publishing.registers import Register, serving_goals

NEWEST = 12  # records of each register on a goal's page; the lists hold the rest


@dataclass(frozen=True)
class InTime:
    """A record that serves a goal, with the register that draws its row."""

    record: Model
    register: Register

    @property
    def day(self) -> PartialDate | None:
        """The record's date, None where its register has none."""
        return getattr(self.record, self.register.day) if self.register.day else None

    @property
    def until(self) -> PartialDate | None:
        """The record's last date where it lasts several days."""
        return getattr(self.record, "held_until", None)

    @property
    def first_day(self) -> date | None:
        """The first day that the record's date can mean, if it has a date at all."""
        return getattr(self.record, f"{self.register.day}_first") if self.register.day else None


def _counted() -> dict[int, dict[str, int]]:
    codes = [register.code for register in serving_goals()]
    rows = Goal.objects.order_by().with_counts().values("pk", *(f"{code}_count" for code in codes))
    return {row["pk"]: {code: row[f"{code}_count"] for code in codes} for row in rows}


def served_by(goals: Iterable[Goal]) -> list[Goal]:
    """Give goals the attribute `served_by`: phrases as '24 agreements', none empty; counted once for each change."""
    goals = list(goals)
    counted = once_per_change("what serves each goal", _counted) if goals else {}
    for goal in goals:
        counts = [(register, counted.get(goal.pk, {}).get(register.code, 0)) for register in serving_goals()]
        goal.served_by = [
            localise(register.counted(count) % {"n": count}, page_language())
            for register, count in counts
            if count
        ]
    return goals


def total_of(goal: Goal) -> int:
    """Return how many public records serve a goal, counted once for each change."""
    return sum(once_per_change("what serves each goal", _counted).get(goal.pk, {}).values())


def newest_of(goal: Goal, most: int = NEWEST) -> list[InTime]:
    """Return the newest public records, `most` of every register, that serve `goal`: newest first, undated last."""
    found = []
    for register in serving_goals():
        records = register.public().filter(goals=goal)
        if register.day:
            records = records.order_by(NewestFirst(f"{register.day}_first"), "-pk")
        newest = first_of(records, most, f"{register.code} of goal {goal.pk}")
        found += [InTime(record, register) for record in newest.select_related(*register.related)]
    return sorted(found, key=lambda item: item.first_day or date.min, reverse=True)
