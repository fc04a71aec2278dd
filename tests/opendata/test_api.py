"""The API as a program elsewhere reads it."""

import datetime
import json
import os

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis import GenerationMode

from agreements.models import Agreement, Party
from meetings.models import Meeting, Outcome, Photo
from networks.models import Network
from roadmap.models import Goal, ProgressReport
from tehran_diplomacy.dates.partial import PartialDate
from tehran_diplomacy.places.models import City
from tehran_diplomacy.publishing import verbs
from tehran_diplomacy.publishing.history import changes
from tehran_diplomacy.publishing.status import Status
from tests.starter_content import AGREEMENTS, MEMORANDA

REGISTERS = [
    "roadmaps", "goals", "progress-reports", "agreements", "meetings", "journeys", "photos", "networks", "cities",
]  # fmt: skip
# Requests for each operation, by what is allowed and by what is not; `make fuzz` asks more.
MOST = int(os.environ.get("FUZZ_API_EXAMPLES", "20"))
YEREVAN = "tehran-yerevan-sister-city"


def data(client, address: str, **headers):
    response = client.get(address, headers=headers)
    assert response.status_code == 200, (address, response.content)
    return response.json()["data"]


def every(client, address: str) -> list[dict]:
    """Follow `next` to the end."""
    found = []
    while address:
        page = client.get(address).json()
        found += page["data"]
        address = page["next"] and page["next"].replace("http://127.0.0.1", "")
    return found


def test_the_description_is_openapi_3_1(client, db):
    described = client.get("/api/v1/openapi.json").json()
    OpenAPIV31SpecValidator(described).validate()
    assert described["openapi"].startswith("3.1")
    assert {path.split("/")[1] for path in described["paths"]} == set(REGISTERS)
    assert described["info"]["license"]["url"] == "https://creativecommons.org/licenses/by/4.0/"


def test_every_filter_and_column_is_described_in_both_languages(client, db):
    described = client.get("/api/v1/openapi.json").json()
    for path in described["paths"].values():
        for parameter in path["get"]["parameters"]:
            if parameter["in"] == "query":
                assert parameter["description"], parameter
                assert parameter["x-description-fa"], parameter
    for code in REGISTERS:
        for name, column in described["components"]["schemas"][code]["properties"].items():
            assert column["title"], (code, name)
            assert column["x-title-fa"], (code, name)


@pytest.fixture
def kept_connection():
    """Keep the connection with the test's transaction open between requests, as Django's own client does."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


@pytest.mark.slow
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_the_running_api_keeps_to_its_description(content, kept_connection, mode):
    report = ProgressReport.objects.create(
        goal=Goal.objects.get(number=1),
        day=datetime.date(2024, 5, 1),
        statement_en="Done",
        status=Status.PUBLISHED,
    )
    report.evidence.create(url="https://example.org/x")
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) == 3 * len(REGISTERS)
    answers = []

    bounded = settings(
        max_examples=MOST, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
    )  # fmt: skip
    for operation in operations:

        @bounded
        @given(case=operation.as_strategy(generation_mode=mode))
        def send(case):
            # A cursor made up is none; cursors have tests of their own.
            case.query = {name: value for name, value in (case.query or {}).items() if name != "cursor"}
            answers.append(case.call_and_validate(headers={"Accept-Encoding": "identity"}).status_code)

        send()
    assert len(answers) > 150
    assert (200 if mode == GenerationMode.POSITIVE else 400) in answers


def test_every_register_lists_its_public_records_in_both_languages(client, content):
    counts = {code: len(every(client, f"/api/v1/{code}?limit=7")) for code in REGISTERS}
    assert counts["agreements"] == Agreement.objects.public().count() == AGREEMENTS
    assert counts["meetings"] == Meeting.objects.public().count()
    assert counts["photos"] == Photo.objects.public().count() > 0
    assert counts["cities"] == City.objects.public().count()
    for code in REGISTERS:
        for row in data(client, f"/api/v1/{code}?limit=3"):
            assert set(row["url"]) == {"fa", "en"}
            assert data(client, f"/api/v1/{code}/{row['uid']}") == row


def test_an_agreement_says_all_that_its_page_says(client, content):
    agreement = Agreement.objects.get(slug=YEREVAN)
    row = data(client, f"/api/v1/agreements/{agreement.uid}")
    assert row["title"] == {"fa": agreement.title_fa, "en": agreement.title_en}
    assert row["url"]["fa"] == f"http://127.0.0.1/fa/agreements/{YEREVAN}/"
    assert row["parties"] == [
        {"resource": "cities", "uid": City.objects.get(slug="yerevan").uid,
         "name": {"fa": "ایروان", "en": "Yerevan"}, "country": "AM", "state": None, "state_on": None},
    ]  # fmt: skip
    assert row["state"] == agreement.standing().state
    assert row["sources"]


def test_a_date_is_as_exact_as_its_source(client, content):
    pretoria = Agreement.objects.get(slug="tehran-pretoria-sister-city")
    assert data(client, f"/api/v1/agreements/{pretoria.uid}")["signed_on"] == {
        "given": "2002", "calendar": "gregorian", "precision": "year", "first": "2002-01-01", "last": "2002-12-31",
    }  # fmt: skip
    yerevan = Meeting.objects.get(slug="yerevan-mayor-and-council-chair")
    assert data(client, f"/api/v1/meetings/{yerevan.uid}")["held_on"]["precision"] == "month"


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("agreements?form=mou&limit=100", MEMORANDA),
        ("agreements?country=AM", 1),
        ("agreements?year=2002", 1),
        ("agreements?year=1381", 1),
        ("agreements?modified_since=2999-01-01", 0),
        ("agreements?modified_since=2020-01-01T00:00:00Z&limit=100", AGREEMENTS),
        ("agreements?modified_since=2999-01-01T00:00:00%2B03:30", 0),
        ("cities?country=KR", 1),
        ("networks?role=vice_president", None),
    ],
)
def test_a_filter_leaves_what_belongs_to_it(client, content, query, slugs):
    found = data(client, f"/api/v1/{query}")
    if slugs is None:
        assert 0 < len(found) < Network.objects.count()
        assert all("vice_president" in [role["role"] for role in row["roles"]] for row in found)
    else:
        assert len(found) == slugs


def test_records_are_found_by_those_they_belong_to(client, content):
    goal, yerevan = Goal.objects.get(number=3), City.objects.get(slug="yerevan")
    agreement = Agreement.objects.get(slug=YEREVAN)
    agreement.goals.add(goal)
    served = data(client, f"/api/v1/agreements?goal={goal.uid}")
    assert goal.uid in served[0]["goals"]
    assert agreement.uid in [row["uid"] for row in served]
    assert [row["uid"] for row in data(client, f"/api/v1/agreements?city={yerevan.uid}")] == [agreement.uid]
    met = data(client, f"/api/v1/meetings?city={yerevan.uid}")
    assert all(yerevan.uid in [*row["partners"], row["place"]] for row in met)
    assert met
    photo = Photo.objects.public().first()
    shown = data(client, f"/api/v1/photos?meeting={photo.meeting.uid}")
    assert photo.uid in [row["uid"] for row in shown]
    assert {row["meeting"] for row in shown} == {photo.meeting.uid}
    assert data(client, "/api/v1/goals?field=cultural&level=regional") != data(client, "/api/v1/goals")


def test_pages_hold_every_record_once_even_if_one_changes_on_the_way(client, content):
    first = client.get("/api/v1/agreements?limit=10").json()
    moved = Agreement.objects.get(uid=first["data"][0]["uid"])
    moved.title_en = "Changed on the way"
    moved.save()  # moves to the end, and so is read again
    rest = every(client, first["next"].replace("http://127.0.0.1", ""))
    seen = [row["uid"] for row in [*first["data"], *rest]]
    assert set(seen) == set(Agreement.objects.public().values_list("uid", flat=True))
    assert len(seen) == AGREEMENTS + 1
    assert seen[-1] == moved.uid


@pytest.mark.parametrize(
    "query",
    [
        "agreements?form=nonsense", "agreements?year=12", "agreements?year=99999", "agreements?limit=0",
        "agreements?limit=101", "agreements?limit=ten", "agreements?limit=۵", "agreements?cursor=x",
        "agreements?cursor=WzFd", "agreements?cursor=WyIyMDIwLTAxLTAxIiwxXQ", "agreements?nonsense=1",
        "agreements?form=mou&form=mou", "agreements?goal=%00", "agreements?modified_since=yesterday",
        "agreements?modified_since=2020-13-01", "photos?supplied=perhaps", "agreements?country=am",
        "agreements?cursor=" + "W1tb" * 40,
    ],
)  # fmt: skip
def test_what_is_not_understood_is_a_problem_in_both_languages(client, content, query):
    response = client.get(f"/api/v1/{query}")
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    body = response.json()
    assert body["status"] == 400
    assert body["title_fa"]
    assert body["detail"]
    assert response["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    "address",
    ["/api/v1/nonsense", "/api/v1/agreements/0000000000", "/api/v2/", "/api/v1/a/b/c"],
)
def test_what_is_not_there_is_a_problem_too(client, content, address):
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")
    assert response.json()["status"] == 404


def test_only_reading_is_allowed_and_scripts_of_other_sites_may(client, content):
    for method in (client.post, client.put, client.delete, client.patch):
        response = method("/api/v1/agreements")
        assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, OPTIONS")
    asked = client.options("/api/v1/agreements")
    assert "If-None-Match" in asked["Access-Control-Allow-Headers"]
    response = client.get("/api/v1/agreements")
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in response
    assert "Cookie" not in response.get("Vary", "")
    assert client.head("/api/v1/agreements").status_code == 200


def test_what_has_not_changed_is_not_sent_again(client, content, account):
    address = "/api/v1/meetings"
    first = client.get(address)
    assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 304
    assert client.get(address, headers={"if-modified-since": first["Last-Modified"]}).status_code == 304
    assert client.get(address, headers={"if-none-match": '"other"'}).status_code == 200
    verbs.archive(Agreement.objects.get(slug=YEREVAN), account("publishers"))  # a meeting was about it
    assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize("road", ["part", "withdrawn", "hour"])
def test_every_change_is_noticed_by_who_asks_since_when(client, content, account, freezer, road):
    freezer.move_to(timezone.now() + datetime.timedelta(seconds=10))
    scheduled = Network.objects.first()
    if road == "hour":
        verbs.publish(scheduled, account("publishers"), timezone.now() + datetime.timedelta(hours=1))
    freezer.tick(10)
    first = client.get("/api/v1/networks")
    since = {"if-modified-since": first["Last-Modified"]}
    assert client.get("/api/v1/networks", headers=since).status_code == 304
    freezer.tick(2)
    if road == "part":
        scheduled.roles.create(role="member")
    elif road == "withdrawn":
        verbs.archive(scheduled, account("publishers"))
    else:
        freezer.tick(3600)
    response = client.get("/api/v1/networks", headers=since)
    assert response.status_code == 200
    assert response["ETag"] != first["ETag"]


def test_what_becomes_public_by_the_clock_is_found_as_modified(client, content, account, freezer):
    agreement = Agreement.objects.get(slug=YEREVAN)
    start = timezone.now()
    verbs.publish(agreement, account("publishers"), start + datetime.timedelta(hours=1))
    freezer.move_to(start + datetime.timedelta(hours=2))
    since = (start + datetime.timedelta(minutes=30)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert [row["slug"] for row in data(client, f"/api/v1/agreements?modified_since={since}")] == [YEREVAN]


def test_only_what_is_published_is_public(client, content, account):
    publisher = account("publishers")
    agreement, yerevan = Agreement.objects.get(slug=YEREVAN), City.objects.get(slug="yerevan")
    goal = Goal.objects.get(number=1)
    agreement.goals.add(goal)
    ProgressReport.objects.create(goal=goal, day=datetime.date(2024, 5, 1), statement_en="In work", slug="r")
    verbs.return_to_draft(yerevan, publisher)
    verbs.return_to_draft(goal, publisher)
    row = data(client, f"/api/v1/agreements/{agreement.uid}")
    assert row["parties"][0]["uid"] is None
    assert goal.uid not in row["goals"]
    assert client.get(f"/api/v1/cities/{yerevan.uid}").status_code == 410  # it was public until now
    assert data(client, "/api/v1/progress-reports") == []
    verbs.archive(agreement, publisher)
    assert client.get(f"/api/v1/agreements/{agreement.uid}").status_code == 410
    assert all(agreement.uid not in json.dumps(row) for row in every(client, "/api/v1/meetings"))
    later = Meeting.objects.first()
    verbs.publish(later, publisher, timezone.now() + datetime.timedelta(hours=1))
    assert client.get(f"/api/v1/meetings/{later.uid}").status_code == 404
    assert data(client, f"/api/v1/photos?meeting={later.uid}") == []


def test_nothing_of_the_office_is_given_out(client, content):
    secret = "SECRET-OF-THE-OFFICE"
    for model in (Agreement, Meeting, Network, Goal, City):
        model.objects.update(office_note_fa=secret, office_note_en=secret, remark=secret)
    for code in REGISTERS:
        assert secret not in json.dumps(every(client, f"/api/v1/{code}"))


@changes()
def _more(count: int) -> None:
    goal, seoul, network = Goal.objects.get(number=3), City.objects.get(slug="seoul"), Network.objects.first()
    person = Meeting.objects.exclude(participations=None).first().participations.first().person
    for n in range(count):
        agreement = Agreement.objects.create(
            title_en=f"A {n}", form="mou", status=Status.PUBLISHED, signed_on=PartialDate(2000 + n % 20)
        )
        agreement.goals.add(goal)
        Party.objects.create(agreement=agreement, city=seoul)
        agreement.events.create(kind="signed", day=PartialDate(2001))
        agreement.signatories.create(person=person, city=seoul)
        agreement.sources.create(title="Source")
        meeting = Meeting.objects.create(
            title_en=f"M {n}",
            kind="online",
            status=Status.PUBLISHED,
            place=seoul,
            held_on=PartialDate(2000, 1, 1),
        )
        meeting.goals.add(goal)
        meeting.partners.add(seoul)
        meeting.networks.add(network)
        meeting.agreement_links.create(agreement=agreement)
        meeting.participations.create(person=person, city=seoul)
        Outcome.objects.create(meeting=meeting, text_en="Outcome")
        meeting.agenda.create(text_en="Item")
        meeting.photos.create(caption_en=f"Photo {n}").persons.add(person)
        made = Network.objects.create(name_en=f"N {n}", status=Status.PUBLISHED, seat=seoul)
        made.roles.create(role="member")
        made.goals.add(goal)
        report = ProgressReport.objects.create(
            goal=goal, day=datetime.date(2024, 5, 1), statement_en=f"R {n}", status=Status.PUBLISHED
        )
        report.evidence.create(record=meeting)
        goal.actions.create(title_en=f"Action {n}")


@pytest.mark.slow
def test_the_cost_of_a_page_does_not_grow_with_what_it_holds(client, content):
    def costs() -> dict[str, int]:
        found = {}
        for code in REGISTERS:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(f"/api/v1/{code}?limit=100").status_code == 200
            found[code] = len(queries)
        return found

    _more(1)
    few = costs()
    for more in (2, 27):
        _more(more)
        assert costs() == few
    assert max(few.values()) <= 12, few
