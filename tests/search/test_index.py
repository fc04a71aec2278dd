"""The index follows every change, and shows the public nothing else than pages do."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from agreements.models import Agreement, LifeEvent, Signatory
from meetings.models import Meeting, Outcome, Photo
from roadmap.models import Goal, NarrativeSection, ProgressReport, Roadmap
from tehran_diplomacy.dates.partial import PartialDate
from tehran_diplomacy.people.models import Person
from tehran_diplomacy.places.models import City, Country
from tehran_diplomacy.publishing import verbs
from tehran_diplomacy.publishing.status import Status
from tehran_diplomacy.publishing.versions import approve, data_of_new_version, keep_in_work, laid_over
from tehran_diplomacy.search.models import Entry, Vocabulary

pytestmark = pytest.mark.django_db
NEW = "/en/agreements/zanzibar/"


@pytest.fixture
def root():
    return User.objects.create_superuser("root", password="a long password")


def made(**values) -> Agreement:
    values = {
        "slug": "zanzibar",
        "form": "mou",
        "title_en": "Zanzibar charter",
        "status": Status.PUBLISHED,
    } | values
    return Agreement.objects.create(**values)


def test_a_new_record_is_found_and_a_changed_one_by_its_new_words_only(search):
    agreement = made()
    assert search("en", "Zanzibar").links == [NEW]
    agreement.title_en = "Mombasa charter"
    agreement.save()
    assert search("en", "Zanzibar").links == []
    assert search("en", "Mombasa").links == [NEW]


def test_a_part_saved_and_deleted_by_itself_changes_what_is_found(search):
    agreement = made()
    event = LifeEvent.objects.create(agreement=agreement, kind="extended", note_en="prolonged in Kilwa")
    assert search("en", "Kilwa").links == [NEW]
    event.delete()
    assert search("en", "Kilwa").links == []


def test_bulk_changes_of_rows_reach_the_index(search):
    agreement = made()
    Agreement.objects.filter(pk=agreement.pk).update(title_en="Lamu charter")
    assert search("en", "Lamu").links == [NEW]
    Agreement.objects.filter(pk=agreement.pk).delete()
    assert search("en", "Lamu").links == []
    assert not Entry.objects.filter(register="agreements.agreement").exists()


def test_what_is_rolled_back_leaves_the_index_as_it_was(search):
    agreement = made()
    with pytest.raises(RuntimeError), transaction.atomic():
        agreement.title_en = "Mombasa charter"
        agreement.save()
        raise RuntimeError
    assert search("en", "Mombasa").links == []
    assert search("en", "Zanzibar").links == [NEW]


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW, Status.ARCHIVED, Status.BINNED])
def test_a_record_that_is_not_published_is_not_found_or_suggested(client, search, status):
    made(status=status)
    for words in ("Zanzibar", "Zanzi*", "charter -x", '"Zanzibar charter"'):
        assert search("en", words).links == []
    assert "Zanzibar" not in search("en", "Zanzibra").html
    assert client.get("/en/search/suggest/?q=Zanz").json() == {"suggestions": []}


def test_a_scheduled_record_appears_when_its_moment_comes(search, freezer):
    made(publish_at=timezone.now() + timedelta(hours=1))
    assert search("en", "Zanzibar").links == []
    freezer.tick(timedelta(minutes=61))
    assert search("en", "Zanzibar").links == [NEW]


def test_withdrawing_and_restoring_a_record_is_seen_at_once(search, root):
    agreement = made()
    verbs.throw_away(agreement, root)
    assert search("en", "Zanzibar").links == []
    verbs.restore(agreement, root)
    verbs.publish(agreement, root)
    assert search("en", "Zanzibar").links == [NEW]


def test_a_version_in_work_is_found_only_once_approved(search, root):
    agreement = made()
    data = data_before(agreement)
    version = keep_in_work(agreement, data, root)
    assert search("en", "Mombasa").links == []
    assert search("en", "Zanzibar").links == [NEW]
    approve(version, root)
    assert search("en", "Mombasa").links == [NEW]


def data_before(agreement):
    with laid_over(agreement, None):
        agreement.title_en = "Mombasa charter"
        agreement.save()
        return data_of_new_version(agreement, {})


def test_a_new_address_is_the_one_that_results_lead_to(search):
    agreement = made()
    agreement.slug = "pemba"
    agreement.save()
    assert search("en", "Zanzibar").links == ["/en/agreements/pemba/"]


def test_notes_of_the_office_are_never_found(search):
    made(office_note_en="Confidential: Pemba", remark="Kilwa")
    assert search("en", "Pemba").links == search("en", "Kilwa").links == []


def test_a_renamed_city_or_person_is_found_in_every_record_that_names_it(search):
    country = Country.objects.create(code="TZ", name_en="Tanzania")
    city = City.objects.create(
        name_en="Dodoma", name_fa="دودوما", country=country, latitude=0, longitude=0, status=Status.DRAFT
    )
    person = Person.objects.create(name_en="Amina Salum")
    agreement = made()
    agreement.parties.create(city=city)
    Signatory.objects.create(agreement=agreement, person=person)
    assert search("fa", "Dodoma").links == ["/fa/agreements/zanzibar/"]
    assert search("en", "دودوما").links == [NEW]
    city.name_en, person.name_fa, country.name_fa = "Iringa", "آمنه سالم", "تانزانیا"
    for one in (city, person, country):
        one.save()
    assert search("en", "Dodoma").links == []
    for words in ("Iringa", "آمنه سالم", "تانزانیا"):
        assert search("en", words).links == [NEW], words


def test_changed_counterparts_of_a_meeting_are_followed(search):
    country = Country.objects.create(code="TZ", name_en="Tanzania")
    city = City.objects.create(
        name_en="Dodoma", country=country, latitude=0, longitude=0, status=Status.DRAFT
    )
    meeting = Meeting.objects.create(slug="m", kind="council", title_en="Talks", status=Status.PUBLISHED)
    meeting.partners.add(city)
    assert search("en", "Dodoma").links == ["/en/meetings/m/"]
    meeting.partners.clear()
    assert search("en", "Dodoma").links == []


def test_captions_lead_to_their_photos_until_these_are_withdrawn(search):
    meeting = Meeting.objects.create(slug="m", kind="council", title_en="Talks", status=Status.PUBLISHED)
    photo = Photo.objects.create(meeting=meeting, caption_en="Handing over a carpet")
    Photo.objects.create(meeting=meeting)
    assert search("en", "carpet").links == [f"/en/meetings/m/photos/{photo.uid}/"]
    photo.is_withdrawn = True
    photo.save()
    assert search("en", "carpet").links == []
    photo.is_withdrawn = False
    photo.save()
    meeting.status = Status.DRAFT
    meeting.save()
    assert search("en", "carpet").links == []


def test_outcomes_of_a_meeting_are_found(search):
    meeting = Meeting.objects.create(slug="m", kind="council", title_en="Talks", status=Status.PUBLISHED)
    Outcome.objects.create(meeting=meeting, text_en="A joint orchard is planted")
    assert search("en", "orchards").links == ["/en/meetings/m/"]


def test_sections_goals_and_reports_hide_with_what_they_are_shown_on(content, search):
    roadmap, goal = Roadmap.objects.get(), Goal.objects.get(number=3)
    section = NarrativeSection.objects.create(roadmap=roadmap, slug="orchards", title_en="On orchards")
    report = ProgressReport.objects.create(
        goal=goal, day="2024-03-01", statement_en="Two orchards", status=Status.PUBLISHED
    )
    links = search("en", "orchards").links
    assert set(links) == {
        f"/en/roadmap/sixth/#{section.slug}",
        f"/en/roadmap/sixth/goals/bilateral-cooperation/#report-{report.uid}",
    }
    goal.status = Status.DRAFT
    goal.save()
    assert search("en", "orchards").links == ["/en/roadmap/sixth/#orchards"]
    roadmap.status = Status.ARCHIVED
    roadmap.save()
    assert search("en", "orchards").links == []
    assert search("en", "resilience").links == []  # of goal 9, whose own state is as before


def test_a_date_is_found_in_both_calendars_and_never_more_exact_than_it_is(search):
    made(signed_on=PartialDate.parse("2019"))
    for language, words in (("fa", "۱۳۹۷"), ("fa", "۱۳۹۸"), ("en", "2019"), ("en", "March 2019")):
        assert search(language, words).links, words
    for words in ("2018", "2020", "1399", "5 March 2019"):
        assert search("en", words).links == [], words
    assert "<mark>" not in search("en", "2019").html


def test_rebuilding_makes_the_same_index_again(content, search):
    before = sorted(Entry.objects.values_list("register", "object_id", "part", "language", "title_words"))
    links = search("fa", "خواهرخوانده").links
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM search_words")
    Entry.objects.all().delete()
    Vocabulary.objects.all().delete()
    assert search("fa", "خواهرخوانده").links == []
    call_command("rebuild_search", verbosity=0)
    assert (
        sorted(Entry.objects.values_list("register", "object_id", "part", "language", "title_words"))
        == before
    )
    assert search("fa", "خواهرخوانده").links == links


def test_starting_up_rebuilds_only_an_index_made_by_older_rules(content, capsys):
    call_command("rebuild_search", "--if-stale")
    assert "rows in the search index" in capsys.readouterr().out
    call_command("rebuild_search", "--if-stale")
    assert capsys.readouterr().out == ""
