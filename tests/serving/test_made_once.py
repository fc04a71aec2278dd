"""What pages share is made once for each change, and never longer than it holds: edits, moments, days, languages."""

import threading
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from agreements.models import Agreement, Party, SilenceLine
from meetings.models import Meeting, Photo
from networks.models import Network
from roadmap.models import Goal, Roadmap
from tehran_diplomacy.dates.partial import PartialDate
from tehran_diplomacy.people.models import Person
from tehran_diplomacy.places.models import City, Country
from tehran_diplomacy.portal.models import CitizensLine
from tehran_diplomacy.publishing import previews, verbs
from tehran_diplomacy.publishing.generation import Generation, renew
from tehran_diplomacy.publishing.registers import registers
from tehran_diplomacy.publishing.status import Status
from tests.press.conftest import noise, supplied
from tests.test_pages import MOST_QUERIES, _many

HOME = "/en/"
NOW = "A name that nobody had before"


of_counts = pytest.mark.parametrize(
    "kept", ["counts"], indirect=True
)  # tests/serving/test_pages.py has the other


@pytest.fixture(autouse=True, params=["counts", "pages"])
def kept(settings, request) -> str:
    """Either kind of keeping, and nothing of another test's."""
    settings.PAGE_CACHE = request.param
    forget()
    return request.param


def forget() -> None:
    for cache in caches:
        caches[cache].clear()


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as found:
        assert client.get(path).status_code == 200, path
    return len(found)


def shown(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def goal() -> Goal:
    return Goal.objects.public().get(number=3)


def addresses() -> dict[str, str]:
    """Every page that keeps a part of itself, in English, for Yerevan and the third goal."""
    city = City.objects.get(slug="yerevan")
    with override("en"):
        return {
            "home": HOME,
            "map": "/en/map/",
            "map of agreements": "/en/map/?kind=agreement",
            "timeline": "/en/timeline/",
            "city": city.get_absolute_url(),
            "cities": "/en/cities/",
            "goal": goal().get_absolute_url(),
            "roadmap": "/en/roadmap/",
            "agreements": "/en/agreements/",
            "meetings": "/en/meetings/",
            "photos": "/en/photos/",
            "feed": "/en/feeds/all.atom",
            "feed of the register": "/en/feeds/agreements.atom",
            "feed of the city": reverse("opendata_pages:record_feed", args=["cities", city.uid]),
            "feed of the goal": reverse("opendata_pages:record_feed", args=["goals", goal().uid]),
        }


def test_the_home_page_costs_the_second_reader_one_query_in_each_language(client, content):
    for path in (HOME, "/fa/"):
        assert queries(client, path) > 1
        assert queries(client, path) == 1
    assert "Latest agreements" in shown(client, HOME)
    assert "Latest agreements" not in shown(client, "/fa/")


def rename(model, **which) -> None:
    record = model.objects.get(**which) if which else model.objects.first()
    setattr(record, f"{getattr(model, 'label', 'name')}_en", NOW)
    record.save()


def newest_meeting() -> Meeting:
    return Meeting.objects.public().newest_first().first()


def newest_agreement() -> Agreement:
    return Agreement.objects.public().sorted_by("newest").first()


EDITS = {
    "a meeting": (HOME, lambda: rename(Meeting, pk=newest_meeting().pk)),
    "an agreement": (HOME, lambda: rename(Agreement, pk=newest_agreement().pk)),
    "a goal": (HOME, lambda: rename(Goal, pk=goal().pk)),
    "the citizens' line": (HOME, lambda: rename(CitizensLine)),
    "the roadmap": (HOME, lambda: rename(Roadmap, pk=Roadmap.objects.public().newest_first().first().pk)),
    "a city on the map": ("/en/map/", lambda: rename(City, slug="yerevan")),
    "a city among cities": ("/en/cities/", lambda: rename(City, slug="yerevan")),
    "a country": ("/en/cities/", lambda: rename(Country, code="AM")),
    "what the timeline names": ("/en/timeline/?whole", lambda: rename(Agreement, slug="tehran-yerevan-sister-city")),
    "an agreement of a city": ("/en/cities/yerevan/", lambda: rename(Agreement, slug="tehran-yerevan-sister-city")),
    "a term of years": ("/en/agreements/", lambda: rename(Country, code="AM")),
    "a network": ("/en/photos/", lambda: rename(Network, pk=a_network_on_photos())),
}  # fmt: skip


def a_network_on_photos() -> int:
    meeting = Photo.objects.public().first().meeting
    supplied(meeting, noise())
    network = Network.objects.public().first()
    meeting.networks.add(network)
    return network.pk


@of_counts
@pytest.mark.parametrize("what", EDITS)
def test_an_edit_shows_at_once(client, content, what):
    path, change = EDITS[what]
    assert NOW not in shown(client, path)
    change()
    assert NOW in shown(client, path)


@of_counts
def test_a_person_of_a_photograph_is_offered_under_the_new_name(client, content):
    person = Person.objects.create(name_en="Somebody")
    photo = supplied(Photo.objects.public().first().meeting, noise())
    photo.persons.add(person)
    assert "Somebody" in shown(client, "/en/photos/")
    rename(Person, pk=person.pk)
    assert NOW in shown(client, "/en/photos/")
    photo.persons.clear()
    assert NOW not in shown(client, "/en/photos/")


@of_counts
def test_the_silence_line_is_switched_on_at_once(client, content):
    path = "/en/cities/yerevan/"
    assert "No activity recorded" not in shown(client, path)
    line = SilenceLine.present()
    line.is_shown, line.months = True, 1
    line.save()
    assert "No activity recorded since" in shown(client, path)
    Meeting.objects.create(
        title_en="Just now", kind="online", held_on=PartialDate.of_day(timezone.localdate()),
        place=City.objects.get(slug="yerevan"), status=Status.PUBLISHED,
    )  # fmt: skip
    assert "No activity recorded since" not in shown(client, path)


def test_a_translation_shows_in_its_language_and_leaves_the_other_as_it_is(client, content):
    english, persian = shown(client, HOME), shown(client, "/fa/")
    rename(Goal, pk=goal().pk)
    assert NOW in shown(client, HOME) != english
    assert NOW not in shown(client, "/fa/")
    assert goal().title_fa in persian


def of_yerevan(number: int = 0, **public) -> Agreement:
    """Make an agreement with Yerevan that serves the third goal, newer than all others."""
    agreement = Agreement.objects.create(
        title_en=f"{NOW} {number}", form="mou", kind="bilateral",
        signed_on=PartialDate.of_day(timezone.localdate()), **(public or {"status": Status.PUBLISHED}),
    )  # fmt: skip
    agreement.goals.add(goal())
    Party.objects.create(agreement=agreement, city=City.objects.get(slug="yerevan"))
    return agreement


NAMING = (
    "home", "timeline", "city", "goal", "agreements", "feed", "feed of the register", "feed of the city",
    "feed of the goal",
)  # fmt: skip


def test_a_moment_of_publication_and_a_deletion_show_everywhere(client, content, account, freezer):
    paths = {name: addresses()[name] for name in NAMING}
    agreement = of_yerevan(status=Status.DRAFT)
    at = timezone.now() + timedelta(hours=1)
    verbs.publish(agreement, account("publishers"), at)
    for name, path in paths.items():
        assert NOW not in shown(client, path), name
    freezer.move_to(at + timedelta(seconds=1))
    for name, path in paths.items():
        assert NOW in shown(client, path), name
    agreement.delete()
    for name, path in paths.items():
        assert NOW not in shown(client, path), name


def test_counts_follow_a_moment_of_publication(client, content, account, freezer):
    city = City.objects.create(
        name_en="Newtown", slug="newtown", country=Country.objects.get(code="AM"), latitude=40, longitude=44,
        status=Status.PUBLISHED,
    )  # fmt: skip
    agreement = Agreement.objects.create(title_en="Draft", form="mou", kind="bilateral")
    Party.objects.create(agreement=agreement, city=city)
    at = timezone.now() + timedelta(hours=1)
    verbs.publish(agreement, account("publishers"), at)
    paths = ("/en/cities/", "/en/map/", "/en/map/?kind=agreement", HOME)
    for path in paths:
        assert "Newtown" not in shown(client, path), path
    freezer.move_to(at + timedelta(seconds=1))
    for path in paths:
        assert "Newtown" in shown(client, path), path


def test_a_state_changes_when_the_day_begins_in_tehran(client, content, freezer):
    today = timezone.localdate()
    agreement = of_yerevan()
    agreement.effective_on = PartialDate.of_day(today - timedelta(days=400))
    agreement.expires_on = PartialDate.of_day(today)
    agreement.save()

    def state() -> str:
        row = shown(client, HOME).partition(NOW)[2]
        return row.partition('class="chip ')[2].partition('"')[0]

    before = state()
    freezer.move_to(timezone.localtime().replace(hour=23, minute=59, second=50))
    assert state() == before != ""
    freezer.tick(20)
    assert state() == "expired" != before


@of_counts
def test_pages_cost_the_same_however_much_there_is(client, content):
    found = []
    _many(5)
    for path in addresses().values():  # a process asks for its content types once
        shown(client, path)
    for more in (0, 45):
        _many_more(more)
        forget()
        found.append(
            {name: (queries(client, path), queries(client, path)) for name, path in addresses().items()}
        )
    # One more for the word; the feed of everything asks each register twice.
    # A page of the timeline on which fewer sorts of moments stand asks for fewer.
    assert found[1].pop("timeline") <= found[0].pop("timeline")
    assert found[0] == found[1]
    assert {
        name: costs for name, costs in found[0].items() if not costs[1] <= costs[0] <= MOST_QUERIES + 2
    } == {}


def _many_more(count: int) -> None:
    for number in range(count):
        of_yerevan(number)
        Meeting.objects.create(
            title_en=f"More {number}", kind="online", held_on=PartialDate(2020), status=Status.PUBLISHED,
            place=City.objects.get(slug="yerevan"),
        )  # fmt: skip


def test_a_preview_by_letters_in_disguise_leaves_nothing_to_readers(client, content, kept):
    roadmap = Roadmap.objects.public().newest_first().first()
    draft = Goal.objects.create(roadmap=roadmap, number=99, title_en=NOW)
    with override("en"):
        path, token = roadmap.get_absolute_url(), previews.preview_link(roadmap).partition("=")[2]
    seen = shown(client, f"{path}?p%72eview={token}")
    assert NOW in seen, "whoever holds the link sees the draft"
    assert NOW not in shown(client, path)
    draft.delete()


def test_what_readers_type_pushes_out_nothing_else(client, content, settings, kept):
    """Made-up addresses, more than a process keeps."""
    settings.CACHES = {
        name: settings.CACHES[name] | {"LOCATION": f"small {name}", "OPTIONS": {"MAX_ENTRIES": 30}}
        for name in ("default", "typed")
    }
    forget()
    queries(client, HOME)
    assert queries(client, HOME) == 1
    for number in range(40):
        client.get(f"/en/agreements/?x={number}")
        client.get(f"/en/timeline/?page={number}")
        client.get(f"/en/meetings/{1380 + number}/")
        client.get(f"/en/timeline/{1300 + number}-{1400 + number}/")
    assert queries(client, HOME) == 1


@of_counts
def test_every_register_s_moments_of_publication_are_known(content):
    from tehran_diplomacy.publishing.models import Record

    assert {register.model for register in registers()} >= set(Record.__subclasses__())


@of_counts
@pytest.mark.django_db(transaction=True)
def test_a_moment_that_is_set_while_another_change_is_kept_is_not_forgotten(db):
    """Two editors at once: the second one's work must know of the moment that the first one set."""
    at = timezone.now() + timedelta(hours=1)
    is_set, go = threading.Event(), threading.Event()

    def first() -> None:
        try:
            with transaction.atomic():
                Agreement.objects.create(
                    title_en="Later", form="mou", kind="bilateral", status=Status.PUBLISHED, publish_at=at
                )
                is_set.set()
                go.wait(10)
        finally:
            connection.close()

    def second() -> None:
        try:
            renew()
        finally:
            connection.close()

    one, other = threading.Thread(target=first), threading.Thread(target=second)
    one.start()
    assert is_set.wait(10)
    other.start()
    other.join(1)  # it waits for the first one, however long that takes
    go.set()
    one.join()
    other.join()
    assert Generation.objects.get().due_at == at


@of_counts
def test_photographs_and_meetings_stand_in_the_order_that_the_page_promises(client, content):
    """Photographs: the newest meeting first, two meetings of a day one after the other, each in its own order."""
    for number in (1, 2):
        meeting = Meeting.objects.create(
            title_en=f"Same day {number}", kind="online", held_on=PartialDate(2030, 1, 1), status=Status.PUBLISHED
        )  # fmt: skip
        for place in (2, 1):
            Photo.objects.create(meeting=meeting, caption_en=f"{number}-{place}", position=place)
    Photo.objects.create(
        meeting=Meeting.objects.create(title_en="Undated", kind="online", status=Status.PUBLISHED),
        caption_en="undated",
    )
    order = [photo.caption_en for photo in Photo.objects.public().newest_first()]
    assert order[:4] == ["2-1", "2-2", "1-1", "1-2"]
    last = Photo.objects.public().filter(meeting__held_on_first=None).count()
    assert "undated" in order[-last:]
    assert "undated" not in order[:-last]
    assert [photo.caption_en for photo in Photo.objects.public().newest_first().reverse()] == order[::-1]
    meetings = list(Meeting.objects.public().newest_first())
    assert meetings[0].title_en == "Same day 2"
    assert [meetings.index(one) for one in Meeting.objects.public().newest_first().reverse()] == list(
        range(len(meetings) - 1, -1, -1)
    )


def test_what_a_machine_with_a_slow_clock_kept_in_the_moment_of_a_publication_is_mended(
    client, content, freezer
):
    moment = timezone.now() + timedelta(hours=1)
    network = Network.objects.public().first()
    network.publish_at = moment
    network.save()
    title = f'href="/en/networks/{network.slug}/"'
    freezer.move_to(moment + timedelta(seconds=1))
    assert title in shown(client, "/en/networks/")
    forget()  # another machine, with a memory of its own
    freezer.move_to(moment - timedelta(seconds=2))
    assert title not in shown(client, "/en/networks/")
    freezer.move_to(moment + timedelta(seconds=62))
    assert title in shown(client, "/en/networks/")
