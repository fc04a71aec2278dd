"""Words for readers: the glossary, how to cite, the address for ever, the page for cities abroad."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreements.models import Agreement
from agreements.states import State
from tehran_diplomacy.portal.glossary import CODES
from tehran_diplomacy.publishing import verbs
from tehran_diplomacy.publishing.status import Status

YEREVAN = "tehran-yerevan-sister-city"


def test_every_form_kind_and_state_stands_in_the_glossary(client, db):
    words = {*Agreement.Form.values, *Agreement.Kind.values, *State.values} - {State.UNKNOWN}
    assert words <= CODES
    html = client.get("/fa/glossary/").content.decode()
    assert set(re.findall(r'<div id="([^"]+)">', html)) == CODES


@pytest.mark.parametrize("language", ["fa", "en"])
def test_words_lead_to_the_glossary_where_they_stand(client, content, language):
    html = client.get(f"/{language}/agreements/{YEREVAN}/").content.decode()
    assert f'href="/{language}/glossary/#sister_city"' in html
    assert f'href="/{language}/glossary/#no_end"' in html


def test_a_record_can_be_cited_in_three_forms(client, content):
    agreement = Agreement.objects.get(slug=YEREVAN)
    Agreement.objects.filter(pk=agreement.pk).update(title_en='A {title} of "two" \\cities & more')
    html = client.get(f"/en/agreements/{YEREVAN}/").content.decode()
    forms = re.findall(r"<textarea readonly[^>]*>(.*?)</textarea>", html.partition('class="cite"')[2], re.S)
    assert len(forms) == 3
    for form in forms:
        assert f"/en/id/{agreement.uid}/" in form
    assert "@misc{tehran-" in forms[1]
    assert "title = {{A (title) of &quot;two&quot; cities &amp; more}}" in forms[1]
    assert forms[2].startswith("TY  - ELEC\n")
    assert forms[2].rstrip().endswith("ER  -")


def test_the_address_for_ever_follows_a_record(client, content, account):
    agreement = Agreement.objects.get(slug=YEREVAN)
    address = f"/fa/id/{agreement.uid}/"
    assert client.get(address)["Location"] == f"/fa/agreements/{YEREVAN}/"
    agreement.slug = "yerevan"
    agreement.save()
    assert client.get(address)["Location"] == "/fa/agreements/yerevan/"
    verbs.archive(agreement, account("publishers"))
    assert client.get(address).status_code == 410
    draft = Agreement.objects.create(title_en="A draft", form="mou", kind="bilateral")
    assert client.get(f"/fa/id/{draft.uid}/").status_code == 404
    assert client.get("/fa/id/nothing/").status_code == 404


@pytest.mark.parametrize("language", ["fa", "en"])
def test_cities_abroad_find_what_there_is_and_whom_to_write_to(client, content, language):
    Agreement.objects.filter(slug="tehran-seoul-sister-city").update(status=Status.DRAFT)
    with CaptureQueriesContext(connection) as queries:
        html = client.get(f"/{language}/for-cities/").content.decode()
    assert len(queries) <= 6
    assert f'href="/{language}/agreements/{YEREVAN}/"' in html
    assert "tehran-seoul-sister-city" not in html
    assert f'href="/{language}/contact/#message"' in html
