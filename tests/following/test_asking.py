"""Asking, confirming, changing, leaving: nobody is written to unasked, nobody learns who follows."""

import logging
import re
from urllib.parse import quote

import pytest
from django.core.management import CommandError, call_command

from agreements.models import Agreement
from meetings.models import Meeting
from roadmap.models import Goal
from tehran_diplomacy.dates.partial import PartialDate
from tehran_diplomacy.following.models import Follower, Knock, Letter, Unconfirmed
from tehran_diplomacy.places.models import City
from tehran_diplomacy.publishing import verbs
from tests.correspondence.writing import token_of
from tests.following.conftest import ask, link, send, whole

CORRECTIONS = "/en/follow/corrections/all/"


def pages(language: str) -> list[str]:
    """A page of each kind from which one can follow."""
    found = [Goal.objects.first(), Agreement.objects.first(), City.objects.get(slug="yerevan")]
    found += [Meeting.objects.first()]
    lists = ("agreements/", "meetings/", "networks/", "cities/", "changes/", "search/?q=Yerevan", "feeds/")
    return [*(one.get_absolute_url() for one in found), *(f"/{language}/{one}" for one in lists)]


def test_every_kind_of_page_leads_to_its_form_and_without_a_mail_server_to_none(
    client, content, mail, settings, django_assert_max_num_queries
):
    from django.utils.translation import override

    for language in ("fa", "en"):
        with override(language):
            addresses = pages(language)
        for address in addresses:
            settings.MAIL_IS_SET = True
            with django_assert_max_num_queries(12):
                html = client.get(address).content.decode()
            forms = set(re.findall(rf'href="(/{language}/follow/[^"]+)"', html))
            assert forms, address
            for form in forms:
                with django_assert_max_num_queries(12):
                    response = client.get(form)
                assert response.status_code == 200, form
                assert not response.cookies
                assert "no-store" in response["Cache-Control"]
            settings.MAIL_IS_SET = False
            assert "/follow/" not in client.get(address).content.decode(), address
            assert {client.get(form).status_code for form in forms} == {404}


def test_following_takes_a_link_and_a_button(client, content, mail, freezer):
    city = City.objects.get(slug="yerevan")
    path = f"/fa/follow/cities/{city.uid}/"
    response = ask(client, freezer, path, "Reader@EXAMPLE.org", pace="weekly")
    assert "رایانامهٔ خود را ببینید" in response.content.decode()
    assert mail.taken == []  # the page does not wait for the mail server
    send()
    letter = mail.to("Reader@example.org")[0]
    assert "ایروان" in letter["Subject"]
    assert letter["Auto-Submitted"] == "auto-generated"
    assert "List-Unsubscribe" not in letter
    assert not Follower.objects.exists()
    confirm = link(letter, "confirm")
    for _ in range(2):  # a program that opens every link confirms nothing
        assert client.get(confirm).status_code == 200
    assert not Follower.objects.exists()
    assert client.post(confirm).status_code == 200
    follower = Follower.objects.get()
    assert (follower.kind, follower.key, follower.language) == ("cities", city.uid, "fa")
    assert (follower.address, follower.pace) == ("Reader@example.org", "weekly")
    assert not Unconfirmed.objects.exists()
    assert client.post(confirm).status_code == 404


def test_the_answer_does_not_tell_whether_an_address_follows(client, content, follow, mail, freezer):
    follow(CORRECTIONS)
    known = ask(client, freezer, CORRECTIONS)
    unknown = ask(client, freezer, CORRECTIONS, "other@example.org")
    assert known.status_code == unknown.status_code == 200
    assert known.content == unknown.content
    send()
    bodies = [
        re.sub(r"confirm/\w+", "", mail.to(address)[0].get_body(("plain",)).get_content())
        for address in ("reader@example.org", "other@example.org")
    ]
    assert bodies[0] == bodies[1]


def test_somebody_else_changes_nothing_of_a_following(client, content, follow, freezer, mail):
    follow(CORRECTIONS)
    ask(client, freezer, CORRECTIONS, pace="weekly")
    assert Follower.objects.get().pace == "at_once"
    send()
    client.post(link(mail.to("reader@example.org")[0], "confirm"))
    assert Follower.objects.get().pace == "weekly"


def test_unconfirmed_addresses_are_deleted_after_two_days(client, content, mail, freezer):
    ask(client, freezer, CORRECTIONS)
    send()
    confirm = link(mail.to("reader@example.org")[0], "confirm")
    freezer.tick(48 * 3600 - 60)
    send()
    assert client.get(confirm).status_code == 200
    freezer.tick(120)
    assert client.get(confirm).status_code == client.post(confirm).status_code == 404
    assert "forgotten: 1" in send()
    assert not Unconfirmed.objects.exists()
    assert not Follower.objects.exists()


def test_an_unconfirmed_address_is_forgotten_without_a_mail_server_too(
    client, content, mail, freezer, settings
):
    ask(client, freezer, CORRECTIONS)
    settings.MAIL_IS_SET = False
    freezer.tick(49 * 3600)
    with pytest.raises(CommandError, match="EMAIL_URL"):
        call_command("send_follow_letters")
    assert not Unconfirmed.objects.exists()
    assert mail.taken == []


def test_a_mailbox_cannot_be_bombed(client, content, mail, freezer):
    """From as many networks, on as many topics, with as many tricks as one likes: three letters a day."""
    uids = list(Goal.objects.values_list("uid", flat=True))
    answers = set()
    for number in range(12):
        address = f"victim{'+' + str(number) if number % 2 else ''}@example.org"
        path = f"/en/follow/goals/{uids[number % len(uids)]}/"
        answers.add(ask(client, freezer, path, address, sender=f"10.0.{number}.1").status_code)
    send()
    assert len(mail.taken) == 3
    assert answers == {200}


def test_a_network_and_the_world_have_their_limits(client, content, mail, freezer, settings):
    def asked(number: int, sender: str):
        return ask(client, freezer, CORRECTIONS, f"reader{number}@example.org", sender=sender)

    statuses = [asked(number, f"2001:db8:0:1::{number:x}").status_code for number in range(12)]
    assert statuses == [200] * 10 + [429] * 2
    assert asked(20, "10.1.1.1").status_code == 200
    settings.FOLLOW_REQUESTS_PER_HOUR = 11
    assert asked(21, "10.1.1.2").status_code == 503
    freezer.tick(3601)
    assert asked(22, "10.1.1.2").status_code == 200
    for knock in Knock.objects.all():
        assert len(knock.mailbox) == len(knock.sender) == 64


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"address": "no address"}, 422),
        ({"address": "a@example.org\r\nBcc: b@example.org"}, 422),
        ({"address": ""}, 422),
        ({"pace": "hourly"}, 422),
        ({"website": "x"}, 422),
        ({"token": "forged"}, 422),
        ({"headers": {"Origin": "https://evil.example"}}, 403),
        ({"headers": {"Sec-Fetch-Site": "cross-site"}}, 403),
    ],
)
def test_what_the_form_does_not_take(client, content, mail, freezer, changes, status):
    response = ask(client, freezer, CORRECTIONS, **changes)
    assert response.status_code == status
    assert not Unconfirmed.objects.exists()
    assert not Letter.objects.exists()


def test_a_form_that_comes_back_at_once_is_refused(client, content, mail, freezer):
    written = {"address": "reader@example.org", "pace": "at_once", "website": ""}
    token = token_of(client.get(CORRECTIONS))
    assert client.post(CORRECTIONS, written | {"token": token}).status_code == 422


def test_only_what_can_still_change_is_offered(client, content, mail, account):
    agreement = Agreement.objects.first()
    draft = Meeting.objects.create(title_en="A draft")
    assert client.get(f"/en/follow/agreements/{agreement.uid}/").status_code == 200
    verbs.archive(agreement, account("publishers"))
    gone = (
        f"agreements/{agreement.uid}", f"meetings/{draft.uid}", "register/people", "register/photos",
        "people/all", "corrections/some", "search/q=x", "goals/nothing",
    )  # fmt: skip
    for path in gone:
        assert client.get(f"/en/follow/{path}/").status_code == 404, path
    assert client.get("/en/follow/search/").status_code == 404
    assert client.get("/en/follow/search/?q=&kind=%00").status_code == 404


def test_a_search_is_followed_by_what_it_asks_however_it_was_written(client, content, follow):
    follow(f"/en/follow/search/?page=3&q=%20%20{quote('mayor')}%20%20Yerevan&kind=meeting&x=1")
    assert Follower.objects.get().key == "q=mayor+Yerevan&kind=meeting"
    follow("/en/follow/search/?kind=meeting&q=mayor++Yerevan")
    assert Follower.objects.count() == 1


def test_changing_how_often(client, content, follow):
    manage = follow(CORRECTIONS)
    html = client.get(manage).content.decode()
    assert "reader@example.org" not in html  # letters are passed on
    assert client.post(manage, {"pace": "daily"}).status_code == 422
    assert "Saved." in client.post(manage, {"pace": "weekly"}).content.decode()
    assert Follower.objects.get().pace == "weekly"
    assert client.get("/en/follow/manage/0123456789/").status_code == 404


def test_one_click_leaves_and_deletes_the_address(content, follow, mail, client, settings):
    """As a mailbox posts (RFC 8058): from elsewhere, with no cookie, page or token of a form."""
    from django.test import Client

    follow(CORRECTIONS)
    agreement = Agreement.objects.first()
    agreement.signed_on = PartialDate(2020, 1, 1)
    agreement.save()
    send()
    letter = mail.to("reader@example.org")[0]
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = letter["List-Unsubscribe"].strip(" <>")
    assert address.startswith("https://diplomacy.example.org/")
    path = address.removeprefix("https://diplomacy.example.org")
    strict = Client(enforce_csrf_checks=True)
    assert strict.get(path).status_code == 200
    assert Follower.objects.count() == 1
    headers = {"Origin": "https://mailbox.example", "Sec-Fetch-Site": "cross-site"}
    for _ in range(2):
        response = strict.post(path, {"List-Unsubscribe": "One-Click"}, headers=headers)
        assert response.status_code == 200
        assert not response.cookies
    assert not Follower.objects.exists()
    assert not Unconfirmed.objects.exists()
    agreement.signed_on = PartialDate(2020, 1, 2)
    agreement.save()
    mail.taken.clear()
    send()
    assert mail.taken == []
    settings.MAIL_IS_SET = False
    assert strict.post(path).status_code == 200


def test_who_left_is_not_written_to_although_a_letter_waited(client, content, follow, mail):
    manage = follow(CORRECTIONS)
    agreement = Agreement.objects.first()
    agreement.signed_on = PartialDate(2020, 1, 1)
    agreement.save()
    mail.refuses["reader@example.org"] = "451 4.3.0 later"
    assert "put off: 1" in send()
    assert Letter.objects.count() == 1
    client.post(manage.replace("manage", "leave"))
    assert not Letter.objects.exists()


def test_addresses_are_not_in_the_log(client, content, follow, mail, freezer, caplog, capsys):
    caplog.set_level(logging.DEBUG)
    follow(CORRECTIONS, "hidden@example.org")
    ask(client, freezer, CORRECTIONS, "not hidden@example.org")
    ask(client, freezer, CORRECTIONS, "hidden@example.org", headers={"Origin": "https://evil.example"})
    agreement = Agreement.objects.first()
    agreement.signed_on = PartialDate(2020, 1, 1)
    agreement.save()
    for answer in ("550 5.1.1 hidden@example.org: no such user", "451 4.2.1 hidden@example.org: later"):
        mail.refuses["hidden@example.org"] = answer
        send()
    said = [
        f"{record.getMessage()} {record.exc_info or ''}"
        for record in caplog.records
        if not record.name.startswith(("django.db", "mail", "asyncio", "aiosmtpd"))
    ]
    assert "hidden" not in "\n".join(said) + "".join(capsys.readouterr())


def test_the_office_sees_how_many_and_never_who(client, content, follow, account):
    follow(CORRECTIONS)
    follow("/en/follow/register/agreements/")
    follow("/en/follow/search/?q=something+private")
    for role in ("editors", "publishers"):
        client.force_login(account(role))
        html = client.get("/admin/").content.decode()
        assert "مشترکان رایانامه" in html
        assert "reader@example.org" not in html
        assert "something private" not in html
    client.force_login(account(None))
    assert "مشترکان رایانامه" not in client.get("/admin/").content.decode()


def test_the_question_is_in_the_readers_language_and_right_to_left(client, content, mail, freezer):
    ask(client, freezer, "/fa/follow/register/meetings/")
    send()
    letter = mail.to("reader@example.org")[0]
    html = letter.get_body(("html",)).get_content()
    assert '<html lang="fa" dir="rtl">' in html
    assert "دیدارها" in letter["Subject"]
    assert not re.search(r"\b(?:img|src|url\()", html)
    assert "portal@diplomacy.example.org" in whole(letter)
