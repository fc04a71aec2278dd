"""Steps of a record at the desk: on what stands now, never on a copy that was read before."""

import threading
import time

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction

from agreements.models import Agreement
from tehran_diplomacy.publishing import verbs, versions
from tehran_diplomacy.publishing.groups import PUBLISHERS
from tehran_diplomacy.publishing.history import changes
from tehran_diplomacy.publishing.models import Revision
from tehran_diplomacy.publishing.status import Status
from tests.forms import Page

LIST = "/admin/agreements/agreement/"


def draft(**values) -> Agreement:
    return Agreement.objects.create(
        **{"title_fa": "یادداشت", "title_en": "Memo", "form": "mou", "kind": "multilateral"} | values
    )


def shown(publisher) -> Agreement:
    made = draft()
    verbs.publish(made, publisher)
    return made


@pytest.fixture
def publisher(account):
    return account("publishers")


@pytest.fixture
def editor(account):
    return account("editors")


def test_a_copy_read_before_undoes_no_words(publisher):
    made = draft()
    stale = Agreement.objects.get(pk=made.pk)
    Agreement.objects.filter(pk=made.pk).update(title_en="Saved meanwhile")
    verbs.publish(stale, publisher)
    made.refresh_from_db()
    assert (made.status, made.title_en) == (Status.PUBLISHED, "Saved meanwhile")
    assert stale.title_en == "Saved meanwhile"


@pytest.mark.parametrize(
    "step",
    [
        verbs.return_to_draft,
        verbs.submit,
        lambda r, u: verbs.send_back(r, u, "why"),
        verbs.archive,
        verbs.restore,
    ],
)
def test_no_step_starts_from_a_state_that_is_gone(publisher, step):
    made = draft()
    copies = {
        Status.DRAFT: None, Status.IN_REVIEW: None, Status.PUBLISHED: None, Status.BINNED: None,
    }  # fmt: skip
    for status in copies:  # a copy in every state, from wherever the step may start
        Agreement.objects.filter(pk=made.pk).update(status=status)
        copies[status] = Agreement.objects.get(pk=made.pk)
    Agreement.objects.filter(pk=made.pk).update(
        status=Status.ARCHIVED if step != verbs.return_to_draft else "binned"
    )
    before = Agreement.objects.get(pk=made.pk).status
    for copy in copies.values():
        with pytest.raises(ValidationError):
            step(copy, publisher)
    assert Agreement.objects.get(pk=made.pk).status == before


def test_the_right_to_a_step_is_asked_of_what_stands(publisher, editor):
    made = draft()
    verbs.submit(made, editor)
    stale = Agreement.objects.get(pk=made.pk)  # in review: an editor may take it back
    verbs.publish(Agreement.objects.get(pk=made.pk), publisher)
    with pytest.raises(PermissionDenied):
        verbs.return_to_draft(stale, editor)
    assert Agreement.objects.get(pk=made.pk).is_public


def test_a_version_published_meanwhile_is_neither_sent_back_nor_discarded_nor_published_again(
    publisher, editor
):
    made = shown(publisher)
    versions.change(made, editor, lambda one: setattr(one, "title_en", "Next") or one.save())
    copy = versions.in_work(made)
    versions.approve(versions.in_work(made), publisher)
    for step in (
        versions.submit,
        versions.approve,
        versions.discard,
        lambda v, u: versions.send_back(v, u, "why"),
    ):
        with pytest.raises(ValidationError, match=r"Meanwhile|در این میان"):
            step(copy, publisher)
    assert not Revision.objects.of(made).in_work().exists()


def test_a_version_of_a_record_archived_meanwhile_does_not_show_it_again(publisher, editor):
    made = shown(publisher)
    versions.change(made, editor, lambda one: setattr(one, "title_en", "Next") or one.save())
    version = versions.in_work(made)
    verbs.archive(made, publisher)
    with pytest.raises(ValidationError):
        versions.approve(version, publisher)
    assert Agreement.objects.get(pk=made.pk).status == Status.ARCHIVED


def test_a_version_that_was_saved_again_is_not_discarded_unseen(client, publisher, editor):
    made = shown(publisher)
    versions.change(made, editor, lambda one: setattr(one, "title_en", "First words") or one.save())
    client.force_login(publisher)
    form = Page.open(client, f"{LIST}{made.pk}/discard/").form(having="_seen")
    versions.change(made, editor, lambda one: setattr(one, "title_en", "Better words") or one.save())
    form.submit()
    assert versions.in_work(made).data["fields"]["title_en"] == "Better words"
    Page.open(client, f"{LIST}{made.pk}/discard/").form(having="_seen").submit()
    assert versions.in_work(made) is None


def test_an_earlier_version_brought_back_loses_no_version_of_a_colleague(client, publisher, editor):
    made = shown(publisher)
    first = Revision.objects.of(made).past().last()
    versions.change(made, editor, lambda one: setattr(one, "title_en", "A colleague's words") or one.save())
    client.force_login(publisher)
    form = Page.open(client, f"{LIST}{made.pk}/history/").form(id="bring-back")
    form.action = f"{LIST}{made.pk}/history/{first.pk}/bring-back/"
    form.submit()
    discarded = Revision.objects.of(made).filter(kind=Revision.Kind.DISCARDED).get()
    assert discarded.data["fields"]["title_en"] == "A colleague's words"


def test_a_choice_between_two_versions_is_made_anew_where_a_third_was_saved(client, editor):
    made = draft()
    client.force_login(editor)
    page = Page.open(client, f"{LIST}{made.pk}/change/")
    Agreement.objects.filter(pk=made.pk).update(note_en="Theirs")
    form = page.admin_form()
    form["title_en"] = "Mine"
    form.submit("_continue")
    aside = Revision.objects.of(made).set_aside().get()
    compare = Page.open(client, f"{LIST}{made.pk}/aside/{aside.pk}/")
    Agreement.objects.filter(pk=made.pk).update(note_en="Theirs, and more")
    compare.form(having="choice").submit("choice", "mine")
    made.refresh_from_db()
    assert (made.title_en, made.note_en) == ("Memo", "Theirs, and more")
    Page.open(client, f"{LIST}{made.pk}/aside/{aside.pk}/").form(having="choice").submit("choice", "both")
    made.refresh_from_db()
    assert (made.title_en, made.note_en) == ("Mine", "Theirs, and more")


@pytest.mark.django_db(transaction=True)
def test_a_bulk_step_waits_for_a_save_that_is_under_way(client, account):
    """A colleague's save commits while the step has long read its list: both are kept."""
    group, _made = Group.objects.get_or_create(name=PUBLISHERS)
    group.permissions.set(Permission.objects.filter(content_type__app_label="agreements"))
    made = draft()
    client.force_login(account(PUBLISHERS))
    form = Page.open(client, LIST).form(id="changelist-form")
    form.fill(action="publish_selected", _selected_action=str(made.pk))
    asked = Page.of(client, form.submit("index", "0")).form(having="sure")
    began, saved = threading.Event(), threading.Event()

    def save():
        try:
            with transaction.atomic(), changes():
                one = Agreement._base_manager.select_for_update().get(pk=made.pk)
                began.set()
                time.sleep(0.5)
                one.note_en = "Saved meanwhile"
                one.save()
        finally:
            saved.set()
            connection.close()

    writer = threading.Thread(target=save)
    writer.start()
    began.wait(10)
    asked.submit()
    writer.join()
    made.refresh_from_db()
    assert (made.status, made.note_en) == (Status.PUBLISHED, "Saved meanwhile")
