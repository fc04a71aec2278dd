"""The state of an agreement follows from its dates, and is 'not certain' where they leave it open."""

from datetime import date

import pytest

from agreements.states import Event, EventKind, Life, Span, State, periods, standing_on
from tehran_diplomacy.dates.partial import PartialDate


def span(text: str, label: str = "") -> Span:
    return Span.of(PartialDate.parse(text), label)


@pytest.mark.parametrize(
    ("life", "day", "state"),
    [
        (Life(), date(2020, 1, 1), State.UNKNOWN),
        (Life(signed=span("1963")), date(2020, 1, 1), State.NO_END),
        (Life(signed=span("1963")), date(1950, 1, 1), State.NOT_YET),
        (Life(signed=span("1963")), date(1963, 6, 1), State.UNCERTAIN),
        (Life(signed=span("2014-02-27"), expires=span("2019-02-27")), date(2019, 2, 27), State.IN_FORCE),
        (Life(signed=span("2014-02-27"), expires=span("2019-02-27")), date(2019, 2, 28), State.EXPIRED),
        (Life(signed=span("2014"), expires=span("2019")), date(2019, 6, 1), State.UNCERTAIN),
        (Life(signed=span("2014"), expires=span("2019")), date(2020, 1, 1), State.EXPIRED),
        (Life(signed=span("2014"), effective=span("2016-01-01")), date(2015, 1, 1), State.NOT_YET),
    ],
)
def test_a_state_follows_from_the_dates(life, day, state):
    assert standing_on(life, day).state == state


def test_the_open_date_is_named_where_the_state_is_not_certain():
    life = Life(signed=span("2014", "signed"), expires=span("2019", "until"))
    assert standing_on(life, date(2019, 6, 1)).open_dates == ("until",)


def test_the_latest_event_wins_and_on_one_day_the_later_entered():
    day = span("2020-05-01")
    suspended, resumed = Event(EventKind.SUSPENDED, day), Event(EventKind.RESUMED, day)
    signed, until = span("2019-01-01"), span("2030-01-01")
    assert (
        standing_on(Life(signed, None, until, (suspended, resumed)), date(2021, 1, 1)).state == State.IN_FORCE
    )
    assert (
        standing_on(Life(signed, None, until, (resumed, suspended)), date(2021, 1, 1)).state
        == State.SUSPENDED
    )


def test_an_extension_moves_the_end():
    extended = Event(EventKind.EXTENDED, span("2019-01-01"), span("2024-01-01"))
    life = Life(span("2014-02-27"), None, span("2019-02-27"), (extended,))
    assert standing_on(life, date(2023, 1, 1)).state == State.IN_FORCE
    assert standing_on(life, date(2024, 1, 2)).state == State.EXPIRED


def test_periods_cover_all_time_without_gaps_and_agree_with_every_day():
    life = Life(span("2014"), None, span("2019-03"), (Event(EventKind.SUSPENDED, span("2016-05")),))
    found = periods(life)
    assert (found[0][1], found[-1][2]) == (date.min, date.max)
    for (_state, _first, last), (_next, first, _last) in zip(found, found[1:], strict=False):
        assert (first - last).days == 1
    for ordinal in range(date(2013, 12, 1).toordinal(), date(2019, 5, 1).toordinal(), 3):
        day = date.fromordinal(ordinal)
        stored = next(state for state, first, last in found if first <= day <= last)
        assert stored == standing_on(life, day).state
