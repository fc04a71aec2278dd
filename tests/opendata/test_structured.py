"""What pages say of themselves, read as linked data with schema.org's names."""

import json
import re

import pytest
import rdflib

from agreements.models import Agreement
from meetings.models import Meeting
from tehran_diplomacy.dates.partial import PartialDate

SCHEMA = rdflib.Namespace("https://schema.org/")
PAGES = {
    "": "WebSite",
    "agreements/tehran-yerevan-sister-city/": "Legislation",
    "meetings/yerevan-sisterhood/": "Event",
    "networks/uclg/": "Organization",
    "cities/yerevan/": "City",
    "roadmap/sixth/": "CreativeWork",
    "roadmap/sixth/goals/bilateral-cooperation/": "CreativeWork",
    "data/": "Dataset",
    "data/agreements/": "Dataset",
}


def blocks(client, address: str) -> list[dict]:
    html = client.get(address).content.decode()
    return [
        json.loads(block)
        for block in re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    ]


def graph_of(block: dict) -> rdflib.Graph:
    assert block.pop("@context") == "https://schema.org"
    return rdflib.Graph().parse(
        data=json.dumps({"@context": {"@vocab": str(SCHEMA)}, **block}), format="json-ld"
    )


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
@pytest.mark.parametrize("language", ["fa", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_says_what_it_is(client, content, language, path):
    found = rdflib.Graph()
    for block in blocks(client, f"/{language}/{path}"):
        found += graph_of(block)
    things = set(found.subjects(rdflib.RDF.type, SCHEMA[PAGES[path]]))
    assert things
    one = next(thing for thing in things if isinstance(thing, rdflib.URIRef))
    assert str(one).startswith("http://127.0.0.1/")
    assert str(found.value(one, SCHEMA.name))
    if path:
        steps = list(found.subjects(rdflib.RDF.type, SCHEMA.ListItem))
        assert len(steps) >= 2
        home = next(step for step in steps if str(found.value(step, SCHEMA.position)) == "1")
        assert str(found.value(home, SCHEMA.item)) == f"http://127.0.0.1/{language}/"


@pytest.mark.parametrize(
    "path", ["contact/", "about/", "press/", "photos/", "feeds/", "agreements/", "roadmap/"]
)
def test_every_other_page_says_where_it_stands(client, content, path):
    assert "BreadcrumbList" in [block["@type"] for block in blocks(client, f"/fa/{path}")]


def test_a_day_that_is_not_known_is_not_claimed(client, content):
    meeting = Meeting.objects.get(slug="karbala-sisterhood")
    for day, said in (
        (PartialDate(2022, 8), "2022-08"),
        (PartialDate(1400, 5), "2021"),
        (PartialDate(1400), None),
    ):
        meeting.held_on = day
        meeting.save()
        event = next(b for b in blocks(client, "/fa/meetings/karbala-sisterhood/") if b["@type"] == "Event")
        assert event.get("startDate") == said
    exact = next(b for b in blocks(client, "/fa/meetings/yerevan-sisterhood/") if b["@type"] == "Event")
    assert exact["startDate"] == "2023-01-18"
    pretoria = next(
        b
        for b in blocks(client, "/en/agreements/tehran-pretoria-sister-city/")
        if b["@type"] == "Legislation"
    )
    assert pretoria["legislationDate"] == "2002"


def test_no_text_ends_the_block_it_stands_in(client, content):
    for model, slug, path in (
        (Meeting, "yerevan-sisterhood", "meetings"),
        (Agreement, "tehran-yerevan-sister-city", "agreements"),
    ):
        record = model.objects.get(slug=slug)
        record.title_en = "</script><script>alert(1)</script>"
        record.save()
        html = client.get(f"/en/{path}/{slug}/").content.decode()
        assert "<script>alert" not in html
        assert any(block.get("name") == record.title_en for block in blocks(client, f"/en/{path}/{slug}/"))
