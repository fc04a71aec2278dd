"""An archive of any size for the benches: meetings with agreements, networks, participants and photos in proportion.

Rows are written in bulk, without a revision for each; what a page reads is there, no picture is encoded.
"""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from typing import Any

CITIES = 200  # the same in every size: the world does not grow with the archive
MEETINGS_TO_AGREEMENT = 10
PHOTOS, PARTICIPANTS = 2, 3  # of a meeting
FIRST_DAY = date(1990, 1, 1)
DAYS = 35 * 365  # over which meetings are spread, whatever the size


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


def build(meetings: int) -> None:
    """Add an archive of so many meetings to the starter content; the same content for the same size."""
    from agreements.models import Agreement, Party, StatePeriod
    from meetings.models import Meeting, Participation, Photo
    from roadmap.models import Goal
    from tehran_diplomacy.people.models import Person
    from tehran_diplomacy.places.models import City, Country

    chance = random.Random(1)
    first = (Meeting.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
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
    cities = list(City.objects.filter(slug__startswith="bench-").values_list("pk", flat=True))
    bulk(
        Person,
        (
            Person(uid=f"per{n:07}", name_en=f"Person {n}", sort_en=f"{n:08}", sort_fa=f"{n:08}")
            for n in range(300)
        ),
    )
    persons = list(Person.objects.filter(name_en__startswith="Person ").values_list("pk", flat=True))
    goals = list(Goal.objects.values_list("pk", flat=True))
    agreements = max(1, meetings // MEETINGS_TO_AGREEMENT)
    step = DAYS / meetings

    def day_of(number: int, of: int) -> date:
        return FIRST_DAY + timedelta(days=int(number * DAYS / of))

    bulk(
        Agreement,
        (
            Agreement(
                pk=100_000 + n,
                **_columns(Agreement, "Agreement", n, "title"),
                form=("mou", "sister_city", "programme")[n % 3],
                kind="bilateral",
                note_en="A note of some length on what was agreed. " * 5,
                **_dated("signed_on", day_of(n, agreements)),
            )
            for n in range(agreements)
        ),
    )
    bulk(Party, (Party(agreement_id=100_000 + n, city_id=cities[n * 7 % CITIES]) for n in range(agreements)))
    bulk(
        StatePeriod,
        (
            StatePeriod(
                agreement_id=100_000 + n,
                state="no_end",
                first_day=day_of(n, agreements),
                last_day=date(9999, 12, 31),
            )
            for n in range(agreements)
        ),
    )
    bulk(
        Meeting,
        (
            Meeting(
                pk=first + n,
                **_columns(Meeting, "Meeting", n, "title"),
                kind=("visit_received", "visit_made", "gathering", "online", "council")[n % 5],
                place_id=cities[n * 3 % CITIES] if n % 2 else None,
                note_en="Who met whom, and what they spoke about. " * 10,
                **_dated("held_on", FIRST_DAY + timedelta(days=int(n * step))),
            )
            for n in range(meetings)
        ),
    )
    partners, served = Meeting.partners.through, Meeting.goals.through
    bulk(partners, (partners(meeting_id=first + n, city_id=cities[n * 11 % CITIES]) for n in range(meetings)))
    bulk(
        served,
        (served(meeting_id=first + n, goal_id=goals[n % len(goals)]) for n in range(meetings) if goals),
    )
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
