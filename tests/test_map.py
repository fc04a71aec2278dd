"""The map of the world: what is drawn, what the list beside it says, and that nothing hidden shows."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agreements.models import Agreement
from meetings.models import Meeting
from networks.models import Network
from tehran_diplomacy.dates.partial import PartialDate
from tehran_diplomacy.places.models import City
from tehran_diplomacy.portal.world import MOST_COUNTED, cities_on_map
from tehran_diplomacy.publishing.history import changes
from tehran_diplomacy.publishing.status import Status
from tests.starter_content import CITIES_ON_THE_MAP

MOST_QUERIES = 12


def cities(html: str) -> tuple[list[str], list[str]]:
    """Return the addresses of the cities in the drawing and in the list."""
    drawing, _mark, rest = html.partition("</figure>")
    pattern = r'href="/en/cities/([a-z-]+)/"'
    return re.findall(pattern, drawing), re.findall(pattern, rest.partition("</table>")[0])


def counted(slug: str) -> City:
    """Return a city with its counts."""
    return next(city for city in cities_on_map() if city.slug == slug)


def page(client, query: str = "") -> str:
    response = client.get(f"/en/map/{query}")
    assert response.status_code == 200
    return response.content.decode()


def test_the_drawing_and_the_list_hold_the_same_cities(client, content):
    drawn, listed = cities(page(client))
    assert drawn == listed
    assert len(drawn) == len(set(drawn)) == CITIES_ON_THE_MAP
    assert "tehran" not in drawn


@pytest.mark.parametrize(("kind", "model"), [("agreement", Agreement), ("meeting", Meeting)])
def test_a_kind_leaves_only_its_cities(client, content, kind, model):
    drawn, listed = cities(page(client, f"?kind={kind}"))
    public = model.objects.public()
    if kind == "agreement":
        expected = City.objects.filter(parties__agreement__in=public)
    else:
        expected = City.objects.filter(meetings__in=public) | City.objects.filter(meetings_here__in=public)
    slugs = set(expected.filter(is_home=False).values_list("slug", flat=True))
    assert set(drawn) == set(listed) == slugs
    assert slugs


def test_seats_of_networks_stand_on_the_map(client, content):
    seats = Network.objects.public().exclude(seat=None).exclude(seat__is_home=True)
    assert set(cities(page(client, "?kind=network"))[0]) == set(seats.values_list("seat__slug", flat=True))


def test_a_year_leaves_what_can_belong_to_it(client, content):
    assert cities(page(client, "?kind=agreement&year=2023"))[0] == ["yerevan"]
    # A Gregorian year touches two Jalali ones, and so does what is known to that year alone.
    seoul = Agreement.objects.get(slug__contains="seoul")
    seoul.signed_on = PartialDate(1963)
    seoul.save()
    for year in (1341, 1342):
        assert "seoul" in cities_in(client.get(f"/fa/map/?kind=agreement&year={year}").content.decode())
    assert "seoul" not in cities_in(client.get("/fa/map/?kind=agreement&year=1343").content.decode())


def test_persian_digits_in_the_address_are_understood(client, content):
    latin = client.get("/fa/map/?year=1401").content.decode()
    assert cities_in(latin) == cities_in(client.get("/fa/map/?year=۱۴۰۱").content.decode()) != []


def cities_in(html: str) -> list[str]:
    return re.findall(r'href="/fa/cities/([a-z-]+)/"', html)


def test_what_is_not_public_is_not_on_the_map(client, content):
    hidden = City.objects.create(
        name_en="Hidden", country=City.objects.first().country, latitude=1, longitude=1
    )
    shown = City.objects.get(slug="yerevan")
    before = page(client)
    for status, moment in (
        (Status.DRAFT, None),
        (Status.IN_REVIEW, None),
        (Status.PUBLISHED, timezone.now() + timedelta(days=1)),
    ):
        meeting = Meeting.objects.create(
            title_en=f"Secret {status}", kind="online", status=status, publish_at=moment
        )
        meeting.partners.add(hidden, shown)
    assert page(client) == before
    City.objects.filter(pk=hidden.pk).update(status=Status.PUBLISHED)
    assert "Hidden" not in page(client)
    Meeting.objects.filter(title_en__startswith="Secret").update(status=Status.PUBLISHED, publish_at=None)
    assert "Hidden" in page(client)


@pytest.mark.slow
def test_numbers_say_how_many_and_stop_at_a_limit(client, content):
    city = City.objects.get(slug="seoul")
    with changes():
        for number in range(MOST_COUNTED + 20):
            place = None if number % 2 else city
            meeting = Meeting.objects.create(
                title_en=f"Meeting {number}", kind="online", status=Status.PUBLISHED, held_on=PartialDate(2001), place=place
            )  # fmt: skip
            if number % 2:
                meeting.partners.add(city)
    assert counted("seoul").meetings_count == MOST_COUNTED + 1
    assert "more than 100 meetings" in page(client)
    Meeting.objects.filter(title_en__startswith="Meeting 1").update(status=Status.DRAFT)
    count = Meeting.objects.public().filter(title_en__startswith="Meeting ").count()
    assert counted("seoul").meetings_count == count < MOST_COUNTED


def test_a_city_that_is_both_place_and_partner_counts_a_meeting_once(client, content):
    city = City.objects.get(slug="seoul")
    meeting = Meeting.objects.create(
        title_en="In Seoul", kind="visit_made", status=Status.PUBLISHED, place=city
    )
    meeting.partners.add(city)
    assert counted("seoul").meetings_count == 1


@pytest.mark.parametrize(
    "query", ["?kind=nothing", "?year=9999", "?year=abc", "?year=-1", "?kind=%00", "?kind=meeting&kind=x"]
)
def test_what_the_filters_do_not_know_is_no_error(client, content, query):
    page(client, query)


def test_the_map_costs_the_same_however_much_there_is(client, content):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            page(client, "?year=2001")
            page(client)
        return len(queries)

    few = cost()
    country = City.objects.first().country
    for number in range(30):
        city = City.objects.create(
            name_en=f"City {number}",
            country=country,
            latitude=number,
            longitude=number,
            status=Status.PUBLISHED,
        )
        meeting = Meeting.objects.create(
            title_en=f"Meeting {number}", kind="online", status=Status.PUBLISHED, held_on=PartialDate(2001)
        )
        meeting.partners.add(city)
    assert cost() == few <= 2 * MOST_QUERIES
    assert "City 29" in page(client)
