"""Nothing that readers see changes by an editor's hand, whatever shows it; and what publishers change leaves a trace."""

import re

import pytest
from django.apps import apps
from django.contrib.admin import site
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import CharField, TextField
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agreements.models import Agreement, SilenceLine
from meetings.models import Meeting, PressOffice
from roadmap.models import CouncilTerm
from tehran_diplomacy.people.models import Person
from tehran_diplomacy.places.models import City, Country, Organisation
from tehran_diplomacy.portal.models import CitizensLine
from tehran_diplomacy.publishing.exposure import is_exposed, is_record, is_shared
from tehran_diplomacy.publishing.history import Kept, Part
from tehran_diplomacy.publishing.models import Revision
from tehran_diplomacy.publishing.status import Status
from tests.forms import Page

MARK = "Qxzmark"
# What the portal makes of rows by itself, and what it needs to answer at all: no form writes any of it.
DERIVED = {
    "agreements.StatePeriod", "search.Entry", "search.Vocabulary", "search.IndexState", "sources.AddressCheck",
    "publishing.Revision", "publishing.FormerSlug", "publishing.Generation", "contenttypes.ContentType",
    "correspondence.Message", "sessions.Session", "following.Follower",
}  # fmt: skip


def shared_models() -> list[type]:
    return [model for model in apps.get_models() if issubclass(model, Kept) and is_shared(model)]


def addresses() -> list[str]:
    """Pages, feeds, files and answers of the API: every list and one page of each record."""
    found = [
        "/{}/", "/{}/roadmap/", "/{}/roadmap/sixth/", "/{}/agreements/", "/{}/meetings/", "/{}/networks/",
        "/{}/cities/", "/{}/map/", "/{}/timeline/", "/{}/changes/?what=all", "/{}/press/", "/{}/contact/",
        "/{}/search/?q=tehran", "/{}/changes/all.atom", "/{}/press/galleries.atom",
    ]  # fmt: skip
    pages = [address.format(code) for address in found for code in ("fa", "en")]
    codes = (
        "roadmaps",
        "goals",
        "agreements",
        "meetings",
        "networks",
        "cities",
        "reports",
        "photos",
        "journeys",
    )
    pages += [f"/api/v1/{code}" for code in codes]
    for model in (Agreement, Meeting, City):
        for record in model.objects.public().order_by("pk")[:40]:
            pages += [record.get_absolute_url()]
    return pages


def read(anybody: Client) -> dict[str, str]:
    shown = {}
    for address in addresses():
        answer = anybody.get(address)
        if answer.status_code == 200:
            shown[address] = (answer.getvalue() if answer.streaming else answer.content).decode(
                errors="replace"
            )
    return shown


@pytest.fixture
def all_shown(content) -> None:
    """The starter content, and a row shown of every model that it has none of."""
    agreement = Agreement.objects.public().first()
    body = Organisation.objects.create(name_en="A bank", name_fa="بانک", country=Country.objects.first())
    agreement.parties.create(organisation=body)
    meeting = Meeting.objects.public().first()
    person = Person.objects.create(name_en="A person", name_fa="کسی")
    meeting.participations.create(person=person)
    PressOffice.objects.get_or_create(defaults={"contact_en": "Contact", "contact_fa": "رابط"})
    SilenceLine.objects.get_or_create(
        defaults={"is_shown": True, "months": 1, "note_en": "Note", "note_fa": "یاد"}
    )
    hidden = City.objects.public().filter(is_home=False).first()
    named = City.objects.create(
        name_en="Hidden town", name_fa="شهر", country=hidden.country, latitude=1, longitude=1
    )
    agreement.parties.create(city=named)


def test_every_table_that_readers_see_is_of_a_record_or_closed_to_editors(client, all_shown):
    """The tables are read off the queries; the rows' models then have a state, belong to such, or are shared."""
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert len(read(client)) > 60
    names = {name for one in asked for name in re.findall(r'(?:FROM|JOIN) "(\w+)"', one["sql"])}
    models = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
    seen = {models[name] for name in names if name in models}
    seen = {model for model in seen if not model._meta.auto_created}
    unknown = {
        model._meta.label
        for model in seen
        if not (is_record(model) or issubclass(model, Part) or is_shared(model))
    } - DERIVED
    assert not unknown, f"readers see rows of {unknown}: who may change them?"
    assert {Country, City, Organisation, Person, CouncilTerm, PressOffice, CitizensLine} <= seen


def rows() -> list:
    """One row that readers see of every model with a form at the desk: a record, a hidden city, or a shared row."""
    found = []
    for model in site._registry:
        if issubclass(model, Kept):
            every = model._base_manager.order_by("pk")
            found += [row for row in every if is_exposed(row)][:1]
    assert {type(row) for row in found} >= {*shared_models(), Agreement, Meeting, City}
    found.append(City.objects.get(name_en="Hidden town"))
    return found


def filled(form, row) -> None:
    """Write the mark into every text that the form offers of the row itself."""
    for field in type(row)._meta.concrete_fields:
        if isinstance(field, CharField | TextField) and not field.choices and field.name in form:
            control = form.of(field.name)[0]
            if control.type in ("text", "textarea") and field.name not in ("code", "slug", "wikidata"):
                form[field.name] = f"{MARK} {field.name}"[: field.max_length or 40]


def test_an_editor_changes_nothing_that_readers_see_by_any_road(client, all_shown, account):
    """Every row, every button of its form, its history, the lists' actions: then every public page is read."""
    client.force_login(account("editors"))
    tried = 0
    for row in rows():
        base = f"/admin/{row._meta.app_label}/{row._meta.model_name}/"
        answer = client.get(f"{base}{row.pk}/change/")
        if answer.status_code == 403:
            client.post(f"{base}{row.pk}/change/", {"_seen": "1-0-0", "name_en": MARK, "title_en": MARK})
        else:
            for button in Page.of(client, answer).admin_form().buttons:
                form = Page.open(client, f"{base}{row.pk}/change/").admin_form()
                filled(form, row)
                if button in form.buttons:
                    form.submit(button)
                    tried += 1
        if is_shared(type(row)):
            closed = dict.fromkeys(("name_en", "name_fa", "title_en", "contact_en", "note_en"), f"{MARK}")
            client.post(f"{base}{row.pk}/change/", closed | {"_seen": "1-0-0", "_continue": "1"})
        past = Revision.objects.of(row).past().last()
        if past is not None:
            Revision.objects.filter(pk=past.pk).update(
                data={**past.data, "fields": {**past.data["fields"], "name_en": MARK, "title_en": MARK}}
            )
            client.post(f"{base}{row.pk}/history/{past.pk}/bring-back/")
        client.post(f"{base}{row.pk}/delete/", {"post": "yes"})
        client.post(base, {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"})
        assert type(row)._base_manager.filter(pk=row.pk).exists(), f"{row._meta.label} was deleted"
    assert tried > 10
    assert not [address for address, text in read(Client()).items() if MARK in text]


@pytest.mark.parametrize(
    "model", ["Country", "Organisation", "Person", "CouncilTerm", "PressOffice", "CitizensLine"]
)
def test_what_a_publisher_changes_of_them_is_public_at_once_and_stands_among_the_corrections(
    client, all_shown, account, model
):
    model = {one.__name__: one for one in shared_models()}[model]
    row = next(row for row in model._base_manager.order_by("pk") if is_exposed(row))
    client.force_login(account("publishers"))
    address = f"/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/change/"
    form = Page.open(client, address).admin_form()
    form[f"{model.label}_en"] = MARK
    form["reason_en"] = "Because it was wrong"
    form.submit("_continue")
    for page in ("/en/changes/?what=all", "/en/changes/all.atom"):
        text = Client().get(page).content.decode()
        assert MARK in text, page
        assert "Because it was wrong" in text


def test_a_line_that_is_off_is_not_told_of(client, all_shown, account):
    SilenceLine.objects.all().delete()
    Revision.objects.filter(content_type=ContentType.objects.get_for_model(SilenceLine)).delete()
    line = SilenceLine.objects.create(is_shown=False, note_en="off")
    line.note_en = MARK
    line.save()
    assert MARK not in Client().get("/en/changes/?what=all").content.decode()
    line.is_shown = True
    line.save()
    assert MARK in Client().get("/en/changes/?what=all").content.decode()


def test_an_editor_adds_what_is_missing_and_may_mend_it_until_something_public_names_it(
    client, content, account
):
    client.force_login(account("editors"))
    form = Page.open(client, "/admin/people/person/add/").admin_form()
    form["name_en"] = "New Person"
    form.submit("_continue")
    person = Person.objects.get(name_en="New Person")
    form = Page.open(client, f"/admin/people/person/{person.pk}/change/").admin_form()
    form["name_en"] = "Newer Person"
    form.submit("_continue")
    person.refresh_from_db()
    assert person.name_en == "Newer Person"
    meeting = Meeting.objects.create(title_en="A draft", kind="online")
    meeting.participations.create(person=person)
    assert not is_exposed(person)
    Meeting.objects.filter(pk=meeting.pk).update(status=Status.PUBLISHED)
    assert is_exposed(person)
    page = Page.open(client, f"/admin/people/person/{person.pk}/change/")
    assert "_continue" not in page.admin_form().buttons
    assert "فقط ناشر می‌تواند آن را تغییر دهد" in page.text
    assert not Revision.objects.of(person).exclude(weight="").exists()
