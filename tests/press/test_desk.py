"""The press room at the office's desk: persons, withdrawing, terms, changed titles."""

from django.core.files.storage import default_storage

from meetings import gallery
from meetings.models import PressOffice
from tehran_diplomacy.people.models import Person
from tehran_diplomacy.portal.models import CitizensLine
from tehran_diplomacy.publishing.models import Revision
from tehran_diplomacy.publishing.status import Status
from tests.forms import Page, sent


def stored(name):
    with default_storage.open(name) as file:
        return file.read()


def address(meeting):
    return f"/admin/meetings/meeting/{meeting.pk}/change/"


def in_the_gallery(client, meeting, **values):
    """Write into the page of captions, and publish."""
    captions = Page.open(client, address(meeting)[:-7] + "gallery/").form(id="captions")
    captions.fill(**values).submit()


def test_persons_named_at_a_photo_are_written_into_its_file(photos, meeting, admin_client):
    person = Person.objects.get(name_en="Hrachya Sargsyan")
    in_the_gallery(admin_client, meeting, **{f"{photos[0].uid}-persons": [str(person.pk)]})
    sent(admin_client, address(meeting), _publish="1", sure="1")
    photo = meeting.photos.get(uid=photos[0].uid)
    assert list(photo.persons.all()) == [person]
    assert b"Hrachya Sargsyan" in stored(photo.press_file)
    assert b"Hrachya Sargsyan" in stored(photo.web_file)


def test_a_changed_title_reaches_every_file(
    photos, meeting, admin_client, client, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        sent(admin_client, address(meeting), title_en="A title of today", _publish="1", sure="1")
    for photo in meeting.photos.all():
        assert b"A title of today" in stored(photo.press_file)
    assert b"A title of today" in b"".join(client.get(f"/photos/{photo.uid}/original").streaming_content)


def test_an_earlier_version_brings_its_photograph_back(
    photos, meeting, admin_client, django_capture_on_commit_callbacks
):
    meeting.status = Status.DRAFT
    meeting.save()
    wanted = Revision.objects.of(meeting).past().first()
    before = stored(photos[0].press_file)
    with django_capture_on_commit_callbacks(execute=True):
        in_the_gallery(admin_client, meeting, delete=[photos[0].uid])
    assert not default_storage.exists(photos[0].press_file)
    admin_client.post(f"{address(meeting)[:-7]}history/{wanted.pk}/bring-back/")
    back = meeting.photos.get(uid=photos[0].uid)
    assert stored(back.press_file) == before
    assert all(default_storage.exists(name) for name in gallery.files_of(back))


def test_a_photo_is_withdrawn_by_a_tick(photos, meeting, admin_client, client):
    in_the_gallery(admin_client, meeting, **{f"{photos[1].uid}-is_withdrawn": True})
    sent(admin_client, address(meeting), _publish="1", sure="1")
    assert client.get(f"/photos/{photos[1].uid}/original").status_code == 410


def test_the_press_office_is_one_row_that_publishers_keep(account, client, content):
    client.force_login(account("editors"))
    assert client.get("/admin/meetings/pressoffice/add/").status_code == 403
    assert client.get("/admin/portal/citizensline/").status_code == 200
    line = CitizensLine.objects.get()
    editing = client.post(f"/admin/portal/citizensline/{line.pk}/change/", {"number": "1"})
    assert editing.status_code == 403
    client.force_login(account("publishers"))
    new = {"terms_fa": "آزاد با ذکر نام", "terms_en": "Free with credit", "email": "press@example.org"}
    sent(client, "/admin/meetings/pressoffice/add/", **new)
    assert PressOffice.objects.get().terms_en == "Free with credit"
    assert client.get("/admin/meetings/pressoffice/add/").status_code == 403
    assert "Free with credit" in client.get("/en/press/").content.decode()
