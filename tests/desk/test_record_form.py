"""The form of a record: its errors as one list, what its sections hold, long parts folded, its bar, its photos."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreements.models import Agreement, Party
from meetings.models import Meeting, Participation, Photo
from tehran_diplomacy.people.models import Person
from tehran_diplomacy.places.models import City
from tehran_diplomacy.publishing.history import nothing_kept
from tehran_diplomacy.publishing.models import Revision
from tehran_diplomacy.publishing.status import Status
from tests.forms import Page
from tests.test_photos import picture

ADD = "/admin/meetings/meeting/add/"


@pytest.fixture
def large(content) -> Meeting:
    """A draft with forty participants and three hundred photos."""
    meeting = Meeting.objects.create(title_fa="نشست بزرگ", kind="council")
    cities = list(City.objects.all())
    with nothing_kept():
        for number in range(40):
            person = Person.objects.create(name_fa=f"شخص {number:02}")
            city = cities[number % len(cities)]
            Participation.objects.create(meeting=meeting, person=person, city=city, position=number + 1)
        Photo.objects.bulk_create(Photo(meeting=meeting, position=number) for number in range(300))
    return meeting


def change(meeting: Meeting) -> str:
    return f"/admin/meetings/meeting/{meeting.pk}/change/"


def problems(page: Page) -> list[tuple[str, str]]:
    """The list of errors at the top: where each link leads, and what it says."""
    section = next(one for one in page.tree.iter("section") if one.get("class") == "problems")
    links = list(section.iter("a"))
    assert len(links) == len(list(section.iter("li")))
    return [(link.get("href"), "".join(link.itertext())) for link in links]


def test_errors_stand_on_top_each_with_a_link_to_its_box(admin_client, content):
    form = Page.open(admin_client, ADD).admin_form()
    row = form.add_row("participations", post_fa="شهردار")
    form.add_row("files-document-content_type-object_id", title_fa="سند بی‌فایل")
    page = Page.of(admin_client, form.fill(held_on="۱۴۰۲/۱۳/۴۵").submit("_continue"))
    found = problems(page)
    targets = [target for target, _text in found]
    assert {"#id_kind", "#id_held_on", f"#id_{row}-person"} <= set(targets)
    assert "#id_files-document-content_type-object_id-0-file" in targets
    ids = {one.get("id") for one in page.tree.iter()}
    assert {target[1:] for target in targets} <= ids
    assert len(found) == len(set(found))
    assert re.search("شرکت‌کننده [۱۲] · ", "".join(text for _target, text in found))
    assert page.tree.find(".//details[@class='collapse']") is None


def test_other_forms_of_the_desk_have_the_list_too(admin_client, content):
    form = Page.open(admin_client, "/admin/people/person/add/").admin_form()
    assert problems(Page.of(admin_client, form.submit("_continue")))


def test_sections_say_how_many_they_hold(admin_client, content):
    agreement = Agreement.objects.get(slug="tehran-yerevan-sister-city")
    text = Page.open(admin_client, f"/admin/agreements/agreement/{agreement.pk}/change/").text
    heads = [
        " ".join(re.sub("<[^>]+>", " ", one).split())
        for one in re.findall(r"<h2 id=.*?</h2>", text, re.DOTALL)
    ]
    assert any(re.fullmatch("منابع · [۱-۹]", one) for one in heads), heads
    assert any(one.startswith("طرف‌ها · ") for one in heads), heads


def test_a_long_part_is_folded_and_nothing_of_it_is_lost(admin_client, large):
    page = Page.open(admin_client, change(large))
    form = page.admin_form()
    assert "participations-0-person" not in form
    assert "شخص 39" in page.text or "شخص ۳۹" in page.text
    before = Revision.objects.of(large).count()
    form["participations-0-position"] = "90"
    form["participations-1-DELETE"] = True
    form.submit("_continue")
    rows = list(large.participations.order_by("position"))
    assert len(rows) == 39
    assert rows[-1].person.name_fa == "شخص 00"
    assert all(row.city_id for row in rows)
    assert Revision.objects.of(large).count() == before + 1


def test_one_folded_row_is_opened_and_changed(admin_client, large):
    form = Page.open(admin_client, f"{change(large)}?unfold=participations-7").admin_form()
    assert "participations-6-person" not in form
    form["participations-7-post_fa"] = "شهردار"
    answer = form.submit("_continue")
    assert answer.status_code == 302, Page.of(admin_client, answer).errors
    assert large.participations.get(post_fa="شهردار").person.name_fa == "شخص 07"
    assert large.participations.count() == 40
    assert (
        "participations-39-person"
        in Page.open(admin_client, f"{change(large)}?unfold=participations").admin_form()
    )


def test_a_row_that_doubles_a_folded_one_is_refused(admin_client, large):
    form = Page.open(admin_client, change(large)).admin_form()
    form.add_row("participations", person=large.participations.first().person_id)
    assert "person" in " ".join(Page.of(admin_client, form.submit("_continue")).errors)
    assert large.participations.count() == 40


def test_an_error_elsewhere_keeps_rows_folded_and_those_that_were_open_open(admin_client, large):
    form = Page.open(admin_client, f"{change(large)}?unfold=participations-7").admin_form()
    form.fill(held_on="nonsense", **{"participations-7-post_fa": "شهردار"})
    form = Page.of(admin_client, form.submit("_continue")).admin_form()
    assert form["participations-7-post_fa"] == "شهردار"
    assert "participations-6-person" not in form
    form.fill(held_on="۱۴۰۲/۱/۱").submit("_continue")
    assert large.participations.get(post_fa="شهردار").person.name_fa == "شخص 07"


def test_folded_rows_of_a_published_record_go_into_its_next_version(admin_client, large):
    large.status = Status.PUBLISHED
    large.save()
    form = Page.open(admin_client, f"{change(large)}?unfold=participations-7").admin_form()
    form["participations-7-post_fa"] = "شهردار"
    form.submit("_continue")
    assert not large.participations.filter(post_fa="شهردار").exists()
    asked = Page.open(admin_client, change(large)).admin_form().submit("_publish")
    Page.open(admin_client, asked["Location"]).form(having="sure").submit()
    assert large.participations.get(post_fa="شهردار").person.name_fa == "شخص 07"
    assert large.participations.count() == 40


def test_a_bilateral_agreement_with_folded_parties_still_has_them(admin_client, content):
    agreement = Agreement.objects.create(title_fa="آزمون", kind="multilateral", form="mou")
    for city in City.objects.abroad()[:6]:
        Party.objects.create(agreement=agreement, city=city)
    form = Page.open(admin_client, f"/admin/agreements/agreement/{agreement.pk}/change/").admin_form()
    errors = Page.of(admin_client, form.fill(kind="bilateral").submit("_continue")).errors
    assert errors == ["توافق دوجانبه جز تهران فقط یک شهر دیگر دارد. با شهرهای بیشتر، چندجانبه است."]


def test_a_large_meeting_costs_hardly_more_than_an_empty_one(admin_client, large):
    empty = Meeting.objects.create(title_fa="نشست خالی", kind="council")

    def cost(meeting: Meeting) -> tuple[int, int]:
        admin_client.get(change(meeting))
        with CaptureQueriesContext(connection) as queries:
            html = admin_client.get(change(meeting)).content
        return len(queries), len(html)

    (few, small), (many, big) = cost(empty), cost(large)
    assert many <= few + 1
    assert big <= 1.5 * small


def test_the_bar_says_where_the_record_stands_and_leads_to_it(admin_client, content):
    new = Page.open(admin_client, ADD)
    assert "پیش‌نویس ذخیره‌شده" not in " ".join(new.text.split())
    new.admin_form().fill(title_fa="دیدار", kind="council").submit("_continue")
    meeting = Meeting.objects.get(title_fa="دیدار")
    page = Page.open(admin_client, change(meeting))
    bar = next(one for one in page.tree.iter("div") if one.get("class") == "record-bar")
    words = " ".join("".join(bar.itertext()).split())
    assert re.fullmatch(r"پیش‌نویس ذخیره‌شده [۰-۹]{2}:[۰-۹]{2} پیش‌نمایش", words), words
    preview = next(bar.iter("a"))
    assert (preview.get("href"), preview.get("target")) == (f"{meeting.get_absolute_url()}?preview", "_blank")
    buttons = {one.get("name") for one in bar.iter("input")}
    assert buttons == {"_continue", "_submit", "_publish"}


def test_photos_chosen_in_the_form_are_shown_as_a_strip(admin_client, content):
    form = Page.open(admin_client, ADD).admin_form()
    form.fill(title_fa="دیدار", kind="council")
    form["new_photos"] = [SimpleUploadedFile(f"{n}.jpg", picture(400 + n, 300)) for n in range(2)]
    form.submit("_continue")
    meeting = Meeting.objects.get(title_fa="دیدار")
    page = Page.open(admin_client, change(meeting))
    strip = next(one for one in page.tree.iter("ul") if one.get("class") == "photo-strip")
    assert len(list(strip.iter("img"))) == 2
    assert page.follow("شرح‌ها و ترتیب").url.endswith("/gallery/")


def test_the_desk_begins_with_the_registers(admin_client, content):
    page = Page.open(admin_client, "/admin/")
    nav = next(one for one in page.tree.iter("nav") if one.get("class") == "desk-registers")
    assert page.text.index("desk-registers") < page.text.index("desk-tasks")
    assert "افزودن دیدار تازه" in " ".join("".join(nav.itertext()).split())
    assert page.follow("افزودن دیدار تازه").url.endswith(ADD)
    assert "۰: ۱۰۰ درصد" not in " ".join(re.sub("<[^>]+>", " ", page.text).split())
