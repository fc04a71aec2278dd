"""An archive of any size for the benches: meetings with agreements, participants, photos and changes in proportion.

Half of everything concerns one city and one goal, and two fifths fall in one year: their pages are full in every size,
so that the same page is compared, and hold a part of the archive that grows with it.
Rows are written in bulk; what a page reads is there, no picture is encoded.
"""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any

CITIES = 40  # the same in every size, and all on the map: the world does not grow with the archive
MEETINGS_TO_AGREEMENT = 2
PHOTOS, PARTICIPANTS = 2, 3  # of a meeting
FIRST_DAY = date(1990, 1, 1)
DAYS = 35 * 365  # over which meetings are spread, whatever the size
BUSY_YEAR = date(2001, 1, 1)
BUSY_GOAL = "bilateral-cooperation"


def bulk(model: Any, rows: Iterator[Any], batch: int = 2000) -> None:
    """Insert rows as they are, past what keeps history."""
    from django.db.models import QuerySet

    while chunk := list(islice(rows, batch)):
        QuerySet(model).bulk_create(chunk)


def _columns(model: Any, name: str, number: int, label: str) -> dict[str, Any]:
    """What every public record has; uid and slug follow from the number."""
    return {
        "uid": f"{model._meta.model_name[:3]}{number:07}",
        "slug": f"bench-{number}",
        "status": "published",
        f"{label}_fa": f"{name} شمارهٔ {number}",
        f"{label}_en": f"{name} number {number}",
        "sort_fa": f"{number:08}",
        "sort_en": f"{number:08}",
        "words": f"شماره number {number}",
    }


def _dated(name: str, day: date) -> dict[str, Any]:
    from tehran_diplomacy.dates.partial import PartialDate

    return {name: PartialDate.of_day(day), f"{name}_first": day, f"{name}_last": day}


def _day(number: int, of: int) -> date:
    """Return the day of a record of `of`: two fifths in the busy year, the others spread evenly."""
    if number % 5 < 2:
        return BUSY_YEAR + timedelta(days=int(number * 365 / of))
    return FIRST_DAY + timedelta(days=int(number * DAYS / of))


def _half(number: int, busy: int, others: list[int]) -> int:
    """Return the busy one for every second record, one after the other for the rest."""
    return busy if number % 2 else others[number // 2 % len(others)]


def build(meetings: int) -> None:
    """Add an archive of so many meetings to the starter content; the same content for the same size."""
    from meetings.models import Meeting

    first = (Meeting.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    cities = _cities()
    _agreements(max(1, meetings // MEETINGS_TO_AGREEMENT), cities)
    _meetings(first, meetings, cities)
    _parts_of_meetings(first, meetings)
    _changes(first, meetings)


def _cities() -> list[int]:
    from tehran_diplomacy.places.models import City, Country

    chance = random.Random(1)
    country = list(Country.objects.all())
    bulk(
        City,
        (
            City(
                **_columns(City, "City", n, "name"),
                country=country[n % len(country)],
                latitude=chance.uniform(-50, 60),
                longitude=chance.uniform(-180, 180),
            )
            for n in range(CITIES)
        ),
    )
    return list(City.objects.filter(slug__startswith="bench-").order_by("pk").values_list("pk", flat=True))


def _goals() -> tuple[int, list[int]]:
    from roadmap.models import Goal

    return Goal.objects.get(slug=BUSY_GOAL).pk, list(Goal.objects.order_by("pk").values_list("pk", flat=True))


def _agreements(agreements: int, cities: list[int]) -> None:
    from agreements.models import Agreement, Party, StatePeriod

    key = 100_000  # above those of the starter content
    busy, goals = _goals()
    bulk(
        Agreement,
        (
            Agreement(
                pk=key + n,
                **_columns(Agreement, "Agreement", n, "title"),
                form=("mou", "sister_city", "programme")[n % 3],
                kind="bilateral",
                note_en="A note of some length on what was agreed. " * 5,
                **_dated("signed_on", _day(n, agreements)),
            )
            for n in range(agreements)
        ),
    )
    bulk(Party, (Party(agreement_id=key + n, city_id=_half(n, cities[1], cities)) for n in range(agreements)))
    bulk(
        StatePeriod,
        (
            StatePeriod(
                agreement_id=key + n,
                state="no_end",
                first_day=_day(n, agreements),
                last_day=date(9999, 12, 31),
            )
            for n in range(agreements)
        ),
    )
    served = Agreement.goals.through
    bulk(served, (served(agreement_id=key + n, goal_id=_half(n, busy, goals)) for n in range(agreements)))


def _meetings(first: int, meetings: int, cities: list[int]) -> None:
    from meetings.models import Meeting

    bulk(
        Meeting,
        (
            Meeting(
                pk=first + n,
                **_columns(Meeting, "Meeting", n, "title"),
                kind=("visit_received", "visit_made", "gathering", "online", "council")[n % 5],
                place_id=cities[n * 3 % CITIES] if n % 2 else None,
                note_en="Who met whom, and what they spoke about. " * 10,
                **_dated("held_on", _day(n, meetings)),
            )
            for n in range(meetings)
        ),
    )
    busy, goals = _goals()
    partners, served = Meeting.partners.through, Meeting.goals.through
    bulk(
        partners,
        (partners(meeting_id=first + n, city_id=_half(n, cities[1], cities)) for n in range(meetings)),
    )
    bulk(served, (served(meeting_id=first + n, goal_id=_half(n, busy, goals)) for n in range(meetings)))


def _parts_of_meetings(first: int, meetings: int) -> None:
    from meetings.models import Participation, Photo
    from tehran_diplomacy.people.models import Person

    bulk(
        Person,
        (
            Person(uid=f"per{n:07}", name_en=f"Person {n}", sort_en=f"{n:08}", sort_fa=f"{n:08}")
            for n in range(300)
        ),
    )
    persons = list(Person.objects.filter(name_en__startswith="Person ").values_list("pk", flat=True))
    bulk(
        Participation,
        (
            Participation(
                meeting_id=first + n,
                person_id=persons[(n * 5 + k) % len(persons)],
                post_en="Member",
                position=k,
            )
            for n in range(meetings)
            for k in range(PARTICIPANTS)
        ),
    )
    bulk(
        Photo,
        (
            Photo(
                uid=f"{k}{n:09}",
                meeting_id=first + n,
                caption_en=f"Photo {k} of meeting {n}",
                position=k,
                words="photo",
            )
            for n in range(meetings)
            for k in range(PHOTOS)
        ),
    )


def _changes(first: int, meetings: int) -> None:
    from meetings.models import Meeting
    from tehran_diplomacy.publishing.revisions import Revision, Step, Weight
    from tehran_diplomacy.publishing.trace import content_type_of

    meeting, begin = content_type_of(Meeting), datetime(2020, 1, 1, tzinfo=UTC)
    bulk(
        Revision,
        (
            Revision(
                content_type=meeting,
                object_id=first + n,
                number=1,
                step=Step.PUBLISHED,
                status="published",
                title_en=f"Meeting number {n}",
                data={"fields": {"uid": f"mee{n:07}", "slug": f"bench-{n}"}},
                made_at=begin + timedelta(minutes=n),
                weight=Weight.FIRST,
                public_from=begin + timedelta(minutes=n),
                shown_from=begin + timedelta(minutes=n),
            )
            for n in range(meetings)
        ),
    )
