"""A new colleague on one page: name, e-mail, role, first password or invitation; what others see of accounts."""

import re

import pytest
from django.contrib.auth.models import Group, User
from django.contrib.messages import get_messages
from django.core import mail
from django.test import Client

from agreements.models import Agreement
from tehran_diplomacy.accounts.models import InitialPassword
from tests.forms import Page
from tests.test_signing_in import PASSWORD, sign_in

ADD = "/admin/auth/user/add/"
OWN = "چهار واژهٔ بی‌ربط و یک پل چوبی"


@pytest.fixture
def chief(client, db):
    User.objects.create_superuser("chief", password=PASSWORD, first_name="سارا", last_name="رحیمی")
    sign_in(client, "chief")
    return client


@pytest.fixture
def by_mail(settings):
    settings.MAIL_IS_SET = True
    settings.SITE_ADDRESS = "https://portal.example"


def new_colleague(chief: Client, role: str = "editors", **typed):
    form = Page.open(chief, ADD).admin_form()
    form.fill(first_name="ناصر", last_name="کاظمی", email="naser.kazemi@example.org", **typed)
    if role:
        form["groups"] = [str(Group.objects.get(name=role).pk)]
    return form


def test_one_page_makes_an_account_that_works(chief):
    page = Page.open(chief, ADD)
    for words in ("ناشر", "تأیید، انتشار", "ویراستار", "می‌نویسد و برای بررسی", "پاسخ‌گو"):
        assert words in page.text
    assert "user_permissions" not in page.admin_form()
    made = Page.of(chief, new_colleague(chief).submit("_save"))
    first = re.search(r"[a-z2-9]{5}(-[a-z2-9]{5}){3}", made.text)[0]
    user = User.objects.get(username="naser.kazemi")
    assert (user.is_staff, user.get_full_name()) == (True, "ناصر کاظمی")
    assert [group.name for group in user.groups.all()] == ["editors"]
    assert first not in Page.open(chief, "/admin/auth/user/").text

    theirs = Client()
    led = Page.of(theirs, sign_in(theirs, "naser.kazemi", first))
    assert "گذرواژهٔ خود را انتخاب کنید" in led.text
    form = led.form(having="new_password1")
    form.fill(old_password=first, new_password1=OWN, new_password2=OWN)
    assert form.submit().status_code == 302
    assert theirs.get("/admin/meetings/meeting/add/").status_code == 200


def said(answer) -> str:
    """The last message: in a test the letter goes out after the answer, outside tests before it."""
    return str(list(get_messages(answer.wsgi_request))[-1])


@pytest.mark.parametrize(
    ("typed", "box"),
    [
        ({"role": ""}, "groups"),
        ({"email": "CHIEF@example.org"}, "email"),
        ({"username": "Chief"}, "username"),
        ({"email": "", "username": ""}, "username"),
        ({"first_name": ""}, "first_name"),
        ({"email": "nobody"}, "email"),
    ],
)
def test_what_is_wrong_is_said_at_its_box(chief, typed, box):
    User.objects.filter(username="chief").update(email="chief@example.org")
    form = new_colleague(chief, typed.pop("role", "editors"))
    answer = form.fill(**typed).submit("_save")
    assert list(answer.context["adminform"].form.errors) == [box]
    assert User.objects.count() == 1


def test_names_made_of_addresses_do_not_meet(chief):
    User.objects.create_user("Naser.Kazemi")
    assert new_colleague(chief).submit("_save").status_code == 200
    assert User.objects.filter(username="naser.kazemi2").exists()


def test_an_invitation_leads_to_a_password_of_ones_own(chief, by_mail, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        answer = new_colleague(chief, way="invitation").submit("_save")
    assert said(answer) == "دعوت‌نامه به naser.kazemi@example.org فرستاده شد."
    [sent] = mail.outbox
    assert sent.to == ["naser.kazemi@example.org"]
    assert "naser.kazemi" in sent.body
    link = re.search(r"https://portal\.example(/admin/choose-password/\S+)", sent.body)[1]
    theirs = Client()
    page = Page.open(theirs, link)
    form = page.form(having="new_password1")
    wrong = Page.of(theirs, form.fill(new_password1="too short", new_password2="too short").submit())
    assert list(wrong.response.context["form"].errors) == ["new_password1"]
    form.fill(new_password1=OWN, new_password2=OWN)
    done = Page.of(theirs, form.submit(follow=True))
    assert done.messages == ["گذرواژهٔ شما ذخیره شد. اکنون با آن وارد شوید."]
    assert not InitialPassword.objects.exists()
    assert sign_in(theirs, "naser.kazemi", OWN).redirect_chain[-1][0] == "/admin/"
    assert "این پیوند دیگر معتبر نیست" in Page.open(Client(), link).text


def test_an_invitation_lasts_a_week(chief, by_mail, django_capture_on_commit_callbacks, freezer):
    with django_capture_on_commit_callbacks(execute=True):
        new_colleague(chief, way="invitation").submit("_save")
    link = re.search(r"/admin/choose-password/\S+", mail.outbox[0].body)[0]
    freezer.tick(6 * 24 * 3600)
    assert "new_password1" in Page.open(Client(), link).text
    freezer.tick(2 * 24 * 3600)
    assert "new_password1" not in Page.open(Client(), link).text


def test_an_invitation_that_is_not_taken_is_said(
    chief, by_mail, settings, django_capture_on_commit_callbacks
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody listens there
    with django_capture_on_commit_callbacks(execute=True):
        answer = new_colleague(chief, way="invitation").submit("_save")
    assert "فرستاده نشد" in said(answer)
    assert User.objects.filter(username="naser.kazemi").exists()


def test_an_account_is_changed_in_words(chief, account):
    editor = account("editors")
    User.objects.filter(pk=editor.pk).update(last_login="2026-11-26T07:39:00Z", email="editors@example.org")
    page = Page.open(chief, f"/admin/auth/user/{editor.pk}/change/")
    assert "pbkdf2" not in page.text
    assert "salt" not in page.text
    folded = page.text.index("<details")
    assert folded < page.text.index('name="user_permissions"')
    form = page.admin_form()
    form["first_name"], form["groups"] = "مینا", [str(Group.objects.get(name="publishers").pk)]
    assert form.submit("_save").status_code == 302
    editor.refresh_from_db()
    assert (editor.first_name, editor.is_staff) == ("مینا", True)
    listed = Page.open(chief, "/admin/auth/user/").text
    assert "۵ آذر ۱۴۰۵، ۱۱:۰۹" in listed
    assert '<td class="field-roles">ناشر</td>' in listed
    assert "publishers" not in listed, "filters name roles in words"


def test_people_are_called_by_their_names(chief, content):
    agreement = Agreement.objects.first()
    path = f"/admin/agreements/agreement/{agreement.pk}"
    form = Page.open(chief, f"{path}/change/").admin_form()
    form["note_en"] = "Another note"
    form.submit("_save")
    for place in ("history", "change"):
        page = Page.open(chief, f"{path}/{place}/").text
        content_of = page[page.index('id="main"') :]
        assert "سارا رحیمی" in content_of, place
        assert "chief" not in content_of, place
