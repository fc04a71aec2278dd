"""A citizen writes to the council and reads the answer, in both languages."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agreements.models import Agreement
from meetings.models import Meeting
from roadmap.models import Goal
from tehran_diplomacy.correspondence.models import Correspondent, Message
from tehran_diplomacy.publishing.status import Status
from tests.correspondence.writing import ANSWER, CONTACT, WRITTEN, code_of, send, token_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def strict() -> Client:
    """A reader for whom Django's own protection against forged posts is on, as in use."""
    return Client(enforce_csrf_checks=True)


@pytest.mark.parametrize("language", ["fa", "en"])
def test_a_message_is_kept_and_its_code_leads_to_it_without_any_cookie(strict, content, freezer, language):
    response = send(strict, freezer, f"/{language}/contact/", headers={"Sec-Fetch-Site": "same-origin"})
    code = code_of(response)
    message = Message.objects.get()
    assert (message.subject, message.text) == (WRITTEN["subject"], WRITTEN["text"])
    assert (message.language, message.state) == (language, "new")
    assert (message.correspondent.name, message.correspondent.contact) == (
        WRITTEN["name"],
        WRITTEN["contact"],
    )
    answer = strict.post(f"/{language}/contact/answer/", {"code": code})
    assert 'class="chip open"' in answer.content.decode()
    assert WRITTEN["subject"] in answer.content.decode()
    for page in (response, answer, strict.get(f"/{language}/contact/")):
        assert not page.cookies
        assert "no-store" in page["Cache-Control"]
    assert not strict.cookies


def test_the_code_is_shown_once_and_only_its_hash_is_kept(client, freezer):
    code = code_of(send(client, freezer))
    assert re.fullmatch(r"([0-9a-hjkmnp-tv-z]{4}-){3}[0-9a-hjkmnp-tv-z]{4}", code)
    with connection.cursor() as cursor:
        for model in (Message, Correspondent):
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")
            kept = repr(cursor.fetchall())
            assert code not in kept
            assert code.replace("-", "") not in kept
    assert code not in client.post(ANSWER, {"code": code}).content.decode()
    assert code not in client.get(CONTACT).content.decode()


def test_two_codes_have_nothing_in_common(client, freezer):
    codes = {code_of(send(client, freezer, subject=f"نامهٔ {n}")) for n in range(4)}
    assert len({code[:4] for code in codes}) == 4


@pytest.mark.parametrize(
    "typed", [str.upper, lambda c: c.replace("-", " "), lambda c: c.replace("0", "o").replace("1", "l"),
              lambda c: c.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")), lambda c: f"  {c}\u200f "],
)  # fmt: skip
def test_a_code_is_found_however_it_is_typed(client, freezer, typed):
    code = code_of(send(client, freezer))
    assert WRITTEN["subject"] in client.post(ANSWER, {"code": typed(code)}).content.decode()


@pytest.mark.parametrize(
    "change",
    [lambda c: c[:-1] + ("2" if c[-1] != "2" else "3"), lambda c: c[:-1], lambda c: "", lambda c: "٪"],
)
def test_a_wrong_code_shows_nothing_and_says_so(client, freezer, change):
    code = code_of(send(client, freezer))
    response = client.post(ANSWER, {"code": change(code)})
    html = response.content.decode()
    assert response.status_code == 422
    assert 'class="error-summary"' in html
    assert 'href="#id_code"' in html
    assert WRITTEN["subject"] not in html


def test_a_code_outlives_a_change_of_the_secret_key(client, freezer, settings):
    code = code_of(send(client, freezer))
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key, long enough for a portal, set by the next administrator"
    settings.SECRET_KEY_FALLBACKS = []
    assert WRITTEN["subject"] in client.post(ANSWER, {"code": code}).content.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"subject": ""}, "subject"), ({"text": "  "}, "text"), ({"subject": "ن" * 151}, "subject"),
     ({"text": "ن" * 5001}, "text"), ({"name": "ن" * 101}, "name"), ({"contact": "ن" * 151}, "contact"),
     ({"about": "nothing"}, "about"), ({"website": "http://x"}, "website")],
)  # fmt: skip
@pytest.mark.parametrize("language", ["fa", "en"])
def test_an_error_names_the_field_and_loses_nothing(client, content, freezer, language, changes, field):
    response = send(client, freezer, f"/{language}/contact/", **changes)
    html = response.content.decode()
    assert response.status_code == 422
    assert f'<a href="#id_{field}">' in html
    assert f'id="id_{field}_error"' in html
    assert re.search(
        rf'id="id_{field}"[^>]*aria-invalid="true"|aria-invalid="true"[^>]*id="id_{field}"', html
    )
    for name, typed in (WRITTEN | changes).items():
        if name != "about":
            assert typed.split("\n")[0] in html
    assert not Message.objects.exists()


def test_a_length_at_its_end_is_taken(client, freezer):
    code_of(send(client, freezer, subject="ن" * 150, text="ن" * 5000, name="ن" * 100, contact="ن" * 150))
    assert len(Message.objects.get().text) == 5000


def test_a_form_sent_twice_is_one_message_with_one_code(client, freezer):
    token = token_of(client.get(CONTACT))
    freezer.tick(20)
    codes = {code_of(client.post(CONTACT, WRITTEN | {"token": token})) for _ in range(3)}
    assert (len(codes), Message.objects.count()) == (1, 1)
    other = code_of(client.post(CONTACT, WRITTEN | {"token": token, "text": "چیز دیگری"}))
    assert other not in codes
    assert Message.objects.count() == 2


def test_what_is_typed_is_only_text(client, freezer):
    code = code_of(send(client, freezer, subject="<script>alert(1)</script>"))
    assert "<script>alert" not in client.post(ANSWER, {"code": code}).content.decode()
    assert "<b>x" not in send(client, freezer, subject="", text="<b>x</b>").content.decode()


def test_a_message_can_name_a_goal_a_meeting_or_an_agreement(client, content, freezer):
    goal, meeting = Goal.objects.public().first(), Meeting.objects.public().newest_first().last()
    for record in (goal, meeting, Agreement.objects.get(slug="tehran-moscow-sister-city")):
        address = f"{CONTACT}?about={record.uid}"
        assert f'<option value="{record.uid}" selected>' in client.get(address).content.decode()
        code_of(send(client, freezer, address, about=record.uid))
        assert Message.objects.first().about == record
        page = client.get(record.get_absolute_url()).content.decode()
        assert f'href="{CONTACT}?about={record.uid}#message"' in page


@pytest.mark.parametrize("about", ["nothing", "x" * 300, "1' OR 1=1", "\u200f"])
def test_an_unknown_record_in_the_address_is_passed_over(client, content, about):
    response = client.get(CONTACT, {"about": about})
    assert response.status_code == 200
    assert "selected" not in response.content.decode().replace('<option value="" selected>', "")


def test_a_record_that_is_not_public_cannot_be_named(client, content, freezer):
    goal = Goal.objects.public().first()
    Goal.objects.filter(pk=goal.pk).update(status=Status.DRAFT)
    assert f'value="{goal.uid}"' not in client.get(CONTACT, {"about": goal.uid}).content.decode()
    assert send(client, freezer, about=goal.uid).status_code == 422


def test_the_page_keeps_the_number_and_the_messengers(client, content):
    html = client.get("/en/contact/").content.decode()
    assert 'class="number"' in html
    assert "Iranian messaging apps" in html
    assert html.index('class="number"') < html.index('name="subject"')


def test_the_pages_cost_a_constant_number_of_queries(client, content, freezer, django_assert_max_num_queries):
    counts = []
    for more in (0, 30):
        for number in range(more):
            Message.objects.create(code_hash=str(number), language="fa", subject="x", text="x")
            Meeting.objects.create(title_en=f"Meeting {number}", kind="made", status=Status.PUBLISHED)
        with CaptureQueriesContext(connection) as queries:
            client.get(CONTACT)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12
    with django_assert_max_num_queries(12):
        client.post(ANSWER, {"code": "k7m2-9qxv-3d8t-w5rz"})
