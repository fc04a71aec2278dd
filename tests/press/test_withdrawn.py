"""Withdrawn means withdrawn by every address: pages, links for previews and the press, pictures, ZIPs, cards, /id/."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from meetings.models import Meeting, SharedGallery
from tehran_diplomacy.publishing import previews, verbs, versions
from tehran_diplomacy.publishing.models import PreviewLink
from tehran_diplomacy.publishing.status import Status
from tests.forms import Page

MARK = "Qxzmark"
AWAY = {
    "archived": [verbs.archive],
    "taken back": [verbs.return_to_draft],
    "binned": [verbs.throw_away],
    "binned and restored": [verbs.throw_away, verbs.restore],
    "archived, binned and restored": [verbs.archive, verbs.throw_away, verbs.restore],
}


def ask(address: str) -> tuple[int, bytes]:
    """Return what somebody without an account gets: the status and the content."""
    answer = Client().get(address)
    return answer.status_code, answer.getvalue()


def form_of(meeting: Meeting) -> str:
    return f"/admin/meetings/meeting/{meeting.pk}/change/"


def press_link(meeting: Meeting) -> SharedGallery:
    return SharedGallery.objects.create(
        meeting=meeting, recipient="A paper", ends_at=timezone.now() + timedelta(days=5)
    )


def every_address(meeting: Meeting, photos: list, token: str, shared: SharedGallery) -> list[str]:
    slug, query = meeting.slug, f"?preview={token}"
    found = [f"/en/id/{meeting.uid}/", shared.get_absolute_url(), f"{shared.get_absolute_url()}photos.zip"]
    for address in (
        f"/en/meetings/{slug}/", f"/en/meetings/{slug}/photos.zip", f"/en/meetings/{slug}/card.jpg",
        f"/en/embed/galleries/{meeting.uid}/", f"/api/v1/meetings/{meeting.uid}",
        f"/en/share/meetings/{meeting.uid}/", f"/en/changes/meetings/{meeting.uid}/",
        f"/en/oembed/?url=http://testserver/en/meetings/{slug}/",
    ):  # fmt: skip
        found += [address, address + ("&" + query[1:] if "?" in address else query)]
    for photo in photos:
        names = ["original", "web", *(one["name"] for one in photo.sizes)]
        addresses = [f"/photos/{photo.uid}/{name}" for name in names] + [
            f"/en/meetings/{slug}/photos/{photo.uid}/", f"/en/meetings/{slug}/photos/{photo.uid}/card.jpg",
            f"/photos/{photo.uid}/",
        ]  # fmt: skip
        found += [one for address in addresses for one in (address, address + query)]
        found += [f"/press/shared/{shared.token}/{photo.uid}/{name}" for name in names]
    return found


@pytest.mark.parametrize("way", AWAY)
def test_what_was_withdrawn_opens_by_no_address(meeting, photos, account, way):
    publisher = account("publishers")
    Meeting.objects.filter(pk=meeting.pk).update(title_en=MARK)
    meeting.refresh_from_db()
    token = previews.preview_link(meeting, publisher).partition("?preview=")[2]
    shared = press_link(meeting)
    addresses = every_address(meeting, photos, token, shared)
    before = [address for address in addresses if ask(address)[0] in (200, 302)]
    assert len(before) > len(addresses) * 0.7, sorted(set(addresses) - set(before))
    for step in AWAY[way]:
        step(meeting, publisher)
    for address in addresses:
        status, text = ask(address)
        assert status in (400, 404, 410), address
        assert MARK.encode() not in text, address


@pytest.mark.parametrize("way", ["archived", "binned and restored"])
def test_a_link_stays_shut_when_the_record_is_approved_for_later(meeting, photos, account, way):
    publisher = account("publishers")
    link, shared = previews.preview_link(meeting), press_link(meeting)
    for step in AWAY[way]:
        step(meeting, publisher)
    verbs.publish(meeting, publisher, timezone.now() + timedelta(days=2))
    assert ask(link)[0] == 410
    assert ask(shared.get_absolute_url())[0] == 410
    shared.refresh_from_db()
    assert shared.is_revoked


def test_a_publisher_opens_the_link_of_a_restored_gallery_again(client, meeting, photos, account):
    publisher = account("publishers")
    verbs.return_to_draft(meeting, publisher)
    shared = press_link(meeting)
    assert ask(shared.get_absolute_url())[0] == 200  # given out after it was withdrawn
    verbs.throw_away(meeting, publisher)
    verbs.restore(meeting, publisher)
    assert ask(shared.get_absolute_url())[0] == 410
    client.force_login(publisher)
    form = Page.open(client, f"/admin/meetings/sharedgallery/{shared.pk}/change/").admin_form()
    form["is_revoked"] = False
    form.submit("_save")
    assert ask(shared.get_absolute_url())[0] == 200


def test_an_embargo_that_is_put_off_keeps_its_links(meeting, photos, account):
    publisher = account("publishers")
    verbs.archive(meeting, publisher)  # a meeting that readers never saw
    made = Meeting.objects.create(title_en="Under embargo", kind="online")
    shared, link = press_link(made), previews.preview_link(made)
    verbs.publish(made, publisher, timezone.now() + timedelta(days=1))
    verbs.return_to_draft(made, publisher)
    assert ask(shared.get_absolute_url())[0] == 200
    assert ask(link)[0] == 200


def test_an_editor_restores_only_what_he_threw_away_himself(client, meeting, account):
    editor, publisher = account("editors"), account("publishers")
    own = Meeting.objects.create(title_en="Own", kind="online")
    others = Meeting.objects.create(title_en="Others", kind="online")
    verbs.throw_away(own, editor)
    verbs.throw_away(others, publisher)
    verbs.throw_away(meeting, publisher)
    client.force_login(editor)
    for one in (own, others, meeting):
        client.post(form_of(one), {"_step": "restore"})
        client.post(
            "/admin/meetings/meeting/",
            {"action": "restore_selected", "_selected_action": [one.pk], "index": "0"},
        )
    states = [Meeting._base_manager.get(pk=one.pk).status for one in (own, others, meeting)]
    assert states == [Status.DRAFT, Status.BINNED, Status.BINNED]
    assert "restore" not in Page.open(client, form_of(others)).admin_form().buttons


def test_links_for_a_preview_are_made_listed_and_revoked_in_the_form(client, account, db):
    draft = Meeting.objects.create(title_en=MARK, kind="online")
    client.force_login(account("editors"))
    page = Page.open(client, form_of(draft))
    assert "?preview=" not in page.text
    page.admin_form().submit("_step", "preview")
    form = Page.open(client, form_of(draft)).admin_form()
    link = PreviewLink.objects.get()
    address = previews.address_of(link)
    assert link.made_by.username == "editors"
    assert MARK.encode() in ask(address)[1]
    form.submit("_step", f"revoke-{link.uid}")
    assert ask(address)[0] == 404
    assert "revoke-" not in Page.open(client, form_of(draft)).text


def test_links_of_all_records_are_listed_for_publishers_and_revoked_together(client, account, db):
    drafts = [Meeting.objects.create(title_en=f"{MARK} {n}", kind="online") for n in range(3)]
    addresses = [previews.preview_link(one) for one in drafts]
    client.force_login(account("editors"))
    assert client.get("/admin/publishing/previewlink/").status_code == 403
    client.force_login(account("publishers"))
    page = Page.open(client, "/admin/publishing/previewlink/")
    assert all(f"{MARK} {n}" in page.text for n in range(3))
    form = page.form(id="changelist-form")
    for box in form.of("_selected_action"):
        box.checked = True
    form["action"] = "revoke"
    form.submit("index", "0")
    assert {ask(address)[0] for address in addresses} == {404}


def test_only_publishers_give_out_links_to_what_was_withdrawn(client, meeting, account):
    editor, publisher = account("editors"), account("publishers")
    verbs.return_to_draft(meeting, publisher)
    client.force_login(editor)
    assert "preview" not in Page.open(client, form_of(meeting)).admin_form().data().get("_step", [])
    client.post(form_of(meeting), {"_step": "preview"})
    assert not PreviewLink.objects.exists()
    client.force_login(publisher)
    Page.open(client, form_of(meeting)).admin_form().submit("_step", "preview")
    assert ask(previews.address_of(PreviewLink.objects.get()))[0] == 200


def test_a_link_to_a_version_in_work_is_shut_with_the_record(meeting, account):
    editor, publisher = account("editors"), account("publishers")
    versions.change(meeting, editor, lambda one: setattr(one, "title_fa", MARK) or one.save())
    link = previews.preview_link(meeting)
    assert MARK.encode() in ask(link)[1]
    verbs.archive(meeting, publisher)
    status, text = ask(link)
    assert status == 410
    assert MARK.encode() not in text
