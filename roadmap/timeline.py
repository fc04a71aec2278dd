"""What serves a goal, in numbers and in time, from whatever registers have entered themselves."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Model

from roadmap.models import Goal
from tehran_diplomacy.languages.digits import localise
from tehran_diplomacy.languages.translated import page_language
from tehran_diplomacy.publishing.registers import Register, serving_goals

NEWEST = 12  # records of each register on a goal's page; the lists hold the rest


@dataclass(frozen=True)
class InTime:
    """A record that serves a goal, with the register that draws its row."""

    record: Model
    register: Register

    @property
    def first_day(self) -> date | None:
        """The first day that the record's date can mean, if it has a date at all."""
        return getattr(self.record, f"{self.register.day}_first") if self.register.day else None


def served_by(goals: Iterable[Goal]) -> list[Goal]:
    """Give goals fetched `.with_counts()` the attribute `served_by`: phrases as '24 agreements', none empty."""
    goals = list(goals)
    for goal in goals:
        counts = [(register, getattr(goal, f"{register.code}_count")) for register in serving_goals()]
        goal.served_by = [
            localise(register.counted(count) % {"n": count}, page_language())
            for register, count in counts
            if count
        ]
    return goals


def newest_of(goal: Goal, most: int = NEWEST) -> list[InTime]:
    """Return the newest public records, `most` of every register, that serve `goal`: newest first, undated last."""
    found = []
    for register in serving_goals():
        records = register.public().filter(goals=goal)
        if register.day:
            records = records.order_by(F(f"{register.day}_first").desc(nulls_last=True), "-pk")
        found += [InTime(record, register) for record in records[:most]]
    return sorted(found, key=lambda item: item.first_day or date.min, reverse=True)
