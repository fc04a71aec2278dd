"""Passwords, sessions and what the log says of both: what a thief of a password or a session cannot do."""

import re
from hashlib import sha1
from html import unescape
from io import StringIO

import pytest
from axes.models import AccessAttempt, AccessLog
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.test_signing_in import PASSWORD, code_of, sign_in

NEW = "چهار واژهٔ بی‌ربط و یک پل چوبی"
FORM = "/admin/password_change/"


def change(client: Client, new: str, old: str = PASSWORD):
    return client.post(FORM, {"old_password": old, "new_password1": new, "new_password2": new})


@pytest.fixture
def editor(client, content, account):
    """An editor who is signed in with `client`."""
    found = account("editors")
    sign_in(client, "editors")
    return found


@pytest.fixture
def administrator(db):
    """An administrator without a second step, which the tests' settings do not ask for."""
    User.objects.create_superuser("chief", password=PASSWORD)
    made = Client()
    sign_in(made, "chief")
    return made


@pytest.mark.parametrize(
    "weak",
    [
        "fourteen chars", "123456789123456789", "passwordpassword", "Password12345678", "aaaaaaaaaaaaaaaaaaaa",
        "Tehran-Council-2026!", "دیپلماسی شهر تهران ۱۴۰۵", "manchesterunited", "abcdeabcdeabcdeabcde",
    ],
)  # fmt: skip
def test_passwords_that_are_tried_first_are_refused(client, editor, weak):
    assert change(client, weak).status_code == 200
    editor.refresh_from_db()
    assert editor.check_password(PASSWORD)


@pytest.mark.parametrize(
    "good", [NEW, "correct horse battery staple", "852749016374058", "k#9 " * 2 + "Ünïcode " * 20]
)
def test_long_passwords_of_any_letters_are_taken_exactly(client, editor, good):
    assert change(client, good).status_code == 302
    editor.refresh_from_db()
    assert editor.check_password(good)
    assert not editor.check_password(good.strip() + " x")


def test_a_password_of_the_list_of_leaked_ones_is_refused(client, editor, settings, tmp_path):
    texts = [f"quiet river number {n} of many" for n in range(500)]
    lines = sorted(sha1(text.encode()).hexdigest().upper() for text in texts)
    (tmp_path / "leaked").write_text("".join(f"{line}:{n * 7}\r\n" for n, line in enumerate(lines)))
    settings.BREACHED_PASSWORDS = str(tmp_path / "leaked")
    assert [text for text in texts[::25] if change(client, text).status_code != 200] == []
    assert change(client, "quiet river number 500 of many").status_code == 302


def test_the_present_password_is_asked_for_and_other_sessions_end(client, editor):
    other = Client()
    sign_in(other, "editors")
    assert change(client, NEW, old="not the present one").status_code == 200
    assert other.get("/admin/").status_code == 200
    assert change(client, NEW).status_code == 302
    assert client.get("/admin/").status_code == 200
    assert other.get("/admin/").status_code == 302
    page = client.get(FORM).content.decode()
    assert page.count('type="password"') == 3
    assert "onpaste" not in page


def test_a_first_password_leads_to_a_password_of_ones_own(client, editor, administrator):
    given = {"usable_password": "true", "password1": NEW, "password2": NEW}
    assert administrator.post(f"/admin/auth/user/{editor.pk}/password/", given).status_code == 302
    assert sign_in(client, "editors", NEW).redirect_chain[-1][0] == FORM
    assert client.get("/admin/agreements/agreement/").status_code == 302
    assert 'action="/admin/logout/"' in client.get(FORM).content.decode()
    assert change(client, NEW, old=NEW).status_code == 200
    assert change(client, "a bridge of wood over nothing", old=NEW).status_code == 302
    assert client.get("/admin/agreements/agreement/").status_code == 200


def test_a_first_password_ends_after_a_week(client, editor, administrator, freezer):
    given = {"usable_password": "true", "password1": NEW, "password2": NEW}
    assert administrator.post(f"/admin/auth/user/{editor.pk}/password/", given).status_code == 302
    assert client.get("/admin/").status_code == 302, "the former sessions end"
    freezer.tick(6 * 24 * 3600)
    assert sign_in(client, "editors", NEW).redirect_chain[-1][0] == FORM
    freezer.tick(2 * 24 * 3600)
    late = sign_in(Client(), "editors", NEW)
    assert late.redirect_chain == []
    assert "یک هفته" in late.content.decode()


def test_the_first_administrator_chooses_a_password(db, settings, tmp_path, client):
    settings.VAR_DIR = tmp_path
    call_command("first_administrator", stdout=StringIO())
    password = (tmp_path / "first-administrator.txt").read_text().split()[-1]
    assert sign_in(client, "admin", password).redirect_chain[-1][0] == FORM


def test_accounts_are_changed_only_by_who_confirmed_a_moment_ago(content, account, administrator, freezer):
    editor = account("editors")
    chief = User.objects.get(username="chief")
    freezer.tick(20 * 60)
    paths = [f"/admin/auth/user/{editor.pk}/{what}/" for what in ("change", "password", "delete")]
    roles = f"/admin/auth/group/{Group.objects.get(name='editors').pk}"
    for path in [
        *paths,
        "/admin/auth/user/add/",
        f"{roles}/change/",
        f"{roles}/delete/",
        "/admin/auth/group/add/",
    ]:
        answer = administrator.get(path)
        assert (answer.status_code, answer["Location"]) == (302, f"/admin/confirm/?next={path}")
        assert 'name="confirm-password"' in administrator.post(path, {"post": "yes"}).content.decode()
    data = {"action": "sign_out_everywhere", "_selected_action": [editor.pk]}
    assert 'name="confirm-password"' in administrator.post("/admin/auth/user/", data).content.decode()
    assert User.objects.filter(pk=editor.pk).exists()
    assert administrator.get("/admin/auth/user/").status_code == 200
    assert administrator.get(f"/admin/auth/user/{chief.pk}/password/")["Location"] == FORM
    wrong = administrator.post("/admin/confirm/", {"password": "wrong"})
    assert wrong.status_code == 200
    assert "/confirm/" in administrator.get(paths[0])["Location"]
    key = administrator.session.session_key
    right = administrator.post("/admin/confirm/", {"password": PASSWORD, "next": paths[0]})
    assert right["Location"] == paths[0]
    assert administrator.session.session_key != key
    assert administrator.get(paths[0]).status_code == 200


def carried(page) -> dict[str, list[str]]:
    """What the question carries of the form that was sent, as a browser would send it."""
    found: dict[str, list[str]] = {}
    for field in re.findall(r'<input type="hidden"[^>]*>', page.content.decode()):
        name, value = (unescape(re.search(rf'{what}="([^"]*)"', field)[1]) for what in ("name", "value"))
        found.setdefault(name, []).append(value)
    return found


def test_a_form_sent_late_is_carried_through_the_question(administrator, freezer):
    path = "/admin/auth/user/add/"
    roles = [str(group.pk) for group in Group.objects.filter(name__in=["editors", "publishers"])]
    written = {"first_name": '<b>"سارا"', "last_name": "رحیمی", "username": "new-comer", "way": "password"}
    written["groups"] = roles
    freezer.tick(20 * 60)
    asked = administrator.post(path, written)
    assert asked.status_code == 200
    sent = carried(asked)
    wrong = administrator.post(path, sent | {"confirm-password": "wrong"})
    assert carried(wrong)["username"] == ["new-comer"]
    assert not User.objects.filter(username="new-comer").exists()
    administrator.post(path, sent | {"confirm-password": PASSWORD})
    made = User.objects.get(username="new-comer")
    assert (made.first_name, made.groups.count()) == ('<b>"سارا"', 2)

    given = {"usable_password": "true", "password1": NEW, "password2": NEW}
    freezer.tick(20 * 60)
    asked = administrator.post(f"/admin/auth/user/{made.pk}/password/", given)
    assert (asked.status_code, NEW in asked.content.decode()) == (200, False)

    data = {"username": "new-comer", "first_name": "مینا", "is_staff": "on", "groups": roles[:1]}
    freezer.tick(20 * 60)
    asked = administrator.post(f"/admin/auth/user/{made.pk}/change/", data)
    done = administrator.post(
        f"/admin/auth/user/{made.pk}/change/", carried(asked) | {"confirm-password": PASSWORD}
    )
    assert done.status_code == 302, done.context["adminform"].form.errors
    made.refresh_from_db()
    assert (made.first_name, made.is_staff, made.groups.count()) == ("مینا", True, 1)


def test_confirming_is_throttled_like_signing_in(administrator):
    for _time in range(5):
        answer = administrator.post("/admin/confirm/", {"password": "wrong"})
    assert answer.status_code == 429
    assert administrator.post("/admin/confirm/", {"password": PASSWORD}).status_code == 429


def test_nothing_of_a_form_with_a_wrong_password_is_kept(client, editor, administrator, freezer):
    change(client, "a new one that nobody knows", old="nearly the present one")
    kept = [*AccessAttempt.objects.values_list("get_data", "post_data")]
    assert kept == [("", "")]
    freezer.tick(20 * 60)
    administrator.post(
        "/admin/auth/user/add/", {"confirm-carried": "1", "confirm-password": "nearly right too"}
    )
    sign_in(Client(), "editors", "another guess of mine")
    kept = [*AccessAttempt.objects.values_list("get_data", "post_data")]
    assert len(kept) >= 2
    assert {part for row in kept for part in row} == {""}


def test_an_administrator_lets_in_who_is_kept_out(administrator, client, editor):
    other = Client()
    for _time in range(5):
        sign_in(other, "editors", "wrong")
    assert sign_in(other, "editors").status_code == 429
    page = administrator.get("/admin/axes/accessattempt/").content.decode()
    assert "۵" in page
    assert "مسدود" in page
    chosen = {"action": "let_in", "_selected_action": [AccessAttempt.objects.get().pk]}
    assert client.post("/admin/axes/accessattempt/", chosen).status_code == 403
    done = administrator.post("/admin/axes/accessattempt/", chosen, follow=True)
    assert "۱ مورد پاک شد" in done.content.decode()
    assert sign_in(other, "editors").redirect_chain[-1][0] == "/admin/"
    assert "نمایش همه" not in administrator.get("/admin/axes/accesslog/").content.decode()
    entries = administrator.get("/admin/axes/accesslog/?q=127.0").content.decode()
    assert "نمایش همه" in entries
    assert entries.count('class="field-username"') >= 3
    row = AccessLog.objects.first().pk
    for path in (f"accesslog/{row}/delete/", "accesslog/add/"):
        assert administrator.post(f"/admin/axes/{path}", {"post": "yes"}).status_code == 403


def test_guessing_the_present_password_is_throttled_too(client, editor):
    for _time in range(5):
        answer = change(client, NEW, old="a guess of a thief")
    assert answer.status_code == 429
    assert change(client, NEW).status_code == 429


def test_another_phone_needs_password_and_code_again(client, content, account, settings, freezer):
    settings.TWO_STEP_REQUIRED = True
    user = account("publishers")
    sign_in(client, "publishers")
    client.get("/admin/two-step/set-up/")
    client.post("/admin/two-step/set-up/", {"code": code_of(user)})
    freezer.tick(20 * 60)
    assert client.get("/admin/two-step/set-up/")["Location"].startswith("/admin/confirm/")
    assert client.post("/admin/two-step/set-up/", {"code": "123456"})["Location"].startswith(
        "/admin/confirm/"
    )
    assert client.post("/admin/confirm/", {"password": PASSWORD}).status_code == 200
    assert client.post("/admin/confirm/", {"password": PASSWORD, "code": "000000"}).status_code == 200
    given = {"password": PASSWORD, "code": code_of(user), "next": "/admin/two-step/set-up/"}
    assert client.post("/admin/confirm/", given)["Location"] == "/admin/two-step/set-up/"
    assert client.get("/admin/two-step/set-up/").status_code == 200


def test_a_code_is_good_once_and_guessing_makes_wait(client, content, account, settings):
    settings.TWO_STEP_REQUIRED = True
    user = account("publishers")
    sign_in(client, "publishers")
    client.get("/admin/two-step/set-up/")
    client.post("/admin/two-step/set-up/", {"code": code_of(user)})
    code = code_of(user)
    first, second = Client(), Client()
    for one in (first, second):
        sign_in(one, "publishers")
    assert first.post("/admin/two-step/", {"code": code}).status_code == 302
    assert second.post("/admin/two-step/", {"code": code}).status_code == 200
    device = TOTPDevice.objects.get(user=user)
    assert device.throttling_failure_count == 1
    for _time in range(3):
        second.post("/admin/two-step/", {"code": "000000"})
    assert "صبر کنید" in second.post("/admin/two-step/", {"code": "000000"}).content.decode()


def test_a_session_ends_after_twelve_hours_however_busy(client, editor, freezer):
    for _hour in range(12):
        freezer.tick(3600 - 1)
        assert client.get("/admin/").status_code == 200
    freezer.tick(60)
    assert client.get("/admin/").status_code == 302


def test_signing_in_gives_a_new_session_and_signing_out_ends_it(client, editor):
    key = client.session.session_key
    sign_in(client, "editors")
    assert client.session.session_key != key
    stolen = Client()
    stolen.cookies["sessionid"] = client.session.session_key
    assert stolen.get("/admin/").status_code == 200
    client.post("/admin/logout/")
    assert stolen.get("/admin/").status_code == 302


def test_somebody_sees_where_they_are_signed_in_and_ends_all_other_sessions(client, editor, freezer):
    other = Client(
        headers={"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
    )
    sign_in(other, "editors")
    assert client.get("/admin/").content.decode().count('href="/admin/sessions/"') == 1
    page = client.get("/admin/sessions/").content.decode()
    assert "Firefox, Linux" in page
    assert client.session.session_key not in page
    client.post("/admin/sessions/")
    assert client.get("/admin/").status_code == 200
    assert other.get("/admin/").status_code == 302
    freezer.tick(20 * 60)
    assert client.get("/admin/sessions/")["Location"].startswith("/admin/confirm/")


def test_an_administrator_ends_the_sessions_of_an_account(client, editor, administrator):
    data = {"action": "sign_out_everywhere", "_selected_action": [editor.pk]}
    assert administrator.post("/admin/auth/user/", data).status_code == 302
    assert client.get("/admin/").status_code == 302
    assert administrator.get("/admin/").status_code == 200


def test_a_closed_account_is_signed_out_also_when_it_is_opened_again(client, editor, administrator):
    path = f"/admin/auth/user/{editor.pk}/change/"
    data = {"username": "editors", "is_staff": "on"}
    assert administrator.post(path, data).status_code == 302
    assert client.get("/admin/").status_code == 302
    administrator.post(path, data | {"is_active": "on", "groups": [Group.objects.get(name="editors").pk]})
    assert client.get("/admin/").status_code == 302


def test_the_log_tells_of_security_by_number_and_not_by_name(client, editor, caplog):
    sign_in(Client(), "editors", "a wrong password")
    sign_in(Client(), "my secret typed here", "a wrong password")
    assert client.get("/admin/correspondence/message/").status_code == 403
    client.post("/admin/logout/")
    said = [record.getMessage() for record in caplog.records if record.name == "portal.security"]
    where = f", account {editor.pk}"
    assert f"password wrong{where}, POST /admin/login/" in said
    assert "password wrong, account unknown, POST /admin/login/" in said
    assert f"refused{where}, GET /admin/correspondence/message/" in said
    assert f"signed out{where}, POST /admin/logout/" in said
    assert not [line for line in said if "editors" in line or "secret" in line]


def test_pages_of_an_account_are_kept_nowhere(client, editor):
    for path in (
        "/admin/",
        "/admin/agreements/agreement/",
        "/admin/login/",
        FORM,
        "/admin/sessions/",
        "/admin/confirm/",
    ):
        assert "no-store" in client.get(path)["Cache-Control"], path


def test_no_cookie_but_those_of_signing_in_and_language(client, editor):
    client.post("/i18n/setlang/", {"language": "en", "next": "/admin/"})
    client.post("/admin/sessions/")
    assert set(client.cookies) == {"sessionid", "csrftoken", "language", "desk-account"}


def test_who_takes_long_to_set_the_second_step_up_gives_the_password_again(
    client, content, account, settings, freezer
):
    settings.TWO_STEP_REQUIRED = True
    user = account("publishers")
    sign_in(client, "publishers")
    freezer.tick(20 * 60)
    led = client.get("/admin/", follow=True)
    assert led.redirect_chain[-1][0] == "/admin/confirm/?next=/admin/two-step/set-up/"
    assert client.get("/admin/agreements/agreement/").status_code == 302
    given = {"password": PASSWORD, "next": "/admin/two-step/set-up/"}
    assert client.post("/admin/confirm/", given, follow=True).status_code == 200
    client.post("/admin/two-step/set-up/", {"code": code_of(user)})
    assert client.get("/admin/agreements/agreement/").status_code == 200


def test_confirming_takes_no_password_alone_where_there_is_a_second_step(client, content, account, settings):
    settings.TWO_STEP_REQUIRED = True
    user = account("publishers")
    TOTPDevice.objects.create(user=user, confirmed=True, name="phone")
    sign_in(client, "publishers")
    assert client.get("/admin/confirm/")["Location"] == "/admin/login/"


def test_a_first_password_given_anew_on_the_server_is_good_for_a_week(
    db, settings, tmp_path, client, freezer
):
    """Who installs the portal and comes back after a week is not locked out."""
    settings.VAR_DIR = tmp_path
    call_command("first_administrator", stdout=StringIO())
    freezer.tick(8 * 24 * 3600)
    late = (tmp_path / "first-administrator.txt").read_text().split()[-1]
    assert sign_in(client, "admin", late).redirect_chain == []
    chief = User.objects.get(username="admin")  # as `changepassword` does
    chief.set_password(PASSWORD)
    chief.save()
    assert sign_in(client, "admin").redirect_chain[-1][0] == FORM
    freezer.tick(8 * 24 * 3600)
    assert sign_in(Client(), "admin").redirect_chain == []
