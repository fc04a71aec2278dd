"""The page of the search: excerpts, facets, order, pages, spelling, and what it costs."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreements.models import Agreement
from bench.search import fill
from tehran_diplomacy.dates.partial import PartialDate
from tehran_diplomacy.languages.digits import localise
from tehran_diplomacy.publishing.history import changes
from tehran_diplomacy.publishing.status import Status
from tests.starter_content import MEETINGS, YEREVAN_IN_2023

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12


@changes()
def many(count: int, **values) -> None:
    for number in range(count):
        Agreement.objects.create(
            slug=f"accord-{number}", form="mou", status=Status.PUBLISHED,
            **{"title_en": f"Accord {number}", "signed_on": PartialDate(2000 + number % 20)} | values,
        )  # fmt: skip


def test_the_box_stands_in_the_header_of_every_page_and_works_without_scripts(client, content):
    for language in ("fa", "en"):
        html = client.get(f"/{language}/agreements/").content.decode()
        form = re.search(r'<form class="header-search".*?</form>', html, re.DOTALL)[0]
        assert f'action="/{language}/search/"' in form
        assert 'method="get"' in form and 'name="q"' in form and 'for="header-q"' in form


def test_an_empty_search_explains_itself_and_searches_nothing(client, content, django_assert_num_queries):
    with django_assert_num_queries(0):
        html = client.get("/en/search/").content.decode()
    assert "How to search" in html and '<ol class="plain results">' not in html
    assert '<meta name="robots" content="noindex">' in html


def test_a_word_is_marked_in_title_and_excerpt_in_every_form_of_it(search, content):
    html = search("fa", "خواهر خوانده").html
    assert "<mark>خواهرخواندگی</mark> تهران و ایروان" in html


def test_an_excerpt_in_the_other_language_says_so(search):
    Agreement.objects.create(
        slug="a", form="mou", status=Status.PUBLISHED,
        title_en="Accord", title_fa="پیمان", note_en="About cedar groves", note_fa="دربارهٔ سروستان",
    )  # fmt: skip
    html = search("fa", "cedar").html
    assert '<p class="excerpt" lang="en" dir="ltr">About <mark>cedar</mark> groves' in html


def test_a_title_that_is_missing_stands_in_the_other_language_and_says_so(search):
    Agreement.objects.create(slug="a", form="mou", status=Status.PUBLISHED, title_en="Cedar accord")
    html = search("fa", "cedar").html
    assert '<a href="/fa/agreements/a/" lang="en" dir="ltr"><mark>Cedar</mark> accord</a>' in html
    assert 'class="language-note"' in html


def test_markup_in_texts_and_questions_is_shown_not_run(search):
    Agreement.objects.create(
        slug="a", form="mou", status=Status.PUBLISHED,
        title_en="<script>alert(1)</script> cedar", note_en='<img src=x onerror="alert(2)"> cedar & oak',
    )  # fmt: skip
    html = search("en", "cedar alert").html
    assert "<script>alert" not in html and "<img src=x" not in html
    assert "&lt;script&gt;<mark>alert</mark>(1)" in html
    assert "<script>" not in search("en", '"><script>alert(3)</script>').html


HOSTILE = [
    '"', '""', '"unclosed', "-", "--", "- -", "*", "a*", "()", "AND", "NOT OR NEAR", "title:x", "'; DROP", "\\",
    "^x", "x' | 'y", "{a b}", "%_", "\x00a", "😀", "ا" * 500, "ها", "های", "می", "و", "a " * 300, "«»", '"-x"',
    "-تهران", "2023-13-45", "1401/10", "9999", "٪", "‌", "x:*", "!a & b", "<->", "ß ﷲ ﻼ", "ها ها ها", "'s",
]  # fmt: skip


def test_nothing_that_is_typed_breaks_the_page(client, content):
    for language in ("fa", "en"):
        for words in HOSTILE:
            with CaptureQueriesContext(connection) as queries:
                response = client.get(f"/{language}/search/", {"q": words})
            assert response.status_code == 200, words
            assert len(queries) <= MOST_QUERIES, words
            assert client.get(f"/{language}/search/suggest/", {"q": words}).status_code == 200, words


def test_unknown_values_in_the_address_break_nothing(client, content):
    for name in ("kind", "year", "country", "field", "sort", "page"):
        for value in ("nonsense", "'", "-1", "۱۴۰۱", "99999999999999999999", "\x00", "<b>"):
            assert client.get("/fa/search/", {"q": "تهران", name: value}).status_code == 200, (name, value)


def test_facets_count_what_they_lead_to(client, search, content):
    html = search("en", "Yerevan").html
    assert ">Meetings (2)</option>" in html and ">Armenia (5)</option>" in html
    assert len(search("en", "Yerevan", "&kind=meeting").links) == 2
    assert search("en", "Yerevan", "&kind=city").links == ["/en/cities/yerevan/"]
    assert len(search("en", "Yerevan", "&country=AM&year=2023").links) == 4
    assert search("en", "Yerevan", "&field=economic").links == []
    html = client.get("/en/search/?q=Yerevan&kind=meeting").content.decode()
    assert ">Agreements (1)</option>" in html  # what another choice would lead to
    assert 'href="?q=Yerevan"' in html  # the chip that takes it off


def test_years_are_those_of_the_pages_calendar(search, content):
    assert (
        '<option value="1401">۱۴۰۱ (' + localise(str(YEREVAN_IN_2023), "fa") + ")</option>"
        in search("fa", "ایروان").html
    )
    assert f'<option value="2023">2023 ({YEREVAN_IN_2023})</option>' in search("en", "ایروان").html
    assert len(search("fa", "ایروان", "&year=2023").links) == YEREVAN_IN_2023


def test_facets_alone_are_a_search_newest_first(search, content):
    links = search("en", "", "&kind=meeting").links
    assert links[0] == "/en/meetings/tehran-urban-summit-2025/"
    assert len(links) == MEETINGS


def test_newest_first_goes_by_the_day_and_unknown_days_come_last(search, content):
    links = search("en", "Moscow", "&sort=newest").links
    assert links.index("/en/meetings/brics-mayors-summit-2025/") < links.index(
        "/en/meetings/brics-municipal-forum-2024/"
    )
    assert links.index("/en/agreements/tehran-moscow-sister-city/") < links.index("/en/cities/moscow/")


def test_title_comes_before_name_before_text_and_exact_before_other_forms(search):
    def agreement(slug: str, **values):
        Agreement.objects.create(slug=slug, form="mou", status=Status.PUBLISHED, **values)

    agreement("text", title_fa="پیمان یکم", note_fa="دربارهٔ باغ")
    agreement("other-form-of-text", title_fa="پیمان دوم", note_fa="دربارهٔ باغ‌های شهر")
    agreement("other-form-of-title", title_fa="باغ‌های شهر")
    agreement("title", title_fa="باغ و راغ")
    agreement("whole-title", title_fa="باغ")
    assert [link.split("/")[3] for link in search("fa", "باغ").links] == [
        "whole-title", "title", "other-form-of-title", "text", "other-form-of-text",
    ]  # fmt: skip


SLIPS = [
    ("fa", "ایروون", "ایروان"),
    ("fa", "خواهرخواندکی", "خواهرخواندگی"),
    ("fa", "دیپلماصی شهری", "دیپلماسی شهری"),
    ("fa", "jivhk", "تهران"),
    ("en", "فثاقشد", "tehran"),
    ("en", "Yeravan", "yerevan"),
    ("en", "Istambul", "istanbul"),
    ("en", "agrement Beijng", "agreement beijing"),
]


def test_a_slip_is_answered_with_what_was_meant(search, content):
    for language, typed, meant in SLIPS:
        answer = search(language, typed)
        assert answer.links == [] or "fewer-words" in answer.html, typed
        assert re.search(rf'<p class="meant">.*?>{meant}</a>', answer.html, re.IGNORECASE), typed
        assert search(language, meant).links


def test_unfinished_words_find_what_begins_so_and_say_it(search, content):
    answer = search("en", "Guangz")
    assert answer.links[0] == "/en/cities/guangzhou/"
    assert (
        "showing results with words that start with them"
        in answer.html.split('<details class="search-help"')[0]
    )


def test_titles_are_offered_while_somebody_types(client, content):
    answer = client.get("/fa/search/suggest/", {"q": "ایر"})
    assert answer["Content-Type"] == "application/json"
    assert "خواهرخواندگی تهران و ایروان" in answer.json()["suggestions"]
    assert len(answer.json()["suggestions"]) <= 8
    assert client.get("/fa/search/suggest/").json() == {"suggestions": []}
    assert client.post("/fa/search/suggest/", {"q": "x"}).status_code == 405


def test_a_page_costs_the_same_with_more_records(client, content):
    def cost(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    addresses = [
        "/en/search/?q=accord",
        "/en/search/?q=accord&kind=agreement&sort=newest",
        "/en/search/?q=acord",
    ]
    many(3)
    before = [cost(address) for address in addresses]
    Agreement.objects.filter(slug__startswith="accord").delete()
    many(30)
    assert [cost(address) for address in addresses] == before
    assert max(before) <= MOST_QUERIES


def test_results_come_in_pages_that_keep_the_question(search, search_all, content):
    many(45)
    html = search("en", "accord", "&sort=newest").html
    assert 'href="?q=accord&amp;sort=newest&amp;page=3"' in html
    assert len(set(search_all("en", "accord"))) == 45


@pytest.mark.slow
def test_above_a_thousand_the_count_says_more_than(client, search):
    fill(2_400, everywhere="accord")
    html = search("en", "accord").html
    assert "More than 1,000 results" in html and "page=50" in html
    assert "More than" not in search("en", "accord", "&year=2003").html
    assert len(search("en", "accord", "&page=50&sort=newest").links) == 20


def test_no_cookie_is_set_and_nothing_is_loaded_from_elsewhere(client, content):
    response = client.get("/en/search/?q=Yerevan")
    assert "Set-Cookie" not in response
    assert not response.cookies
