"""Who forgot a password gets a link by e-mail, or reads whom to ask; nobody learns which addresses are known."""

import re
import threading

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice

from tehran_diplomacy.accounts.models import InitialPassword
from tests.forms import Page
from tests.test_signing_in import PASSWORD, sign_in

OWN = "چهار واژهٔ بی‌ربط و یک پل چوبی"


@pytest.fixture
def editor(account, settings):
    settings.MAIL_IS_SET = True
    cache.clear()
    user = account("editors")
    user.email = "Editor@example.org"
    user.save()
    return user


def ask_for(address: str) -> Page:
    """Write an address into the form that the sign-in page links to; return the answer."""
    client = Client()
    form = Page.open(client, "/admin/login/").follow("گذرواژه را فراموش کرده‌اید؟").form(having="email")
    form["email"] = address
    page = Page.of(client, form.submit(follow=True))
    for thread in threading.enumerate():
        if thread.name == "password-link":
            thread.join()
    return page


def link() -> str:
    return re.search(r"/admin/choose-password/\S+", mail.outbox[-1].body)[0]


def choose(client: Client, address: str):
    form = Page.open(client, address).form(having="new_password1")
    return form.fill(new_password1=OWN, new_password2=OWN).submit()


def test_a_link_by_mail_gives_a_new_password_and_ends_sessions(editor, client):
    sign_in(client, "editors")
    known, unknown = ask_for("editor@EXAMPLE.org"), ask_for("nobody@example.org")
    assert without_tokens(known.text) == without_tokens(unknown.text)
    [sent] = mail.outbox
    assert sent.to == ["Editor@example.org"]
    assert choose(Client(), link()).status_code == 302
    assert client.get("/admin/").status_code == 302
    assert sign_in(Client(), "editors").redirect_chain == []
    assert sign_in(Client(), "editors", OWN).redirect_chain[-1][0] == "/admin/"
    assert "new_password1" not in Page.open(Client(), link()).text, "a link works once"


def without_tokens(text: str) -> str:
    return re.sub(r'value="[A-Za-z0-9]{64}"', "", text)


def test_a_link_lasts_an_hour(editor, freezer):
    ask_for("editor@example.org")
    freezer.tick(3599)
    assert "new_password1" in Page.open(Client(), link()).text
    freezer.tick(2)
    assert "new_password1" not in Page.open(Client(), link()).text


def test_nobody_is_flooded_with_letters(editor, freezer):
    for _time in range(3):
        ask_for("editor@example.org")
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("closed", [{"is_active": False}, {"is_staff": False}, {"password": "!none"}])
def test_a_closed_account_gets_none(editor, closed):
    User.objects.filter(pk=editor.pk).update(**closed)
    ask_for("editor@example.org")
    assert mail.outbox == []


def test_an_account_whose_password_was_taken_away_stays_at_rest(editor):
    chief = Client()
    User.objects.create_superuser("chief", password=PASSWORD)
    sign_in(chief, "chief")
    form = Page.open(chief, f"/admin/auth/user/{editor.pk}/password/").admin_form()
    form["usable_password"] = "false"
    assert form.submit("unset-password").status_code == 302
    ask_for("editor@example.org")
    assert mail.outbox == []


def test_an_account_closed_since_cannot_use_its_link(editor):
    ask_for("editor@example.org")
    User.objects.filter(pk=editor.pk).update(is_active=False)
    assert "new_password1" not in Page.open(Client(), link()).text


def test_a_first_password_whose_week_is_over_is_mended_by_a_link(editor, freezer):
    InitialPassword.objects.create(user=editor)
    freezer.tick(30 * 24 * 3600)
    ask_for("editor@example.org")
    assert choose(Client(), link()).status_code == 302
    assert sign_in(Client(), "editors", OWN).redirect_chain[-1][0] == "/admin/"


def test_the_second_step_is_asked_for_all_the_same(editor):
    TOTPDevice.objects.create(user=editor, name="phone", confirmed=True)
    ask_for("editor@example.org")
    choose(Client(), link())
    assert "/two-step/" in sign_in(Client(), "editors", OWN).redirect_chain[-1][0]


def test_without_a_mail_server_one_reads_whom_to_ask(db, settings):
    settings.MAIL_IS_SET = False
    page = Page.open(Client(), "/admin/login/").follow("گذرواژه را فراموش کرده‌اید؟")
    assert "از مدیر درگاه گذرواژهٔ اولیه بگیرید" in page.text
    assert "email" not in page.text
    assert Client().post("/admin/forgotten-password/", {"email": "a@example.org"}).status_code == 200
