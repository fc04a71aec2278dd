"""Every form of the desk, filled with what no form expects: never an error of ours, always a word at the box."""

import re

import pytest
from django.contrib import admin
from django.contrib.auth.models import User

from meetings.models import Meeting
from tehran_diplomacy.forms.lists import CheckedChangeList
from tests.desk.office_rows import fill_every_register
from tests.forms import Control, Form, Page
from tests.test_signing_in import PASSWORD, sign_in

MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)
NONSENSE = {
    "nothing": "",
    "long": "ی" * 10_000,
    "NUL": "a\x00b",
    "control": "a\x01\x1b\x7f\u0085b",
    "bidi": "\u202eabc\u202c \u2067\u200f",
    "emoji": "🏛️👩‍👩‍👧",
    "Persian digits": "۱۲۳۴۵۶۷۸۹۰",
    "Arabic digits": "٣٤",
    "beyond 64 bits": "9" * 25,
    "below 64 bits": "-" + "9" * 25,
    "exponent": "1e400",
    "not a number": "NaN",
    "year 9999": "9999-12-31",
    "year 0": "0000-00-00",
    "last Jalali year": "1699/12/30",
}
# Names that say which row is meant, not what is in it; a browser sends them as the page gave them.
GIVEN = re.compile(
    r"csrfmiddlewaretoken|_seen|.*-(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS|initial-.*|.*-(id|DELETE)"
)
TYPED = {"text", "textarea", "number", "url", "email", "password", "select"}
LONG, TURNS = 12, 5  # boxes from which a form counts as long; how often a long one, or a second one, is sent


@pytest.fixture
def chief(client, content):
    """An administrator who has just signed in, and a row of every register."""
    fill_every_register(User.objects.create_superuser("chief", password=PASSWORD))
    sign_in(client, "chief")
    client.raise_request_exception = False
    return client


def boxes_of(form: Form) -> list[Control]:
    """The controls that a person fills in, those of a new row of each kind of part included."""
    for name in [one.name for one in form.controls if one.name.endswith("-TOTAL_FORMS")]:
        prefix = name.removesuffix("-TOTAL_FORMS")
        if any(one.name.startswith(f"{prefix}-__prefix__-") for one in form.controls):
            form.add_row(prefix)
    return [
        one
        for one in form.controls
        if one.type in TYPED and not GIVEN.fullmatch(one.name) and "__prefix__" not in one.name
    ]


def put(control: Control, value: str) -> None:
    """Put a value into a box, also where a browser offers a choice only."""
    if control.type == "select":
        control.chosen = [value]
    else:
        control.value = value


def send_nonsense(page: Page, most: int) -> None:
    """Send a form filled with all kinds of nonsense at once, moved on by one box each time, at most so often."""
    values = list(NONSENSE)
    for turn in range(min(most, len(values))):
        form = page.admin_form()
        boxes = boxes_of(form)
        for place, box in enumerate(boxes):
            put(box, NONSENSE[values[(place + turn * len(values) // most) % len(values)]])
        if not boxes:
            break
        response = form.submit("_continue")
        assert response.status_code < 500, (page.url, turn, response.status_code)
        if response.status_code == 200:
            assert Page.of(page.client, response).errors, (page.url, turn)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_nonsense_in_a_form_is_never_an_error_of_ours(chief, model):
    start = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
    row = model._base_manager.order_by("pk").first()
    for address, most in ((f"{start}add/", len(NONSENSE)), (f"{start}{row.pk if row else 0}/change/", TURNS)):
        response = chief.get(address)
        page = Page.of(chief, response)
        if response.status_code == 200 and any("_continue" in form.buttons for form in page.forms):
            send_nonsense(page, TURNS if len(boxes_of(page.admin_form())) > LONG else most)


def columns_of_each_kind() -> list[tuple[type, str]]:
    """A register and a column for each kind of column that a list may be narrowed by."""
    kinds = {type(column): (model, column.name) for model in MODELS for column in model._meta.concrete_fields}
    return list(kinds.values())


def test_nonsense_in_the_address_of_a_list_is_never_an_error_of_ours(chief, rf):
    asked = [
        (model, f"{name}{how}") for model, name in columns_of_each_kind() for how in ("", "__in", "__gte")
    ]
    asked += [(Meeting, name) for name in ("p", "period", "needs", "e", "all", "o")]
    asked = [(*one, value) for one in asked for value in ("\x00", "9" * 25, "x")]
    asked += [(model, "q", "\x00") for model in MODELS] + [(model, "pk", "9" * 25) for model in MODELS]
    for model, name, value in asked:
        place = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        assert chief.get(place, {name: value}).status_code < 500, (place, name, value)


def test_every_list_minds_its_address(rf):
    for model_admin in admin.site._registry.values():
        assert issubclass(model_admin.get_changelist(rf.get("/")), CheckedChangeList), model_admin


def test_nonsense_in_other_addresses_is_no_error_of_ours(chief):
    record = Meeting.objects.first()
    for value in ("\x00", "9" * 25, "9" * 5000, "x"):
        for page in (
            f"meetings/meeting/{record.pk}/history/compare/?a={value}&b={value}",
            f"meetings/meeting/{record.pk}/gallery/?p={value}",
            f"meetings/meeting/{record.pk}/translate/?to={value}",
            f"autocomplete/?app_label=meetings&model_name=meeting&field_name=place&term={value}&page={value}",
        ):
            assert chief.get(f"/admin/{page}".replace("\x00", "%00")).status_code < 500, page
        for model in MODELS:
            start = f"/admin/{model._meta.app_label}/{model._meta.model_name}/{value}/"
            assert chief.get(f"{start}change/".replace("\x00", "%00")).status_code < 500, start
