"""Finding pictures: by words, person, city, network, year; a person's page; a photo's page."""

import json
import re

import jdatetime
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from networks.models import Network
from tehran_diplomacy.people.models import Person

from .conftest import picture, supplied


@pytest.fixture
def person(photos):
    found = Person.objects.get(name_en="Hrachya Sargsyan")
    photos[0].persons.add(found)
    return found


def shown(client, query, language="en"):
    html = client.get(f"/{language}/photos/?{query}").content.decode()
    return set(re.findall(r"/meetings/yerevan-sisterhood/photos/([0-9a-z]{10})/", html))


def test_photos_are_found_by_what_is_known_of_them(photos, person, meeting, client):
    first, second, third = (photo.uid for photo in photos)
    meeting.networks.add(Network.objects.get(slug="uclg"))
    third_photo = photos[2]
    third_photo.taken_on = jdatetime.date(1399, 5, 1)
    third_photo.save()
    everything = {first, second, third}
    assert shown(client, "") == everything
    assert shown(client, "q=signing the") == {first, second, third}  # the meeting's own title
    assert shown(client, "q=امضای سند", "fa") == {second}
    assert shown(client, "q=سركيسيان", "fa") == {first}  # the person, typed with Arabic letters
    assert shown(client, f"person={person.uid}") == {first}
    assert shown(client, "city=tehran") == everything
    assert shown(client, "city=yerevan") == everything
    assert shown(client, "network=uclg") == everything
    assert shown(client, "year=2023") == {first, second}
    assert shown(client, "year=1401", "fa") == {first, second}
    assert shown(client, "year=۱۴۰۱&person=" + person.uid, "fa") == {first}


def test_what_nothing_matches_says_so(photos, client):
    html = client.get("/en/photos/?q=zzzz").content.decode()
    assert "0 photos" in html
    assert 'class="empty"' in html


def test_a_persons_page_shows_photos_and_meetings(photos, person, meeting, client):
    html = client.get(f"/en/people/{person.uid}/").content.decode()
    assert photos[0].get_absolute_url().replace("/fa/", "/en/") in html
    assert photos[1].uid not in html
    assert '"/en/meetings/yerevan-sisterhood/"' in html
    page = client.get(photos[0].get_absolute_url()).content.decode()
    assert f"/people/{person.uid}/" in page
    nobody = Person.objects.create(name_en="Nobody")
    assert client.get(f"/en/people/{nobody.uid}/").status_code == 404


def test_the_permanent_address_leads_to_the_page_in_the_readers_language(photos, client):
    response = client.get(f"/photos/{photos[0].uid}/", headers={"accept-language": "en"})
    assert (response.status_code, response["Location"]) == (
        302,
        f"/en/meetings/yerevan-sisterhood/photos/{photos[0].uid}/",
    )


def test_a_photos_page_says_what_it_is_to_machines(photos, person, client):
    html = client.get(f"/en/meetings/yerevan-sisterhood/photos/{photos[0].uid}/").content.decode()
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)[1])
    assert data["caption"] == "=The two mayors"
    assert data["contentUrl"] == f"http://127.0.0.1/photos/{photos[0].uid}/original"
    assert data["about"] == [{"@type": "Person", "name": "Hrachya Sargsyan"}]
    photos[0].caption_en = "</script><script>alert(1)</script>"
    photos[0].save()
    html = client.get(f"/en/meetings/yerevan-sisterhood/photos/{photos[0].uid}/").content.decode()
    assert "<script>alert" not in html


def test_the_cost_does_not_grow_with_the_photos(photos, person, meeting, client):
    addresses = [
        "/en/photos/?q=signing&city=tehran", f"/en/people/{person.uid}/", photos[0].get_absolute_url(),
        "/en/meetings/yerevan-sisterhood/",
    ]  # fmt: skip

    def costs():
        found = []
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            found.append(len(queries))
        return found

    before = costs()
    for number in range(5):
        photo = supplied(meeting, picture(300, 200, seed=number), caption_fa=f"عکس {number}", position=9)
        photo.persons.add(person)
    assert costs() == before
    assert max(before) <= 12


def test_a_long_text_is_shown_as_paragraphs(photos, client):
    photos[1].caption_en = "First & one\n\nsecond"
    photos[1].save()
    html = client.get(f"/en/meetings/yerevan-sisterhood/photos/{photos[1].uid}/").content.decode()
    assert "<p>First &amp; one</p>" in html
    assert "<p>second</p>" in html
