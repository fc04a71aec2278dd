"""Small numbers of a day at the desk that no other test lives again: boxes, look-ups, conflicts, imports."""

import re

from agreements.models import Agreement
from meetings.models import Meeting
from roadmap.models import Goal, Roadmap
from tehran_diplomacy.publishing.revisions import Revision
from tests.desk.test_gallery import file, page
from tests.forms import Page
from tests.press.conftest import picture
from tests.staff.test_import import HEADINGS, check, xlsx

AGREEMENTS = "/admin/agreements/agreement/"


def words(element) -> str:
    return " ".join("".join(element.itertext()).split())


def test_a_date_is_said_in_both_calendars_after_an_error_too(admin_client, content):
    form = Page.open(admin_client, "/admin/meetings/meeting/add/").admin_form()
    answer = Page.of(admin_client, form.fill(held_on="۱۴۰۵/۸/۲۵").submit("_continue"))
    assert answer.errors
    said = [words(one) for one in answer.tree.iter("span") if one.get("class") == "date-understood"]
    assert "۲۵ آبان ۱۴۰۵ = ۱۶ نوامبر ۲۰۲۶" in said


def test_a_report_of_progress_asks_for_no_address_of_its_own(admin_client, content):
    form = Page.open(admin_client, "/admin/roadmap/progressreport/add/").admin_form()
    assert "slug" not in form


def test_an_imported_agreement_of_two_cities_abroad_is_not_bilateral(admin_client, content):
    row = ["سه شهر", "دوجانبه", "یادداشت تفاهم", "ایروان؛ سئول", "۱۳۹۳/۳/۱۵"]
    page = check(admin_client, xlsx(HEADINGS, row))
    assert "توافق دوجانبه جز تهران فقط یک شهر دیگر دارد" in page.text
    assert not Agreement.objects.filter(title_fa="سه شهر").exists()


def test_a_goal_that_is_missing_is_created_in_its_look_up(admin_client, content):
    asked = "/admin/autocomplete/?term=هدف نو&app_label=agreements&model_name=agreement&field_name=goals"
    offer = admin_client.get(asked).json()["results"][-1]
    assert "هدف نو" in offer["text"]
    roadmap = Roadmap.objects.order_by("-term__number").first()
    number = roadmap.goals.order_by("-number").first().number + 1
    form = Page.open(admin_client, offer["create"]).form(method="post", having="quick-title_fa")
    assert form["quick-roadmap"] == str(roadmap.pk)
    assert form.submit().status_code == 201
    goal = Goal.objects.get(title_fa="هدف نو")
    assert (goal.roadmap, goal.number, goal.status) == (roadmap, number, "draft")


def test_the_two_sides_of_a_conflict_stand_each_in_their_column(client, admin_client, content, account):
    made = Agreement.objects.create(
        title_fa="یادداشت", form="mou", kind="multilateral", note_fa="متن نخست", note_en="First"
    )
    client.force_login(account("editors"))
    mine = Page.open(client, f"{AGREEMENTS}{made.pk}/change/").admin_form()
    theirs = Page.open(admin_client, f"{AGREEMENTS}{made.pk}/change/").admin_form()
    theirs.add_row("events", kind="suspended", day="۱۴۰۲/۱/۱")
    theirs.fill(note_fa="متن همکار").submit("_continue")
    page = Page.open(client, mine.fill(note_fa="متن من").submit("_continue")["Location"])
    assert Revision.objects.of(made).set_aside().exists()
    first, second = [one for one in page.tree.iter("table") if "desk-compare" in one.get("class", "")]
    row = next(one for one in first.iter("tr") if "متن" in words(one) and one.find("td") is not None)
    newer, own = [words(cell) for cell in row.findall("td")]
    assert ("همکار" in newer, "من" in newer.split()) == (True, False)
    assert ("همکار" in own, "من" in own.split()) == (False, True)
    assert not list(first.iter("del"))  # nothing of a colleague looks as if it were deleted
    assert re.search(
        "معلق|تعلیق", words(second)
    )  # what the colleague added is named, and stays whatever is chosen


def test_file_names_are_shown_and_one_caption_serves_all(admin_client, content):
    meeting = Meeting.objects.create(title_fa="دیدار آزمون", kind="council")
    form = Page.open(admin_client, page(meeting)).form(id="add-photos")
    form["files"] = [file(f"IMG_{n}.jpg", picture(300, 200, seed=n)) for n in range(2)]
    form.submit()
    shown = Page.open(admin_client, page(meeting))
    shown.form(id="captions").fill(caption_fa="امضای سند", credit_fa="شورا").submit("_credit", "empty")
    assert set(meeting.photos.values_list("caption_fa", "credit_fa")) == {("امضای سند", "شورا")}
    order = Page.open(admin_client, page(meeting, "order/"))
    for number in range(2):  # by which the photographer's list is matched
        assert f"IMG_{number}.jpg" in shown.text
        assert f"IMG_{number}.jpg" in order.text
    # No reader sees them.
    assert "IMG_0" not in admin_client.get(f"{meeting.get_absolute_url()}?preview").content.decode()
