"""'Is it valid today?' and 'was it valid that day?': one plain answer, by the record's own dates."""

import re

import pytest

from agreements.models import Agreement, LifeEvent
from tehran_diplomacy.dates.partial import PartialDate
from tests.forms import Page

BEIJING = "/en/agreements/tehran-beijing-sister-city/"


def answer_of(client, address: str) -> tuple[str, str]:
    """Return the question and the answer on a page."""
    html = client.get(address).content.decode()
    part = html.partition('class="validity"')[2].partition("</section>")[0]
    return tuple(re.sub(r"<[^>]+>|\s+", " ", re.search(f"<{tag} .*?</{tag}>", part, re.S)[0]).strip() for tag in ("h2", "p"))  # fmt: skip


@pytest.mark.parametrize(
    ("dates", "events", "said"),
    [
        ({"signed_on": "2019-01-01", "expires_on": "2199-01-01"}, [], "Yes: its term runs until 1 January 2199."),
        ({"signed_on": "2019-01-01", "expires_on": "2020-01-01"}, [], "No: its term ended on 1 January 2020."),
        ({"signed_on": "2019-01-01"}, [], "Not confirmed: it was signed; no end date is on record."),
        ({"effective_on": "2199-01-01", "expires_on": "2199-02-01"}, [], "Not yet: it begins on 1 January 2199."),
        ({"signed_on": "2019-01-01"}, [("suspended", "2020-05-01")], "No: it has been suspended since 1 May 2020."),
        ({"signed_on": "2019-01-01"}, [("ended", "2020-05-01")], "No: it was terminated on 1 May 2020."),
        ({}, [], "No information: no date is on record."),
    ],
)  # fmt: skip
def test_the_answer_is_one_plain_sentence(client, content, dates, events, said):
    values = {name: PartialDate.parse(day) for name, day in dates.items()}
    made = Agreement.objects.create(
        title_en="A test", form="mou", kind="bilateral", status="published", **values
    )
    for kind, day in events:
        LifeEvent.objects.create(agreement=made, kind=kind, day=PartialDate.parse(day))
    question, found = answer_of(client, made.get_absolute_url().replace("/fa/", "/en/"))
    assert question == "Is it valid today?"
    assert found.startswith(said)


@pytest.fixture
def five_years(content) -> None:
    """Give the agreement with Beijing the term that its first report names, and nothing after it."""
    beijing = Agreement.objects.get(slug=BEIJING.strip("/").rpartition("/")[2])
    for event in beijing.events.all():
        event.delete()
    beijing.expires_on = PartialDate.parse("2019-02-27")
    beijing.save()


@pytest.mark.parametrize("day", ["2016-05-05", "1395/02/16", "۱۶ اردیبهشت ۱۳۹۵"])
def test_another_day_is_asked_in_either_calendar(client, five_years, day):
    question, found = answer_of(client, f"{BEIJING}?on={day}")
    assert (question, found) == ("Was it valid on 5 May 2016?", "Yes: its term runs until 27 February 2019.")
    form = Page.open(client, BEIJING).form(having="on")
    form["on"] = day
    assert "Was it valid on 5 May 2016?" in form.submit().content.decode()


def test_a_day_that_is_none_is_said_and_today_is_answered(client, content):
    html = client.get(f"{BEIJING}?on=2016-13-45").content.decode()
    assert "Is it valid today?" in html
    assert "errorlist" in html


def test_the_list_tells_the_states_of_the_day_asked_for(client, five_years):
    asked = {"state": "in_force", "on": "۱۶ اردیبهشت ۱۳۹۵"}
    html = client.get("/en/agreements/", asked).content.decode()
    assert "Status on 5 May 2016" in html
    assert BEIJING in html
    assert BEIJING not in client.get("/en/agreements/", asked | {"on": "2021-01-01"}).content.decode()
    form = Page.open(client, "/fa/agreements/").form(having="on").fill(on="1395-02-16", state="in_force")
    assert BEIJING.replace("/en/", "/fa/") in form.submit().content.decode()
