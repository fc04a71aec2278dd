"""Facts of which sources say different things, kept copies, and addresses that no longer answer."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import IntegrityError, transaction

from agreements.models import Agreement
from meetings.models import Meeting
from tehran_diplomacy.dates.partial import PartialDate
from tehran_diplomacy.sources.addresses import Answer, ask, is_elsewhere
from tehran_diplomacy.sources.models import AddressCheck, Source

BEIJING = "tehran-beijing-sister-city"


@pytest.mark.parametrize(
    ("language", "shown", "rival"),
    [("en", "27 February 2014", "2006"), ("fa", "۸ اسفند ۱۳۹۲", "۲۰۰۶ میلادی")],
)
def test_a_page_shows_the_preferred_value_and_the_others_on_demand(client, content, language, shown, rival):
    html = client.get(f"/{language}/agreements/{BEIJING}/").content.decode()
    fact = html.partition('class="facts"')[2]
    before, _mark, rest = fact.partition('<details class="rivals">')
    folded = rest.partition("</details>")[0]
    assert shown in before
    assert rival in folded
    assert "atlas.tehran.ir" in folded


def test_a_place_on_which_sources_differ_is_not_made_up(client, content):
    meeting = Meeting.objects.get(slug="international-mayors-summit-2025")
    Meeting.objects.filter(pk=meeting.pk).update(place=None)
    Source.objects.create(record=meeting, fact="place", text_en="Xi'an", title="A paper")
    html = client.get("/en/meetings/international-mayors-summit-2025/").content.decode()
    place = html.partition("<dt>Venue</dt>")[2].partition("</div>")[0]
    assert "Sources differ:" in place
    assert "prefers" not in place
    assert "Gansu" in place and "Xi&#x27;an" in place


def test_api_and_tables_give_all_values(client, content):
    agreement = Agreement.objects.get(slug=BEIJING)
    row = client.get(f"/api/v1/agreements/{agreement.uid}").json()["data"]
    assert row["signed_on"]["given"] == "2014-02-27"
    assert [(one["fact"], one["day"]["given"]) for one in row["rivals"]] == [("signed_on", "2006")]
    assert row["rivals"][0]["reason"]["en"].startswith("Beijing's own page")
    table = b"".join(client.get("/data/agreements-rivals.csv").streaming_content).decode()
    assert agreement.uid in table
    assert "2006" in table


def test_a_rival_that_comes_or_goes_is_told_and_its_quotation_is_not(client, content):
    agreement = Agreement.objects.get(slug=BEIJING)
    Source.objects.create(
        record=agreement, fact="expires_on", day=PartialDate(2020), title="A paper", quotation="Its own words"
    )
    html = client.get(f"/en/changes/agreements/{agreement.uid}/").content.decode()
    assert "2020" in html
    assert "Its own words" not in html
    assert "Its own words" not in client.get(f"/api/v1/agreements/{agreement.uid}").content.decode()


@pytest.mark.parametrize("values", [{}, {"day": PartialDate(2006), "text_en": "2006"}])
def test_a_rival_is_a_date_or_a_text(content, values):
    rival = Source(record=Agreement.objects.first(), fact="signed_on", title="A paper", **values)
    with pytest.raises(ValidationError):
        rival.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        rival.save()


def test_kept_copies_are_for_staff_alone(client, admin_client, content):
    source = Source.objects.filter(object_id=Agreement.objects.get(slug=BEIJING).pk).first()
    source.copy.save("x.pdf", ContentFile(b"%PDF-1.7\n%%EOF"))
    address = f"/admin/sources/source/{source.pk}/copy/"
    answer = admin_client.get(address)
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert answer["Content-Disposition"].startswith("attachment")
    assert client.get(address).status_code == 302
    everywhere = [
        f"/en/agreements/{BEIJING}/",
        f"/api/v1/agreements/{Agreement.objects.get(slug=BEIJING).uid}",
        "/en/changes/?what=all",
    ]
    for page in everywhere:
        assert source.copy.name.rpartition("/")[2] not in client.get(page).content.decode()


class Answers(BaseHTTPRequestHandler):
    """A site of which some addresses are dead."""

    def do_GET(self) -> None:
        code = int(self.path.strip("/").partition("/")[0] or 200)
        self.send_response(code)
        if code == 302:
            target = self.path.partition("/302")[2]
            self.send_header("Location", target.removeprefix("/") if "://" in target else target)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_HEAD = do_GET

    def log_message(self, *words: object) -> None:
        """Say nothing."""


@pytest.fixture
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "answer", "code"),
    [
        ("/200", Answer.THERE, 200),
        ("/302/200", Answer.THERE, 200),
        ("/302/404", Answer.GONE, 404),
        ("/410", Answer.GONE, 410),
        ("/403", Answer.THERE, 403),
        ("/500", Answer.TROUBLED, 500),
    ],
)
def test_an_address_is_asked_for_and_its_answer_understood(site, path, answer, code):
    found = ask(site + path, may_ask=lambda address: address == "127.0.0.1")
    assert (found.answer, found.code) == (answer, code)


def test_nobody_there_is_silence():
    assert ask("http://127.0.0.1:9", may_ask=lambda address: True).answer == Answer.SILENT


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://10.0.0.1/", "http://169.254.169.254/",
        "http://[::ffff:127.0.0.1]/", "http://0.0.0.0/", "file:///etc/passwd", "ftp://example.org/",
        "http://user@127.0.0.1/", "http://192.168.1.1:8080/", "gopher://x/", "http://2130706433/",
    ],
)  # fmt: skip
def test_the_own_network_is_never_asked(url):
    assert ask(url).answer == Answer.NOT_ASKED


def test_a_redirect_into_the_own_network_is_not_followed(site):
    asked = []

    def first_alone(address: str) -> bool:
        asked.append(address)
        return len(asked) == 1

    target = site.replace("127.0.0.1", "127.0.0.2")
    assert ask(f"{site}/302/{target}/200", may_ask=first_alone).answer == Answer.NOT_ASKED
    assert asked == ["127.0.0.1", "127.0.0.2"]


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888"])
def test_addresses_of_the_public_network_may_be_asked(address):
    assert is_elsewhere(address)


def test_the_command_and_the_desk_list_name_dead_addresses(admin_client, content, capsys):
    Source.objects.all().delete()
    agreement = Agreement.objects.get(slug=BEIJING)
    Source.objects.create(record=agreement, title="Own network", url="http://127.0.0.1/x")
    call_command("check_addresses")
    assert "1 addresses asked for, 0 of them" in capsys.readouterr().out
    AddressCheck.objects.update(answer=Answer.GONE, code=404)
    html = admin_client.get("/admin/sources/source/?answer=failing").content.decode()
    assert "Own network" in html
    assert f"/admin/agreements/agreement/{agreement.pk}/change/" in html
    assert "Own network" not in admin_client.get("/admin/sources/source/?answer=there").content.decode()
    call_command("check_addresses")
    assert "0 addresses asked for" in capsys.readouterr().out


def test_cities_name_their_item_at_wikidata(client, content):
    meeting = Meeting.objects.get(slug="yerevan-sisterhood")
    assert meeting
    html = client.get("/en/cities/yerevan/").content.decode()
    assert '"sameAs": "http://www.wikidata.org/entity/Q1953"' in html
    rows = client.get("/api/v1/cities?limit=100").json()["data"]
    known = {row["slug"]: row["wikidata"] for row in rows}
    assert known["tehran"] == "Q3616"
    assert not known["karbala"]
