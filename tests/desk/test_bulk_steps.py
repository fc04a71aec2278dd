"""What is said after a step with many records: what was done to which, with links, and how it is undone."""

import pytest
from django.utils import timezone

from agreements.models import Agreement
from tehran_diplomacy.correspondence.models import Message
from tehran_diplomacy.publishing.status import Status
from tests.forms import Page

LIST = "/admin/agreements/agreement/"


@pytest.fixture
def publisher(client, content, account):
    """A publisher whose desk speaks English."""
    client.force_login(account("publishers"))
    client.cookies["language"] = "en"
    return client


def drafts(count: int, **values) -> list[Agreement]:
    made = {"form": "mou", "kind": "multilateral"} | values
    return [
        Agreement.objects.create(title_fa=f"یادداشت {n}", title_en=f"Memo {n}", **made) for n in range(count)
    ]


def stepped(client, action: str, rows, address: str = LIST) -> Page:
    """Choose rows of a list and an action, answer yes where it asks; return the page that says what was done."""
    form = Page.open(client, address).form(id="changelist-form")
    form.fill(action=action, _selected_action=[str(row.pk) for row in rows])
    answer = form.submit("index", "0")
    if answer.status_code == 200:
        page = Page.of(client, answer)
        answer = next(one for one in page.forms if "post" in one or "sure" in one).submit()
    return Page.open(client, answer["Location"])


def linked(page: Page) -> list[str]:
    """Where the links of the messages lead."""
    lists = [one for one in page.tree.iter("ul") if "messagelist" in (one.get("class") or "")]
    return [link.get("href") for one in lists for link in one.iter("a")]


@pytest.mark.parametrize(
    ("action", "status", "sentence"),
    [
        ("submit_selected", Status.DRAFT, "2 records are submitted for review: Memo 1 · Memo 0"),
        (
            "archive_selected",
            Status.PUBLISHED,
            "2 records are archived; readers do not see them: Memo 1 · Memo 0",
        ),
        ("unpublish_selected", Status.PUBLISHED, "2 records are drafts again: Memo 1 · Memo 0"),
    ],
)
def test_a_step_with_many_says_what_was_done_to_which(publisher, action, status, sentence):
    rows = drafts(2, status=status)
    page = stepped(publisher, action, rows)
    said = page.messages[0]
    assert sorted(said.partition(": ")[2].split(" · ")) == sorted(sentence.partition(": ")[2].split(" · "))
    assert said.partition(": ")[0] == sentence.partition(": ")[0]
    assert sorted(linked(page)) == sorted(f"{LIST}{row.pk}/change/" for row in rows)


def test_what_appears_later_is_told_apart_from_what_is_public_now(publisher):
    now, later = drafts(2)
    Agreement.objects.filter(pk=later.pk).update(publish_at=timezone.now() + timezone.timedelta(days=9))
    page = stepped(publisher, "publish_selected", [now, later])
    assert page.messages[0] == "1 record is published: Memo 0"
    assert page.messages[1].startswith("1 record appears at its moment: Memo 1 (")
    now.refresh_from_db()
    assert linked(page) == [f"/en/agreements/{now.slug}/", f"{LIST}{later.pk}/change/"]


def test_many_go_to_the_bin_and_come_back_by_one_button(publisher):
    rows = drafts(11)
    page = stepped(publisher, "delete_selected", rows)
    assert page.messages[0].startswith("11 records are in the bin: Memo ")
    assert "and 3 more" in page.messages[0]
    assert set(
        Agreement.objects.filter(pk__in=[row.pk for row in rows]).values_list("status", flat=True)
    ) == {Status.BINNED}
    undo = next(one for one in page.forms if one.element.get("class") == "desk-undo")
    page = Page.open(publisher, undo.submit("_step")["Location"])
    assert page.messages[0].startswith("11 records are out of the bin, as drafts: Memo ")
    assert set(
        Agreement.objects.filter(pk__in=[row.pk for row in rows]).values_list("status", flat=True)
    ) == {Status.DRAFT}


def test_steps_with_messages_say_it_too_in_persian(client, content, account):
    client.force_login(account("correspondents"))
    rows = [
        Message.objects.create(subject=f"موضوع {n}", text="متن", code_hash=f"{n}", language="fa")
        for n in range(2)
    ]
    page = stepped(client, "spam_selected", rows, "/admin/correspondence/message/")
    assert page.messages[0].startswith("۲ پیام به هرزنامه‌ها رفت: ")
    assert sorted(linked(page)) == sorted(f"/admin/correspondence/message/{row.pk}/change/" for row in rows)
