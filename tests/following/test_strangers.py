"""Who asks for a letter to somebody else says nothing in it, and sends no more of them than three a day."""

from urllib.parse import quote

import pytest

from tehran_diplomacy.following.mailboxes import mailbox_of, written_plainly
from tehran_diplomacy.following.models import Follower
from tests.following.conftest import ask, link, send

LURE = "You won 1000000 rials, claim at evil.example/win"
SEARCH = "/en/follow/search/?q={}"


@pytest.mark.parametrize(
    "lure", [LURE, "بردید evil.example", "https://evil.example", "a\u202eb evil.example"]
)
@pytest.mark.parametrize("language", ["fa", "en"])
def test_the_question_carries_no_word_of_whoever_asked(client, content, mail, freezer, lure, language):
    path = SEARCH.format(quote(lure)).replace("/en/", f"/{language}/")
    assert ask(client, freezer, path, "victim@example.org").status_code == 200
    send()
    words = mail.words("victim@example.org")
    assert "evil.example" not in words
    assert "rials" not in words
    assert ("A search of the portal" if language == "en" else "جست‌وجویی در درگاه") in words


def test_who_confirms_sees_what_it_is_and_is_told_of_it_by_name(client, content, mail, freezer):
    ask(client, freezer, SEARCH.format("Yerevan"), "reader@example.org")
    send()
    confirm = link(mail.to("reader@example.org")[0], "confirm")
    assert "Yerevan" in client.get(confirm).content.decode()
    client.post(confirm)
    assert Follower.objects.get().key == "q=Yerevan"


@pytest.mark.parametrize(
    "address",
    [
        '"victim"@example.com', '"vic\\tim"@example.com', '"v\\ictim"@example.com', "vic.tim@example.com",
        "v.i.c.t.i.m@example.com", "victim+a@example.com", "VICTIM@example.com", "victim@EXAMPLE.com",
        '"victim+b"@example.com', '"vic.tim"@Example.COM',
    ],
)  # fmt: skip
def test_a_mailbox_is_one_however_it_is_written(address):
    assert mailbox_of(address) == "victim@example.com"


def test_hosts_that_are_the_same_are_one():
    assert mailbox_of("a.b@googlemail.com") == mailbox_of("ab@gmail.com")
    assert mailbox_of("ab@bücher.example") == mailbox_of("ab@xn--bcher-kva.example")
    assert mailbox_of("one@example.com") != mailbox_of("two@example.com")


@pytest.mark.parametrize(
    "address", ['"you won"@example.com', '"a@b"@example.com', '""@example.com', '"a..b"@example.com']
)
def test_an_address_that_needs_quotation_marks_is_refused(client, content, mail, freezer, address):
    assert written_plainly(address) is None
    response = ask(client, freezer, "/en/follow/corrections/all/", address)
    assert response.status_code == 422
    assert "Enter an email address in the correct format" in response.content.decode()


def test_three_letters_a_day_go_to_a_mailbox_whatever_way_it_is_written(client, content, mail, freezer):
    written = ["victim@example.com", '"victim"@example.com', '"v\\ictim"@example.com', "vic.tim@example.com",
               '"vi\\ctim"@example.com', "victim+x@example.com", "VICTIM@example.com"]  # fmt: skip
    for place, address in enumerate(written):
        path = SEARCH.format(f"word{place}")
        assert ask(client, freezer, path, address, sender=f"198.51.100.{place}").status_code == 200
    send()
    assert len(mail.taken) == 3
