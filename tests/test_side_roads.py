"""Changes by the other side of a relation, by bulk, by cascade: the same trace and the same derived columns."""

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from agreements.models import Agreement, LifeEvent
from agreements.models.agreements import StatePeriod
from meetings.models import Meeting, MeetingAgreement, Photo
from roadmap.models import Goal
from tehran_diplomacy.languages.sorting import sort_key
from tehran_diplomacy.people.models import Person
from tehran_diplomacy.places.models import Country
from tehran_diplomacy.publishing.generation import Generation
from tehran_diplomacy.publishing.history import changes, last_number
from tehran_diplomacy.publishing.models import Revision
from tehran_diplomacy.publishing.snapshots import snapshot


@pytest.fixture
def agreement(db) -> Agreement:
    return Agreement.objects.create(
        title_en="Memo",
        title_fa="یادداشت",
        form="mou",
        kind="multilateral",
        signed_on="2020",
        expires_on="2090",
    )


@pytest.fixture
def meeting(db) -> Meeting:
    return Meeting.objects.create(title_en="Visit", kind="online")


def is_kept(record) -> bool:
    """Whether the record's last revision is what it holds now."""
    return Revision.objects.of(record).past().first().data == snapshot(record)


def states(agreement: Agreement) -> list[str]:
    return list(agreement.periods.order_by("first_day").values_list("state", flat=True))


def spans(agreement: Agreement) -> list[tuple]:
    return list(agreement.periods.order_by("first_day").values_list("state", "first_day", "last_day"))


def goal_of(content, meeting: Meeting) -> Goal:
    goal = Goal.objects.first()
    goal.meetings.add(meeting)
    assert is_kept(meeting)
    return goal


def test_clearing_by_the_other_side_is_kept(content, meeting):
    goal = goal_of(content, meeting)
    others = [one.pk for one in goal.meetings.exclude(pk=meeting.pk)]
    goal.meetings.clear()
    assert not meeting.goals.exists()
    assert all(is_kept(one) for one in Meeting.objects.filter(pk__in=[meeting.pk, *others]))
    assert Revision.objects.of(meeting).past().first().data["many"]["goals"] == []


def test_setting_and_removing_by_the_other_side_is_kept(content, meeting):
    goal = goal_of(content, meeting)
    goal.meetings.set([])
    assert is_kept(meeting)
    goal.meetings.add(meeting)
    goal.meetings.remove(meeting)
    assert is_kept(meeting)


def test_clearing_what_parts_name_is_kept_of_their_record(meeting):
    person = Person.objects.create(name_en="P")
    photo = Photo.objects.create(meeting=meeting, caption_en="c")
    photo.persons.add(person)
    assert is_kept(meeting)
    getattr(person, Photo._meta.get_field("persons").remote_field.get_accessor_name()).clear()
    assert not photo.persons.exists()
    assert is_kept(meeting)


@pytest.mark.parametrize("by", ["row", "bulk"])
def test_deleting_a_goal_is_kept_of_every_record_that_named_it(content, meeting, by):
    roadmap = Goal.objects.first().roadmap
    goal = Goal.objects.create(roadmap=roadmap, number=99, title_en="Short")
    meeting.goals.add(goal)
    made = Agreement.objects.create(title_en="A", form="mou", kind="multilateral")
    made.goals.add(goal)
    goal.delete() if by == "row" else Goal.objects.filter(pk=goal.pk).delete()
    assert is_kept(meeting)
    assert is_kept(made)
    assert Revision.objects.of(meeting).past().first().data["many"]["goals"] == []


@pytest.mark.parametrize("by", ["row", "bulk"])
def test_deleting_an_agreement_is_kept_of_the_meeting_whose_part_goes_with_it(agreement, meeting, by):
    MeetingAgreement.objects.create(meeting=meeting, agreement=agreement)
    agreement.delete() if by == "row" else Agreement.objects.filter(pk=agreement.pk).delete()
    assert not MeetingAgreement.objects.filter(meeting=meeting).exists()
    assert is_kept(meeting)
    assert Revision.objects.filter(step="deleted", title_en="Memo").count() == 1


def test_deleting_a_person_is_kept_of_the_meeting_whose_photo_named_them(meeting):
    person = Person.objects.create(name_en="P")
    photo = Photo.objects.create(meeting=meeting, caption_en="c")
    photo.persons.add(person)
    person.delete()
    assert is_kept(meeting)


def test_the_states_follow_events_that_come_and_go_in_bulk(agreement):
    before = states(agreement)
    LifeEvent.objects.bulk_create([LifeEvent(agreement=agreement, kind="ended", day="2022")])
    ended = spans(agreement)
    assert states(agreement) != before
    agreement.events.filter(kind="ended").update(day="2023")
    assert spans(agreement) != ended
    assert states(agreement) != before
    agreement.events.filter(kind="ended").delete()
    assert states(agreement) == before
    assert is_kept(agreement)


def test_the_states_follow_dates_that_are_set_in_bulk(agreement):
    Agreement.objects.filter(pk=agreement.pk).update(signed_on="1990")
    agreement.refresh_from_db()
    assert (agreement.signed_on_first.year, agreement.signed_on_last.year) == (1990, 1990)
    assert agreement.periods.filter(state="not_yet", last_day="1989-12-31").exists()
    assert is_kept(agreement)


def test_bounds_given_by_hand_do_not_part_from_their_date(agreement):
    Agreement.objects.filter(pk=agreement.pk).update(signed_on="1400-05", signed_on_first="1990-01-01")
    agreement.refresh_from_db()
    assert agreement.signed_on_first.isoformat() == "2021-07-23"
    Agreement.objects.filter(pk=agreement.pk).update(signed_on=None)
    agreement.refresh_from_db()
    assert (agreement.signed_on_first, agreement.signed_on_last) == (None, None)
    Agreement.objects.filter(pk=agreement.pk).update(signed_on="1400-05")
    Agreement.objects.filter(pk=agreement.pk).update(effective_on=F("signed_on"), effective_on_first="2000-01-01",
                                                     effective_on_last="2000-01-01")  # fmt: skip
    agreement.refresh_from_db()
    assert agreement.effective_on_first.isoformat() == "2021-07-23"


@pytest.mark.parametrize("by", ["update", "bulk_update"])
def test_sort_keys_and_words_follow_names_that_are_set_in_bulk(db, by):
    country = Country.objects.create(code="QX", name_en="Zzz")
    if by == "update":
        Country.objects.filter(pk=country.pk).update(name_en="Aaa")
    else:
        country.name_en = "Aaa"
        Country.objects.bulk_update([country], ["name_en"])
    country.refresh_from_db()
    assert country.sort_en == sort_key("Aaa", "en")
    assert "aaa" in country.words
    assert "zzz" not in country.words
    assert is_kept(country)


def test_bulk_update_of_a_partial_date_takes_its_bounds_along(agreement):
    agreement.expires_on = "1410"
    Agreement.objects.bulk_update([agreement], ["expires_on"])
    agreement.refresh_from_db()
    assert agreement.expires_on_last.isoformat() == "2032-03-19"
    assert is_kept(agreement)


def test_the_state_of_the_portal_is_renewed_after_the_last_derived_column(agreement):
    """Every write of a change lies in one transaction; what is kept of pages is renewed in it."""
    LifeEvent.objects.create(agreement=agreement, kind="ended", day="2021")
    for work in (
        lambda: agreement.save(),
        lambda: LifeEvent.objects.create(agreement=agreement, kind="suspended", day="2024"),
        lambda: agreement.events.filter(kind="suspended").delete(),
        lambda: Agreement.objects.filter(pk=agreement.pk).update(signed_on="2019"),
    ):
        agreement.title_en += "x"
        with CaptureQueriesContext(connection) as asked:
            work()
        written = [one["sql"] for one in asked if one["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
        words = [place for place, sql in enumerate(written) if Generation._meta.db_table in sql]
        derived = [place for place, sql in enumerate(written) if StatePeriod._meta.db_table in sql]
        assert derived
        assert max(derived) < max(words)


def test_a_state_that_is_not_stored_is_not_public(agreement, monkeypatch):
    """Where storing what follows fails, the change itself is undone: no page can show one without the other."""
    before, number = states(agreement), last_number(agreement)
    monkeypatch.setattr(Agreement, "refresh_states", lambda self: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        LifeEvent.objects.create(agreement=agreement, kind="ended", day="2022")
    assert not agreement.events.exists()
    with pytest.raises(ZeroDivisionError), changes():
        Agreement.objects.filter(pk=agreement.pk).update(signed_on="1999")
    monkeypatch.undo()
    agreement.refresh_from_db()
    assert str(agreement.signed_on) == "2020"
    assert (states(agreement), last_number(agreement)) == (before, number)
