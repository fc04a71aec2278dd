"""Partial dates at their edges."""

from datetime import date

import pytest

from tehran_diplomacy.dates.display import iso, show, show_other, show_range
from tehran_diplomacy.dates.forms import DayFormField, MomentFormField, PartialDateFormField
from tehran_diplomacy.dates.partial import InvalidPartialDate, PartialDate


@pytest.mark.parametrize(
    ("typed", "canonical", "first", "last"),
    [
        ("1963", "1963", date(1963, 1, 1), date(1963, 12, 31)),
        ("2022-08", "2022-08", date(2022, 8, 1), date(2022, 8, 31)),
        ("مرداد ۱۴۰۰", "1400-05", date(2021, 7, 23), date(2021, 8, 22)),
        ("۱۴۰۰/۵", "1400-05", date(2021, 7, 23), date(2021, 8, 22)),
        ("۲۸ دی ۱۴۰۱", "1401-10-28", date(2023, 1, 18), date(2023, 1, 18)),
        ("18 January 2023", "2023-01-18", date(2023, 1, 18), date(2023, 1, 18)),
        ("اوت ۲۰۲۲ میلادی", "2022-08", date(2022, 8, 1), date(2022, 8, 31)),
        ("1403-12-30", "1403-12-30", date(2025, 3, 20), date(2025, 3, 20)),
        ("1400", "1400", date(2021, 3, 21), date(2022, 3, 20)),
        ("1404/1/1", "1404-01-01", date(2025, 3, 21), date(2025, 3, 21)),
        ("1699", "1699", date(2320, 3, 21), date(2321, 3, 20)),
        ("١٤٠٠-٠٥", "1400-05", date(2021, 7, 23), date(2021, 8, 22)),
    ],
)
def test_a_date_as_people_write_it_is_read(typed, canonical, first, last):
    found = PartialDate.parse(typed)
    assert (str(found), found.first, found.last) == (canonical, first, last)


@pytest.mark.parametrize(
    "typed",
    ["1402-12-30", "1400-13", "1400-07-31", "2023-02-29", "12", "1750 دی", "yesterday", "900-01-01", "1-2-3"],
)
def test_what_is_no_date_is_refused(typed):
    with pytest.raises(InvalidPartialDate):
        PartialDate.parse(typed)


@pytest.mark.parametrize(
    ("text", "persian", "english"),
    [
        ("1963", "۱۹۶۳ میلادی", "1963"),
        ("2022-08", "اوت ۲۰۲۲ میلادی", "August 2022"),
        ("1400-05", "مرداد ۱۴۰۰", "Mordad 1400 (July–August 2021)"),
        ("1400", "۱۴۰۰", "1400 (March 2021 – March 2022)"),
        ("2023-01-18", "۲۸ دی ۱۴۰۱", "18 January 2023"),
        ("1401-10-28", "۲۸ دی ۱۴۰۱", "18 January 2023"),
    ],
)
def test_a_date_is_shown_as_exactly_as_it_is_known(text, persian, english):
    value = PartialDate.parse(text)
    assert (show(value, "fa"), show(value, "en")) == (persian, english)


def test_the_other_calendar_is_shown_only_where_it_is_exact():
    assert show_other(PartialDate.parse("2023-01-18"), "fa") == "۱۸ ژانویهٔ ۲۰۲۳"
    assert show_other(PartialDate.parse("2023-01-18"), "en") == "28 Dey 1401"
    assert show_other(PartialDate.parse("2023-01"), "fa") == ""


def test_several_days_are_shown_as_one_stretch():
    first, last = PartialDate.parse("2024-08-27"), PartialDate.parse("2024-08-28")
    assert show_range(first, last, "fa") == "۶ و ۷ شهریور ۱۴۰۳"
    assert show_range(first, last, "en") == "27–28 August 2024"


def test_the_machine_form_never_claims_more_than_is_known():
    assert [iso(PartialDate.parse(text)) for text in ("1963", "2022-08", "1400-05", "1401-10-28")] == [
        "1963", "2022-08", "", "2023-01-18",
    ]  # fmt: skip


def test_a_gregorian_year_typed_for_a_day_stays_gregorian():
    assert DayFormField().clean("2023-01-18").togregorian() == date(2023, 1, 18)
    assert DayFormField().clean("۱۴۰۱/۱۰/۲۸").togregorian() == date(2023, 1, 18)


def test_a_moment_is_read_in_tehrans_time():
    assert MomentFormField().clean(["۱۴۰۱/۱۰/۲۸", "۱۴:۳۰"]).isoformat() == "2023-01-18T14:30:00+03:30"


def test_the_box_keeps_what_was_typed_wrongly():
    field = PartialDateFormField()
    assert 'value="دیروز"' in field.widget.render("day", "دیروز")
