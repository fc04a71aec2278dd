"""Signing in: two steps for who publishes, throttling, idle time, the last administrator."""

import re
import time
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from axes.models import AccessAttempt, AccessLog
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from agreements.models import Agreement
from meetings.models import Meeting
from tehran_diplomacy.accounts.models import RecoveryDevice

PASSWORD = "a long password"


@pytest.fixture(autouse=True)
def two_steps(settings):
    settings.TWO_STEP_REQUIRED = True


def code_of(user: User) -> str:
    """What the phone shows; a code once used is shown no more."""
    device = TOTPDevice.objects.get(user=user)
    TOTPDevice.objects.filter(pk=device.pk).update(
        last_t=-1, throttling_failure_count=0, throttling_failure_timestamp=None
    )
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    totp.time = time.time()
    return f"{totp.token():06d}"


def sign_in(client: Client, name: str, password: str = PASSWORD):
    return client.post("/admin/login/?next=/admin/", {"username": name, "password": password}, follow=True)


def test_a_publisher_sets_the_second_step_up_and_then_needs_it(client, content, account):
    user = account("publishers")
    page = sign_in(client, "publishers")
    assert page.redirect_chain[-1][0].startswith("/admin/two-step/set-up/")
    html = page.content.decode()
    assert "data:image/svg+xml" in html
    assert client.get("/admin/agreements/agreement/").status_code == 302
    wrong = client.post("/admin/two-step/set-up/", {"code": "000000"}).content.decode()
    assert "این کد درست نیست" in wrong
    done = client.post("/admin/two-step/set-up/", {"code": code_of(user)}).content.decode()
    codes = re.findall(r"<code>([a-z2-9]{5}-[a-z2-9]{5})</code>", done)
    assert len(set(codes)) == 10
    assert client.get("/admin/agreements/agreement/").status_code == 200

    other = Client()
    assert sign_in(other, "publishers").redirect_chain[-1][0].startswith("/admin/two-step/?")
    assert other.get("/admin/agreements/agreement/").status_code == 302
    assert other.get("/admin/two-step/set-up/")["Location"] == "/admin/two-step/"
    persian = code_of(user).translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    assert other.post("/admin/two-step/", {"code": persian, "next": "/admin/"})["Location"] == "/admin/"
    assert other.get("/admin/agreements/agreement/").status_code == 200

    third = Client()
    sign_in(third, "publishers")
    assert third.post("/admin/two-step/", {"code": codes[0]})["Location"] == "/admin/"
    assert len(RecoveryDevice.objects.get().codes) == 9
    assert codes[1].replace("-", "") not in str(RecoveryDevice.objects.get().codes)
    fourth = Client()
    sign_in(fourth, "publishers")
    assert fourth.post("/admin/two-step/", {"code": codes[0]}).status_code == 200


def test_a_password_alone_shows_no_drafts(client, content, account):
    account("publishers")
    draft = Agreement.objects.create(title_fa="پیش‌نویس", form="mou", kind="multilateral")
    sign_in(client, "publishers")
    assert client.get(f"{draft.get_absolute_url()}?preview").status_code == 404


def test_the_way_back_stays_on_the_portal(client, content, account):
    user = account("publishers")
    sign_in(client, "publishers")
    client.post("/admin/two-step/set-up/", {"code": "000000"})
    done = client.post("/admin/two-step/set-up/", {"code": code_of(user), "next": "https://example.org/"})
    assert "example.org" not in done.content.decode()


def test_an_editor_signs_in_with_one_step(client, content, account):
    account("editors")
    assert sign_in(client, "editors").redirect_chain[-1][0] == "/admin/"
    assert client.get("/admin/agreements/agreement/").status_code == 200
    assert AccessLog.objects.filter(username="editors").count() == 1


def test_where_the_office_wants_it_everybody_takes_two_steps(client, content, account, settings):
    settings.TWO_STEP_FOR_ALL = True
    account("editors")
    assert sign_in(client, "editors").redirect_chain[-1][0].startswith("/admin/two-step/set-up/")
    assert client.get("/admin/agreements/agreement/").status_code == 302


def test_wrong_passwords_close_the_account_from_this_address_alone(client, content, account):
    account("editors")
    for _time in range(5):
        page = sign_in(client, "editors", "wrong")
    assert page.status_code == 429
    assert "گذرواژهٔ نادرست" in page.content.decode()
    assert re.search(r"<title>\s*گذرواژهٔ نادرست بیش از حد مجاز \| دیپلماسی شهری تهران", page.content.decode())
    assert re.search(r'id="site-name"><a [^>]*><img [^>]*>\s*میز کار', page.content.decode())
    assert sign_in(client, "editors").status_code == 429
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")
    assert sign_in(elsewhere, "editors").redirect_chain[-1][0] == "/admin/"
    assert AccessAttempt.objects.filter(username="editors").exists()


def test_a_session_ends_when_idle(client, content, account, freezer, settings):
    account("editors")
    sign_in(client, "editors")
    freezer.tick(settings.SESSION_COOKIE_AGE - 60)
    assert client.get("/admin/").status_code == 200
    freezer.tick(settings.SESSION_COOKIE_AGE - 60)
    assert client.get("/admin/").status_code == 200
    freezer.tick(settings.SESSION_COOKIE_AGE + 60)
    assert client.get("/admin/").status_code == 302


class Sent(BytesIO):
    """The body of a form; while it is read, the same browser asks for something else."""

    def __init__(self, body: bytes, meanwhile: Callable[[], object]) -> None:
        super().__init__(body)
        self.meanwhile = meanwhile

    def read(self, *size: int) -> bytes:
        if self.meanwhile:
            meanwhile, self.meanwhile = self.meanwhile, None
            meanwhile()
        return super().read(*size)


def send_slowly(client: Client, meanwhile: Callable[[], object]):
    body = b"title_fa="
    return client.generic(
        "POST",
        "/admin/meetings/meeting/add/",
        CONTENT_TYPE="application/x-www-form-urlencoded",
        CONTENT_LENGTH=str(len(body)),
        **{"wsgi.input": Sent(body, meanwhile)},
    )


def test_a_session_that_ends_meanwhile_is_not_given_back(client, content, account):
    account("editors")
    sign_in(client, "editors")
    other = Client()
    other.cookies.update(client.cookies)
    late = send_slowly(client, lambda: other.post("/admin/logout/"))
    assert late.status_code == 400
    assert "sessionid" not in late.cookies


def test_what_a_browser_asks_for_at_once_takes_nothing_from_its_session(client, content, account):
    account("editors")
    sign_in(client, "editors")
    meeting = Meeting.objects.first()
    answers = []

    def save() -> None:
        answers.append(client.post(f"/admin/meetings/meeting/{meeting.pk}/gallery/add/"))

    assert send_slowly(client, save).status_code == 200  # with its errors
    assert answers[0].status_code == 302
    assert "۰ عکس افزوده شد" in client.get("/admin/").content.decode()


def test_a_session_in_use_writes_once_a_minute(client, content, account, freezer):
    account("editors")
    sign_in(client, "editors")

    def writes() -> list[str]:
        with CaptureQueriesContext(connection) as asked:
            client.get("/admin/")
        return [one["sql"] for one in asked if one["sql"].startswith("UPDATE") and "session" in one["sql"]]

    freezer.tick(5)
    assert writes() == []
    freezer.tick(60)
    assert len(writes()) == 1
    assert writes() == []


def test_the_last_administrator_stays(admin_client, admin_user, settings):
    settings.TWO_STEP_REQUIRED = False
    address = f"/admin/auth/user/{admin_user.pk}/change/"
    form = admin_client.get(address).context["adminform"].form
    data = {"username": admin_user.username, "email": ""}
    assert form.instance == admin_user
    page = admin_client.post(address, data)
    assert "آخرین مدیر فعال" in page.content.decode()
    admin_client.post(f"/admin/auth/user/{admin_user.pk}/delete/", {"post": "yes"})
    admin_client.post(
        "/admin/auth/user/", {"action": "delete_selected", "_selected_action": [admin_user.pk], "post": "yes"}
    )
    admin_user.refresh_from_db()
    assert (admin_user.is_active, admin_user.is_superuser) == (True, True)


def test_a_lost_phone_is_replaced(client, content, account):
    user = account("publishers")
    sign_in(client, "publishers")
    client.post("/admin/two-step/set-up/", {"code": "1"})
    client.post("/admin/two-step/set-up/", {"code": code_of(user)})
    call_command("reset_two_step", "publishers")
    again = Client()
    assert sign_in(again, "publishers").redirect_chain[-1][0].startswith("/admin/two-step/set-up/")


def test_the_sign_in_log_is_forgotten_when_its_time_is_over(client, account, settings, capsys):
    account("editors")
    sign_in(client, "editors")
    Client().post("/admin/login/", {"username": "editors", "password": "wrong"})
    assert (AccessLog.objects.count(), AccessAttempt.objects.count()) == (1, 1)
    settings.SIGN_IN_KEEP_DAYS = 30
    call_command("forget_sign_ins")
    assert (AccessLog.objects.count(), AccessAttempt.objects.count()) == (1, 1)
    for model in (AccessLog, AccessAttempt):
        model.objects.update(attempt_time=timezone.now() - timedelta(days=30, minutes=1))
    call_command("forget_sign_ins")
    assert (AccessLog.objects.count(), AccessAttempt.objects.count()) == (0, 0)
    assert "Sign-ins forgotten: 2 (kept for 30 days)" in capsys.readouterr().out
