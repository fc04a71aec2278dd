"""The sentences of Django that staff see every day, in good Persian: locale/django, laid over Django's own."""

import json
import re
from pathlib import Path

import django
import polib
import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.forms import Page
from tests.test_signing_in import PASSWORD

OURS = Path(__file__).resolve().parents[2] / "locale/django"
OF_DJANGO = [
    "conf/locale", "contrib/admin/locale", "contrib/auth/locale",
]  # fmt: skip
PLACES = re.compile(r"%\(\w+\)[sdr]|\{\w*\}|%[sd]")


def said_by_django() -> set[str]:
    root = Path(django.__file__).parent
    files = [path for folder in OF_DJANGO for path in (root / folder / "en/LC_MESSAGES").glob("*.po")]
    return {entry.msgid for path in files for entry in polib.pofile(str(path))}


@pytest.mark.parametrize("language", ["fa", "en"])
def test_django_still_says_what_is_put_better_here(language):
    entries = polib.pofile(str(OURS / language / "LC_MESSAGES/django.po"))
    assert {entry.msgid for entry in entries} - said_by_django() == set()
    assert len({entry.msgid for entry in entries}) == len(entries)


def test_sentences_keep_their_places_and_the_rules_of_persian():
    for entry in polib.pofile(str(OURS / "fa/LC_MESSAGES/django.po")):
        for text in [entry.msgstr, *entry.msgstr_plural.values()]:
            assert set(PLACES.findall(text)) <= set(PLACES.findall(entry.msgid)), entry.msgid
            assert not re.search(r"[يك٬0-9]|لطفا |می باشد|آیتم|موجودیت", text), text


def test_a_new_password_is_asked_for_in_good_persian(client, account):
    user = account("editors")
    client.force_login(user)
    page = Page.open(client, "/admin/password_change/")
    assert "همان گذرواژه را یک بار دیگر بنویسید" in page.text
    assert "دست‌کم ۱۵ نویسه" in page.text
    form = page.form(having="new_password1")
    form.fill(old_password=PASSWORD, new_password1="کوتاه", new_password2="کوتاه")
    answer = form.submit()
    assert list(answer.context["form"].errors) == ["new_password1"]
    assert "۱۵" in answer.context["form"].errors["new_password1"][0]


def test_lists_and_scripts_count_in_persian(admin_client, content):
    page = admin_client.get("/admin/agreements/agreement/").content.decode()
    assert "هیچ سطری انتخاب نشده است" in page
    assert "برای تغییر انتخاب کنید" not in page
    script = admin_client.get("/admin/jsi18n/").content.decode()
    words = json.loads(re.search(r"newcatalog = (\{.*?\n  \});", script, re.DOTALL)[1])
    assert words["%(sel)s of %(cnt)s selected"][0] == "%(sel)s سطر از %(cnt)s سطر انتخاب شده است"
    assert "۰۱۲۳۴۵۶۷۸۹" in script
    english = Client()
    english.force_login(User.objects.get(username="admin"))
    english.cookies["language"] = "en"
    assert "۰۱۲۳۴۵۶۷۸۹" not in english.get("/admin/jsi18n/").content.decode()


def test_accounts_stand_under_a_name_that_staff_look_for(admin_client, content):
    assert "حساب‌ها و نقش‌ها" in admin_client.get("/admin/").content.decode()
