"""Review and publishing as people do it: what is compared, asked, kept and said."""

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from agreements.models import Agreement
from meetings.models import Meeting, Photo
from tehran_diplomacy.publishing.revisions import Revision, Step
from tehran_diplomacy.publishing.status import Status
from tests.forms import Page

LIST = "/admin/agreements/agreement/"


@pytest.fixture
def publisher(client, content, account):
    """A publisher who is signed in."""
    user = account("publishers")
    User.objects.filter(pk=user.pk).update(first_name="ناهید", last_name="ناصری")
    client.force_login(user)
    client.cookies["language"] = "en"
    return client


@pytest.fixture
def public(content) -> Agreement:
    """A public agreement with a history of several versions."""
    agreement = Agreement.objects.public().filter(signed_on_first__isnull=False).exclude(sources=None).first()
    for word in ("one", "two", "three"):
        agreement.note_en = word
        agreement.save()
    return agreement


def form_of(client, record, page: str = "change") -> Page:
    return Page.open(client, f"/admin/{record._meta.app_label}/{record._meta.model_name}/{record.pk}/{page}/")


def discarded(client, record):
    """Answer yes on the page that asks before a version is discarded; return the answer."""
    return form_of(client, record, "discard").form(having="_seen").submit()


def saved(client, record, button: str = "_continue", value: str | None = None, **boxes) -> Page:
    """Fill boxes of a record's form, press a button and return the page that follows."""
    form = form_of(client, record).admin_form().fill(**boxes)
    return Page.open(client, form.submit(button, value)["Location"])


def draft(**values) -> Agreement:
    return Agreement.objects.create(**{"title_fa": "پیش‌نویس", "form": "mou", "kind": "multilateral"} | values)


# -- What is new -----------------------------------------------------------------------------------


def test_what_is_new_is_told_from_what_is_public_now(publisher, public):
    page = saved(publisher, public, note_en="four")
    new = page.follow("What is new")
    assert "public now" in new.text
    rows = [
        " ".join("".join(cell.itertext()).split())
        for cell in new.tree.findall(".//table[@class='desk-table desk-compare']//td")
    ]
    assert rows == ["three", "four"]


def test_versions_that_are_not_public_lead_to_what_is(publisher, public):
    first, second = Revision.objects.of(public).past().order_by("number")[:2]
    page = Page.open(publisher, f"{LIST}{public.pk}/history/compare/?a={first.pk}&b={second.pk}")
    newest = page.follow("Compare with what is public now")
    assert "public now" in newest.text
    assert "three" in newest.text


def test_the_first_version_is_compared_with_nothing_and_the_one_in_work_can_be_chosen(publisher, public):
    first = Revision.objects.of(public).past().last()
    page = Page.open(publisher, f"{LIST}{public.pk}/history/compare/?b={first.pk}")
    assert "Before it was created" in page.text
    saved(publisher, public, note_en="four")
    version = Revision.objects.of(public).in_work().get()
    form = form_of(publisher, public, "history").form(method="get", having="b")
    form["b"] = str(version.pk)
    assert "New version in progress" in Page.of(publisher, form.submit()).text


def test_a_single_version_offers_no_comparison(publisher):
    one = draft()
    assert "Compare the two selected versions" not in form_of(publisher, one, "history").text


def test_the_history_names_people_each_in_a_direction_of_their_own(publisher, public):
    saved(publisher, public, note_en="four")
    html = form_of(publisher, public, "history").text
    assert "<bdi>ناهید ناصری</bdi>" in html
    assert "publishers</" not in html


# -- Returning and discarding ----------------------------------------------------------------------------


def test_returning_takes_the_note_and_what_was_corrected_along(publisher):
    one = draft(status=Status.IN_REVIEW)
    page = form_of(publisher, one)
    steps = [control for control in page.admin_form().controls if control.name == "_step"]
    assert [control.value for control in steps if control.value in ("send_back", "return")] == ["send_back"]
    page = saved(publisher, one, "_step", "send_back", remark="تاریخ را بنویسید", title_en="Corrected")
    one.refresh_from_db()
    assert (one.status, one.remark, one.title_en) == (Status.DRAFT, "تاریخ را بنویسید", "Corrected")
    assert (
        page.messages == ["“پیش‌نویس” has been returned to its author with your note."]
        or "Corrected" in page.messages[0]
    )


def test_nothing_typed_is_lost_where_a_return_lacks_its_note(publisher):
    one = draft(status=Status.IN_REVIEW)
    page = saved(publisher, one, "_step", "send_back", title_en="Corrected")
    one.refresh_from_db()
    assert (one.status, one.title_en) == (Status.IN_REVIEW, "Corrected")
    assert "Say in a note what needs to change." in page.messages


def test_a_note_stays_where_the_form_has_errors(publisher):
    one = draft(status=Status.IN_REVIEW)
    form = form_of(publisher, one).admin_form().fill(remark="نگاه کنید", signed_on="x", title_en="Corrected")
    page = Page.of(publisher, form.submit("_step", "send_back"))
    assert page.errors
    assert (page.admin_form()["remark"], page.admin_form()["title_en"]) == ("نگاه کنید", "Corrected")
    one.refresh_from_db()
    assert one.status == Status.IN_REVIEW


def test_taking_a_public_record_back_to_draft_keeps_what_was_typed_and_the_note(publisher, public):
    saved(publisher, public, "_step", "return", note_en="typed", remark="Look again")
    public.refresh_from_db()
    assert (public.status, public.note_en, public.remark) == (Status.DRAFT, "typed", "Look again")
    assert not Revision.objects.of(public).in_work().exists()


def test_archiving_keeps_what_was_typed_as_a_new_version(publisher, public):
    page = saved(publisher, public, "_step", "archive", note_en="typed")
    public.refresh_from_db()
    assert (public.status, public.note_en) == (Status.ARCHIVED, "three")
    assert Revision.objects.of(public).in_work().get().data["fields"]["note_en"] == "typed"
    assert len(page.messages) == 2


def test_discarding_asks_first_and_can_be_undone_for_30_days(publisher, public):
    saved(publisher, public, note_en="four")
    ask = form_of(publisher, public).follow("Discard the new version")
    assert "four" in ask.text
    assert Revision.objects.of(public).in_work().exists()
    page = Page.open(publisher, ask.form(having="_seen").submit()["Location"])
    assert "discarded" in page.messages[0]
    assert not Revision.objects.of(public).in_work().exists()
    undo = page.form(**{"class": "desk-undo"})
    Page.open(publisher, undo.submit()["Location"])
    assert Revision.objects.of(public).in_work().get().data["fields"]["note_en"] == "four"


def test_a_discarded_version_stays_in_the_history_and_then_goes(publisher, public):
    for word in ("four", "five"):
        saved(publisher, public, note_en=word)
        discarded(publisher, public)
    assert "A discarded version" in form_of(publisher, public, "history").text
    long_ago = timezone.now() - timezone.timedelta(days=31)
    Revision.objects.filter(step=Step.DISCARDED).update(made_at=long_ago)
    assert "A discarded version" not in form_of(publisher, public, "history").text
    saved(publisher, public, note_en="six")
    discarded(publisher, public)
    assert Revision.objects.filter(step=Step.DISCARDED).count() == 1


def test_what_a_version_replaces_that_is_brought_back_is_kept(publisher, public):
    saved(publisher, public, note_en="in work")
    first = Revision.objects.of(public).past().get(data__fields__note_en="one")
    publisher.post(f"{LIST}{public.pk}/history/{first.pk}/bring-back/")
    assert Revision.objects.of(public).in_work().get().data["fields"]["note_en"] == "one"
    assert Revision.objects.of(public).discarded().get().data["fields"]["note_en"] == "in work"


def test_an_editor_may_not_discard_what_is_in_review(publisher, public, account):
    publisher.force_login(account("editors"))
    saved(publisher, public, "_submit", note_en="four")
    assert discarded(publisher, public).status_code == 403
    assert Revision.objects.of(public).in_work().exists()


# -- Publishing ------------------------------------------------------------------------------------------


def test_publishing_names_what_is_missing_and_asks_once(publisher):
    one = draft()
    page = saved(publisher, one, "_publish")
    one.refresh_from_db()
    assert one.status == Status.DRAFT
    assert "is missing in English" in page.text
    assert "No source is given." in page.text
    page = Page.open(publisher, page.form(having="sure").submit()["Location"])
    one.refresh_from_db()
    assert one.status == Status.PUBLISHED
    assert "is published" in page.messages[0]


def test_a_photo_without_a_caption_and_a_city_in_draft_are_named(publisher):
    meeting = Meeting.objects.public().exclude(place=None).first()
    Photo.objects.create(meeting=meeting)
    type(meeting.place).objects.filter(pk=meeting.place.pk).update(status=Status.DRAFT)
    page = saved(publisher, meeting, "_publish", title_en="Another title")
    assert "1 photo has no caption." in page.text
    assert "is not public: readers see its name without a link." in page.text
    meeting.refresh_from_db()
    assert meeting.title_en != "Another title"
    page.form(having="sure").submit()
    meeting.refresh_from_db()
    assert meeting.title_en == "Another title"


def test_what_somebody_else_saved_meanwhile_is_not_published_unseen(publisher):
    one = draft()
    page = saved(publisher, one, "_publish")
    one.title_en = "Saved by a colleague"
    one.save()
    answer = Page.open(publisher, page.form(having="sure").submit()["Location"])
    one.refresh_from_db()
    assert one.status == Status.DRAFT
    assert "Somebody else has saved" in answer.messages[0]


def test_a_whole_record_is_published_without_a_question(publisher, public):
    page = saved(publisher, public, "_publish", note_en="whole")
    public.refresh_from_db()
    assert public.note_en == "whole"
    assert page.messages[0].endswith("is published. See the page")


def test_publishing_many_lists_what_each_lacks_and_takes_only_those_ticked(publisher):
    bare, other = draft(title_en="Bare"), draft(title_en="Other")
    form = Page.open(publisher, f"{LIST}?status__exact=draft").form(id="changelist-form")
    form.fill(action="publish_selected", _selected_action=[str(bare.pk), str(other.pk)])
    ask = Page.of(publisher, form.submit("index"))
    assert ask.text.count("No source is given.") == 2
    assert not Agreement.objects.filter(pk__in=(bare.pk, other.pk), status=Status.PUBLISHED).exists()
    form = ask.form(id="publish-selected")
    form["_selected_action"] = [str(other.pk)]
    form.submit()
    assert [one.status for one in Agreement.objects.filter(pk__in=(bare.pk, other.pk)).order_by("pk")] == [
        Status.DRAFT,
        Status.PUBLISHED,
    ]


# -- What is said ----------------------------------------------------------------------------------------


def test_a_moment_of_publication_is_said(publisher, public):
    one = draft(title_en="Later", status=Status.DRAFT)
    page = saved(publisher, one, "_publish", publish_at_0="1420/1/1", publish_at_1="09:30")
    page = Page.open(publisher, page.form(having="sure").submit()["Location"])
    assert "will be published on" in page.messages[0]
    assert "09:30" in page.messages[0]


def test_what_went_to_the_bin_comes_out_by_the_button_beside_the_words(publisher):
    one = draft(title_en="Binned")
    form = form_of(publisher, one, "delete").form(having="post")
    page = Page.open(publisher, form.submit()["Location"])
    assert page.messages[0].startswith("“Binned” is in the bin.")
    page.form(**{"class": "desk-undo"}).submit("_step")
    one.refresh_from_db()
    assert one.status == Status.DRAFT


def test_sentences_are_persian_on_persian_pages(publisher):
    publisher.cookies["language"] = "fa"
    one = draft()
    page = saved(publisher, one, "_submit")
    assert page.messages == ["«پیش‌نویس» برای بررسی فرستاده شد."]
