"""A mirror that asks only for what changed and what was withdrawn stays equal to the original."""

import os
import random
from collections.abc import Iterator

import jdatetime
import pytest
from django.utils import timezone

from agreements.models import Agreement, LifeEvent, Party
from meetings.models import Meeting, Participation, Photo
from networks.models import Network, Role
from roadmap.models import Action, Goal, ProgressReport, Roadmap
from tehran_diplomacy.dates.partial import PartialDate
from tehran_diplomacy.people.models import Person
from tehran_diplomacy.places.models import City, Country, Organisation
from tehran_diplomacy.publishing import verbs
from tehran_diplomacy.publishing.history import changes
from tehran_diplomacy.publishing.models import Record
from tehran_diplomacy.publishing.status import Status
from tehran_diplomacy.reuse.resources import resources

EDITS, ROUNDS = int(os.environ.get("MIRROR_EDITS", "80")), 4
RECORDS = (Agreement, Meeting, Network, Goal, City, ProgressReport, Roadmap)


def pages(client, path: str, moments: list[str] | None = None) -> Iterator[dict]:
    """Yield the rows of a list, page by page; note in `moments` the safe moment of each."""
    while path:
        answer = client.get(path).json()
        if moments is not None:
            moments.append(answer["as_of"])
        yield from answer["data"]
        path = (answer["next"] or "").removeprefix("http://127.0.0.1")


class Mirror:
    """A copy of every register, kept by `modified_since` and by the lists of what was withdrawn."""

    def __init__(self, client) -> None:
        self.client, self.since = client, "2000-01-01"
        self.rows: dict[str, dict[str, dict]] = {one.code: {} for one in resources()}

    def ask(self) -> int:
        """Bring the copy up to date; return how many rows came."""
        came, moments = 0, []
        query = f"modified_since={self.since}&limit=100"
        for code, rows in self.rows.items():
            for row in pages(self.client, f"/api/v1/{code}/withdrawn?{query}", moments):
                rows.pop(row["uid"], None)
            for row in pages(self.client, f"/api/v1/{code}?{query}", moments):
                rows[row["uid"]] = row
                came += 1
        self.since = moments[0]
        return came


def original(client) -> dict[str, dict[str, dict]]:
    return {
        one.code: {row["uid"]: row for row in pages(client, f"/api/v1/{one.code}?limit=100")}
        for one in resources()
    }


def _one(chance: random.Random, model):
    rows = list(model.objects.order_by("pk"))
    return chance.choice(rows) if rows else None


def edit(chance: random.Random, user, number: int) -> None:
    """Do one thing that the office does."""

    def rename(model) -> None:
        row = _one(chance, model)
        if row is not None:
            setattr(row, f"{row.label}_en", f"Name {number}")
            row.save()

    def withdraw_or_return() -> None:
        row = _one(chance, chance.choice(RECORDS))
        if row is None:
            return
        if row.status == Status.PUBLISHED:
            verb = chance.choice([verbs.archive, verbs.return_to_draft, verbs.throw_away])
            verb(row, user)
        elif row.status == Status.BINNED:
            verbs.restore(row, user)
        else:
            verbs.publish(row, user)

    def relate() -> None:
        meeting, agreement = _one(chance, Meeting), _one(chance, Agreement)
        meeting.partners.set(chance.sample(list(City.objects.all()), 2))
        agreement.goals.set(chance.sample(list(Goal.objects.all()), 2))
        if not agreement.parties.filter(city=meeting.place).exists() and meeting.place:
            Party.objects.create(agreement=agreement, city=meeting.place)
        elif agreement.parties.count() > 1:
            agreement.parties.first().delete()

    def date() -> None:
        agreement = _one(chance, Agreement)
        agreement.signed_on = PartialDate(chance.randint(1990, 2025), chance.choice([None, 5]))
        agreement.expires_on = None
        agreement.save()
        LifeEvent.objects.create(agreement=agreement, kind="ended", day=PartialDate(2025))

    def photo() -> None:
        one = _one(chance, Photo)
        one.is_withdrawn = not one.is_withdrawn
        one.caption_en = f"Caption {number}"
        one.save()

    def report() -> None:
        goal = _one(chance, Goal)
        made = ProgressReport.objects.create(
            goal=goal, day=jdatetime.date(1403, 5, 1), statement_en=f"Report {number}", slug=f"r{number}"
        )
        verbs.publish(made, user)
        Action.objects.filter(goal=goal).update(title_en=f"Action {number}")

    def account() -> None:
        meeting = chance.choice(list(Meeting.objects.journeys()) or [None])
        if meeting is None:
            return
        body = Organisation.objects.create(name_en=f"Body {number}")
        meeting.accounts.update_or_create(defaults={"body": body, "people": number % 9 + 1})
        cost, _made = meeting.costs.get_or_create(heading="stay", currency="EUR", defaults={"amount": 1})
        cost.amount = number
        cost.save()
        Participation.objects.filter(meeting=meeting).update(in_delegation=chance.choice([True, False]))
        if chance.random() < 0.2:
            meeting.accounts.all().delete()

    def journey_or_not() -> None:
        meeting = _one(chance, Meeting)
        meeting.kind = chance.choice(["visit_made", "gathering", "council"])
        meeting.place = chance.choice([None, *City.objects.all()])
        meeting.save()

    def promise() -> None:
        agreement = _one(chance, Agreement)
        one = agreement.commitments.create(
            text_en=f"Promise {number}", due_on=PartialDate(2025), state="open"
        )
        one.state = chance.choice(["done", "under_way"])
        one.save()
        agreement.parties.update(state=chance.choice(["signed", "approved"]))

    def photo_for_good() -> None:
        meeting = _one(chance, Meeting)
        with changes(user):
            meeting.photos.create(caption_en=f"Photo {number}")
            meeting.photos.order_by("pk").first().delete()

    def delete_for_good() -> None:
        made = Meeting.objects.create(title_en=f"Meeting {number}", kind="visit_made")
        verbs.publish(made, user)
        _one(chance, chance.choice([Agreement, Meeting, Network])).delete()

    def role() -> None:
        network = _one(chance, Network)
        Role.objects.create(network=network, role="member", begins=PartialDate(2010))

    chance.choice(
        [
            lambda: rename(chance.choice(RECORDS)),
            lambda: rename(Country),
            lambda: rename(Person),
            lambda: rename(Organisation),
            withdraw_or_return,
            withdraw_or_return,
            relate,
            date,
            photo,
            photo_for_good,
            delete_for_good,
            report,
            role,
            account,
            journey_or_not,
            promise,
        ]
    )()


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1])
def test_a_mirror_equals_the_original_after_many_edits(client, content, admin_user, seed, settings):
    settings.SITE_ADDRESS = "http://127.0.0.1"
    chance, mirror = random.Random(seed), Mirror(client)
    assert mirror.ask() == sum(len(rows) for rows in original(client).values()) > 50
    for turn in range(ROUNDS):
        for number in range(EDITS // ROUNDS):
            edit(chance, admin_user, turn * 1000 + number)
        mirror.ask()
        there = original(client)
        for code, rows in there.items():
            assert mirror.rows[code].keys() == rows.keys(), code
            for uid, row in rows.items():
                assert mirror.rows[code][uid] == row, (code, uid)
    assert issubclass(RECORDS[0], Record)
    assert mirror.ask() < sum(len(rows) for rows in there.values())


def test_what_was_withdrawn_is_named_with_day_and_reason_and_nothing_more(client, content, admin_user):
    from tehran_diplomacy.publishing.history import explain
    from tehran_diplomacy.publishing.revisions import Reason

    agreement = Agreement.objects.get(slug="tehran-yerevan-sister-city")
    with changes(admin_user):
        explain(Reason(en="Entered twice."))
        verbs.archive(agreement, admin_user)
    draft = Agreement.objects.create(title_en="Never public", form="mou", kind="bilateral")
    answer = client.get("/api/v1/agreements/withdrawn").json()
    agreement.refresh_from_db()
    stamp = agreement.withdrawn_at.strftime("%Y-%m-%dT%H:%M:%S")
    assert [row["uid"] for row in answer["data"]] == [agreement.uid]
    assert answer["data"][0]["withdrawn_at"].startswith(stamp)
    assert answer["data"][0]["reason"] == {"fa": None, "en": "Entered twice."}
    assert set(answer["data"][0]) == {"uid", "withdrawn_at", "reason"}
    assert draft.uid not in str(answer)
    agreement.title_en = "Written while withdrawn"
    agreement.save()
    again = client.get("/api/v1/agreements/withdrawn").json()
    assert again["data"] == answer["data"]


@pytest.mark.parametrize(
    "query", ["?limit=0", "?cursor=x", "?modified_since=yesterday", "?year=1400", "?limit=1&limit=2"]
)
def test_a_question_that_the_list_does_not_know_is_refused(client, content, query):
    assert client.get(f"/api/v1/agreements/withdrawn{query}").status_code == 400
    assert client.get("/api/v1/nothing/withdrawn").status_code == 404


def test_tables_too_know_what_changed_since_and_what_was_withdrawn(client, content, admin_user):
    import csv
    import io
    from datetime import timedelta

    meeting, agreement = Meeting.objects.first(), Agreement.objects.get(slug="tehran-yerevan-sister-city")
    Meeting._base_manager.update(changed_at=timezone.now() - timedelta(days=9))
    meeting.title_en = "Changed now"
    meeting.save()
    since = (timezone.now() - timedelta(hours=1)).isoformat()
    for kind in ("csv", "json", "xlsx"):
        whole = b"".join(client.get(f"/data/meetings.{kind}").streaming_content)
        part = b"".join(client.get(f"/data/meetings.{kind}", {"modified_since": since}).streaming_content)
        assert len(part) < len(whole)
        if kind != "xlsx":
            assert part.count(b"Changed now") == 1
            assert all(
                other.uid.encode() not in part
                for other in Meeting.objects.filter(agreements=None, partners=None).exclude(pk=meeting.pk)
            )
    verbs.archive(agreement, admin_user)
    text = b"".join(client.get("/data/withdrawn.csv").streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["register"], row["uid"]) for row in rows] == [("agreements", agreement.uid)]
    assert client.get("/data/meetings.csv?modified_since=x").status_code == 400
