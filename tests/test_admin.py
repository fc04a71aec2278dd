"""The office's admin by HTTP: every form, each role, bad input."""

import re

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreements.models import Agreement
from meetings.models import Meeting
from roadmap.models import Goal, ProgressReport
from tehran_diplomacy.publishing.status import Status
from tests.forms import Page, filled, sent
from tests.test_photos import picture

REGISTERS = [
    "roadmap/roadmap", "roadmap/goal", "roadmap/progressreport", "roadmap/councilterm", "agreements/agreement",
    "networks/network", "meetings/meeting", "places/city", "places/country", "places/organisation", "people/person",
    "portal/citizensline", "auth/user", "auth/group",
]  # fmt: skip


@pytest.mark.parametrize("register", REGISTERS)
def test_lists_and_forms_open_in_persian(admin_client, content, register):
    page = admin_client.get(f"/admin/{register}/").content.decode()
    assert '<html lang="fa" dir="rtl"' in page
    add = admin_client.get(f"/admin/{register}/add/")
    assert add.status_code == (403 if register == "portal/citizensline" else 200)
    link = re.search(rf'href="(/admin/{register}/\d+/change/[^"]*)"', page)
    if link:
        assert admin_client.get(link[1].replace("&amp;", "&")).status_code == 200


@pytest.mark.parametrize(
    ("model", "slug"),
    [
        ("agreements/agreement", "tehran-yerevan-sister-city"),
        ("meetings/meeting", "brics-municipal-forum-2024"),
        ("networks/network", "uclg"),
        ("roadmap/goal", "city-networks"),
        ("roadmap/roadmap", "sixth"),
        ("places/city", "yerevan"),
    ],
)
def test_a_record_saved_as_shown_keeps_everything(admin_client, content, model, slug):
    record = apps.get_model(model.replace("/", ".")).objects.get(slug=slug)
    skipped = ("changed_at",)
    before = {
        f.attname: getattr(record, f.attname) for f in record._meta.concrete_fields if f.name not in skipped
    }
    response = sent(admin_client, f"/admin/{model}/{record.pk}/change/", _continue="1")
    assert not response.context.get("errors"), response.context["errors"]
    record.refresh_from_db()
    assert {name: getattr(record, name) for name in before} == before


def test_an_agreement_is_made_corrected_and_published(admin_client, client, content):
    seoul = Agreement.objects.get(slug="tehran-seoul-sister-city").parties.get().city
    new = {
        "title_fa": "یادداشت تفاهم آزمون", "title_en": "Test memorandum", "kind": "bilateral", "form": "mou",
        "signed_on": "۱۴۰۲/۳", "_continue": "1",
    }  # fmt: skip
    response = sent(admin_client, "/admin/agreements/agreement/add/", **new)
    assert "توافق‌نامهٔ دوجانبه دست‌کم یک طرف دیگر جز تهران لازم دارد." in response.content.decode()
    party = {"parties-TOTAL_FORMS": "1", "parties-0-city": str(seoul.pk), "parties-0-position": "0"}
    sent(admin_client, "/admin/agreements/agreement/add/", **new, **party)
    agreement = Agreement.objects.get(slug="test-memorandum")
    assert (str(agreement.signed_on), agreement.status) == ("1402-03", Status.DRAFT)
    assert client.get("/fa/agreements/test-memorandum/").status_code == 404
    assert admin_client.get("/fa/agreements/test-memorandum/?preview").status_code == 200
    assert client.get("/fa/agreements/test-memorandum/?preview").status_code == 404
    sent(admin_client, f"/admin/agreements/agreement/{agreement.pk}/change/", _publish="1", sure="1")
    assert client.get("/fa/agreements/test-memorandum/").status_code == 200


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("1402/12/30", "این ماه چنین روزی ندارد."),
        ("دیروز", "این تاریخ درست نیست"),
        ("1402/13", "ماه عددی از ۱ تا ۱۲ است."),
    ],
)
def test_a_bad_date_is_refused_in_persian_and_kept_in_the_box(admin_client, content, typed, said):
    pk = Agreement.objects.get(slug="tehran-yerevan-sister-city").pk
    response = sent(admin_client, f"/admin/agreements/agreement/{pk}/change/", signed_on=typed, _continue="1")
    html = response.content.decode()
    assert said in html
    assert f'value="{typed}"' in html
    assert str(Agreement.objects.get(pk=pk).signed_on) == "2023-01-18"


@pytest.mark.parametrize("taken", ["charts", "journeys", "2001"])
def test_no_record_hides_behind_a_page_of_its_register(admin_client, content, taken):
    meeting = Meeting.objects.get(slug="yerevan-sisterhood")
    address = f"/admin/meetings/meeting/{meeting.pk}/change/"
    page = sent(admin_client, address, slug=taken, _publish="1", sure="1").content.decode()
    assert "صفحهٔ دیگری از درگاه این نشانی را دارد" in page
    meeting.refresh_from_db()
    assert meeting.slug == "yerevan-sisterhood"
    made = Meeting.objects.create(title_en=taken, kind="online")
    assert made.slug == f"{taken}-{made.uid}"


@pytest.mark.parametrize(
    "register",
    ["roadmap/goal", "agreements/agreement", "meetings/meeting", "networks/network", "places/city"],
)
def test_an_address_emptied_beside_a_mistake_is_no_fault_of_the_portal(admin_client, content, register):
    model = apps.get_model(*register.split("/"))
    form = f"/admin/{register}/{model.objects.public().first().pk}/change/"
    name = f"{model.label}_fa"
    page = sent(
        admin_client,
        form,
        slug="",
        **{name: "", name.replace("_fa", "_en"): ""},
    )
    assert page.status_code == 200
    assert page.context["adminform"].form.errors
    assert sent(admin_client, form, slug="").status_code == 200
    assert model.objects.get(pk=form.split("/")[-3]).slug, "the portal chooses one"


def test_an_editor_writes_and_submits_but_cannot_publish(client, content, account):
    client.force_login(account("editors"))
    pk = Agreement.objects.create(title_fa="پیش‌نویس", form="mou", kind="multilateral").pk
    address = f"/admin/agreements/agreement/{pk}/change/"
    html = client.get(address).content.decode()
    assert 'name="_submit"' in html
    assert 'name="_publish"' not in html
    forged = filled(client, address).data() | {"_publish": "1", "sure": "1"}  # the button is not shown
    assert client.post(address, forged).status_code == 403
    assert Agreement.objects.get(pk=pk).status == Status.DRAFT
    client.post("/admin/agreements/agreement/", {"action": "publish_selected", "_selected_action": [pk]})
    assert Agreement.objects.get(pk=pk).status == Status.DRAFT
    sent(client, address, _submit="1")
    assert Agreement.objects.get(pk=pk).status == Status.IN_REVIEW


def test_what_an_editor_saves_of_a_published_record_waits_for_approval(client, content, account):
    client.force_login(account("editors"))
    agreement = Agreement.objects.get(slug="tehran-yerevan-sister-city")
    address = f"/admin/agreements/agreement/{agreement.pk}/change/"
    page = agreement.get_absolute_url()
    sent(client, address, title_fa="نام تازه", _continue="1")
    assert "نام تازه" in client.get(address).content.decode()
    assert "نام تازه" not in client.get(page).content.decode()
    assert "نام تازه" in client.get(page + "?preview").content.decode()
    forged = filled(client, address).data() | {"_publish": "1", "sure": "1"}
    assert client.post(address, forged).status_code == 403
    sent(client, address, _submit="1")
    assert "نام تازه" not in client.get(page).content.decode()
    assert client.get(f"/admin/agreements/agreement/{agreement.pk}/delete/").status_code == 403
    client.force_login(account("publishers"))
    sent(client, address, _publish="1", sure="1")
    assert "نام تازه" in client.get(page).content.decode()


def test_a_publisher_publishes_for_later_and_archives(client, content, account):
    publisher = account("publishers")
    client.force_login(publisher)
    agreement = Agreement.objects.create(title_fa="زمان‌دار", form="mou", kind="multilateral")
    address = f"/admin/agreements/agreement/{agreement.pk}/change/"
    sent(client, address, _publish="1", sure="1", publish_at_0="۱۴۲۰/۱/۱", publish_at_1="۰۹:۳۰")
    agreement.refresh_from_db()
    assert (agreement.status, agreement.publish_at.isoformat(), agreement.is_public) == (
        Status.PUBLISHED, "2041-03-20T06:00:00+00:00", False,
    )  # fmt: skip
    sent(client, address, _step="archive")
    agreement.refresh_from_db()
    assert agreement.status == Status.ARCHIVED


def test_staff_without_a_group_may_do_nothing(client, content, account):
    client.force_login(account(None))
    assert Permission.objects.filter(codename="publish_agreement").count() == 1
    assert client.get("/admin/agreements/agreement/").status_code == 403


def test_several_photos_at_once_keep_the_good_and_name_the_bad(admin_client, content):
    meeting = Meeting.objects.get(slug="yerevan-sisterhood")
    address = f"/admin/meetings/meeting/{meeting.pk}/change/"
    files = [
        SimpleUploadedFile("one.jpg", picture()),
        SimpleUploadedFile("bad.jpg", b"not a picture"),
        SimpleUploadedFile("two.jpg", picture(700, 500)),
    ]
    html = sent(admin_client, address, new_photos=files, _continue="1").content.decode()
    assert "bad.jpg" in html
    assert html.count('width="72" height="72"') == 2
    assert meeting.photos.supplied().count() == 0
    sent(admin_client, address, _publish="1", sure="1")
    assert meeting.photos.supplied().count() == 2


def test_the_place_kept_for_a_photo_is_filled(admin_client, client, content):
    meeting = Meeting.objects.get(slug="yerevan-mayor-and-council-chair")
    page = Page.open(admin_client, f"/admin/meetings/meeting/{meeting.pk}/change/")
    form = page.follow("افزودن فایل عکس").form(having="file")
    form["file"] = SimpleUploadedFile("chamran.jpg", picture())
    form.submit()
    sent(admin_client, f"/admin/meetings/meeting/{meeting.pk}/change/", _publish="1", sure="1")
    photo = meeting.photos.get()
    assert photo.is_supplied
    assert photo.caption_fa == "دیدار شهردار ایروان با رئیس شورای شهر تهران"
    assert "chamran" not in photo.file.name


def test_a_damaged_file_for_a_place_is_refused(admin_client, content):
    meeting = Meeting.objects.get(slug="yerevan-mayor-and-council-chair")
    page = Page.open(admin_client, f"/admin/meetings/meeting/{meeting.pk}/gallery/")
    form = page.follow("افزودن فایل عکس").form(having="file")
    form["file"] = SimpleUploadedFile("chamran.jpg", b"not a picture")
    assert "chamran.jpg" in " ".join(Page.of(admin_client, form.submit()).errors)


def test_a_pasted_address_of_the_portal_becomes_evidence(admin_client, client, content):
    goal = Goal.objects.get(number=3)
    new = {
        "goal": str(goal.pk), "day": "۱۴۰۲/۱/۲۰", "statement_fa": "گزارش آزمون", "_publish": "1", "sure": "1",
        "evidence-TOTAL_FORMS": "2", "evidence-0-position": "0", "evidence-1-position": "1",
        "evidence-0-url": "http://127.0.0.1/en/agreements/tehran-yerevan-sister-city/",
        "evidence-1-url": "https://example.org/report",
    }  # fmt: skip
    sent(admin_client, "/admin/roadmap/progressreport/add/", **new)
    report = ProgressReport.objects.get()
    assert [str(one.record or one.url) for one in report.evidence.all()] == [
        "خواهرخواندگی تهران و ایروان", "https://example.org/report",
    ]  # fmt: skip
    html = client.get(goal.get_absolute_url()).content.decode()
    assert "گزارش آزمون" in html
    assert "۲۰ فروردین ۱۴۰۲" in html


def test_a_list_costs_the_same_with_more_rows(admin_client, content):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert admin_client.get("/admin/agreements/agreement/").status_code == 200
        return len(queries)

    cost()
    few = cost()
    for n in range(20):
        Agreement.objects.create(title_fa=f"شمارهٔ {n}", form="mou")
    assert cost() == few
