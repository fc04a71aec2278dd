"""Why an agreement is in its state: in a sentence, also while its dates are typed; what is suspended runs out."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from agreements.models import Agreement, LifeEvent
from agreements.reasons import reason_of_typed
from agreements.states import Event, EventKind, Life, Span, State, standing_on
from tehran_diplomacy.dates.partial import PartialDate
from tests.forms import Page


def day(text: str) -> Span:
    return Span(date.fromisoformat(text), date.fromisoformat(text))


@pytest.mark.parametrize(
    ("events", "on", "state"),
    [
        ([("suspended", "2020-01-01")], "2020-06-01", State.SUSPENDED),
        ([("suspended", "2020-01-01")], "2021-06-01", State.EXPIRED),
        ([("suspended", "2022-01-01")], "2022-06-01", State.EXPIRED),
        ([("suspended", "2020-01-01"), ("ended", "2020-05-01")], "2022-06-01", State.ENDED),
        ([("suspended", "2020-01-01"), ("resumed", "2020-02-01")], "2022-06-01", State.EXPIRED),
    ],
)
def test_what_is_suspended_runs_out_with_its_term(events, on, state):
    happened = tuple(Event(EventKind(kind), day(when)) for kind, when in events)
    life = Life(day("2019-01-01"), None, day("2020-12-31"), happened)
    assert standing_on(life, date.fromisoformat(on)).state == state


def test_a_suspension_after_an_extension_runs_out_with_the_extension():
    extended = Event(EventKind.EXTENDED, day("2020-06-01"), day("2024-12-31"))
    life = Life(
        day("2019-01-01"), None, day("2020-12-31"), (extended, Event(EventKind.SUSPENDED, day("2021-01-01")))
    )
    assert standing_on(life, date(2022, 1, 1)).state == State.SUSPENDED
    assert standing_on(life, date(2025, 1, 1)).state == State.EXPIRED


def test_stored_states_follow(content):
    agreement = Agreement.objects.create(
        title_fa="آزمون", form="mou", signed_on=PartialDate.parse("2019-01-01"),
        expires_on=PartialDate.parse("2020-12-31"),
    )  # fmt: skip
    LifeEvent.objects.create(agreement=agreement, kind="suspended", day=PartialDate.parse("2020-03-01"))
    assert agreement in Agreement.objects.in_state("suspended", date(2020, 5, 1))
    assert agreement in Agreement.objects.in_state("expired", date(2021, 5, 1))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "بدون اطلاع: هیچ تاریخی ثبت نشده است."),
        ({"signed_on": "۱۴۰۰/۵/۲"}, "تاریخ آغاز: ۲ مرداد ۱۴۰۰؛ تاریخ پایان ثبت نشده است."),
        ({"signed_on": "1400/5/2", "expires_on": "۱۴۹۰/۵/۲"}, "معتبر: تا ۲ مرداد ۱۴۹۰ اعتبار دارد."),
        ({"signed_on": "۱۴۰۰/۵/۲", "expires_on": "۱۴۰۱/۱۳/۲"}, "یکی از تاریخ‌ها درست نیست."),
        ({"signed_on": "۱۳۸۰", "expires_on": "۱۳۸۱/۱/۱"}, "منقضی: اعتبار آن ۱ فروردین ۱۳۸۱ پایان یافت."),
        ({"effective_on": "۱۴۹۰/۱/۱"}, "هنوز معتبر نیست: آغاز آن ۱ فروردین ۱۴۹۰ است."),
    ],
)
def test_the_sentence_says_why(typed, sentence):
    with override("fa"):
        assert reason_of_typed(typed) == sentence


def test_typed_events_count_and_those_marked_to_go_do_not():
    typed = {
        "signed_on": "1400/1/1", "events-TOTAL_FORMS": "2",
        "events-0-kind": "suspended", "events-0-day": "۱۴۰۱/۱/۱",
        "events-1-kind": "ended", "events-1-day": "۱۴۰۲/۱/۱",
    }  # fmt: skip
    with override("fa"):
        assert reason_of_typed(typed) == "خاتمه‌یافته: ۱ فروردین ۱۴۰۲."
        assert reason_of_typed(typed | {"events-1-DELETE": "on"}) == "معلق از ۱ فروردین ۱۴۰۱."
        assert reason_of_typed({"events-TOTAL_FORMS": "9" * 30, "events-0-kind": "x"})


def test_a_year_leaves_it_open():
    this_year = str(timezone.localdate().year)
    with override("en"):
        said = reason_of_typed({"signed_on": "2001-01-01", "expires_on": this_year})
    assert said in ("Unclear: the exact day of these dates is not known: Valid until.",)


def test_the_form_shows_the_sentence_and_answers_while_one_types(client, admin_client, content):
    agreement = Agreement.objects.exclude(expires_on="").first() or Agreement.objects.first()
    page = Page.open(admin_client, f"/admin/agreements/agreement/{agreement.pk}/change/")
    output = next(one for one in page.tree.iter("output"))
    assert "".join(output.itertext()).endswith(".")
    answer = admin_client.post(output.get("data-standing"), {"signed_on": "۱۴۰۰/۱/۱"})
    assert "۱ فروردین ۱۴۰۰" in answer.json()["sentence"]
    client.logout()
    assert client.post(output.get("data-standing"), {}).status_code == 302


def test_readers_see_until_when_it_was_extended(client, content):
    today = timezone.localdate()
    agreement = Agreement.objects.public().first()
    agreement.expires_on = PartialDate.of_day(today - timedelta(days=400), "gregorian")
    agreement.save()
    later = PartialDate.of_day(today + timedelta(days=400), "gregorian")
    LifeEvent.objects.create(
        agreement=agreement,
        kind="extended",
        day=PartialDate.of_day(today - timedelta(days=500), "gregorian"),
        until=later,
    )
    html = client.get(f"/en/agreements/{agreement.slug}/").content.decode()
    facts = html[html.index('<dl class="facts">') :]
    assert "extended until" in facts
    assert later.first.isoformat() in facts
