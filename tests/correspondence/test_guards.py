"""Forged posts, machines and floods are kept out; citizens are told the truth and the other way."""

import logging
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import call_command
from django.db import connections
from django.test import Client, RequestFactory
from django.test.client import ClientHandler
from freezegun import freeze_time

from tehran_diplomacy.correspondence.models import Correspondent, DayKey, Message
from tests.correspondence.writing import ANSWER, CONTACT, WRITTEN, code_of, send, token_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("headers", "allowed"),
    [({"Sec-Fetch-Site": "same-origin"}, True), ({}, True), ({"Origin": "http://testserver"}, True),
     ({"Sec-Fetch-Site": "cross-site"}, False), ({"Sec-Fetch-Site": "same-site"}, False),
     ({"Sec-Fetch-Site": "none"}, False), ({"Origin": "https://evil.example"}, False), ({"Origin": "null"}, False),
     ({"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver:81"}, False)],
)  # fmt: skip
def test_posts_from_another_site_are_refused(client, freezer, headers, allowed):
    response = send(client, freezer, headers=headers)
    assert response.status_code == (200 if allowed else 403)
    assert Message.objects.count() == int(allowed)
    assert client.post(ANSWER, {"code": "x"}, headers=headers).status_code == (422 if allowed else 403)


@pytest.mark.parametrize("seconds", [0, 1, 3])
def test_a_form_sent_at_once_is_refused_and_taken_a_little_later(client, freezer, seconds):
    response = send(client, freezer, seconds=seconds)
    assert response.status_code == 422
    assert WRITTEN["subject"] in response.content.decode()
    freezer.tick(5)
    code_of(client.post(CONTACT, WRITTEN | {"token": token_of(response)}))


@pytest.mark.parametrize("spoil", [lambda token: "", lambda token: token[:-2], lambda token: "x" + token])
def test_a_spoilt_token_is_refused_and_loses_nothing(client, freezer, spoil):
    token = token_of(client.get(CONTACT))
    freezer.tick(20)
    response = client.post(CONTACT, WRITTEN | {"token": spoil(token)})
    assert response.status_code == 422
    assert WRITTEN["contact"] in response.content.decode()
    freezer.tick(20)
    code_of(client.post(CONTACT, WRITTEN | {"token": token_of(response)}))


def test_a_form_open_for_two_days_can_be_sent_again(client, freezer):
    response = send(client, freezer, seconds=2 * 24 * 3600)
    assert (response.status_code, Message.objects.count()) == (422, 0)
    freezer.tick(10)
    code_of(client.post(CONTACT, WRITTEN | {"token": token_of(response)}))


def test_a_machine_that_fills_in_every_field_is_kept_out(client, freezer):
    response = send(client, freezer, website="https://spam.example")
    assert response.status_code == 422
    assert '<div class="visually-hidden">' not in response.content.decode().split('name="website"')[0][-400:]
    assert not Message.objects.exists()
    assert '<div class="visually-hidden">' in client.get(CONTACT).content.decode()


def test_one_address_may_write_five_times_an_hour(client, freezer, content):
    for number in range(5):
        code_of(send(client, freezer, sender="192.0.2.7", subject=str(number)))
    refused = send(client, freezer, sender="192.0.2.7", subject="ششمین")
    html = refused.content.decode()
    assert (refused.status_code, refused["Retry-After"]) == (429, "3600")
    assert "ششمین" in html
    assert html.count('href="tel:') == 2
    code_of(send(client, freezer, sender="192.0.2.8"))
    freezer.tick(3601)
    code_of(send(client, freezer, sender="192.0.2.7", subject="ششمین"))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True), ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
     ("::ffff:192.0.2.1", "192.0.2.1", True), ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False)],
)  # fmt: skip
def test_a_network_of_ipv6_counts_as_one_address(client, freezer, settings, one, other, same):
    settings.MESSAGES_PER_ADDRESS = 1
    code_of(send(client, freezer, sender=one, subject="یک"))
    assert send(client, freezer, sender=other, subject="دو").status_code == (429 if same else 200)


def test_an_address_is_kept_hashed_for_the_day_only(client, freezer):
    freezer.move_to("2026-03-01 10:00:00+03:30")
    code_of(send(client, freezer, sender="192.0.2.7"))
    first, key = Message.objects.get().sender, DayKey.objects.get().key
    assert len(first) == 64
    freezer.move_to("2026-03-02 10:00:00+03:30")
    code_of(send(client, freezer, sender="192.0.2.7"))
    second = Message.objects.first().sender
    assert second not in ("", first)
    assert Message.objects.last().sender == ""
    assert [one.key != key for one in DayKey.objects.all()] == [True]
    freezer.move_to("2026-03-03 00:00:01+03:30")
    call_command("forget_messages")
    assert not DayKey.objects.exists()
    assert not Message.objects.exclude(sender="").exists()


@pytest.mark.slow
def test_a_flood_of_messages_fills_neither_disk_nor_inbox(client, content, freezer, settings, capfd):
    settings.MESSAGES_OPEN_MAX, settings.MESSAGES_PER_HOUR = 60, 40
    server = ClientHandler()  # not the client: it would copy every template's context
    statuses = []

    def post(number: int, token: str) -> None:
        written = WRITTEN | {"token": token, "subject": str(number), "text": "پر" * 2000}
        sender = f"10.{number % 250}.{number // 250}.7"
        environ = RequestFactory().post(CONTACT, written, REMOTE_ADDR=sender).environ
        statuses.append(server(environ).status_code)

    tokens = [token_of(client.get(CONTACT)) for _ in range(3)]
    freezer.tick(20)
    for number in range(240):
        post(number, tokens[number % 3])
    assert statuses.count(200) == Message.objects.count() == Correspondent.objects.count() == 40
    assert statuses.count(503) == 200
    assert DayKey.objects.count() == 1
    assert capfd.readouterr().err.count("\n") < 10
    freezer.tick(3601)
    for number in range(240, 300):
        post(number, tokens[0])
    assert Message.objects.count() == 60
    html = client.get(CONTACT).content.decode()
    assert 'name="subject"' not in html
    assert html.count('href="tel:') == 2
    Message.objects.filter(pk__in=list(Message.objects.values_list("pk", flat=True)[:20])).update(
        state="spam"
    )
    freezer.tick(3601)
    code_of(send(client, freezer, subject="پس از خالی شدن"))


@pytest.mark.django_db(transaction=True)
def test_messages_that_come_at_once_do_not_pass_the_cap(settings):
    settings.MESSAGES_OPEN_MAX = 7
    tokens = []
    with freeze_time("2026-03-01 06:30:00"):
        tokens = [token_of(Client().get(CONTACT)) for _ in range(40)]

    def post(number: int) -> int:
        try:
            return (
                Client()
                .post(CONTACT, WRITTEN | {"token": tokens[number]}, REMOTE_ADDR=f"10.0.0.{number}")
                .status_code
            )
        finally:
            connections.close_all()

    with freeze_time("2026-03-01 06:31:00"), ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(post, range(40)))
    assert statuses.count(200) == Message.objects.count() == 7
    assert statuses.count(503) == 33


def test_nothing_of_a_message_stands_in_the_log(client, freezer, caplog):
    caplog.set_level(logging.DEBUG)
    caplog.clear()
    code = code_of(send(client, freezer))
    send(client, freezer, subject="")
    client.post(ANSWER, {"code": code})
    send(client, freezer, headers={"Origin": "https://evil.example"})
    logged = "\n".join(
        f"{record.getMessage()} {record.__dict__.get('request', '')}"
        for record in caplog.records
        if record.name != "django.db.backends"
    )
    assert "/fa/contact/" in logged
    for kept in (code, WRITTEN["subject"], WRITTEN["name"], WRITTEN["contact"], "پیشنهاد"):
        assert kept not in logged


def test_messages_are_forgotten_after_the_promised_time(client, freezer, settings, capsys):
    settings.MESSAGE_KEEP_DAYS = 90
    freezer.move_to("2026-01-01 12:00:00")
    codes = [code_of(send(client, freezer))]
    spam = code_of(send(client, freezer, subject="تبلیغ"))
    Message.objects.filter(subject="تبلیغ").update(state="spam")
    freezer.move_to("2026-02-15 12:00:00")
    codes.append(code_of(send(client, freezer, subject="دوم")))
    call_command("forget_messages")
    assert client.post(ANSWER, {"code": spam}).status_code == 422
    assert Message.objects.count() == 2
    freezer.move_to("2026-04-01 12:10:00")
    call_command("forget_messages")
    assert capsys.readouterr().out.splitlines() == ["Messages forgotten: 1 (kept for 90 days)"] * 2
    assert [client.post(ANSWER, {"code": code}).status_code for code in codes] == [422, 200]
    assert Message.objects.count() == Correspondent.objects.count() == 1
