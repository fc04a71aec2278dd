"""Many photographs at once, captions in a grid, order, cover and credit: the gallery's pages at the desk."""

import io
import json
import zipfile
from pathlib import Path

import pyexiv2
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from meetings.models import Meeting, Photo
from tehran_diplomacy.people.models import Person
from tehran_diplomacy.publishing import versions
from tehran_diplomacy.publishing.models import Revision
from tehran_diplomacy.publishing.status import Status
from tests.forms import Page
from tests.press.conftest import picture

JSON_LINES = {"headers": {"accept": "application/x-ndjson"}}


@pytest.fixture
def meeting(content) -> Meeting:
    """A meeting in draft, without photos."""
    return Meeting.objects.create(title_fa="دیدار آزمون", title_en="A meeting", kind="council")


@pytest.fixture
def published(content) -> Meeting:
    """A meeting that is public, without photos."""
    meeting = Meeting.objects.get(slug="yerevan-sisterhood")
    meeting.photos.all().delete()
    return meeting


def page(meeting: Meeting, name: str = "") -> str:
    return f"/admin/meetings/meeting/{meeting.pk}/gallery/{name}"


def file(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def taken_at(moment: str, seed: int) -> bytes:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = moment
    return picture(300, 200, seed=seed, exif=exif)


def add(client, meeting: Meeting, *files) -> list[dict]:
    response = client.post(page(meeting, "add/"), {"files": list(files)}, **JSON_LINES)
    return [json.loads(line) for line in b"".join(response.streaming_content).decode().splitlines()][1:-1]


def answer(client, address: str) -> int:
    """The status of an answer that is read to its end."""
    response = client.get(address)
    b"".join(response)
    return response.status_code


def seen(meeting: Meeting) -> dict[str, str]:
    return {"_seen": versions.seen(meeting)}


def test_each_file_is_told_of_and_the_refused_leave_the_others(admin_client, meeting):
    told = add(
        admin_client,
        meeting,
        file("a.jpg", picture(300, 200, seed=1)),
        file("notes.jpg", b"no picture"),
        file("b.png", picture(300, 200, "PNG", seed=2)),
    )
    assert [(one["name"], one["taken"]) for one in told] == [
        ("a.jpg", True),
        ("notes.jpg", False),
        ("b.png", True),
    ]
    assert "notes.jpg" in told[1]["message"]
    assert answer(admin_client, told[0]["thumbnail"]) == 200
    assert list(meeting.photos.values_list("position", flat=True)) == [1, 2]


def test_a_zip_is_unpacked_and_what_programs_left_in_it_is_passed_over(admin_client, meeting):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("day one/عکس ۱.jpg", picture(300, 200, seed=1))
        archive.writestr("../../etc/passwd.jpg", picture(300, 200, seed=2))
        archive.writestr("__MACOSX/._a.jpg", b"x")
        archive.writestr("Thumbs.db", b"x")
        archive.writestr("page.html", b"<script>")
    told = add(admin_client, meeting, file("photos.zip", data.getvalue()))
    assert [(one["name"], one["taken"]) for one in told] == [
        ("عکس ۱.jpg", True),
        ("passwd.jpg", True),
        ("page.html", False),
    ]
    assert meeting.photos.count() == 2


def broken_zips():
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.jpg", bytes(60_000_000))
    bomb = data.getvalue()
    empty = io.BytesIO()
    zipfile.ZipFile(empty, "w").close()
    return {"cut": bomb[: len(bomb) // 2], "bomb": bomb, "only a mark": b"PK\x03\x04" + bytes(100)}


@pytest.mark.parametrize("kind", ["cut", "bomb", "only a mark"])
def test_a_zip_that_is_damaged_or_a_bomb_is_refused_by_name(admin_client, meeting, kind):
    told = add(admin_client, meeting, file("photos.zip", broken_zips()[kind]))
    assert [(one["taken"], bool(one["message"])) for one in told] == [(False, True)]
    assert not meeting.photos.exists()
    assert not default_storage.exists("uploads")


def test_the_same_photograph_twice_is_noticed(admin_client, meeting, published):
    data = picture(300, 200, seed=3)
    assert [one["taken"] for one in add(admin_client, meeting, file("a.jpg", data), file("b.jpg", data))] == [
        True,
        False,
    ]
    again = add(admin_client, meeting, file("c.jpg", data))
    assert (again[0]["taken"], "c.jpg" in again[0]["message"]) == (False, True)
    assert meeting.photos.count() == 1
    elsewhere = add(admin_client, published, file("d.jpg", data))
    assert (elsewhere[0]["taken"], "دیدار آزمون" in elsewhere[0]["message"]) == (True, True)


def test_captions_come_from_the_file_in_their_language(admin_client, meeting):
    with pyexiv2.ImageData(picture(300, 200)) as opened:
        opened.modify_xmp(
            {
                "Xmp.dc.description": {
                    'lang="x-default"': "The signing",
                    'lang="fa"': "امضای سند",
                    'lang="en"': "The signing",
                },
                "Xmp.photoshop.Credit": "IRNA",
            }
        )
        data = opened.get_bytes()
    add(admin_client, meeting, file("a.jpg", data))
    photo = meeting.photos.get()
    assert (photo.caption_fa, photo.caption_en, photo.credit_fa) == ("امضای سند", "The signing", "IRNA")


def test_photos_stand_by_the_time_taken_whatever_came_first(admin_client, meeting):
    for seed, hour in enumerate((11, 9, 10)):
        add(admin_client, meeting, file(f"{hour}.jpg", taken_at(f"2023:01:18 {hour:02}:00:00", seed)))
    moments = [one.taken_at for one in meeting.photos.order_by("position")]
    assert moments == sorted(moments)
    assert str(meeting.photos.first().taken_on) == "1401-10-28"


def test_the_first_photograph_takes_the_cover_from_a_place_that_is_kept(admin_client, meeting):
    Photo.objects.create(meeting=meeting, caption_fa="عکس هنوز نرسیده", is_cover=True, position=1)
    add(admin_client, meeting, file("a.jpg", picture(300, 200)), file("b.jpg", picture(310, 200)))
    assert [(one.position, one.is_cover) for one in meeting.photos.supplied()] == [(2, True), (3, False)]


def test_an_order_is_typed_dragged_or_by_time(admin_client, meeting):
    for seed, hour in enumerate((9, 10, 11)):
        add(admin_client, meeting, file(f"{hour}.jpg", taken_at(f"2023:01:18 {hour:02}:00:00", seed)))
    first, second, third = meeting.photos.order_by("position").values_list("uid", flat=True)

    def ordered(**data) -> list[str]:
        response = admin_client.post(page(meeting, "order/"), data | seen(meeting))
        assert response.status_code == 302
        return list(meeting.photos.order_by("position").values_list("uid", flat=True))

    assert ordered(photo=[third, first, second], as_listed="1") == [third, first, second]
    typed = {f"place-{third}": "9", f"place-{first}": "2", f"place-{second}": "1"}
    assert ordered(photo=[third, first, second], **typed) == [second, first, third]
    assert ordered(by_time="1") == [first, second, third]
    for name in (b"order", b"captions"):
        assert name in admin_client.get(page(meeting, "order/" if name == b"order" else "")).content


def grid(client, meeting: Meeting) -> dict:
    response = client.get(page(meeting))
    data = {"_seen": response.context["seen"], "photo": []}
    for photo, form, _thumbnail in response.context["rows"]:
        data["photo"].append(photo.uid)
        data |= {bound.html_name: bound.value() or "" for bound in form if bound.name != "persons"}
        data[f"{photo.uid}-persons"] = [str(person.pk) for person in photo.persons.all()]
    return data


def test_captions_of_both_languages_cover_and_removal_in_one_grid(admin_client, meeting):
    add(admin_client, meeting, *(file(f"{n}.jpg", picture(300, 200, seed=n)) for n in range(3)))
    first, second, third = meeting.photos.order_by("position")
    person = Person.objects.get(name_en="Hrachya Sargsyan")
    data = grid(admin_client, meeting) | {
        f"{first.uid}-caption_fa": "دست دادن",
        f"{first.uid}-caption_en": "A handshake",
        f"{second.uid}-taken_on": "۲۸ دی ۱۴۰۱",
        f"{second.uid}-persons": [str(person.pk)],
        f"{first.uid}-is_withdrawn": "on",
        "cover": second.uid,
        "delete": [third.uid],
    }
    assert admin_client.post(page(meeting), data).status_code == 302
    kept = {photo.uid: photo for photo in meeting.photos.all()}
    assert set(kept) == {first.uid, second.uid}
    assert (kept[first.uid].caption_fa, kept[first.uid].caption_en) == ("دست دادن", "A handshake")
    assert (kept[second.uid].is_cover, str(kept[second.uid].taken_on)) == (True, "1401-10-28")
    assert (kept[first.uid].is_withdrawn, list(kept[second.uid].persons.all())) == (True, [person])
    with default_storage.open(kept[second.uid].press_file) as opened:
        assert b"Hrachya Sargsyan" in opened.read()
    with default_storage.open(kept[first.uid].press_file) as opened:
        assert b"A handshake" in opened.read()


def test_a_bad_day_in_the_grid_is_named_and_nothing_typed_is_lost(admin_client, meeting):
    add(admin_client, meeting, file("a.jpg", picture(300, 200)))
    photo = meeting.photos.get()
    data = grid(admin_client, meeting) | {
        f"{photo.uid}-caption_fa": "نوشته شد",
        f"{photo.uid}-taken_on": "۳۰ اسفند ۱۴۰۲",
    }
    html = admin_client.post(page(meeting), data).content.decode()
    assert "errorlist" in html
    assert "نوشته شد" in html
    photo.refresh_from_db()
    assert not photo.caption_fa


def test_one_credit_is_set_for_all_or_where_there_is_none(admin_client, meeting):
    add(admin_client, meeting, *(file(f"{n}.jpg", picture(300, 200, seed=n)) for n in range(3)))
    photo = meeting.photos.first()
    photo.credit_fa = "ایرنا"
    photo.save()

    def credits(wish: str) -> list[str]:
        form = Page.open(admin_client, page(meeting)).form(id="captions").fill(credit_fa="شورا")
        form.submit("_credit", wish)
        return sorted(meeting.photos.values_list("credit_fa", flat=True))

    assert credits("empty") == ["ایرنا", "شورا", "شورا"]
    assert credits("all") == ["شورا"] * 3


def test_photos_of_a_public_meeting_wait_for_approval(
    client, published, account, django_capture_on_commit_callbacks
):
    client.force_login(account("editors"))
    told = add(client, published, *(file(f"{n}.jpg", picture(300, 200, seed=n)) for n in range(2)))
    again = add(client, published, file("again.jpg", picture(300, 200, seed=0)))
    assert [one["taken"] for one in told + again] == [True, True, False]
    assert not published.photos.exists()
    assert answer(client, told[1]["thumbnail"]) == 200
    data = grid(client, published)
    first = data["photo"][0]
    client.post(page(published), data | {f"{first}-caption_fa": "منتظر تأیید"})
    assert "منتظر تأیید" in client.get(page(published)).content.decode()
    client.logout()
    assert answer(client, told[1]["thumbnail"]) == 404
    assert first not in client.get(published.get_absolute_url()).content.decode()
    version = versions.in_work(published)
    with django_capture_on_commit_callbacks(execute=True):
        versions.approve(version, account("publishers"))
    assert first in client.get(published.get_absolute_url()).content.decode()
    photo = Photo.objects.get(uid=first)
    with default_storage.open(photo.press_file) as opened:
        assert "منتظر تأیید".encode() in opened.read()


def test_a_preview_link_shows_the_pictures_of_the_version_in_work(client, admin_client, published):
    add(admin_client, published, file("new.jpg", picture(300, 200)))
    address = f"/admin/meetings/meeting/{published.pk}/change/"
    Page.open(admin_client, address).admin_form().submit("_step", "preview")
    form = admin_client.get(address).content.decode()
    link = form.partition('value="http://testserver/')[2].partition('"')[0].replace("&amp;", "&")
    html = client.get(f"/{link}").content.decode()
    source = html.partition('<img src="/photos/')[2].partition('"')[0]
    assert "?preview=" in source
    assert answer(client, f"/photos/{source}") == 200
    assert answer(client, f"/photos/{source.partition('?')[0]}") == 404
    assert answer(client, f"/photos/{source}x") == 404


def test_who_may_not_write_may_not_add(client, meeting, account):
    client.force_login(account("editors"))
    meeting.status = Status.ARCHIVED
    meeting.save()
    response = client.post(page(meeting, "add/"), {"files": [file("a.jpg", picture(300, 200))]})
    assert response.status_code == 403
    client.logout()
    assert client.post(page(meeting, "add/")).status_code == 302
    assert not meeting.photos.exists()


def test_the_second_to_save_the_grid_overwrites_nothing(admin_client, meeting):
    add(admin_client, meeting, file("a.jpg", picture(300, 200)))
    photo = meeting.photos.get()
    data = grid(admin_client, meeting)
    admin_client.post(page(meeting), data | {f"{photo.uid}-caption_fa": "از نخستین"})
    response = admin_client.post(page(meeting), data | {f"{photo.uid}-caption_fa": "از دومین"})
    assert "/aside/" in response["Location"]
    photo.refresh_from_db()
    assert photo.caption_fa == "از نخستین"
    html = admin_client.get(response["Location"]).content.decode()
    assert "نخستین" in html
    assert "دومین" in html
    assert Revision.objects.of(meeting).set_aside().count() == 1


def bulk(meeting: Meeting, number: int) -> None:
    Photo.objects.bulk_create(
        Photo(meeting=meeting, position=n, caption_fa=f"عکس {n}") for n in range(1, number + 1)
    )


@pytest.mark.slow
@pytest.mark.parametrize("name", ["", "order/"])
def test_a_gallery_of_300_costs_what_one_of_10_costs(
    admin_client, meeting, django_assert_max_num_queries, name
):
    bulk(meeting, 10)
    admin_client.get(page(meeting, name))
    with django_assert_max_num_queries(30) as few:
        admin_client.get(page(meeting, name))
    bulk(meeting, 290)
    with django_assert_max_num_queries(len(few)):
        html = admin_client.get(page(meeting, name)).content.decode()
    assert html.count("<textarea") <= 40 * 2


@pytest.mark.slow
def test_a_meeting_shows_a_strip_of_its_photos_however_many_there_are(
    admin_client, meeting, django_assert_max_num_queries
):
    address = f"/admin/meetings/meeting/{meeting.pk}/change/"
    bulk(meeting, 300)
    with django_assert_max_num_queries(40):
        html = admin_client.get(address).content.decode()
    assert "photos-TOTAL_FORMS" not in html
    assert html.count('class="photo-missing"') == 12
    assert f"{page(meeting)}" in html
    assert len(html) < 200_000


def test_pages_of_the_gallery_are_in_persian_and_ask_who_is_there(client, admin_client, meeting):
    assert "عکس" in admin_client.get(page(meeting)).content.decode()
    client.logout()
    assert client.get(page(meeting)).status_code == 302
    assert Path(client.get(page(meeting))["Location"].partition("?")[0]).name == "login"
