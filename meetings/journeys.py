"""What the accounts of journeys come to: costs of one, and totals over what is published of many.

Sums are exact, never go across currencies, and always say of how many journeys they tell. Where a journey has a line
for the whole in a currency, that line is its cost in this currency; else its headings are added.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from meetings.models import JourneyAccount, JourneyCost, Meeting
from meetings.models.meetings import Participation
from meetings.querysets import MeetingQuerySet
from tehran_diplomacy.dates.ranges import year_of
from tehran_diplomacy.files.models import Document
from tehran_diplomacy.languages.digits import localise
from tehran_diplomacy.languages.translated import page_language, translated
from tehran_diplomacy.places.models import Organisation

Heading = JourneyCost.Heading


@dataclass(frozen=True)
class Cost:
    """An amount in a currency; `journeys` says of how many journeys a sum tells."""

    amount: Decimal
    currency: str
    journeys: int = 1


@dataclass(frozen=True)
class Line:
    """A heading with what is published under it, in each currency; nothing where nothing is."""

    heading: str
    label: str
    costs: list[JourneyCost]


def cost_of(lines: Iterable[tuple[str, Decimal, str]]) -> dict[str, Decimal]:
    """Return what (heading, amount, currency) lines of one journey come to, by currency."""
    whole: dict[str, Decimal] = {}
    parts: dict[str, Decimal] = defaultdict(Decimal)
    for heading, amount, currency in lines:
        if heading == Heading.WHOLE:
            whole[currency] = amount
        else:
            parts[currency] += amount
    return dict(parts) | whole


@dataclass(frozen=True)
class Account:
    """The account of a journey as pages show it; `account` is None where none is published."""

    meeting: Meeting
    account: JourneyAccount | None
    costs: list[JourneyCost]

    @property
    def delegation(self) -> list[Participation]:
        """Who travelled, by name."""
        return [one for one in self.meeting.participations.all() if one.in_delegation]

    @property
    def reports(self) -> list[Document]:
        """The report as a document, one or more."""
        return [one for one in self.meeting.documents.all() if one.is_report]

    @property
    def is_published(self) -> bool:
        """Whether anything of it is."""
        return self.account is not None or bool(self.delegation or self.reports)

    @property
    def lines(self) -> list[Line]:
        """Every heading, published or not."""
        return [
            Line(code, label, [one for one in self.costs if one.heading == code])
            for code, label in Heading.choices
        ]

    @property
    def sums(self) -> list[Cost]:
        """What is published of its cost, by currency."""
        found = cost_of((one.heading, one.amount, one.currency) for one in self.costs)
        return [Cost(amount, currency) for currency, amount in found.items()]


def account_of(meeting: Meeting) -> Account:
    """Return the account of a journey; one query beside what the meeting's page fetches."""
    rows = list(meeting.accounts.with_bodies().with_costs())
    costs = [
        JourneyCost(
            meeting=meeting,
            heading=row.cost_heading,
            amount=row.cost_amount,
            currency=row.cost_currency,
            note_fa=row.cost_note_fa,
            note_en=row.cost_note_en,
        )
        for row in rows
        if row.cost_heading is not None
    ]
    return Account(meeting, rows[0] if rows else None, costs)


def fetched_account_of(meeting: Meeting) -> Account:
    """Return the account of a meeting that was fetched `with_account()`."""
    return Account(meeting, next(iter(meeting.accounts.all()), None), list(meeting.costs.all()))


@dataclass
class Total:
    """What is published of the costs of some journeys; `name` says of which."""

    name: Any = ""
    journeys: int = 0
    published: int = 0
    by_currency: dict[str, list[Decimal]] = field(default_factory=lambda: defaultdict(list))

    def add(self, costs: dict[str, Decimal]) -> None:
        """Count a journey with its costs by currency, none where none is published."""
        self.journeys += 1
        self.published += bool(costs)
        for currency, amount in costs.items():
            self.by_currency[currency].append(amount)

    @property
    def sums(self) -> list[Cost]:
        """The sums, in the order of currencies' codes."""
        return [
            Cost(sum(amounts, Decimal()), currency, len(amounts))
            for currency, amounts in sorted(self.by_currency.items())
        ]


@dataclass(frozen=True)
class Totals:
    """The totals of all chosen journeys, by year and by the body that travelled or paid."""

    whole: Total
    by_year: list[Total]
    by_body: list[Total]
    by_payer: list[Total]


def totals_of(journeys: MeetingQuerySet) -> Totals:
    """Return the totals of journeys in three queries, however many they are.

    A journey that may lie in two years of the page's calendar stands apart, so that years add up to the whole.
    """
    language = page_language()
    keys = journeys.order_by().values("pk")
    rows = journeys.order_by().values_list(
        "pk", "held_on_first", "held_on_last", "accounts__body", "accounts__paid_by"
    )
    lines: dict[int, list] = defaultdict(list)
    costs = JourneyCost.objects.filter(meeting__in=keys).order_by()
    for key, *line in costs.values_list("meeting", "heading", "amount", "currency"):
        lines[key].append(line)
    whole = Total()
    years: dict[int, Total] = defaultdict(Total)
    bodies: dict[int, Total] = defaultdict(Total)
    payers: dict[int, Total] = defaultdict(Total)
    for key, first, last, body, payer in rows:
        cost = cost_of(lines[key])
        for total in (whole, years[_year(first, last, language)], bodies[body or 0], payers[payer or 0]):
            total.add(cost)
    named = Organisation.objects.in_bulk({*bodies, *payers} - {0})
    for year, total in years.items():
        total.name = localise(str(year), language) if year else _("Year unclear")
    for found in (bodies, payers):
        for key, total in found.items():
            total.name = translated(named[key], "name").text if key else _("Not published")
    return Totals(
        whole,
        [years[year] for year in sorted(years, reverse=True)],
        *(_ordered(found, lambda key: named[key].sort_fa if language == "fa" else named[key].sort_en)
          for found in (bodies, payers)),
    )  # fmt: skip


def _year(first: date | None, last: date | None, language: str) -> int:
    """Return the year in which a journey lies for certain, 0 where there is none such."""
    if first is None or last is None:
        return 0
    year = year_of(first, language)
    return year if year == year_of(last, language) else 0


def _ordered(found: dict[int, Total], by: Callable[[int], str]) -> list[Total]:
    known = sorted((key for key in found if key), key=by)
    return [found[key] for key in [*known, *([0] if 0 in found else [])]]
