"""What a search finds of meetings: the meeting, and each photo of its gallery."""

from collections.abc import Iterator

from django.utils.translation import gettext

from meetings.models import Meeting, Participation, Photo
from tehran_diplomacy.dates.partial import PartialDate
from tehran_diplomacy.people.models import Person
from tehran_diplomacy.places.searching import city_names, country_codes
from tehran_diplomacy.publishing.registers import Searched, Searching
from tehran_diplomacy.publishing.searched import both, each, in_both, paragraphs, span, texts_of


def _person_names(person: Person) -> list[str]:
    return [*texts_of(person, "name"), *person.other_names.splitlines()]


def _named_post(one: Participation) -> dict[str, str]:
    """Return who took part with the post, in every language."""
    names, posts, commas = both(one.person, "name"), both(one, "post"), in_both(lambda: gettext(", "))
    return {code: comma.join(filter(None, (names[code], posts[code]))) for code, comma in commas.items()}


def _entries(meeting: Meeting) -> Iterator[Searched]:
    participations, partners = meeting.participations.all(), meeting.partners.all()
    places = [*partners, *([meeting.place] if meeting.place else [])]
    names = [name for place in places for name in city_names(place)]
    names += [name for one in participations for name in _person_names(one.person)]
    for network in meeting.networks.all():
        names += [*texts_of(network, "name"), network.acronym]
    accounts = meeting.accounts.all()
    for account in accounts:
        names += [name for body in (account.body, account.paid_by) if body for name in texts_of(body, "name")]
    held = span(meeting.held_on, meeting.held_until)
    yield Searched(
        kind="meeting",
        page=meeting,
        title=both(meeting, "title"),
        body=paragraphs(
            both(meeting, "note"),
            both(meeting, "venue"),
            in_both(meeting.get_kind_display),
            *each(meeting.outcomes.all(), "text"),
            *each(meeting.agenda.all(), "text"),
            *(_named_post(one) for one in participations),
            *each(accounts, "aim"),
            *each(accounts, "reached"),
            *each(accounts, "paid_note"),
            *each(meeting.documents.all(), "title"),
        ),
        names=tuple(names),
        dates=held,
        day=meeting.held_on,
        countries=country_codes(*places),
    )
    for photo in meeting.photos.all():
        if not photo.is_withdrawn and (photo.caption_fa or photo.caption_en or photo.alt_fa or photo.alt_en):
            yield _of_photo(photo, meeting, country_codes(*places))


def _of_photo(photo: Photo, meeting: Meeting, countries: tuple[str, ...]) -> Searched:
    photo.meeting = meeting
    caption = both(photo, "caption")
    taken = span(photo.taken_on)
    return Searched(
        kind="photo",
        page=photo,
        title=caption if any(caption.values()) else both(photo, "alt"),
        body=paragraphs(both(photo, "alt"), both(photo, "credit"), both(meeting, "title")),
        names=tuple(name for person in photo.persons.all() for name in _person_names(person)),
        dates=taken or span(meeting.held_on, meeting.held_until),
        day=PartialDate.of_day(taken[0][0]) if taken else meeting.held_on,
        countries=countries,
        part=photo.uid,
    )


SEARCHING = Searching(
    _entries,
    reads=(
        "place__country",
        "partners__country",
        "networks",
        "participations__person",
        "accounts__body",
        "accounts__paid_by",
        "outcomes",
        "agenda",
        "documents",
        "photos__persons",
    ),
)
