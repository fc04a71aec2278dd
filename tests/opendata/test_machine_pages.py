"""What pages say to machines: names that are the same in both languages, texts for messengers, frames, catalogues."""

import json
import re
from html import unescape

import pytest
import rdflib
import rdflib.compare
from django.test import Client

from agreements.models import Agreement
from meetings.models import Meeting, Photo
from networks.models import Network
from roadmap.models import Goal
from tehran_diplomacy.places.models import City

DCAT = rdflib.Namespace("http://www.w3.org/ns/dcat#")
KINDS = (Agreement, Meeting, Network, Goal, City)


def html_of(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def test_a_record_has_one_name_in_both_languages_and_it_leads_to_its_page(client, content):
    for model in KINDS:
        record = model.objects.public().first()
        path = record.get_absolute_url().removeprefix("/fa")
        names = set()
        for language in ("fa", "en"):
            html = html_of(client, f"/{language}{path}")
            blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
            names |= {one["@id"] for one in map(json.loads, blocks) if one.get("identifier") == record.uid}
            described = unescape(re.search(r'<meta name="description" content="([^"]+)"', html)[1])
            assert described == unescape(re.search(r'og:description" content="([^"]+)"', html)[1])
            assert "roadmap for city diplomacy: goals" not in described
            assert 'property="og:title"' in html
            assert f'hreflang="x-default" href="http://testserver{path}"' in html
        assert names == {f"http://127.0.0.1/id/{record.uid}/"}
        answer = client.get(f"/id/{record.uid}/", headers={"accept-language": "en"}, follow=True)
        assert answer.redirect_chain[-1][0] == f"/en{path}"
        data = client.get(f"/en/id/{record.uid}/", headers={"accept": "application/json"}, follow=True)
        assert data.json()["data"]["uid"] == record.uid


def test_a_photo_is_led_to_and_a_deleted_one_is_gone(client, content):
    photo = Photo.objects.public().first()
    assert client.get(f"/en/id/{photo.uid}/")["Location"].endswith(f"/photos/{photo.uid}/")
    page = html_of(client, f"/en/meetings/{photo.meeting.slug}/photos/{photo.uid}/")
    assert ("oembed" in page) == photo.is_supplied  # a place that is kept offers nothing that is not there
    assert ("ImageObject" in page) == photo.is_supplied
    photo.delete()
    assert client.get(f"/en/id/{photo.uid}/").status_code == 410


def test_what_has_a_frame_is_offered_in_the_size_there_is_room_for(client, content):
    goal = Goal.objects.public().first()
    for address in (goal.get_absolute_url(), "/en/cities/yerevan/"):
        found = unescape(
            re.search(r'json\+oembed" title="[^"]*" href="([^"]+)"', html_of(client, address))[1]
        )
        data = client.get(found).json()
        assert (data["type"], data["version"]) == ("rich", "1.0")
        assert client.get(f"{found}&maxwidth=300").json()["width"] == 300
        assert client.get(found.rstrip("/").removesuffix("%2F")).json()["title"] == data["title"]
        frame = re.search(r'src="http://127.0.0.1([^"]+)"', data["html"])[1]
        html_of(client, frame)
    missing = client.get("/oembed?url=http://127.0.0.1/en/press/")
    assert (missing.status_code, missing["Content-Type"]) == (404, "application/problem+json")
    assert missing["Access-Control-Allow-Origin"] == "*"


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
def test_turtle_and_json_ld_hold_the_same_catalogue_with_what_others_look_for(client, content):
    b"".join(client.get("/data/tehran-city-diplomacy.zip"))  # its size and digest are known then
    ld = rdflib.Graph().parse(data=client.get("/data/catalog.jsonld").content, format="json-ld")
    ttl = rdflib.Graph().parse(data=client.get("/data/catalog.ttl").content, format="turtle")
    assert rdflib.compare.isomorphic(ld, ttl)
    for one in ld.subjects(rdflib.RDF.type, DCAT.Dataset):
        for name in (DCAT.theme, DCAT.keyword, DCAT.contactPoint, rdflib.DCTERMS.accrualPeriodicity):
            assert ld.value(one, name), (one, name)
    assert list(ld.subject_objects(DCAT.byteSize))


def test_the_language_switch_of_a_list_keeps_its_year(client, content):
    counted = {}
    for language, path in (
        ("en", "agreements/?year=2003"),
        ("fa", "agreements/?year=1382"),
        ("en", "meetings/journeys/?year=2023"),
    ):
        html = html_of(client, f"/{language}/{path}")
        other = unescape(re.search(r'<a class="tool" href="([^"]+)" lang=', html)[1])
        there = html_of(client, other)
        counted[path] = (html.count("<article"), there.count("<article"))
        back = unescape(re.search(r'<a class="tool" href="([^"]+)" lang=', there)[1])
        assert back == f"/{language}/{path}"
        assert re.search(r'<option value="(2003|1382|2023)" selected', there)
    assert counted["agreements/?year=2003"][0] == counted["agreements/?year=2003"][1]


def test_what_is_over_is_not_said_to_be_scheduled(content):
    html = html_of(Client(), "/en/meetings/yerevan-sisterhood/")
    assert "EventScheduled" not in html
    sitemap = Client().get("/sitemap-pages.xml")
    assert "ETag" in sitemap
    for address in re.findall(r"<loc>http://testserver([^<]+)</loc>", sitemap.content.decode()):
        page = html_of(Client(), address)
        assert f'rel="canonical" href="http://testserver{address}"' in page
