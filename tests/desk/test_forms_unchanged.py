"""Every form of the desk, opened and sent back as it stands, changes nothing and says so."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import connection

from meetings.models import Meeting
from tehran_diplomacy.publishing import verbs, versions
from tehran_diplomacy.publishing.models import Record
from tehran_diplomacy.publishing.revisions import Revision
from tests.desk.office_rows import fill_every_register
from tests.forms import Page
from tests.test_signing_in import PASSWORD, sign_in

SAID = {"fa": "چیزی تغییر نکرد.", "en": "Nothing was changed."}
MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)
# What is only looked at, or written in the form of something else.
NO_FORM = {
    "publishing.PreviewLink",
    "axes.AccessAttempt",
    "axes.AccessLog",
    "meetings.Participation",
    "sources.Source",
}


@pytest.fixture
def chief(client, content):
    """An administrator who has just signed in, and a row of every register."""
    fill_every_register(User.objects.create_superuser("chief", password=PASSWORD, first_name="رئیس"))
    sign_in(client, "chief")
    return client


def everything() -> dict[str, set[str]]:
    """All rows of the database but those of the session, by table, as the database gives them."""
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(tables - {"django_session"}):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found[table] = {repr(row) for row in cursor.fetchall()}
    return found


def changed(before: dict[str, set[str]], after: dict[str, set[str]]) -> dict[str, list[str]]:
    """What differs between two readings of the database: rows as they were and are, by table."""
    return {table: sorted(rows ^ after[table]) for table, rows in before.items() if rows != after[table]}


def sent_back(client, address: str, language: str, button: str = "_continue") -> None:
    page = Page.open(client, address)
    found = [one for one in page.forms if button in one.buttons] if button else [page.forms[-1]]
    assert found, f"{address} has no form to save"
    before = everything()
    response = found[0].submit(button or None)
    assert response.status_code == 302, (address, Page.of(client, response).errors)
    found = changed(before, everything())
    assert not found, (address, found)
    assert Page.open(client, response["Location"]).messages == [SAID[language]], address


def address_of(row, page: str = "change") -> str:
    return f"/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/{page}/"


def states_of(record):
    """Bring a record from one state to the next: public, public with a new version in work, draft."""
    yield "published"
    user = User.objects.get(username="chief")
    versions.change(record, user, lambda one: setattr(one, "office_note", "x") or one.save())
    assert Revision.objects.of(record).in_work().exists()
    yield "in work"
    Revision.objects.of(record).in_work().delete()
    verbs.return_to_draft(type(record).objects.get(pk=record.pk), user)
    yield "draft"


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_a_form_sent_back_unchanged_changes_nothing(chief, model):
    row = model._base_manager.order_by("pk").first()
    if model._meta.label in NO_FORM:
        assert row is None or chief.get(address_of(row)).status_code in (200, 403)
        return
    assert row is not None, f"give {model._meta.label} a row in office_rows"
    chief.cookies["language"] = "en"
    sent_back(chief, address_of(row), "en")
    chief.cookies["language"] = "fa"
    for _state in states_of(row) if issubclass(model, Record) else ["as it is"]:
        sent_back(chief, address_of(row), "fa")


@pytest.mark.parametrize("model", [one for one in MODELS if issubclass(one, Record)], ids=str)
def test_a_translation_sent_back_unchanged_changes_nothing(chief, model):
    row = model._base_manager.order_by("pk").first()
    for _state in states_of(row):
        sent_back(chief, address_of(row, "translate"), "fa", button="")


def test_a_gallery_sent_back_unchanged_changes_nothing(chief):
    meeting = Meeting.objects.exclude(photos=None).first()
    for _state in states_of(meeting):
        page = Page.open(chief, address_of(meeting, "gallery"))
        before = everything()
        response = page.form(id="captions").submit()
        found = changed(before, everything())
        assert not found
        assert Page.open(chief, response["Location"]).messages == [SAID["fa"]]
