"""Rows without a page that pages of others show: whose change of one is told, and who may change one in which moment."""

import threading
import time

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from agreements.models import Agreement
from meetings.models import Meeting
from tehran_diplomacy.following.announcing import announce
from tehran_diplomacy.following.models import Follower
from tehran_diplomacy.people.models import Person
from tehran_diplomacy.places.models import City, Country
from tehran_diplomacy.publishing import verbs
from tehran_diplomacy.publishing.groups import EDITORS, PUBLISHERS
from tehran_diplomacy.publishing.history import changes, explain
from tehran_diplomacy.publishing.models import Revision
from tehran_diplomacy.publishing.revisions import Reason
from tests.following.conftest import mail, mailboxes, send  # noqa: F401 - fixtures of a real mail server
from tests.forms import Page

MARK = "Qxzmark"


def changed(client, row, **boxes) -> None:
    """Save a row by its form at the desk."""
    page = f"/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/change/"
    assert Page.open(client, page).admin_form().fill(**boxes).submit("_continue").status_code == 302


@pytest.fixture
def hidden(content) -> City:
    """A city in draft that a public agreement names."""
    made = {"country": Country.objects.get(code="AM"), "latitude": 40, "longitude": 44}
    city = City.objects.create(name_en="Gyumri", name_fa="گیومری", **made)
    Agreement.objects.public().first().parties.create(city=city)
    return city


def test_the_name_of_a_city_without_a_page_leaves_a_trace_and_nothing_else_of_it_does(
    client, hidden, account
):
    client.force_login(account("publishers"))
    changed(client, hidden, summary_en="Words for later")
    assert "change-city" not in Client().get("/en/changes/?what=all").content.decode()
    changed(client, hidden, name_en=f"{MARK} 1", summary_en="Wombats")
    pages = [
        Client().get(page).content.decode()
        for page in ("/en/changes/", "/en/changes/?register=cities", "/en/changes/all.atom")
    ]
    for text in pages:
        assert MARK in text
        assert hidden.uid not in text
        assert "Wombats" not in text
    # Published later it is new, and no correction of itself; archived again, its page says that it is withdrawn.
    publisher = User.objects.get(username="publishers")
    verbs.publish(hidden, publisher)
    hidden.refresh_from_db()
    assert Revision.objects.of(hidden).past().first().weight == "first"
    assert hidden.corrected_at is None
    verbs.archive(hidden, publisher)
    changed(client, hidden, name_en=f"{MARK} 2")
    assert Revision.objects.of(hidden).past().first().weight == "correction"
    assert Client().get(hidden.get_absolute_url()).status_code == 410
    verbs.return_to_draft(hidden, publisher)
    verbs.publish(hidden, publisher)
    assert Revision.objects.of(hidden).past().first().weight == "returned"
    assert Client().get(f"/en/changes/cities/{hidden.uid}/").status_code == 200


def test_who_follows_is_told_of_persons_countries_and_cities_without_a_page(hidden, mail):  # noqa: F811
    meeting = Meeting.objects.public().first()
    person = Person.objects.create(name_en="Anna")
    meeting.participations.create(person=person)
    agreement = Agreement.objects.public().filter(parties__city=hidden).get()
    yerevan = City.objects.get(slug="yerevan")
    follows = {
        "corrections": ("corrections", "all"), "meeting": ("meetings", meeting.uid),
        "agreement": ("agreements", agreement.uid), "city": ("cities", yerevan.uid), "register": ("register", "goals"),
    }  # fmt: skip
    send()
    for name, (kind, key) in follows.items():
        Follower.objects.create(
            address=f"{name}@example.org",
            language="en",
            kind=kind,
            key=key,
            cursor=announce(),
            digested_at=timezone.now(),
        )

    def told() -> dict[str, str]:
        mail.taken.clear()
        send()
        return {to.partition("@")[0]: mail.words(to) for _path, to, _message in mail.taken}

    def rename(row, name: str) -> None:
        with changes():
            explain(Reason(en="It was misspelt."))
            row.name_en = name
            row.save()

    rename(person, "Hanna")
    letters = told()
    assert set(letters) == {"corrections", "meeting"}
    for said in ("Person", "Hanna", "It was misspelt.", "Anna → Hanna"):
        assert said in letters["meeting"]
    rename(hidden, "Giumri")
    assert set(told()) == {"corrections", "agreement"}
    rename(yerevan.country, "Republic of Armenia")
    assert set(told()) == {"corrections", "city"}
    # What nothing public names any more by the time of the letter is not told.
    rename(person, "Ioanna")
    meeting.participations.filter(person=person).delete()
    assert not any("— Person" in letter for letter in told().values())


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("page", ["people/person", "places/country", "places/city"])
def test_an_editor_who_saves_what_is_approved_in_that_moment_waits_and_is_refused(client, account, page):
    """The approval is under way and not yet seen by others: a person, a city, and the country of that city."""
    for name, action in ((PUBLISHERS, "publish"), (EDITORS, "change")):
        group, _made = Group.objects.get_or_create(name=name)
        found = Permission.objects.filter(content_type__app_label__in=("people", "places", "meetings"))
        group.permissions.set(found.exclude(codename__startswith="publish") if action == "change" else found)
    publisher = account(PUBLISHERS)
    city = City.objects.create(name_en="Gyumri", country=Country.of_code("AM"))
    person = Person.objects.create(name_en="Anna")
    meeting = Meeting.objects.create(title_en="Meeting", kind="council", place=city)
    meeting.participations.create(person=person)
    row = {"people/person": person, "places/country": city.country, "places/city": city}[page]
    client.force_login(account(EDITORS))
    form = Page.open(client, f"/admin/{page}/{row.pk}/change/").admin_form()
    form["name_en"] = MARK
    began = threading.Event()

    def approve():
        try:
            with transaction.atomic():
                verbs.publish(meeting, publisher)
                began.set()
                time.sleep(1)
        finally:
            connection.close()

    thread = threading.Thread(target=approve)
    thread.start()
    assert began.wait(20)
    assert form.submit("_continue").status_code == 403
    thread.join()
    row.refresh_from_db()
    assert row.name_en != MARK
