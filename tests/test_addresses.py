"""Identifiers are given by the portal, and an address that once led to a record keeps leading there."""

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from agreements.models import Agreement
from roadmap.models import Goal
from tehran_diplomacy.publishing import verbs, versions
from tehran_diplomacy.publishing.models import Revision
from tests.forms import Page
from tests.test_exchange import xlsx

AGREEMENTS = "/admin/agreements/agreement/"


def bring_in(client, address: str, *rows: list[str]) -> str:
    """Send a table to a register's import; return the text of the report."""
    form = Page.open(client, f"{address}import/").form(having="file")
    form["file"] = SimpleUploadedFile("t.xlsx", xlsx(*rows))
    return form.submit().getvalue().decode()


@pytest.fixture
def renamed(content, account) -> Agreement:
    """A public agreement that was called 'first-name' before."""
    made = Agreement.objects.create(title_en="First name", form="mou", kind="multilateral")
    verbs.publish(made, account("publishers"))
    made.slug = "second-name"
    made.save()
    return made


@pytest.fixture
def editor(client, account):
    user = account("editors")
    client.force_login(user)
    return user


@pytest.mark.parametrize("uid", ["a public record's", "x", "aaaaaaaaaa"])
def test_a_table_gives_no_record_an_identifier(client, content, editor, uid):
    shown = Agreement.objects.public().first()
    uid = shown.uid if uid.startswith("a public") else uid
    before = Goal.objects.count()
    html = bring_in(client, "/admin/roadmap/goal/", ["uid", "title_en"], [uid, "Taken over"])
    assert f"«{uid}»" in html
    assert "شناسه را خود درگاه می‌دهد" in html
    assert 'name="token"' not in html
    assert Goal.objects.count() == before
    assert Client().get(f"/en/id/{shown.uid}/")["Location"].endswith(f"/agreements/{shown.slug}/")


def test_an_identifier_that_two_registers_had_leads_to_what_is_public(content, account):
    shown, goal = Agreement.objects.public().first(), Goal.objects.public().first()
    Goal.objects.filter(pk=goal.pk).update(uid=shown.uid)
    goal.refresh_from_db()
    verbs.archive(goal, account("publishers"))
    assert Client().get(f"/en/id/{shown.uid}/")["Location"].endswith(f"/agreements/{shown.slug}/")


def test_the_form_of_another_record_does_not_take_a_former_address(client, renamed, editor):
    other = Agreement.objects.create(title_en="Other", form="mou", kind="multilateral")
    form = Page.open(client, f"{AGREEMENTS}{other.pk}/change/").admin_form()
    form["slug"] = "first-name"
    page = Page.of(client, form.submit("_continue"))
    assert any("هنوز به آن هدایت می‌شود" in error for error in page.errors)
    answer = Client().get("/en/agreements/first-name/")
    assert (answer.status_code, answer["Location"]) == (301, "/en/agreements/second-name/")


def test_a_table_does_not_take_a_former_address(client, renamed, editor):
    html = bring_in(
        client, AGREEMENTS, ["slug", "title_en", "form", "kind"], ["first-name", "N", "mou", "multilateral"]
    )
    assert "هنوز به آن هدایت می‌شود" in html
    assert not Agreement.objects.filter(slug="first-name").exists()


def test_an_address_made_of_a_title_leaves_a_former_one_alone(renamed):
    made = Agreement.objects.create(title_en="First name", form="mou", kind="multilateral")
    assert made.slug == f"first-name-{made.uid}"


def test_no_line_of_code_takes_a_former_address(renamed):
    with pytest.raises(ValidationError):
        Agreement.objects.create(title_en="N", slug="first-name", form="mou", kind="multilateral")


def test_the_record_itself_has_its_former_address_back(renamed):
    renamed.slug = "first-name"
    renamed.full_clean()
    renamed.save()
    assert Client().get("/en/agreements/second-name/")["Location"] == "/en/agreements/first-name/"
    assert Client().get("/en/agreements/first-name/").status_code == 200


def test_a_draft_that_was_never_public_keeps_no_address_from_others(db):
    draft = Agreement.objects.create(title_en="Never shown", form="mou", kind="multilateral")
    draft.slug = "elsewhere"
    draft.save()
    assert (
        Agreement.objects.create(title_en="Never shown", form="mou", kind="multilateral").slug
        == "never-shown"
    )


@pytest.mark.parametrize("now", ["second-name", "third-name"])
def test_an_earlier_version_brought_back_takes_no_address_of_another(client, editor, account, content, now):
    """Its address may since be another record's: the present one or a former one."""
    draft = Agreement.objects.create(
        title_en="Wandering", slug="second-name", form="mou", kind="multilateral"
    )
    first = Revision.objects.of(draft).past().get()
    draft.slug = "away"
    draft.save()
    other = Agreement.objects.create(title_en="Other", slug="second-name", form="mou", kind="multilateral")
    verbs.publish(other, account("publishers"))
    other.slug = now
    other.save()
    form = Page.open(client, f"{AGREEMENTS}{draft.pk}/history/").form(id="bring-back")
    form.action = f"{AGREEMENTS}{draft.pk}/history/{first.pk}/bring-back/"
    page = Page.of(client, client.get(form.submit()["Location"]))
    assert any("نشانی" in text for text in page.messages)
    draft.refresh_from_db()
    assert draft.slug == "away"


def test_a_version_whose_address_was_taken_meanwhile_can_be_seen_and_says_so_when_published(
    client, renamed, account
):
    editor, publisher = account("editors"), User.objects.get(username="publishers")
    versions.change(renamed, editor, lambda one: setattr(one, "slug", "third-name") or one.save())
    Agreement.objects.create(title_en="Faster", slug="third-name", form="mou", kind="multilateral")
    client.force_login(publisher)
    form = Page.open(client, f"{AGREEMENTS}{renamed.pk}/change/").admin_form()
    assert form["slug"] == "second-name"
    form.submit("_publish")
    renamed.refresh_from_db()
    assert renamed.slug == "second-name"
    versions.change(renamed, editor, lambda one: setattr(one, "slug", "fourth-name") or one.save())
    Agreement.objects.create(title_en="Fast again", slug="fourth-name", form="mou", kind="multilateral")
    with pytest.raises(ValidationError):
        versions.approve(versions.in_work(renamed), publisher)
