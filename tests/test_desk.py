"""The office's desk by HTTP: versions in work, history, the bin, two people at one record."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agreements.models import Agreement
from meetings.models import Meeting
from networks.models import Network
from tehran_diplomacy.people.models import Person
from tehran_diplomacy.publishing.groups import PUBLISHERS
from tehran_diplomacy.publishing.models import Revision
from tehran_diplomacy.publishing.revisions import Step
from tehran_diplomacy.publishing.status import Status
from tests.forms import Page, filled, sent
from tests.starter_content import MEETINGS, MEETINGS_IN_DEY_1401

FORM = "/admin/agreements/agreement/{}/change/"


@pytest.fixture
def yerevan(content) -> Agreement:
    return Agreement.objects.get(slug="tehran-yerevan-sister-city")


@pytest.fixture
def draft(content) -> Agreement:
    return Agreement.objects.create(title_fa="پیش‌نویس", title_en="Draft", form="mou", kind="multilateral")


def steps(record) -> list[str]:
    return list(Revision.objects.of(record).past().values_list("step", flat=True))[::-1]


def test_every_step_is_kept_with_who_and_when(client, draft, account):
    editor, publisher = account("editors"), account("publishers")
    client.force_login(editor)
    sent(client, FORM.format(draft.pk), note_fa="متن", _continue="1")
    sent(client, FORM.format(draft.pk), _submit="1")
    client.force_login(publisher)
    sent(client, FORM.format(draft.pk), _step="send_back", remark="تاریخ را بنویسید")
    draft.refresh_from_db()
    assert (draft.status, draft.remark) == (Status.DRAFT, "تاریخ را بنویسید")
    client.force_login(editor)
    assert "تاریخ را بنویسید" in client.get(FORM.format(draft.pk)).content.decode()
    sent(client, FORM.format(draft.pk), signed_on="۱۴۰۲", _submit="1")
    client.force_login(publisher)
    sent(client, FORM.format(draft.pk), _publish="1", sure="1")
    sent(client, FORM.format(draft.pk), _step="archive")
    assert steps(draft) == [
        "created",
        "changed",
        "submitted",
        "sent_back",
        "submitted",
        "published",
        "archived",
    ]
    by = Revision.objects.of(draft).past().order_by("number").values_list("made_by__username", flat=True)
    assert list(by) == [None, *["editors"] * 2, "publishers", "editors", "publishers", "publishers"]
    html = client.get(f"/admin/agreements/agreement/{draft.pk}/history/").content.decode()
    assert "تاریخ را بنویسید" in html
    assert client.get(draft.get_absolute_url()).status_code == 410


def test_sending_back_needs_a_remark(client, draft, account):
    client.force_login(account("publishers"))
    Agreement.objects.filter(pk=draft.pk).update(status=Status.IN_REVIEW)
    html = sent(client, FORM.format(draft.pk), _step="send_back", remark=" ").content.decode()
    assert "بنویسید چه چیزی باید تغییر کند" in html
    draft.refresh_from_db()
    assert draft.status == Status.IN_REVIEW


def test_parts_and_relations_are_kept_and_compared_in_words(admin_client, yerevan):
    address = FORM.format(yerevan.pk)
    party = {"parties-TOTAL_FORMS": "2", "parties-1-network": str(Network.objects.get(slug="uclg").pk), "parties-1-position": "1"}  # fmt: skip
    goals = list(yerevan.goals.values_list("pk", flat=True))
    sent(admin_client, address, signed_on="2023-01", goals=goals[:1], **party, _publish="1", sure="1")
    newest, before = Revision.objects.of(yerevan).past()[:2]
    html = admin_client.get(
        f"/admin/agreements/agreement/{yerevan.pk}/history/compare/?a={before.pk}&b={newest.pk}"
    ).content.decode()
    assert "<del>۲۸ دی ۱۴۰۱</del>" in html
    assert "<ins>ژانویهٔ ۲۰۲۳ میلادی</ins>" in html
    assert str(Network.objects.get(slug="uclg")) in html
    assert len(re.findall(r'<th scope="row">', html)) == 3


def test_an_earlier_version_comes_back_with_its_parts(admin_client, yerevan, client):
    address = FORM.format(yerevan.pk)
    before = yerevan.parties.get().city
    data = {
        "title_fa": "نام دیگر",
        "parties-0-DELETE": "on",
        "kind": "multilateral",
        "_publish": "1",
        "sure": "1",
    }
    sent(admin_client, address, **data)
    yerevan.refresh_from_db()
    assert (yerevan.title_fa, yerevan.parties.count()) == ("نام دیگر", 0)
    first = Revision.objects.of(yerevan).past().last()
    history = Page.open(admin_client, f"/admin/agreements/agreement/{yerevan.pk}/history/")
    back = history.form(id="bring-back")
    back.action = f"http://testserver/admin/agreements/agreement/{yerevan.pk}/history/{first.pk}/bring-back/"
    back.submit()
    assert "نام دیگر" in client.get(yerevan.get_absolute_url()).content.decode()
    sent(admin_client, address, _publish="1", sure="1")
    yerevan.refresh_from_db()
    assert (yerevan.title_fa, yerevan.parties.get().city) == ("خواهرخواندگی تهران و ایروان", before)


def test_a_new_version_keeps_parts_added_in_several_sittings(client, yerevan, account):
    client.force_login(account("editors"))
    address = FORM.format(yerevan.pk)
    for number, name in enumerate(("uclg", "metropolis"), 1):
        network = Network.objects.filter(slug=name).first() or Network.objects.exclude(slug="uclg").first()
        party = {
            "parties-TOTAL_FORMS": str(number + 1),
            f"parties-{number}-network": str(network.pk),
            f"parties-{number}-position": str(number),
        }
        assert not sent(client, address, **party, _continue="1").context.get("errors")
    assert yerevan.parties.count() == 1
    client.force_login(account("publishers"))
    sent(client, address, _publish="1", sure="1")
    assert yerevan.parties.count() == 3
    assert all(key > 0 for key in yerevan.parties.values_list("pk", flat=True))
    assert not Revision.objects.in_work().exists()


def test_a_new_version_can_be_sent_back_and_discarded(client, yerevan, account):
    client.force_login(account("editors"))
    sent(client, FORM.format(yerevan.pk), title_fa="نام تازه", _submit="1")
    client.force_login(account("publishers"))
    sent(client, FORM.format(yerevan.pk), _step="send_back", remark="نه")
    version = Revision.objects.of(yerevan).in_work().get()
    assert (version.status, version.remark) == (Status.DRAFT, "نه")
    Page.open(client, f"/admin/agreements/agreement/{yerevan.pk}/discard/").form(having="_seen").submit()
    assert not Revision.objects.of(yerevan).in_work().exists()
    assert "نام تازه" not in client.get(FORM.format(yerevan.pk)).content.decode()


def test_the_second_to_save_sees_both_versions_and_loses_nothing(client, draft, account):
    address = FORM.format(draft.pk)
    first, second = Client(), client
    first.force_login(account("editors"))
    second.force_login(account("publishers"))
    opened = filled(second, address)
    sent(first, address, title_fa="از نخستین", subjects_fa="حمل‌ونقل", _continue="1")
    opened.fill(title_fa="از دومین", note_fa="یادداشت دومین")
    response = opened.submit("_continue", follow=True)
    html = response.content.decode()
    draft.refresh_from_db()
    assert draft.title_fa == "از نخستین"
    for text in ("نخستین", "دومین", "یادداشت", "حمل‌ونقل", "هر دو تغییر داده‌اند"):
        assert text in html
    Page(second, response, f"http://testserver{response.redirect_chain[-1][0]}").form(having="choice").submit(
        "choice", "both"
    )
    draft.refresh_from_db()
    assert (draft.title_fa, draft.note_fa, draft.subjects_fa) == ("از دومین", "یادداشت دومین", "حمل‌ونقل")
    assert not Revision.objects.of(draft).set_aside().exists()


def test_a_post_that_does_not_say_what_it_saw_overwrites_nothing(admin_client, draft):
    data = filled(admin_client, FORM.format(draft.pk), title_fa="دیگر").data("_continue")
    del data["_seen"]
    response = admin_client.post(FORM.format(draft.pk), data)
    assert "/aside/" in response["Location"]
    draft.refresh_from_db()
    assert draft.title_fa == "پیش‌نویس"


@pytest.mark.django_db(transaction=True)
def test_twenty_writers_at_one_record_lose_nothing(account):
    writers = 20 if connection.vendor == "postgresql" else 4  # SQLite lets them write one after the other
    group, _made = Group.objects.get_or_create(name=PUBLISHERS)
    group.permissions.set(Permission.objects.filter(content_type__app_label="agreements"))
    user = account(PUBLISHERS)
    draft = Agreement.objects.create(title_fa="پیش‌نویس", form="mou", kind="multilateral")
    address = FORM.format(draft.pk)
    opener = Client()
    opener.force_login(user)
    data = filled(opener, address).data("_continue")

    def write(number: int) -> int:
        client = Client()
        client.force_login(user)
        try:
            return client.post(address, data | {"note_fa": f"نویسندهٔ {number}"}).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(writers) as pool:
        assert list(pool.map(write, range(writers))) == [302] * writers
    draft.refresh_from_db()
    aside = Revision.objects.of(draft).set_aside()
    written = {draft.note_fa, *(one.data["fields"]["note_fa"] for one in aside)}
    assert written == {f"نویسندهٔ {number}" for number in range(writers)}


def test_the_bin_keeps_a_record_and_gives_it_back(admin_client, client, yerevan):
    page = yerevan.get_absolute_url()
    Page.open(admin_client, f"/admin/agreements/agreement/{yerevan.pk}/delete/").form(having="post").submit()
    yerevan.refresh_from_db()
    assert yerevan.status == Status.BINNED
    assert client.get(page).status_code == 410
    row = f"/admin/agreements/agreement/{yerevan.pk}/change/"
    assert f'href="{row}' not in admin_client.get("/admin/agreements/agreement/").content.decode()
    assert row in admin_client.get("/admin/agreements/agreement/?status__exact=binned").content.decode()
    sent(admin_client, FORM.format(yerevan.pk), _step="restore")
    yerevan.refresh_from_db()
    assert (yerevan.status, yerevan.parties.count()) == (Status.DRAFT, 1)
    assert steps(yerevan) == [Step.LOADED, Step.BINNED, Step.RESTORED]


def test_a_record_that_others_name_does_not_go_to_the_bin(admin_client, yerevan):
    city = yerevan.parties.get().city
    admin_client.post(f"/admin/places/city/{city.pk}/delete/", {"post": "yes"})
    city.refresh_from_db()
    assert city.status == Status.PUBLISHED


def test_a_preview_link_opens_without_an_account_and_ends(client, admin_client, draft, freezer):
    Page.open(admin_client, FORM.format(draft.pk)).admin_form().submit("_step", "preview")
    html = admin_client.get(FORM.format(draft.pk)).content.decode()
    link = re.search(r'value="(http://testserver/[^"]+\?preview=[^"]+)"', html)[1]
    assert "پیش‌نویس" in client.get(link).content.decode()
    other = Agreement.objects.create(title_fa="دیگری", form="mou", kind="multilateral")
    token = link.partition("?preview=")[2]
    assert client.get(f"{other.get_absolute_url()}?preview={token}").status_code == 404
    assert client.get(f"{draft.get_absolute_url()}?preview={token}x").status_code == 404
    freezer.tick(8 * 24 * 3600)
    assert client.get(link).status_code == 404


def test_a_preview_shows_the_version_in_work_to_its_holder_alone(client, admin_client, yerevan):
    sent(admin_client, FORM.format(yerevan.pk), title_fa="نام تازه", _continue="1")
    Page.open(admin_client, FORM.format(yerevan.pk)).admin_form().submit("_step", "preview")
    html = admin_client.get(FORM.format(yerevan.pk)).content.decode()
    link = re.search(r'value="(http://testserver/[^"]+\?preview=[^"]+)"', html)[1]
    assert "نام تازه" in client.get(link).content.decode()
    assert "نام تازه" not in client.get(yerevan.get_absolute_url()).content.decode()
    yerevan.refresh_from_db()
    assert yerevan.title_fa == "خواهرخواندگی تهران و ایروان"


def test_no_road_leaves_no_trace(content):
    meeting = Meeting.objects.get(slug="yerevan-mayor-and-council-chair")
    before = len(steps(meeting))
    meeting.title_fa = "الف"
    meeting.save()
    Meeting.objects.filter(pk=meeting.pk).update(kind="online")
    meeting.participations.update(post_fa="ب")
    meeting.participations.first().delete()
    meeting.goals.clear()
    meeting.outcomes.create(text_fa="پ")
    meeting.photos.all().delete()
    assert len(steps(meeting)) == before + 7


def test_persons_are_kept_too(admin_client, content):
    person = Person.objects.first()
    address = f"/admin/people/person/{person.pk}/change/"
    sent(admin_client, address, name_fa="نام دیگر", _continue="1")
    assert steps(person) == ["loaded", "changed"]
    assert "نام دیگر" in admin_client.get(f"/admin/people/person/{person.pk}/history/compare/?b={Revision.objects.of(person).past().first().pk}").content.decode()  # fmt: skip


def test_a_record_is_translated_side_by_side(admin_client, client, draft):
    Agreement.objects.filter(pk=draft.pk).update(title_en=None, note_fa="متن")
    draft.events.create(kind="signed", day="1402", note_fa="یادداشت رویداد")
    listed = admin_client.get("/admin/agreements/agreement/?needs=no_en").content.decode()
    assert f"/admin/agreements/agreement/{draft.pk}/translate/?to=en" not in listed  # it is not public yet
    address = f"/admin/agreements/agreement/{draft.pk}/translate/?to=en"
    assert address in admin_client.get("/admin/agreements/agreement/").content.decode()
    page = admin_client.get(address)
    html = page.content.decode()
    assert '<p lang="fa" dir="rtl">یادداشت رویداد</p>' in html
    event = draft.events.get()
    data = {
        "_seen": page.context["seen"],
        "f-title_en": "Draft",
        "f-note_en": "Text",
        f"p-events-{event.pk}-note_en": "A note",
    }
    admin_client.post(address, data)
    draft.refresh_from_db()
    event.refresh_from_db()
    assert (draft.title_en, draft.note_en, event.note_en, draft.title_fa) == (
        "Draft",
        "Text",
        "A note",
        "پیش‌نویس",
    )
    assert "/aside/" in admin_client.post(address, data | {"f-note_en": "late"})["Location"]


def test_a_translation_of_what_is_published_waits_for_approval(client, yerevan, account):
    client.force_login(account("editors"))
    address = f"/admin/agreements/agreement/{yerevan.pk}/translate/?to=en"
    page = client.get(address)
    data = {box.html_name: box.value() for _text, box in page.context["rows"]} | {
        "_seen": page.context["seen"]
    }
    client.post(address, data | {"f-title_en": "Another title"})
    yerevan.refresh_from_db()
    assert yerevan.title_en != "Another title"
    assert Revision.objects.of(yerevan).in_work().get().title_en == "Another title"


def test_the_desk_counts_what_waits_in_a_constant_number_of_queries(client, content, account, draft):
    editor, publisher = account("editors"), account("publishers")
    client.force_login(editor)
    sent(client, FORM.format(draft.pk), _submit="1")
    client.force_login(publisher)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            html = client.get("/admin/").content.decode()
        assert "?needs=review" in html
        return len(queries)

    cost()
    few = cost()
    Agreement.objects.bulk_create(
        Agreement(
            title_fa=f"ش {n}", form="mou", uid=f"desk{n:06d}", slug=f"desk-{n}", status=Status.IN_REVIEW
        )
        for n in range(50)
    )
    assert cost() == few
    html = client.get("/admin/").content.decode()
    assert "<strong>۵۱</strong>" in html
    listed = client.get("/admin/agreements/agreement/?needs=review").content.decode()
    assert listed.count('class="action-select"') == 50  # a page of the list


def test_lists_are_narrowed_by_jalali_years_and_months(admin_client, content):
    html = admin_client.get("/admin/meetings/meeting/?period=1401").content.decode()
    assert "?period=1401-10" in html
    assert "دی (" in html
    month = admin_client.get("/admin/meetings/meeting/?period=1401-10").content.decode()
    assert month.count('class="action-select"') == MEETINGS_IN_DEY_1401
    nonsense = admin_client.get("/admin/meetings/meeting/?period=x-99").content.decode()
    assert nonsense.count('class="action-select"') == MEETINGS
