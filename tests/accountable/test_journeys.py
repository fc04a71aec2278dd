"""Accounts of journeys: what is published and what is not, exact sums, and a trace of every change."""

import csv
import io
import json
import re
from decimal import Decimal

import pytest
from django.core.cache import caches
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from agreements.models import Agreement
from meetings.models import JourneyAccount, JourneyCost, Meeting
from networks.models import Network
from roadmap.models import Goal
from tehran_diplomacy.dates.partial import PartialDate
from tehran_diplomacy.files.models import Document
from tehran_diplomacy.people.models import Person
from tehran_diplomacy.places.models import City, Organisation
from tehran_diplomacy.publishing import verbs, versions
from tehran_diplomacy.publishing.public_view import shown_part_fields
from tehran_diplomacy.publishing.revisions import Weight
from tehran_diplomacy.publishing.status import Status
from tests.accountable.test_changes import html5_fields, page_of, weights
from tests.forms import sent
from tests.opendata.test_api import every

BEIJING = "beijing-mayors-2023"
LIST = "/en/meetings/journeys/"
MOST_QUERIES = 12


def words(client, address: str) -> str:
    """Return what a page says, without its elements."""
    response = client.get(address)
    assert response.status_code == 200, address
    html = re.sub(r"(?s)<(script|style)\b.*?</\1>", "", response.content.decode())
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).replace("\xa0", " ")


@pytest.fixture
def journey(content) -> Meeting:
    return Meeting.objects.get(slug=BEIJING)


@pytest.fixture
def council(db) -> Organisation:
    return Organisation.objects.create(name_fa="شورای شهر", name_en="City council")


def full(meeting: Meeting, body: Organisation) -> JourneyAccount:
    """Publish an account with everything in it."""
    account = meeting.accounts.create(
        body=body,
        paid_by=body,
        paid_note_en="The host paid the stay.",
        people=4,
        left_on=PartialDate(2023, 10, 1),
        back_on=PartialDate(1402, 7),
        aim_en="A programme for two years.",
        reached_en="A draft of it.",
        council="sent",
        council_on=PartialDate(1402, 9),
    )
    meeting.costs.create(heading="travel", amount=Decimal("12345678901.50"), currency="IRR")
    meeting.costs.create(heading="fees", amount=Decimal("1200"), currency="EUR")
    meeting.costs.create(heading="other", amount=Decimal("0.1"), currency="EUR", note_en="visa")
    person = Person.objects.create(name_en="Jane Doe")
    meeting.participations.create(person=person, post_en="Adviser", in_delegation=True)
    Document.objects.create(
        record=meeting, title_en="Report of the visit", language="en", file=ContentFile(b"%PDF", "a.pdf"),
        bytes=4, sha256="0" * 64, is_report=True, dated=PartialDate(2023, 11),
    )  # fmt: skip
    return account


def test_a_journey_without_an_account_says_so_and_never_zero(client, journey):
    said = words(client, f"/en/meetings/{BEIJING}/")
    assert "No report of this trip has been published. Date recorded for the meeting:" in said
    assert "گزارش این سفر منتشر نشده است." in words(client, f"/fa/meetings/{BEIJING}/")
    row = client.get(f"/api/v1/journeys/{journey.uid}").json()["data"]
    assert (row["account_published"], row["cost_published"], row["costs"]) == (False, False, [])
    assert (row["people"], row["council"], row["body"]) == (None, None, {"fa": None, "en": None})


def test_what_is_blank_in_an_account_is_not_published(client, journey):
    journey.accounts.create(people=3)
    said = words(client, f"/en/meetings/{BEIJING}/")
    assert "Delegation size 3" in said
    for name in (
        "Departure",
        "Return",
        "Who paid",
        "Report to the council",
        "Costs",
        "Result of the trip",
    ):
        assert f"{name} Not published" in said, name
    assert " 0 " not in said[said.index("Trip report") : said.index("All trips")]


def test_a_full_account_shows_everything_in_both_languages(client, journey, council):
    full(journey, council)
    said = words(client, f"/en/meetings/{BEIJING}/")
    for text in (
        "Organisation City council", "Delegation size 4", "1 October 2023", "Mehr 1402", "A draft of it.",
        "The host paid the stay.", "Report of the visit", "Submitted to the council Azar 1402", "Jane Doe", "Adviser",
        "Travel 12,345,678,901.50 IRR", "Fees 1,200 EUR", "Other costs 0.10 EUR visa", "Accommodation Not published",
        "Total for the trip Not published", "1,200.10 EUR",
    ):  # fmt: skip
        assert text in said, text
    persian = words(client, f"/fa/meetings/{BEIJING}/")
    assert "۱۲٬۳۴۵٬۶۷۸٬۹۰۱٫۵۰ ریال" in persian
    assert "۱٬۲۰۰ یورو" in persian
    assert "شورای شهر" in persian


@pytest.mark.parametrize("kind", ["council", "visit_received", "online"])
def test_what_was_no_journey_has_no_account(client, journey, kind):
    journey.kind = kind
    journey.save()
    assert "Trip report" not in words(client, f"/en/meetings/{BEIJING}/")
    assert BEIJING not in client.get(LIST).content.decode()


def test_a_gathering_counts_only_where_it_was_in_another_city(client, content):
    abroad = Meeting.objects.filter(kind="gathering", place__is_home=False).first()
    assert abroad.slug in client.get(LIST).content.decode()
    abroad.place = City.objects.get(is_home=True)
    abroad.save()
    assert abroad.slug not in client.get(LIST).content.decode()
    gone = client.get("/api/v1/journeys/withdrawn").json()["data"]
    assert [row["uid"] for row in gone] == [abroad.uid]
    assert client.get(f"/api/v1/meetings/{abroad.uid}").status_code == 200


def test_totals_are_over_what_is_published_for_each_currency_by_itself(client, journey, council):
    others = list(Meeting.objects.public().journeys().exclude(pk=journey.pk))
    for amount, currency, heading in (
        ("0.10", "EUR", "travel"), ("0.20", "EUR", "stay"), ("5000000", "IRR", "travel"), ("900000000", "IRR", "whole"),
    ):  # fmt: skip
        journey.costs.create(heading=heading, amount=Decimal(amount), currency=currency)
    others[0].costs.create(heading="whole", amount=Decimal("0.30"), currency="EUR")
    said = words(client, LIST)
    assert f"Costs have been published for 2 of {len(others) + 1} trips." in said
    assert "0.60 EUR of 2 trips" in said  # exactly, and the whole is not added to its parts
    assert "900,000,000 IRR of 1 trip " in said
    assert "۹۰۰٬۰۰۰٬۰۰۰ ریال" in words(client, "/fa/meetings/journeys/")


def test_the_list_is_narrowed_by_year_body_payer_and_cost(client, journey, council):
    paid = Organisation.objects.create(name_en="Ministry")
    journey.accounts.create(body=council, paid_by=paid)
    year = journey.held_on.year
    count = Meeting.objects.public().journeys().count()
    for query, expected in (
        (f"?body={council.pk}", 1), (f"?payer={paid.pk}", 1), (f"?payer={council.pk}", count),
        (f"?year={year}&body={council.pk}", 1), ("?cost=published", 0), ("?cost=unpublished", count),
        ("?q=beijing", 2),
    ):  # fmt: skip
        html = client.get(LIST + query).content.decode()
        assert f"{expected} trip" in html, query
    html = client.get(f"{LIST}?body={council.pk}&year={year}").content.decode()
    assert "City council <span" in html
    assert f'href="?year={year}"' in html


def test_rows_by_year_and_body_add_up(client, journey, council):
    full(journey, council)
    said = words(client, LIST)
    assert re.search(
        r"By organisation Organisation Trips abroad Trips with published cost .* City council 1 1 1,200.10 EUR",
        said,
    )
    assert "Paid by: City council" in said
    journey.held_on, journey.held_until = PartialDate(1402), None
    journey.save()
    assert "Year unclear 1 1" in words(client, LIST)
    assert "۱۴۰۲ ۱ ۱" in words(client, "/fa/meetings/journeys/")


def test_every_form_that_is_given_out_says_the_same(client, journey, council):
    full(journey, council)
    row = client.get(f"/api/v1/journeys/{journey.uid}").json()["data"]
    assert [(one["heading"], one["amount"], one["currency"]) for one in row["costs"]] == [
        ("travel", "12345678901.50", "IRR"), ("fees", "1200.00", "EUR"), ("other", "0.10", "EUR"),
    ]  # fmt: skip
    assert row["people"] == 4
    assert row["delegation"][0]["name"]["en"] == "Jane Doe"
    assert row["left_on"]["given"] == "2023-10-01"
    assert row["back_on"]["precision"] == "month"
    assert (row["council"], row["council_on"]["given"]) == ("sent", "1402-09")
    assert row["reports"][0]["title"]["en"] == "Report of the visit"
    assert row["aim"]["en"] == "A programme for two years."
    whole = json.loads(b"".join(client.get("/data/journeys.json")))["records"]
    assert next(one for one in whole if one["uid"] == journey.uid) == row
    lines = b"".join(client.get("/data/journeys-costs.csv")).decode("utf-8-sig")
    amounts = [one["amount"] for one in csv.DictReader(io.StringIO(lines))]
    assert amounts == ["12345678901.50", "1200.00", "0.10"]
    book = load_workbook(io.BytesIO(b"".join(client.get("/data/journeys.xlsx"))))
    assert [line[2].value for line in book["costs"].iter_rows(min_row=2)] == [12345678901.5, 1200, 0.1]
    found = every(client, "/api/v1/journeys?cost_published=true")
    assert [one["uid"] for one in found] == [journey.uid]
    described = client.get("/api/v1/openapi.json").json()["components"]["schemas"]["journeys"]
    assert described["properties"]["costs"]["x-title-fa"] == "هزینه‌های سفر"
    assert (
        "journeys"
        not in client.get("/en/feeds/").content.decode().partition("<main")[2].partition("</main>")[0]
    )


def test_a_sum_that_changes_stands_in_the_record_of_changes(client, journey, council):
    full(journey, council)
    assert weights(journey)[0] == Weight.ADDITION
    cost = journey.costs.get(heading="fees")
    cost.amount = Decimal("1300")
    cost.save()
    assert weights(journey)[0] == Weight.CORRECTION
    html = page_of(client, journey, code="meetings")
    assert '<del dir="auto">1,200</del>' in html
    assert '<ins dir="auto">1,300</ins>' in html
    assert "۱٬۳۰۰" in page_of(client, journey, "fa", "meetings")


@pytest.mark.parametrize(
    ("change", "old", "new"),
    [
        (lambda one: one.costs.filter(heading="fees").update(amount="1300"), "1,200", "1,300"),
        (lambda one: one.costs.filter(heading="travel").delete(), "12,345,678,901.50", ""),
        (lambda one: one.accounts.update(people=9), "4", "9"),
        (lambda one: one.accounts.all().delete(), "A draft of it.", ""),
        (lambda one: one.accounts.update(aim_en="Another aim"), "programme for two years.", "Another aim"),
        (lambda one: one.participations.filter(in_delegation=True).update(in_delegation=False), "yes", "no"),
    ],
)
def test_no_fact_of_an_account_changes_without_a_trace(client, journey, council, change, old, new):
    full(journey, council)
    change(journey)
    assert weights(journey)[0] == Weight.CORRECTION
    html = page_of(client, journey, code="meetings")
    for word in (old, new):
        assert all(one in html for one in word.split()), word


def test_a_report_that_goes_to_the_council_is_news(client, journey):
    account = journey.accounts.create(council="not_sent")
    account.council, account.council_on = "sent", PartialDate(2024)
    account.save()
    assert weights(journey)[0] == Weight.ADDITION
    account.council_on = PartialDate(2023)
    account.save()
    assert weights(journey)[0] == Weight.CORRECTION


def test_every_column_of_an_account_is_thought_of():
    told = {
        part: sorted({one.name.removesuffix("_fa").removesuffix("_en") for one in shown_part_fields(Meeting, part)})
        for part in ("accounts", "costs")
    }  # fmt: skip
    assert told == {
        "accounts": [
            "aim", "back_on", "body", "council", "council_on", "left_on", "paid_by", "paid_note", "people", "reached",
        ],
        "costs": ["amount", "currency", "heading", "note"],
    }  # fmt: skip


def test_an_older_snapshot_does_not_make_a_new_column_look_like_a_change(client, journey):
    from tehran_diplomacy.publishing.models import Revision

    journey.participations.create(person=Person.objects.create(name_en="Jane Doe"))
    for revision in Revision.objects.of(journey):
        for row in revision.data["parts"]["participations"]:
            row.pop("in_delegation")
        revision.data["parts"].pop("accounts")
        Revision.objects.filter(pk=revision.pk).update(data=revision.data)
    before = weights(journey)
    journey.office_note_en = "Only for colleagues"
    journey.save()
    assert weights(journey) == before


@pytest.fixture
def as_in_use(settings):
    """Keep what many pages share, and nothing of another test's."""
    settings.PAGE_CACHE = "counts"
    caches["default"].clear()
    yield
    caches["default"].clear()


def test_the_page_costs_the_same_with_everything_on_it(client, journey, council, as_in_use):
    full(journey, council)
    journey.goals.set(Goal.objects.all()[:3])
    journey.partners.set(City.objects.all()[:3])
    journey.networks.set(Network.objects.all()[:3])
    for agreement in Agreement.objects.all()[:3]:
        journey.agreement_links.create(agreement=agreement)
    for number in range(5):
        journey.photos.create(caption_en=f"Photo {number}")
        journey.outcomes.create(text_en=f"Outcome {number}")
        journey.agenda.create(text_en=f"Item {number}")
    for code in ("fa", "en"):
        client.get(f"/{code}/meetings/{BEIJING}/")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/{code}/meetings/{BEIJING}/").status_code == 200
        assert len(queries) <= MOST_QUERIES + 1  # and the question for the state of public content


def test_the_list_costs_the_same_however_many_there_are(client, journey, council):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/fa/meetings/journeys/").status_code == 200
        return len(queries)

    full(journey, council)
    few = cost()
    for number in range(45):
        one = Meeting.objects.create(
            title_en=f"Journey {number}", kind="visit_made", status=Status.PUBLISHED,
            held_on=PartialDate(2000 + number % 20), place=City.objects.all()[number % 5],
        )  # fmt: skip
        one.accounts.create(body=Organisation.objects.create(name_en=f"Body {number}"), paid_by=council)
        one.costs.create(amount=Decimal(number), currency=("EUR", "USD", "IRR")[number % 3])
    assert cost() <= few <= MOST_QUERIES
    assert "«" not in words(client, LIST + "?page=2")


FORM = "/admin/meetings/meeting/{}/change/"
ACCOUNT = {
    "accounts-TOTAL_FORMS": "1", "accounts-INITIAL_FORMS": "0", "accounts-0-people": "۵",
    "accounts-0-left_on": "۱۴۰۲/۷/۹", "accounts-0-aim_fa": "برنامهٔ دو ساله", "costs-TOTAL_FORMS": "1",
    "costs-INITIAL_FORMS": "0", "costs-0-heading": "stay", "costs-0-amount": "۱٬۲۵۰٫۵۰", "costs-0-currency": "eur",
}  # fmt: skip


def test_an_editor_writes_an_account_and_a_publisher_publishes_it(client, journey, account):
    client.force_login(account("editors"))
    sent(client, FORM.format(journey.pk), **ACCOUNT, _submit="1")
    assert journey.accounts.count() == 0
    assert "programme" not in words(client, f"/en/meetings/{BEIJING}/")
    versions.approve(versions.in_work(journey), account("publishers"))
    made, cost = journey.accounts.get(), journey.costs.get()
    assert (made.people, str(made.left_on), made.aim_fa) == (5, "1402-07-09", "برنامهٔ دو ساله")
    assert (cost.amount, cost.currency) == (Decimal("1250.50"), "EUR")
    assert "۱٬۲۵۰٫۵۰ یورو" in words(client, f"/fa/meetings/{BEIJING}/")
    html = page_of(client, journey, code="meetings")
    assert "1,250.50" in html


@pytest.mark.parametrize(
    ("name", "value", "answer"),
    [
        ("costs-0-currency", "تومان", "errorlist"),
        ("costs-0-currency", "XYZ", "کد هیچ ارزی در ISO 4217 نیست"),
        ("costs-0-amount", "-3", "0"),
        ("costs-0-amount", "much", "errorlist"),
        ("accounts-0-back_on", "1402/7/1", "تاریخ بازگشت پیش از تاریخ رفت است"),
        ("accounts-0-council_on", "1402", "فقط گزارشی که به شورا داده شده است این تاریخ را دارد"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(client, journey, account, name, value, answer):
    client.force_login(account("publishers"))
    response = sent(client, FORM.format(journey.pk), **(ACCOUNT | {name: value}), _publish="1", sure="1")
    html = response.content.decode()
    assert "errorlist" in html
    assert answer in html
    assert journey.accounts.count() == 0


def test_an_account_of_no_journey_is_refused(client, content, account):
    client.force_login(account("publishers"))
    html = client.get("/admin/meetings/meeting/add/").content.decode()
    fields = html5_fields(html) | ACCOUNT | {"title_en": "At home", "kind": "council", "_save": "1"}
    answer = client.post("/admin/meetings/meeting/add/", fields).content.decode()
    assert "فقط دیدار در خارج، یا نشستی در شهری دیگر، گزارش سفر دارد" in answer
    received = Meeting.objects.filter(kind="visit_received").first()
    assert 'name="accounts-TOTAL_FORMS"' not in client.get(FORM.format(received.pk)).content.decode()


def test_costs_and_account_stand_and_fall_together(journey):
    journey.costs.create(amount=Decimal(5), currency="EUR")
    assert journey.accounts.count() == 1
    journey.accounts.get().delete()
    assert JourneyCost.objects.filter(meeting=journey).count() == 0


def test_the_desk_names_past_journeys_without_an_account(admin_client, journey):
    count = Meeting.objects.public().journeys().count()
    address = "/admin/meetings/meeting/?needs=no_account"
    assert admin_client.get(address).context["cl"].result_count == count
    journey.accounts.create(people=2)
    assert admin_client.get(address).context["cl"].result_count == count - 1


def test_words_of_an_account_are_found(client, journey, council):
    full(journey, council)
    assert BEIJING in client.get("/en/search/?q=programme+for+two+years").content.decode()


def test_a_withdrawn_journey_takes_its_account_along(client, journey, council, account):
    full(journey, council)
    verbs.archive(journey, account("publishers"))
    assert "1,200" not in words(client, LIST)
    assert client.get(f"/api/v1/journeys/{journey.uid}").status_code == 410
    assert client.get(f"/en/meetings/{BEIJING}/").status_code == 410
