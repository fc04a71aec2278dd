"""What a re-user can ask of lists and files alike, and what is answered where something is not known."""

import csv
import datetime
import gzip
import io
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from meetings.models import Meeting
from tehran_diplomacy.dates.partial import PartialDate
from tehran_diplomacy.opendata import builds


def body(response) -> bytes:
    assert response.status_code == 200, response.content
    return b"".join(response) if response.streaming else response.content


def test_files_know_the_filters_of_the_lists(client, content):
    def uids(address: str) -> set[str]:
        return {row["uid"] for row in client.get(address).json()["data"]}

    for query in ("kind=gathering", "year=1402", "from=2023-01-01&until=2023-06-30", "q=yerevan"):
        wanted = uids(f"/api/v1/meetings?limit=100&{query}")
        assert 0 < len(wanted) < Meeting.objects.public().count(), query
        rows = csv.DictReader(
            io.StringIO(body(client.get(f"/data/meetings.csv?{query}")).decode("utf-8-sig"))
        )
        assert {row["uid"] for row in rows} == wanted
        assert {
            row["uid"] for row in json.loads(body(client.get(f"/data/meetings.json?{query}")))["records"]
        } == wanted
        sheet = load_workbook(io.BytesIO(body(client.get(f"/data/meetings.xlsx?{query}"))), read_only=True)[
            "meetings"
        ]
        assert {row[0] for row in sheet.iter_rows(min_row=2, values_only=True)} == wanted


@pytest.mark.parametrize(
    "address",
    [
        "/data/meetings.csv?foo=1", "/data/meetings.json?year=x", "/data/meetings.xlsx?limit=1",
        "/data/meetings-agenda.csv?kind=x", "/data/withdrawn.csv?register=meetings",
        "/data/tehran-city-diplomacy.zip?x=1", "/data/catalog.jsonld?x=1", "/data/catalog.ttl?x=1",
        "/data/data-dictionary.csv?x=1", "/en/feeds/all.atom?x=1", "/en/feeds/all.atom?before=1",
        "/en/calendar/all.ics?x=1", "/en/changes/all.atom?x=1", "/api/v1/?x=1",
        "/api/v1/meetings?fields=nonsense", "/api/v1/meetings?total=2", "/api/v1/meetings?from=1402-01",
        "/data/withdrawn.csv?modified_since=x",
    ],
)  # fmt: skip
def test_what_is_not_known_is_refused_everywhere(client, content, address):
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert response["Access-Control-Allow-Origin"] == "*"


def test_a_refusal_says_which_form_is_expected(client, content):
    since = client.get("/api/v1/meetings?modified_since=2026-11-26T08:00:00").json()
    assert "2026-11-26T11:30:00%2B03:30" in since["detail"]
    assert "RFC 3339" in since["detail_fa"]
    assert "visit_made" in client.get("/api/v1/meetings?kind=x").json()["detail"]
    assert "100" in client.get("/api/v1/meetings?limit=0").json()["detail"]
    assert client.get("/api/v1/meetings?modified_since=2026-11-26T08:00:00+03:30").status_code == 200


def test_columns_and_the_total_are_given_where_they_are_asked_for(client, content):
    page = client.get("/api/v1/meetings?fields=title,held_on&total=true&limit=2&kind=gathering").json()
    assert set(page["data"][0]) == {"uid", "title", "held_on"}
    assert page["total"] == Meeting.objects.public().filter(kind="gathering").count() > 2
    following = client.get(page["next"].removeprefix("http://127.0.0.1")).json()
    assert set(following["data"][0]) == {"uid", "title", "held_on"}
    assert following["total"] == page["total"]
    with CaptureQueriesContext(connection) as few:
        client.get("/api/v1/meetings?fields=title")
    with CaptureQueriesContext(connection) as many:
        client.get("/api/v1/meetings")
    assert len(few) < len(many) - 5


def test_an_excel_file_knows_days_numbers_yes_and_no(client, content):
    Meeting.objects.filter(slug="yerevan-sisterhood").update(held_on=PartialDate(1401, 10, 28))
    sheet = load_workbook(io.BytesIO(body(client.get("/data/meetings.xlsx"))))["meetings"]
    names = [cell.value for cell in sheet[1]]
    row = next(
        dict(zip(names, line, strict=True))
        for line in sheet.iter_rows(min_row=2)
        if line[1].value == "yerevan-sisterhood"
    )
    assert (row["held_on"].value, row["held_on"].number_format) == ("1401-10-28", "@")
    assert (row["held_on_calendar"].value, row["held_on_precision"].value) == ("jalali", "day")
    assert row["held_on_first"].value.date() == datetime.date(2023, 1, 18)
    assert row["changed_at"].is_date
    photos = load_workbook(io.BytesIO(body(client.get("/data/photos.xlsx"))))["photos"]
    supplied = [cell.value for cell in photos[1]].index("supplied")
    assert {line[supplied].value for line in photos.iter_rows(min_row=2)} <= {True, False}


def test_files_are_compressed_and_open_to_scripts(client, content):
    for address in (
        "/data/meetings.csv",
        "/data/meetings.json",
        "/en/calendar/all.ics",
        "/en/feeds/all.atom",
        "/api/v1/meetings",
    ):
        packed = client.get(address, headers={"accept-encoding": "gzip"})
        assert packed["Content-Encoding"] == "gzip", address
        assert "Accept-Encoding" in packed["Vary"]
        assert gzip.decompress(b"".join(packed) if packed.streaming else packed.content)
        allowed = client.options(address)
        assert (allowed.status_code, allowed["Access-Control-Allow-Origin"]) == (204, "*")
    head = client.head("/data/meetings.xlsx")
    assert (head.status_code, b"".join(head)) == (200, b"")
    assert client.get("/api/v1")["Location"] == "/api/v1/"
    assert client.get("/api/v1/meetings/?limit=1")["Location"] == "/api/v1/meetings?limit=1"
    assert client.get("/data/nothing.json")["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "address", ["/api/v1/meetings", "/data/meetings.xlsx", "/en/feeds/all.atom", "/en/calendar/all.ics"]
)
def test_what_has_not_changed_costs_one_query(client, content, address):
    tag = client.get(address)["ETag"]
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address, headers={"if-none-match": tag}).status_code == 304
    assert len(queries) == 1


def test_two_changes_within_a_second_are_told_apart(client, content, freezer):
    freezer.move_to("2030-01-01 00:00:00.3")
    meeting = Meeting.objects.public().first()
    meeting.title_en = "First"
    meeting.save()
    freezer.tick(0.2)
    assert "Last-Modified" not in client.get("/api/v1/meetings")  # more may come in this second
    freezer.tick(1)
    assert client.get("/api/v1/meetings")["Last-Modified"] == "Tue, 01 Jan 2030 00:00:01 GMT"


def test_only_a_few_files_are_made_at_once_and_who_goes_away_makes_room(
    client, content, settings, monkeypatch, tmp_path
):
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(builds, "PATIENCE", 0)
    begun = [client.get("/data/meetings.xlsx") for _n in range(builds.AT_ONCE)]
    first = next(iter(begun[0]))
    assert first.startswith(b"PK")  # the first bytes are there before the table is read
    refused = client.get("/data/agreements.csv")
    assert (refused.status_code, refused["Retry-After"]) == (503, "30")
    _leave(begun.pop(0))
    assert body(client.get("/data/agreements.csv"))
    for one in begun:
        _leave(one)


def _leave(response) -> None:
    """Do what a server does when the reader has gone; `close` itself would end the test's transaction."""
    for closer in response._resource_closers:
        closer()


def test_the_cost_of_a_flat_table_is_what_it_writes(client, content):
    with CaptureQueriesContext(connection) as queries:
        body(client.get("/data/meetings.csv"))
    assert len(queries) <= 8, [one["sql"][:90] for one in queries]
    with CaptureQueriesContext(connection) as queries:
        body(client.get("/data/meetings-agenda.csv"))
    assert len(queries) <= 5


def test_the_order_of_changes_is_read_off_an_index(content):
    assert "TEMP B-TREE" not in Meeting.objects.public().order_by("changed_at", "pk").explain()
