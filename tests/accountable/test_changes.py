"""The public record of changes: no road to a change leaves it out, and nothing hidden shows in it."""

import re
from datetime import timedelta

import feedparser
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agreements.models import Agreement
from meetings.models import Meeting
from networks.models import Network
from roadmap.models import Goal, ProgressReport
from tehran_diplomacy.dates.partial import PartialDate
from tehran_diplomacy.places.models import City
from tehran_diplomacy.publishing import verbs, versions
from tehran_diplomacy.publishing.history import changes, explain
from tehran_diplomacy.publishing.models import Record
from tehran_diplomacy.publishing.public_view import shown_fields, shown_part_fields, shown_parts
from tehran_diplomacy.publishing.revisions import Reason, Revision, Weight
from tehran_diplomacy.publishing.status import Status
from tests.test_exchange import brought_in

YEREVAN = "tehran-yerevan-sister-city"
MOST_QUERIES = 12


def weights(record: Record) -> list[str]:
    """Return what readers noticed of a record, the newest first."""
    return [
        one.weight for one in Revision.objects.noticed().filter(object_id=record.pk) if one.record() == record
    ]


def page_of(client, record: Record, language: str = "en", code: str = "agreements") -> str:
    response = client.get(f"/{language}/changes/{code}/{record.uid}/")
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


@pytest.fixture
def agreement(content) -> Agreement:
    return Agreement.objects.get(slug=YEREVAN)


def by_saving(agreement, admin_client):
    agreement.signed_on = PartialDate(2023, 1, 19)
    agreement.save()


def by_an_update(agreement, admin_client):
    Agreement.objects.filter(pk=agreement.pk).update(
        signed_on="2023-01-19", signed_on_first="2023-01-19", signed_on_last="2023-01-19"
    )


def by_bulk_update(agreement, admin_client):
    agreement.signed_on = PartialDate(2023, 1, 19)
    agreement.signed_on_first = agreement.signed_on_last = agreement.signed_on.first
    Agreement.objects.bulk_update([agreement], ["signed_on", "signed_on_first", "signed_on_last"])


def by_a_version(agreement, admin_client):
    def work(record):
        record.signed_on = PartialDate(2023, 1, 19)
        record.save()

    from django.contrib.auth.models import User

    root = User.objects.get(is_superuser=True)
    versions.change(agreement, root, work)
    versions.approve(versions.in_work(agreement), root)


def by_an_import(agreement, admin_client):
    from agreements.sheets import AgreementSheet

    headings = AgreementSheet().headings("en")
    signed = next(one for one in headings if "signed on" in one.lower())
    brought_in(
        admin_client,
        "agreements/agreement",
        f"{headings[0]},{signed}\n{agreement.uid},2023-01-19\n".encode(),
        "table.csv",
    )
    version = versions.in_work(agreement)
    if version:
        from django.contrib.auth.models import User

        versions.approve(version, User.objects.get(is_superuser=True))


ROADS = [by_saving, by_an_update, by_bulk_update, by_a_version, by_an_import]


@pytest.mark.parametrize("road", ROADS, ids=[road.__name__ for road in ROADS])
def test_no_road_changes_a_date_without_a_trace(client, agreement, admin_client, road):
    assert weights(agreement) == [Weight.FIRST]
    road(agreement, admin_client)
    agreement.refresh_from_db()
    assert str(agreement.signed_on) == "2023-01-19"
    assert weights(agreement) == [Weight.CORRECTION, Weight.FIRST]
    html = page_of(client, agreement)
    assert '<del dir="auto">18 January 2023</del>' in html
    assert '<ins dir="auto">19 January 2023</ins>' in html


def test_the_form_asks_for_the_reason_and_readers_are_told_it(client, agreement, admin_client):
    address = f"/admin/agreements/agreement/{agreement.pk}/change/"
    html = admin_client.get(address).content.decode()
    assert 'name="reason_fa"' in html
    form = html5_fields(html)
    form |= {
        "signed_on": "2023-01-19",
        "reason_en": "As the signed paper says.",
        "_publish": "1",
        "sure": "1",
    }
    admin_client.post(address, form)
    assert "Reason: As the signed paper says." in page_of(client, agreement)
    persian = page_of(client, agreement, "fa")
    assert '<span lang="en" dir="ltr">As the signed paper says.</span>' in persian
    page = client.get(f"/en/agreements/{YEREVAN}/").content.decode()
    assert "This page was corrected:" in page
    assert f"/en/changes/agreements/{agreement.uid}/" in page


def html5_fields(html: str) -> dict[str, str]:
    """Return the fields of the change form as a browser would send them."""
    import html5lib

    tree = html5lib.parse(html, namespaceHTMLElements=False)
    form = next(one for one in tree.iter("form") if one.get("id", "").endswith("_form"))
    found = {}
    for one in form.iter():
        name = one.get("name")
        if not name or (name.startswith("_") and name != "_seen"):
            continue
        if one.tag == "input" and one.get("type") in ("checkbox", "radio"):
            if one.get("checked") is not None:
                found[name] = one.get("value", "on")
        elif one.tag == "input" and one.get("type") not in ("submit", "file"):
            found[name] = one.get("value", "")
        elif one.tag == "textarea":
            found[name] = one.text or ""
        elif one.tag == "select":
            chosen = [
                option.get("value", "") for option in one.iter("option") if option.get("selected") is not None
            ]
            found[name] = chosen if one.get("multiple") is not None else (chosen or [""])[0]
    return found


def test_an_editors_reason_stays_with_the_version_until_it_is_approved(client, agreement, account):
    editor, publisher = account("editors"), account("publishers")
    with changes(editor):
        explain(Reason(en="By the council's letter."))
        versions.change(
            agreement, editor, lambda one: setattr(one, "expires_on", PartialDate(2030)) or one.save()
        )
    assert weights(agreement) == [Weight.FIRST]
    versions.approve(versions.in_work(agreement), publisher)
    assert weights(agreement)[0] in (Weight.ADDITION, Weight.CORRECTION)
    html = page_of(client, agreement)
    assert "By the council&#x27;s letter." in html
    assert "editors" not in html and "publishers" not in html


def test_spelling_may_be_folded_but_a_fact_may_not(client, agreement):
    with changes():
        explain(Reason(is_minor=True))
        agreement.note_en = "A note with better words."
        agreement.save()
    assert weights(agreement)[0] == Weight.MINOR
    assert "<details>" in page_of(client, agreement)
    assert "This page was corrected" not in client.get(f"/en/agreements/{YEREVAN}/").content.decode()
    with changes():
        explain(Reason(is_minor=True))
        agreement.note_en, agreement.form = "Better still.", "mou"
        agreement.save()
    assert weights(agreement)[0] == Weight.CORRECTION


def test_what_is_added_is_news_and_no_correction(client, content):
    meeting = Meeting.objects.get(slug="yerevan-sisterhood")
    outcome = meeting.outcomes.create(text_en="A working group", state="open")
    assert weights(meeting)[0] == Weight.ADDITION
    outcome.state = "done"
    outcome.save()
    assert weights(meeting)[0] == Weight.ADDITION
    outcome.text_en = "A smaller working group"
    outcome.save()
    assert weights(meeting)[0] == Weight.CORRECTION
    outcome.delete()
    assert weights(meeting)[0] == Weight.CORRECTION
    assert "A smaller working group" in page_of(client, meeting, code="meetings")


def test_the_notice_ends_after_thirty_days(client, agreement, freezer):
    by_saving(agreement, None)
    for days, shown in ((29, True), (31, False)):
        freezer.move_to(timezone.now() + timedelta(days=days if shown else 2))
        html = client.get(f"/en/agreements/{YEREVAN}/").content.decode()
        assert ("This page was corrected" in html) is shown, days


def test_a_withdrawn_record_says_when_and_why_in_both_languages(client, agreement, account):
    with changes(account("publishers")):
        explain(Reason(fa="دو بار ثبت شده بود.", en="It was entered twice."))
        verbs.archive(agreement, account_of("publishers"))
    for language, words in (("fa", "دو بار ثبت شده بود."), ("en", "It was entered twice.")):
        for address in (
            f"/{language}/agreements/{YEREVAN}/",
            f"/{language}/changes/agreements/{agreement.uid}/",
        ):
            response = client.get(address)
            assert response.status_code == 410, address
            html = response.content.decode()
            assert words in html
            assert "<time" in html
            assert str(agreement.title_en) not in html
    html = client.get("/en/changes/").content.decode()
    assert "It was entered twice." in html
    assert str(agreement.title_en) not in html
    verbs.publish(agreement, account_of("publishers"))
    assert client.get(f"/en/agreements/{YEREVAN}/").status_code == 200
    assert weights(agreement) == [Weight.RETURNED, Weight.WITHDRAWN, Weight.FIRST]


def account_of(name: str):
    from django.contrib.auth.models import User

    return User.objects.get(username=name)


def test_back_to_draft_is_a_withdrawal_too(client, agreement, account):
    verbs.return_to_draft(agreement, account("publishers"))
    assert client.get(f"/en/agreements/{YEREVAN}/").status_code == 410
    agreement.title_en = "Secret new title"
    agreement.save()
    assert "Secret" not in client.get("/en/changes/?what=all").content.decode()


def test_what_was_scheduled_and_never_seen_leaves_no_trace(client, content, account):
    publisher = account("publishers")
    agreement = Agreement.objects.create(title_en="For tomorrow", form="mou", kind="bilateral")
    verbs.publish(agreement, publisher, timezone.now() + timedelta(days=1))
    assert weights(agreement) == []
    verbs.return_to_draft(agreement, publisher)
    assert client.get(f"/en/agreements/{agreement.slug}/").status_code == 404
    agreement.title_en = "For the day after"
    agreement.save()
    verbs.publish(agreement, publisher, timezone.now() + timedelta(days=2))
    agreement.note_en = "Said before it was public."
    agreement.save()
    assert weights(agreement) == []
    assert "For tomorrow" not in client.get("/en/changes/?what=all").content.decode()


def test_nothing_hidden_shows_in_changes_or_feeds(client, agreement, account):
    secret = Goal.objects.create(roadmap=Goal.objects.first().roadmap, number=99, title_en="Hidden goal")
    network = Network.objects.create(name_en="Hidden network")
    agreement.goals.add(secret)
    agreement.parties.create(network=network)
    agreement.office_note = "Office word"
    agreement.save()
    agreement.sources.create(title="A paper", quotation="Quoted words")
    with changes(account("publishers")):
        agreement.note_en = "Seen by all"
        agreement.save()
    addresses = [
        "/en/changes/?what=all",
        f"/en/changes/agreements/{agreement.uid}/",
        "/en/changes/all.atom",
        f"/en/changes/agreements/{agreement.uid}.atom",
    ]
    for address in addresses:
        text = client.get(address).content.decode()
        for word in ("Hidden", "Office word", "Quoted words", "publishers"):
            assert word not in text, (address, word)
    assert "Seen by all" in client.get(addresses[1]).content.decode()
    network.status = Status.PUBLISHED
    network.save()
    assert "Hidden network" in client.get(addresses[1]).content.decode()


def test_a_withdrawn_photo_takes_its_words_along(client, content):
    meeting = Meeting.objects.get(slug="yerevan-sisterhood")
    photo = meeting.photos.create(caption_en="A face that asked to be left out")
    assert "asked to be left out" in page_of(client, meeting, code="meetings")
    photo.is_withdrawn = True
    photo.save()
    assert "asked to be left out" not in page_of(client, meeting, code="meetings")


def test_columns_that_readers_are_told_of():
    """A column that is new here was not thought of yet: decide whether readers may be told of it."""
    told = {
        model.__name__: {
            "": sorted({one.name.removesuffix("_fa").removesuffix("_en") for one in shown_fields(model)}),
            **{
                part: sorted(
                    {
                        one.name.removesuffix("_fa").removesuffix("_en")
                        for one in shown_part_fields(model, part)
                    }
                )
                for part in shown_parts(model)
                if part not in ("documents", "sources", "rivals")
            },
        }
        for model in (City, Network, ProgressReport)
    }
    assert told == {
        "City": {"": ["country", "latitude", "longitude", "name", "other_names", "summary", "wikidata"]},
        "Network": {
            "": ["acronym", "founded", "name", "seat", "summary", "website", "wikidata"],
            "roles": ["as_of", "begins", "ends", "note", "role"],
            "committees": ["as_of", "begins", "ends", "name", "note"],
        },
        "ProgressReport": {
            "": ["action", "day", "goal", "percentage", "statement"],
            "evidence": ["title", "url"],
        },
    }


def test_feeds_are_atom_and_say_what_changed(client, agreement):
    with changes():
        explain(Reason(en="As the paper says."))
        by_saving(agreement, None)
    for address in ("/en/changes/all.atom", f"/en/changes/agreements/{agreement.uid}.atom"):
        feed = feedparser.parse(client.get(address).content)
        assert not feed.bozo
        newest = feed.entries[0]
        assert "18 January 2023 → 19 January 2023" in newest.summary
        assert "As the paper says." in newest.summary
        assert newest.link.endswith(f"/en/changes/agreements/{agreement.uid}/")
    ids = [one.id for one in feed.entries]
    assert len(ids) == len(set(ids)) == 2


@pytest.mark.parametrize(
    "address", ["nothing/0000000000/", "agreements/0000000000/", "people/x/", "photos/x/"]
)
def test_addresses_of_nothing_are_not_found(client, content, address):
    assert client.get(f"/en/changes/{address}").status_code == 404


@pytest.mark.parametrize("before", ["x", "-1", "0", "9" * 30, "٣"])
def test_a_strange_place_to_go_on_is_not_found(client, content, before):
    assert client.get(f"/en/changes/?before={before}").status_code == 404


def test_pages_hold_every_change_once_and_cost_the_same(client, agreement):
    def walk() -> list[str]:
        found, address = [], f"/en/changes/agreements/{agreement.uid}/"
        path = address
        while True:
            html = client.get(path).content.decode()
            found += re.findall(r'id="change-([^"]+)"', html)
            older = re.search(r'href="(\?before=\d+)"', html)
            if not older:
                return found
            path = address + older.group(1)

    def cost(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    seoul = Agreement.objects.get(slug__contains="seoul")
    meeting, network = Meeting.objects.get(slug="yerevan-sisterhood"), Network.objects.get(slug="uclg")
    places = list(City.objects.all()[:4])
    for number in range(45):
        agreement.note_en = f"Note {number}"
        agreement.signed_in = places[number % 4]
        agreement.save()
        if number == 5:
            few = cost("/en/changes/?what=all"), cost(f"/en/changes/agreements/{agreement.uid}/")
        if number == 4:
            seoul.parties.create(city=places[0])
            meeting.partners.set(places)
            meeting.goals.set(Goal.objects.all()[:2])
            network.goals.set(Goal.objects.all()[:2])
    found = walk()
    assert len(found) == len(set(found)) == 46
    assert cost(f"/en/changes/agreements/{agreement.uid}/") <= few[1] <= MOST_QUERIES
    assert cost("/en/changes/?what=all") <= few[0] <= MOST_QUERIES


def test_what_comes_back_later_stays_withdrawn_until_then(client, agreement, account, freezer):
    publisher = account("publishers")
    by_saving(agreement, None)
    verbs.archive(agreement, publisher)
    verbs.publish(agreement, publisher, timezone.now() + timedelta(days=2))
    address = f"/en/agreements/{YEREVAN}/"
    assert client.get(address).status_code == 410
    assert str(agreement.title_en) not in client.get("/en/changes/?what=all").content.decode()
    verbs.archive(agreement, publisher)  # and then not at all
    freezer.move_to(timezone.now() + timedelta(days=3))
    assert client.get(address).status_code == 410
    assert str(agreement.title_en) not in client.get("/en/changes/?what=all").content.decode()
    verbs.publish(agreement, publisher, timezone.now() + timedelta(days=2))
    freezer.move_to(timezone.now() + timedelta(days=3))
    assert client.get(address).status_code == 200
    assert weights(agreement) == [Weight.RETURNED, Weight.WITHDRAWN, Weight.CORRECTION, Weight.FIRST]
    assert client.get(f"/api/v1/agreements/{agreement.uid}").status_code == 200
