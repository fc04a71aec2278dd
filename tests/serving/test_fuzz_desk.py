"""Every page, form, filter, action, upload and import of the desk, sent by signed-in staff: never an error of ours.

A short form runs with the tests; `make fuzz` sends 10,000 requests to each database. Each example is undone; what
failed is told together at the end, once for each place in the code.
"""

import io
import os
import re
import traceback
import zipfile
from datetime import timedelta
from http.cookies import SimpleCookie
from urllib.parse import quote, urlencode

import pytest
from django.apps import apps
from django.contrib.admin import site
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from agreements.models import Agreement
from meetings.models import Meeting, SharedGallery
from roadmap.models import Goal
from tehran_diplomacy.people.models import Person
from tehran_diplomacy.publishing import previews, verbs, versions
from tests.forms import Control, Form, Page
from tests.press.conftest import picture, supplied
from tests.serving.test_fuzz import HOSTILE, PARAMETER, WORDS, patterns
from tests.test_exchange import xlsx

REQUESTS = int(os.environ.get("FUZZ_DESK_REQUESTS", "120"))
SEED = int(os.environ.get("FUZZ_SEED", "1"))
LEFT_OUT = ("logout/", "jsi18n/", "login/")
NAMES = (
    "q", "p", "o", "all", "e", "needs", "period", "status__exact", "kind__exact", "is_revoked__exact", "place", "answer",
    "_popup", "_to_field", "_changelist_filters", "app_label", "model_name", "field_name", "term", "to", "a", "b", "page",
    "status__in", "uid", "title_en__regex", "language", "level", "roadmap__id__exact",
)  # fmt: skip
TYPED = (
    *HOSTILE, "1400/2/30", "۱۴۰۱/۱۲/۳۰", "1402-12", "2023-02-29", "9999-12-31", "0001-01-01", "12:61", "-", "1,5", "۱٫۵",
    "Infinity", "first-name", "x" * 121, "a@b", "javascript:alert(1)", "http://[::1", "\x0b\x0c\x1b", "﷽" * 300, "draft",
    "ا" * 501, "[1, 2]", '{"a": 1}', "1 ", "publish_selected", "delete_selected", "restore", "revoke-x", "discard",
)  # fmt: skip
TABLES = (
    "goals",
    "title_en",
    "title_fa",
    "slug",
    "uid",
    "number",
    "form",
    "kind",
    "signed_on",
    "name_fa",
    "country",
)


def zipped(**members: bytes) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("_", "."), content)
    return data.getvalue()


GOOD = picture(60, 40)
FILES = (
    ("a.jpg", GOOD), ("a.jpg", GOOD[: len(GOOD) // 2]), ("a.jpg", b""), ("a.png", picture(20, 20, "PNG")), ("a.gif", b"GIF89a\x01"),
    ("a.pdf", b"%PDF-1.7\n%%EOF"), ("a.zip", zipped(a_jpg=GOOD, b_txt=b"x")), ("a.zip", zipped(a_jpg=GOOD)[:-9]),
    ("a.svg", b"<svg onload='x()'/>"), ("a.xlsx", xlsx(["slug", "title_fa"], ["x", "y"])), ("a.xlsx", b"PK\x03\x04" + b"\0" * 90),
    ("a.csv", "slug,title_fa\n1,\udc80\n".encode(errors="surrogatepass")), ("a.csv", b"\xff\xfe\x00"), ("a.csv", b'"\n' * 50),
)  # fmt: skip


@st.composite
def tables(draw: st.DrawFn) -> tuple[str, bytes]:
    """A table with some of the registers' headings and whatever in its cells."""
    headings = draw(st.lists(st.sampled_from(TABLES), min_size=1, max_size=5))
    rows = draw(st.lists(st.lists(st.one_of(st.sampled_from(TYPED), WORDS), max_size=6), max_size=3))
    lines = [headings, *([cell.replace("\x00", "") for cell in row] for row in rows)]
    text = "\n".join(",".join('"{}"'.format(cell.replace('"', '""')) for cell in line) for line in lines)
    return "t.csv", text.encode(errors="replace")


VALUES = st.one_of(st.sampled_from(TYPED), WORDS, st.integers(-2, 400).map(str))
SENT = st.one_of(st.sampled_from(FILES), tables())


def some_of_everything(account) -> None:
    """Records in every state, with versions, links and pictures."""
    publisher, editor = account("publishers"), account("editors")
    made = {"form": "mou", "kind": "multilateral"}
    draft = Agreement.objects.create(title_en="Draft", **made)
    waiting, binned = (Agreement.objects.create(title_en=name, **made) for name in ("Waiting", "Binned"))
    verbs.submit(waiting, editor)
    verbs.throw_away(binned, publisher)
    shown = Agreement.objects.public().first()
    versions.change(shown, editor, lambda one: setattr(one, "title_en", "Next") or one.save())
    versions.set_aside(draft, versions.in_work(shown).data, editor, "0-0-0")
    meeting = Meeting.objects.public().first()
    supplied(meeting, GOOD, caption_en="A picture", position=1)
    previews.preview_link(draft, editor)
    SharedGallery.objects.create(meeting=meeting, recipient="x", ends_at=timezone.now() + timedelta(days=1))
    Person.objects.create(name_en="Nobody names me")
    assert Goal.objects.exists()


def keys_at(address: str) -> list[str]:
    """The keys of the rows of the model whose pages an address belongs to, and one that is none."""
    found = re.match(r"(\w+)/(\w+)/", address)
    try:
        model = apps.get_model(found[1], found[2]) if found else None
    except LookupError:
        model = None
    keys = list(model._base_manager.order_by("-pk").values_list("pk", flat=True)[:8]) if model else []
    return [*(str(key) for key in keys), "0"]


@st.composite
def addresses(draw: st.DrawFn, known: list[tuple[str, list[str]]]) -> str:
    """An address of the desk; mostly of a row that is there, sometimes with what nobody should type."""
    pattern, keys = draw(st.sampled_from(known))
    hostile = draw(st.integers(0, 9)) == 0
    value = VALUES if hostile else st.sampled_from(keys)

    def fill(found: re.Match) -> str:
        text = draw(value)
        if "int:" in found[0] and not text.isdecimal():
            text = "1"
        return quote(text[:200], safe="", errors="surrogatepass")

    path = PARAMETER.sub(fill, re.sub(r"[\^$]|\\Z", "", pattern)).replace("\\.", ".")
    query = draw(st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=3 if draw(st.booleans()) else 0))
    return f"/admin/{path}" + (f"?{urlencode(query, errors='surrogatepass')}" if query else "")


def change(draw: st.DrawFn, control: Control) -> None:
    """Type, choose, tick or attach something in a control, whether the page offers it or not."""
    if control.type in ("checkbox", "radio"):
        control.checked = draw(st.booleans())
    elif control.element.tag == "select":
        control.chosen = [draw(st.one_of(st.sampled_from(control.choices or [""]), VALUES))]
    elif control.type == "file":
        name, data = draw(SENT)
        control.files = [SimpleUploadedFile(name, data)]
    else:
        control.value = draw(VALUES)


def filled_in(draw: st.DrawFn, form: Form) -> dict[str, list]:
    """Fill some of a form in, add a row to one of its formsets, press a button: what would be sent."""
    prefixes = sorted(
        {one.name.partition("-__prefix__-")[0] for one in form.controls if "-__prefix__-" in one.name}
    )
    if prefixes and draw(st.booleans()):
        row = form.add_row(draw(st.sampled_from(prefixes)))
        for control in [one for one in form.controls if one.name.startswith(f"{row}-")]:
            if draw(st.booleans()):
                change(draw, control)
    open_ones = [one for one in form.controls if one.name and one.name != "csrfmiddlewaretoken"]
    for place in draw(st.lists(st.integers(0, max(0, len(open_ones) - 1)), max_size=6)) if open_ones else ():
        change(draw, open_ones[place])
    buttons = [one for one in form._submitters() if one.name]
    data = form.data()
    if buttons and draw(st.integers(0, 9)):
        pressed = draw(st.sampled_from(buttons))
        data.setdefault(pressed.name, []).append(pressed.value)
    elif draw(st.booleans()):
        data.setdefault("_step", []).append(draw(VALUES))
    return data


def place_of(response) -> str:
    """Return where in the code an error came up, with its words."""
    error = getattr(response, "exc_info", None)
    if not error:
        return f"answered {response.status_code}"
    lines = [f"{one.filename}:{one.lineno}" for one in traceback.extract_tb(error[2])]
    own = [line for line in lines if "site-packages" not in line] or lines
    return f"{error[0].__name__} at {own[-1]} ({lines[-1]}): {str(error[1])[:200]}"


class Asked:
    """Sends requests, counts them, and notes those that the portal answers with an error of its own."""

    def __init__(self, client) -> None:
        self.client, self.count = client, 0
        self.failed: dict[str, str] = {}
        client.raise_request_exception = False
        self._cookies = client.cookies.output(header="", sep=";")

    def again(self) -> None:
        """Go on as the same person, whatever the last request did to the session."""
        self.client.cookies = SimpleCookie(self._cookies)

    def __call__(self, method: str, address: str, data=None):
        self.count += 1
        send = self.client.post if method == "post" else self.client.get
        response = send(address, data or {})
        if response.streaming:
            b"".join(response.streaming_content)
        if response.status_code >= 500:
            self.failed.setdefault(place_of(response), f"{method} {address[:300]} {str(data)[:3000]}")
        return response


@pytest.mark.parametrize("turn", range(2))
@pytest.mark.parametrize("group", ["editors", "publishers"])
def test_nothing_that_staff_send_at_the_desk_makes_an_error_of_ours(client, content, account, group, turn):
    made = {}
    some_of_everything(
        lambda name: made.setdefault(name, None) or made.update({name: account(name)}) or made[name]
    )
    client.force_login(made[group])
    found = [one for one in patterns(site.get_urls()) if not one.startswith(LEFT_OUT)]
    known = [(one, keys_at(one)) for one in found]
    assert len(known) > 100
    ask, most = Asked(client), REQUESTS // 4

    @seed(SEED * 1000 + turn)
    @settings(
        max_examples=most // 2,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def send(data):
        ask.again()
        with transaction.atomic():
            page = ask("get", data.draw(addresses(known)))
            if (
                page.status_code == 200
                and page.get("Content-Type", "").startswith("text/html")
                and not page.streaming
            ):
                forms = [one for one in Page.of(client, page).forms if "logout" not in one.action]
                if forms:
                    form = data.draw(st.sampled_from(range(len(forms))).map(forms.__getitem__))
                    sent = filled_in(data.draw, form)
                    target = form.action.removeprefix("http://testserver")
                    answer = ask(form.method, target, sent)
                    if answer.status_code == 302 and answer["Location"].startswith("/admin/"):
                        ask("get", answer["Location"])
            transaction.set_rollback(True)

    send()
    assert not ask.failed, "\n".join(f"{place}\n    {what}" for place, what in ask.failed.items())
    assert ask.count >= most * 0.6
