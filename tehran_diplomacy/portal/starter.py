"""The starter content: a summary of the council's document, and sourced facts, each record made once.

Loaded again it adds only what is missing and never touches what the office edited, nor brings back what it
deleted from a record that exists. What is unsure or delicate comes as a draft, for the office to decide.
"""

import json
from pathlib import Path
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone

from agreements.models import Agreement, LifeEvent, Party, Signatory
from meetings.models import Meeting, MeetingAgreement, Outcome, Participation, Photo
from networks.models import Network, Role
from roadmap.models import Action, CouncilTerm, Goal, NarrativeSection, Roadmap
from tehran_diplomacy.dates.partial import PartialDate
from tehran_diplomacy.people.models import Person
from tehran_diplomacy.places.models import City, Country
from tehran_diplomacy.portal.models import CitizensLine
from tehran_diplomacy.publishing.history import changes
from tehran_diplomacy.publishing.identifiers import uid_for
from tehran_diplomacy.publishing.models import FormerSlug, Record
from tehran_diplomacy.publishing.revisions import Step
from tehran_diplomacy.publishing.status import Status
from tehran_diplomacy.sources.models import Source

CONTENT = Path(__file__).parent / "content"
TERM = {"number": 6, "slug": "sixth", "begins": "1400", "ends": "1404"}
TERM_NAME = {"fa": "دورهٔ ششم", "en": "Sixth term"}


def _read(name: str) -> dict[str, Any]:
    return json.loads((CONTENT / name).read_text(encoding="utf-8"))


def _both(field: str, texts: dict[str, str] | None) -> dict[str, str]:
    return {f"{field}_{code}": text for code, text in (texts or {}).items()}


def _day(text: str | None) -> PartialDate | None:
    return PartialDate.parse(text) if text else None


def _make(model: type[Record], slug: str, is_draft: bool = False, **values: Any) -> tuple[Any, bool]:
    """Return the record of this identifier or address, made if it is not there, and whether it was made.

    What the office made at the address by itself, or moved away from it, is that record.
    """
    uid = uid_for(f"{model._meta.label_lower}/{slug}")
    found = model._base_manager.filter(uid=uid).first()
    former = None
    if not found and not model.slug_scope:
        kind = ContentType.objects.get_for_model(model)
        former = FormerSlug.objects.filter(content_type=kind, slug=slug).first()
        found = model._base_manager.filter(slug=slug).first() or (former and former.record)
    if found:
        return found, False
    if not is_draft:
        values |= {"status": Status.PUBLISHED, "first_public_at": timezone.now()}
    address = "" if former else slug  # an address that once led elsewhere is not given again
    return model.objects.create(uid=uid, slug=address, **values), True


def _sources(record: models.Model, entry: dict[str, Any]) -> None:
    for position, source in enumerate(entry.get("sources", [])):
        Source.objects.create(
            record=record,
            title=source["title"],
            url=source["url"],
            position=position,
            **_both("statement", source.get("statement")),
        )


def _rivals(record: models.Model, entry: dict[str, Any]) -> None:
    for position, rival in enumerate(entry.get("rivals", [])):
        Source.objects.create(
            record=record,
            fact=rival["fact"],
            day=_day(rival.get("day")),
            title=rival["source"]["title"],
            url=rival["source"]["url"],
            position=100 + position,
            **_both("text", rival.get("text")),
            **_both("reason", rival.get("reason")),
        )


def load() -> int:
    """Load what is missing; return how many records were made."""
    with changes(step=Step.LOADED):
        return _load()


def _load() -> int:
    before = _total()
    narrative, records = _read("narrative.json"), _read("records.json")
    goals = _roadmap(narrative, _read("goals.json"))
    cities = {entry["slug"]: _city(entry) for entry in records["cities"]}
    networks = {entry["slug"]: _network(entry, cities, goals) for entry in records["networks"]}
    agreements = {
        entry["slug"]: _agreement(entry, cities, networks, goals) for entry in records["agreements"]
    }
    captions = narrative["photo_frame"]["captions"]
    for entry in records["meetings"]:
        _meeting(entry, captions, cities, networks, agreements, goals)
    contact = narrative["contact"]
    if not CitizensLine.objects.exists():
        texts = {
            k: v
            for name in ("title", "body", "number", "office")
            for k, v in _both(name, contact[name]).items()
        }
        CitizensLine.objects.create(**texts)
    return _total() - before


def _total() -> int:
    return sum(m._base_manager.count() for m in (Roadmap, Goal, City, Network, Agreement, Meeting))


def _roadmap(narrative: dict[str, Any], content: dict[str, Any]) -> dict[str, Goal]:
    term = CouncilTerm.objects.filter(number=TERM["number"]).first() or CouncilTerm.objects.create(
        **TERM | {"begins": _day(TERM["begins"]), "ends": _day(TERM["ends"])}, **_both("name", TERM_NAME)
    )
    roadmap, made = _make(
        Roadmap,
        "sixth",
        term=term,
        **_both("title", narrative["title"]),
        **_both("pull_quote", narrative["pull_quote"]),
        **_both("office_note", narrative["office_note"]),
    )
    if made:
        _sources(roadmap, narrative)
        for position, section in enumerate(narrative["sections"]):
            NarrativeSection.objects.create(
                roadmap=roadmap,
                slug=section["slug"],
                position=position,
                **_both("title", section["title"]),
                **_both("body", section["body"]),
            )
    return {entry["code"]: _goal(roadmap, entry) for entry in content["goals"]}


def _goal(roadmap: Roadmap, entry: dict[str, Any]) -> Goal:
    goal, made = _make(
        Goal,
        entry["slug"],
        roadmap=roadmap,
        number=int(entry["code"][1:]),
        fields=entry["fields"],
        levels=entry["levels"],
        **_both("title", entry["title"]),
        **_both("summary", entry["summary"]),
    )
    if made:
        _sources(goal, entry)
        for position, action in enumerate(entry["actions"]):
            Action.objects.create(goal=goal, position=position, **_both("title", action["title"]))
    return goal


def _city(entry: dict[str, Any]) -> City:
    country, _made = Country.objects.get_or_create(
        code=entry["country"]["code"],
        defaults=_both("name", {code: entry["country"][code] for code in ("fa", "en")}),
    )
    city, _made = _make(
        City,
        entry["slug"],
        entry.get("is_draft", False),
        country=country,
        latitude=str(entry["latitude"]),
        longitude=str(entry["longitude"]),
        other_names="\n".join(entry.get("other_names", [])),
        is_home=entry["slug"] == "tehran",
        wikidata=entry.get("wikidata", ""),
        **_both("name", entry["name"]),
    )
    return city


def _network(entry: dict[str, Any], cities: dict[str, City], goals: dict[str, Goal]) -> Network:
    network, made = _make(
        Network,
        entry["slug"],
        entry.get("is_draft", False),
        acronym=entry["acronym"],
        founded=_day(entry["founded"]),
        seat=cities.get(entry["seat"]),
        website=entry["website"],
        **_both("name", entry["name"]),
        **_both("summary", entry["summary"]),
        **_both("office_note", entry.get("office_note")),
    )
    if made:
        network.goals.set([goals[code] for code in entry["goals"]])
        _sources(network, entry)
        _rivals(network, entry)
        for position, role in enumerate(entry["roles"]):
            Role.objects.create(
                network=network,
                role=role["role"],
                begins=_day(role["from"]),
                ends=_day(role["to"]),
                as_of=_day(role.get("as_of")),
                position=position,
                **_both("note", role["note"]),
            )
    return network


def _agreement(
    entry: dict[str, Any], cities: dict[str, City], networks: dict[str, Network], goals: dict[str, Goal]
) -> Agreement:
    agreement, made = _make(
        Agreement,
        entry["slug"],
        entry.get("is_draft", False),
        kind=entry["kind"],
        form=entry["form"],
        signed_on=_day(entry["signed_on"]),
        signed_in=cities.get(entry["signed_in"]),
        expires_on=_day(entry["expires_on"]),
        fields=entry["fields"],
        **_both("title", entry["title"]),
        **_both("note", entry["note"]),
        **_both("office_note", entry.get("office_note")),
    )
    if made:
        agreement.goals.set([goals[code] for code in entry["goals"]])
        _sources(agreement, entry)
        _rivals(agreement, entry)
        _parties(agreement, entry, cities, networks)
        _life(agreement, entry, cities)
    return agreement


def _parties(
    agreement: Agreement, entry: dict[str, Any], cities: dict[str, City], networks: dict[str, Network]
) -> None:
    for slug in entry["partners"]:
        state = Party.State.SIGNED if slug in entry.get("signed_by", []) else ""
        Party.objects.create(agreement=agreement, city=cities[slug], state=state)
    for slug in entry["networks"]:
        Party.objects.create(agreement=agreement, network=networks[slug])


def _life(agreement: Agreement, entry: dict[str, Any], cities: dict[str, City]) -> None:
    for position, signatory in enumerate(entry.get("signatories", [])):
        Signatory.objects.create(
            agreement=agreement,
            person=_person(signatory["name"]),
            city=cities.get(signatory["city"]),
            position=position,
            **_both("post", signatory["post"]),
        )
    for event in entry.get("events", []):
        LifeEvent.objects.create(
            agreement=agreement, kind=event["kind"], day=_day(event["day"]), **_both("note", event["note"])
        )


def _meeting(
    entry: dict[str, Any],
    captions: list[dict[str, str]],
    cities: dict[str, City],
    networks: dict[str, Network],
    agreements: dict[str, Agreement],
    goals: dict[str, Goal],
) -> None:
    meeting, made = _make(
        Meeting,
        entry["slug"],
        entry.get("is_draft", False),
        kind=entry["kind"],
        held_on=_day(entry["held_on"]),
        held_until=_day(entry.get("held_until")),
        place=cities.get(entry["place"]),
        **_both("title", entry["title"]),
        **_both("note", entry.get("note")),
        **_both("office_note", entry.get("office_note")),
    )
    if not made:
        return
    meeting.partners.set([cities[slug] for slug in entry["partners"]])
    meeting.networks.set([networks[slug] for slug in entry["networks"]])
    meeting.goals.set([goals[code] for code in entry["goals"]])
    _sources(meeting, entry)
    _rivals(meeting, entry)
    for slug in entry["agreements"]:
        MeetingAgreement.objects.create(
            meeting=meeting, agreement=agreements[slug], signed_here=slug in entry.get("signed_here", [])
        )
    for position, participant in enumerate(entry["participants"]):
        Participation.objects.create(
            meeting=meeting,
            person=_person(participant["name"]),
            city=cities.get(participant["city"]),
            position=position,
            **_both("post", participant["post"]),
        )
    for position, outcome in enumerate(entry.get("outcomes", [])):
        Outcome.objects.create(meeting=meeting, position=position, **_both("text", outcome))
    if "photo_caption" in entry:
        Photo.objects.create(
            uid=uid_for(f"meetings.photo/{entry['slug']}"),
            meeting=meeting,
            is_cover=True,
            **_both("caption", captions[entry["photo_caption"]]),
        )


def _person(name: dict[str, str]) -> Person:
    person, _made = Person.objects.get_or_create(
        uid=uid_for(f"people.person/{name['en']}"), defaults=_both("name", name)
    )
    return person
