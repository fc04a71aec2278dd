"""Meetings and their photos as machines read them."""

from typing import Any

from django.conf import settings
from django.db.models import Case, Prefetch, Q, QuerySet, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meetings.models import Meeting, MeetingAgreement, Outcome, Participation, Photo
from meetings.structured import event
from networks.models import Network
from roadmap.resources import goal_filter, goals_served, with_goals_served
from tehran_diplomacy.dates.display import show_day, show_range
from tehran_diplomacy.files.columns import documents
from tehran_diplomacy.languages.translated import translated
from tehran_diplomacy.publishing.querysets import public_condition
from tehran_diplomacy.reuse.columns import (
    Address,
    Choice,
    Column,
    Day,
    Flag,
    Link,
    Links,
    Number,
    Partial,
    Rows,
    Uid,
    Words,
    said,
)
from tehran_diplomacy.reuse.filters import Filter, by_choice, by_country, by_days, by_uid, yes_or_no
from tehran_diplomacy.reuse.resources import Resource, changed, identity
from tehran_diplomacy.sources.columns import rivals, sources


def _gist(meeting: Meeting, language: str) -> str:
    return " · ".join(
        filter(
            None,
            (
                said(Meeting.Kind(meeting.kind).label, language),
                show_range(meeting.held_on, meeting.held_until, language),
                translated(meeting.place, "name", language).text if meeting.place else "",
                translated(meeting, "note", language).text,
            ),
        )
    )


def _agreements(meeting: Meeting) -> list[MeetingAgreement]:
    """Return the links to public agreements; asked row by row, for the database would walk through all that are public."""
    return [link for link in meeting.agreement_links.all() if link.agreement.is_public]


def _in_country(rows: QuerySet, code: str) -> QuerySet:
    partners = Meeting.partners.through.objects.filter(city__country__code=code, city__is_home=False)
    return rows.filter(Q(place__country__code=code) | Q(pk__in=partners.values("meeting")))


def _of_city(rows: QuerySet, uid: str) -> QuerySet:
    partners = Meeting.partners.through.objects.filter(city__uid=uid)
    return rows.filter(Q(place__uid=uid) | Q(pk__in=partners.values("meeting")))


MEETINGS = Resource(
    code="meetings",
    model=Meeting,
    name=_("Meetings"),
    about=_("Meetings on record of Tehran's council and mayor: who they met, where and when."),
    public=lambda: Meeting.objects.public(),
    fetch=lambda rows: rows.with_place(),
    reads={
        "participants": lambda: Prefetch(
            "participations", Participation.objects.select_related("person", "city", "organisation")
        ),
        "agenda": lambda: "agenda",
        "outcomes": lambda: "outcomes",
        "partners": lambda: "partners",
        "networks": lambda: Prefetch("networks", Network.objects.public(), to_attr="networks_shown"),
        "agreements": lambda: Prefetch(
            "agreement_links", MeetingAgreement.objects.select_related("agreement")
        ),
        "goals": with_goals_served,
        "documents": lambda: "documents",
        "sources": lambda: "sources",
        "rivals": lambda: "sources",
    },
    related=("place__country",),
    gist=_gist,
    structured=event,
    shows=(
        "place__country",
        "partners",
        "networks",
        "goals__roadmap",
        "agreements",
        "participations__person",
        "participations__city",
        "participations__organisation",
    ),
    filters=(
        by_choice("kind", _("Only meetings of this kind."), Meeting.Kind),
        by_country(_in_country),
        *by_days(lambda rows, first, last: rows.held_between(first, last)),
        by_uid("city", _("Only meetings with this city or held there, by its permanent ID."), _of_city),
        by_uid(
            "network",
            _("Only meetings of this network, by its permanent ID."),
            lambda rows, uid: rows.filter(
                pk__in=Meeting.networks.through.objects.filter(network__uid=uid).values("meeting")
            ),
        ),
        goal_filter(),
    ),
    columns=(
        *identity(),
        Words("title", _("title")),
        Choice("kind", _("kind"), choices=Meeting.Kind, required=True),
        Partial("held_on", _("held on")),
        Partial("held_until", _("until"), _("Only for a meeting of several days.")),
        Link("place", _("place"), to="cities"),
        Words("place_name", _("name of the place"), of="place.name"),
        Words("venue", _("venue")),
        Words("note", _("about the meeting")),
        Links(
            "partners",
            _("cities met"),
            to="cities",
            of=lambda meeting: [city for city in meeting.partners.all() if city.is_public],
        ),
        Links("networks", _("networks"), to="networks", of="networks_shown"),
        goals_served(),
        Rows(
            "agreements",
            _("agreements"),
            _("Agreements that the meeting was about, or that were signed there."),
            of=_agreements,
            columns=(
                Link("agreement", _("agreement"), to="agreements", required=True),
                Flag("signed_here", _("signed at this meeting"), required=True),
            ),
        ),
        Rows(
            "participants",
            _("participants"),
            _("Participants, with the post they held at the time."),
            of="participations",
            columns=(
                Uid("person", _("person"), of="person.uid", required=True),
                Words("name", _("name"), of="person.name"),
                Words("post", _("post")),
                Link("city", _("city"), to="cities"),
                Words("organisation", _("organisation"), of="organisation.name"),
            ),
        ),
        Rows("agenda", _("agenda"), columns=(Words("text", _("agenda item")),)),
        Rows(
            "outcomes",
            _("outcomes"),
            _("Outcomes of the meeting."),
            columns=(
                Words("text", _("outcome")),
                Words("responsible", _("responsible")),
                Day("due_on", _("due on")),
                Choice("state", _("status"), _("Empty if nothing has been reported."), choices=Outcome.State),
            ),
        ),
        documents(),
        sources(),
        rivals(),
        changed(),
    ),
)


def _came(photo: Photo) -> Any:
    published = photo.meeting.publish_at
    return max(photo.changed_at, published) if published else photo.changed_at


def _file_address(name: str) -> Any:
    def of(photo: Photo) -> str | None:
        if not photo.is_supplied:
            return None
        return settings.SITE_ADDRESS + reverse(f"photos:{name}", args=[photo.uid])

    return of


def _withdrawn() -> QuerySet:
    hidden = Q(meeting__first_public_at__lte=timezone.now()) & ~public_condition("meeting__")
    gone = Photo.objects.filter(hidden | public_condition("meeting__") & Q(is_withdrawn=True))
    by_itself = When(public_condition("meeting__"), then="changed_at")
    return gone.annotate(gone_at=Case(by_itself, default=Coalesce("meeting__withdrawn_at", "changed_at")))


def _photo_gist(photo: Photo, language: str) -> str:
    credit = translated(photo, "credit", language).text
    day = show_day(photo.taken_on, language) if photo.taken_on else ""
    caption, meeting = (
        translated(one, name, language).text for one, name in ((photo, "caption"), (photo.meeting, "title"))
    )
    return " · ".join(filter(None, (caption, meeting, day, credit)))


_MEETING = by_uid(
    "meeting",
    _("Only photos of this meeting, by its permanent ID."),
    lambda rows, uid: rows.filter(meeting__uid=uid),
)


_SUPPLIED = Filter(
    "supplied",
    _("Only photos with a file (true), or only placeholders (false)."),
    {"type": "boolean"},
    yes_or_no,
    lambda rows, there: rows.supplied() if there else rows.filter(file=""),
)

PHOTOS = Resource(
    code="photos",
    model=Photo,
    name=_("Photo records"),
    about=_(
        "Photo records of the meetings, with caption, credit and date; a record can be here before its "
        "image. The data licence covers this information, not the images: before you publish one, see "
        "the terms of use for photos or ask the council."
    ),
    label="caption",
    public=lambda: Photo.objects.public(),
    fetch=lambda rows: rows.select_related("meeting"),
    reads={"persons": lambda: "persons"},
    published="meeting__publish_at",
    shows=("meeting", "persons"),
    gist=_photo_gist,
    withdrawn=_withdrawn,
    filters=(_MEETING, _SUPPLIED, *by_days(lambda rows, first, last: rows.taken_between(first, last))),
    columns=(
        Uid(
            "uid",
            _("permanent ID"),
            _("Never changes and is never reused for another record."),
            required=True,
        ),
        Address(),
        Link("meeting", _("meeting"), to="meetings", required=True),
        Words("caption", _("caption")),
        Words("alt", _("description for people who cannot see the photo")),
        Words("credit", _("credit")),
        Day("taken_on", _("taken on")),
        Links("persons", _("people in the photo"), to="people", of=lambda photo: photo.persons.all()),
        Flag(
            "supplied",
            _("has a file"),
            _("False for a placeholder without a photo file."),
            of="is_supplied",
            required=True,
        ),
        Number("width", _("width"), _("In pixels.")),
        Number("height", _("height"), _("In pixels.")),
        Column("original", _("web address of the original"), of=_file_address("original"), format="uri"),
        Number("bytes", _("size in bytes"), of="press_bytes"),
        Column("sha256", _("SHA-256 checksum"), of="press_sha256"),
        changed(of=_came),
    ),
)
