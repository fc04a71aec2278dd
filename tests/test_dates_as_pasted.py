"""Dates as they are pasted from letters, Word and the web: what the search reads, the forms read."""

import unicodedata

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from tehran_diplomacy.dates.forms import DayFormField, PartialDateFormField
from tehran_diplomacy.dates.partial import InvalidPartialDate, PartialDate
from tehran_diplomacy.search.query import DateClause, parse

DAY, MONTH, YEAR = "1401-10-28", "1401-10", "1401"
WAYS = [
    ("\u202a1401/10/28\u202c", DAY),
    ("\u200e1401/10/28\u202c", DAY),
    ("\u202b۱۴۰۱/۱۰/۲۸\u202c", DAY),
    ("\u20671401/10/28\u2069", DAY),
    ("\u061c۱۴۰۱/۱۰/۲۸", DAY),
    ("\ufeff1401／10／28", DAY),
    ("۲۸ دی‌ماه ۱۴۰۱", DAY),
    ("۲۸ دی ماه ۱۴۰۱", DAY),
    ("چهارشنبه ۲۸ دی ۱۴۰۱", DAY),
    ("چهار شنبه، ۲۸ دی ماه سال ۱۴۰۱", DAY),
    ("مورخ ۱۴۰۱/۱۰/۲۸", DAY),
    ("۲۸ دی ۱۴۰۱ هجری شمسی", DAY),
    ("1401.10.28 ه.ش", DAY),
    ("دی ماه 1401", MONTH),
    ("دی‌ماه ۱۴۰۱", MONTH),
    ("دیماه ۱۴۰۱", MONTH),
    ("دي ماه ۱۴۰۱", MONTH),
    ("سال ۱۴۰۱", YEAR),
    ("18 Jan 2023", "2023-01-18"),
    ("Wed, 18 Jan 2023", "2023-01-18"),
    ("Wednesday, January 18th, 2023", "2023-01-18"),
    ("the 18th of January 2023", "2023-01-18"),
    ("Jan 2023", "2023-01"),
    ("Sept. 2022", "2022-09"),
    ("جون ۲۰۲۲", "2022-06"),
    ("۱۸ ژانویهٔ ۲۰۲۳ میلادی", "2023-01-18"),
    ("امرداد ۱۴۰۰", "1400-05"),
    ("سه‌شنبه ۲۷ دی ۱۴۰۱", "1401-10-27"),
]


@pytest.mark.parametrize(("typed", "canonical"), WAYS)
def test_forms_and_search_read_the_same(typed, canonical):
    assert str(PartialDateFormField().clean(typed)) == canonical
    clauses = parse(typed, spellings=False).wanted
    assert [str(one.period) for one in clauses if isinstance(one, DateClause)] == [canonical]


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("2023-01-18 14:30", "time of day"),
        ("2023-01-18T00:00:00", "time of day"),
        ("پنجشنبه ۲۸ دی ۱۴۰۱", "day of the week"),
        ("۲۵ جمادی‌الثانی ۱۴۴۴ قمری", "Lunar"),
        ("1401/13", "between 1 and 12"),
        ("28 01 14", "four digits"),
    ],
)
def test_what_is_refused_is_refused_with_the_reason(typed, reason):
    with override("en"), pytest.raises(InvalidPartialDate) as caught:
        PartialDate.parse(typed)
    with override("en"):
        assert reason in str(caught.value)


@pytest.mark.parametrize(
    "typed", ["ماه", "شنبه", "در سال", "Jan", "م", "of the", "28 28 1401", "دی بهمن 1401"]
)
def test_fillers_alone_are_no_date(typed):
    with pytest.raises(ValidationError):
        PartialDateFormField().clean(typed)


def test_a_day_box_reads_them_as_well():
    assert DayFormField().clean("چهارشنبه ۲۸ دی‌ماه ۱۴۰۱").isoformat() == "1401-10-28"


@given(st.text(max_size=30))
def test_any_text_is_a_date_or_is_refused(text):
    try:
        found = PartialDate.parse(text)
    except InvalidPartialDate:
        return
    assert PartialDate.parse(str(found)) == found
    assert str(found.year) in "".join(
        str(unicodedata.decimal(c, c)) for c in unicodedata.normalize("NFKC", text)
    )
