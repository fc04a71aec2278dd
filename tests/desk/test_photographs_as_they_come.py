"""Photographs whose metadata no form would take are taken all the same, on either database."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from meetings.models import Meeting
from tests.files.test_metadata_by_field import taken, written
from tests.forms import Page


@pytest.fixture
def meeting(content) -> Meeting:
    return Meeting.objects.create(title_fa="دیدار آزمون", kind="council")


def sent(client, meeting: Meeting, *uploads: bytes):
    form = Page.open(client, f"/admin/meetings/meeting/{meeting.pk}/gallery/").form(id="add-photos")
    form["files"] = [SimpleUploadedFile(f"{n}.jpg", data) for n, data in enumerate(uploads)]
    return form.submit(follow=True).content.decode()


def test_odd_clocks_break_no_page_of_the_desk(admin_client, meeting):
    clocks = ["0001:01:01 00:00:00", "0500:06:01 00:00:00", "1402:10:28 12:00:00", "1699:01:01 00:00:00"]
    sent(admin_client, meeting, *map(taken, clocks))
    assert [bool(photo.taken_on) for photo in meeting.photos.order_by("pk")] == [False, False, True, False]
    for page in ("change/", "gallery/"):
        Page.open(admin_client, f"/admin/meetings/meeting/{meeting.pk}/{page}")


def test_a_day_that_was_stored_before_can_be_mended(admin_client, meeting):
    sent(admin_client, meeting, taken("2021:01:01 00:00:00"))
    photo = meeting.photos.get()
    type(photo).objects.filter(pk=photo.pk).update(taken_on="0781-08-06")
    form = Page.open(admin_client, f"/admin/meetings/meeting/{meeting.pk}/gallery/").form(id="captions")
    form[f"{photo.uid}-taken_on"] = "1402/10/28"
    form.submit(follow=True)
    photo.refresh_from_db()
    assert photo.taken_on.togregorian() == date(2024, 1, 18)


def test_a_credit_longer_than_its_column_is_cut_with_a_note(admin_client, meeting):
    long = written(xmp={"photoshop.Credit": "عکاس خبرگزاری " * 30})
    said_of_it = sent(admin_client, meeting, long)
    assert "بیش از اندازه بلند بود و کوتاه شد" in said_of_it
    photo = meeting.photos.get()
    assert len(photo.credit_fa) <= 120
    assert photo.credit_fa.endswith(("خبرگزاری…", "عکاس…"))
