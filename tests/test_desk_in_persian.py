"""The desk speaks Persian throughout: no sentence of Django's, of a library's or of ours is left in English."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import django
import polib
import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.core import serializers
from django.utils.translation import override

from tests.test_signing_in import PASSWORD, sign_in

LATIN, PERSIAN = re.compile(r"[A-Za-z]{3,}"), re.compile(r"[\u0600-\u06ff]|\*{9}")
# The other language's name, what is no word of a language, and what computers call things.
KNOWN = (
    "English",
    "pbkdf2_sha256",
    "salt",
    "hash",
    "Chrome, Linux",
    "Firefox, Linux",
    "chief",
    "/admin/",
    "Attempted Access",
)
NAMED = ("title", "aria-label", "placeholder", "alt", "value")


class Texts(HTMLParser):
    """What is shown or read out of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.silent += tag in ("script", "style")
        button = tag == "input" and ("type", "submit") in attributes
        named = [
            value for name, value in attributes if value and name in NAMED and (name != "value" or button)
        ]
        self.found += named if tag != "option" else []

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.found.append(data.strip())


@pytest.fixture
def chief(client, content):
    """An administrator who has just signed in, after somebody failed to."""
    User.objects.create_superuser("chief", password=PASSWORD)
    User.objects.create_user("chief-of-nothing", password=PASSWORD)
    sign_in(client, "chief-of-nothing", "a wrong password")
    sign_in(client, "chief")
    return client


def test_no_page_of_the_desk_is_left_in_english(chief):
    data = "\n".join(
        " ".join(str(value).split())
        for model in apps.get_models()
        for row in serializers.serialize("python", model._base_manager.all())
        for value in row["fields"].values()
    )
    paths = ["/admin/", "/admin/sessions/", "/admin/password_change/", "/admin/confirm/"]
    paths += [f"/admin/auth/user/{User.objects.exclude(username='chief').first().pk}/password/"]
    asked = [(path, None) for path in paths]
    for model in admin.site._registry:
        start = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        asked += [(start, None), (f"{start}add/", None), (f"{start}add/", {"x": "1"})]
        if (row := model._base_manager.first()) and model._meta.app_label != "axes":  # its rows have no page
            asked += [(f"{start}{row.pk}/{what}/", None) for what in ("change", "history", "delete")]
            asked += [(f"{start}{row.pk}/change/", {"slug": ""})]
    left: dict[str, str] = {}
    for path, sent in asked:
        answer = chief.get(path) if sent is None else chief.post(path, sent)
        assert answer.status_code in (200, 302, 403), path
        for text in Texts(answer.content.decode()).found if answer.status_code == 200 else ():
            plain = " ".join(text.split()).strip(":› ")
            english = LATIN.search(plain) and not PERSIAN.search(plain)
            if english and plain not in data and not plain.startswith(KNOWN):
                left.setdefault(plain, path)
    assert left == {}


def test_words_of_the_admin_s_scripts_are_persian(chief):
    script = chief.get("/admin/jsi18n/").content.decode()
    words = json.loads(re.search(r"newcatalog = (\{.*?\n  \});", script, re.DOTALL)[1])
    assert words["Choose all %s"] == "انتخاب همهٔ %s"
    en = polib.pofile(Path(django.__file__).parent / "contrib/admin/locale/en/LC_MESSAGES/djangojs.po")
    filters = {one.msgid for one in en if any("SelectFilter2" in file for file, _line in one.occurrences)}
    assert len(filters) > 10
    assert filters - set(words) == set()


def test_permissions_and_roles_are_named_in_persian(chief):
    group = Group.objects.get(name="editors")
    form = chief.get(f"/admin/auth/group/{group.pk}/change/").context["adminform"].form
    labels = [label for _key, label in form.fields["permissions"].choices]
    assert "دیدارها و نشست‌ها | دیدار | انتشار" in labels
    assert [label for label in labels if " can " in label.lower()] == []
    deleted = chief.get(f"/admin/auth/group/{group.pk}/delete/").content.decode()
    assert deleted.count("<li>") < 20
    with override("en"):
        assert "Meetings | meeting | publish" in [
            str(label) for _key, label in form.fields["permissions"].choices
        ]
