"""A mirror that hands back `as_of` misses nothing, whoever writes meanwhile and however long it takes."""

import os
import threading
import time

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, connection, transaction
from django.test import Client

from meetings.models import Meeting, Photo
from tehran_diplomacy.places.models import City
from tehran_diplomacy.publishing import verbs
from tehran_diplomacy.publishing.history import changes, explain, last_number
from tehran_diplomacy.publishing.revisions import Reason, Revision
from tehran_diplomacy.publishing.snapshots import apply
from tests.accountable.test_mirror import Mirror, original

EDITS = int(os.environ.get("MIRROR_EDITS", "240")) // 80  # of each writer


def _many_in_one_transaction(number: int) -> None:
    with changes():
        for meeting in Meeting.objects.order_by("pk"):
            meeting.title_en = f"Bulk {number} {meeting.pk}"
            meeting.save()
        time.sleep(0.2)


def _without_a_block(number: int) -> None:
    """Every save is told by itself, and the transaction goes on."""
    with transaction.atomic():
        for meeting in Meeting.objects.order_by("pk")[:3]:
            meeting.note_en = f"Note {number}"
            meeting.save()
        time.sleep(0.1)


def _told_of_by_others(number: int) -> None:
    city = City.objects.order_by("pk")[number % 3]
    city.name_en = f"City {number}"
    city.save()


def _back_and_forth(number: int) -> None:
    meeting = Meeting.objects.order_by("-pk")[number % 4]
    user = User.objects.get(username="publishers")
    (verbs.archive if meeting.status == "published" else verbs.publish)(meeting, user)


def _photos(number: int) -> None:
    meeting = Meeting.objects.order_by("pk")[number % 5]
    photo = meeting.photos.create(caption_en=f"Photo {number}")
    time.sleep(0.05)
    photo.delete()


WRITERS = (_many_in_one_transaction, _without_a_block, _told_of_by_others, _back_and_forth, _photos)


def _writing(write) -> None:
    try:
        for number in range(EDITS):
            for _again in range(20):
                try:
                    write(number)
                    break
                except DatabaseError:  # two that wait for each other: one begins anew, as a person would
                    time.sleep(0.05)
    finally:
        connection.close()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_mirror_misses_nothing_while_five_write(content, account, settings):
    settings.SITE_ADDRESS = "http://127.0.0.1"
    account("publishers")
    mirror = Mirror(Client())
    mirror.ask()
    writers = [threading.Thread(target=_writing, args=[write]) for write in WRITERS]
    for writer in writers:
        writer.start()
    rounds = 0
    while any(writer.is_alive() for writer in writers):
        mirror.ask()
        rounds += 1
    assert rounds > 2
    mirror.ask()
    assert mirror.rows == original(Client())


def test_moments_of_changes_follow_each_other_even_where_the_clock_goes_back(content, freezer):
    first, second = Meeting.objects.order_by("pk")[:2]
    first.title_en = "One"
    first.save()
    freezer.move_to("2020-01-01")
    second.title_en = "Two"
    second.save()
    first.refresh_from_db()
    second.refresh_from_db()
    assert second.changed_at > first.changed_at


def test_what_is_deleted_for_good_leaves_a_tombstone(client, content, account):
    photo = Photo.objects.public().first()
    meeting, user = photo.meeting, account("publishers")
    as_of = client.get("/api/v1/photos").json()["as_of"]
    with changes(user):
        explain(Reason(en="Taken by somebody else."))
        photo.delete()
    answer = client.get("/api/v1/photos/withdrawn", {"modified_since": as_of}).json()
    assert [row["uid"] for row in answer["data"]] == [photo.uid]
    assert answer["data"][0]["reason"]["en"] == "Taken by somebody else."
    assert client.get(f"/api/v1/photos/{photo.uid}").status_code == 410
    others = set(meeting.photos.values_list("uid", flat=True))
    meeting.delete()
    gone = client.get("/api/v1/photos/withdrawn", {"modified_since": answer["as_of"]}).json()["data"]
    assert {row["uid"] for row in gone} == others
    assert client.get(f"/api/v1/meetings/{meeting.uid}").status_code == 410
    table = b"".join(client.get("/data/withdrawn.csv").streaming_content).decode()
    assert f"meetings,{meeting.uid}," in table
    assert f"photos,{photo.uid}," in table
    draft = Meeting.objects.create(title_en="Never public", kind="online")
    draft.delete()
    assert client.get(f"/api/v1/meetings/{draft.uid}").status_code == 404


def test_what_an_earlier_version_brings_back_is_gone_no_more(client, content, account):
    photo = Photo.objects.public().first()
    before = photo.meeting
    number = last_number(before)
    with changes():
        photo.delete()
    with changes():
        apply(before, Revision.objects.of(before).past().get(number=number).data)
    assert client.get("/api/v1/photos/withdrawn").json()["data"] == []
    assert photo.uid in [
        row["uid"] for row in client.get(f"/api/v1/photos?meeting={before.uid}").json()["data"]
    ]


def test_a_walk_keeps_the_safe_moment_of_its_first_page(client, content):
    first = client.get("/api/v1/meetings?limit=2").json()
    Meeting.objects.first().save()
    meeting = Meeting.objects.order_by("-changed_at").first()
    meeting.title_en = "Changed on the way"
    meeting.save()
    second = client.get(first["next"].removeprefix("http://127.0.0.1")).json()
    assert second["as_of"] == first["as_of"]
    later = client.get("/api/v1/meetings", {"modified_since": first["as_of"]}).json()
    assert [row["uid"] for row in later["data"]] == [meeting.uid]
