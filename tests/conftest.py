"""What all tests share: uploads in a folder of their own, accounts of the three kinds, the starter content."""

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection

from tests import kept_content


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, tmp_path_factory):
    """Keep SQLite's test database in a file, as the portal does: threads can then write to it in turn."""
    connection.settings_dict["TEST"]["SERIALIZE"] = False
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("db") / "test.sqlite3")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Make the database once for a process, with the starter content."""
    with django_db_blocker.unblock():
        kept_content.make()


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """Keep uploads of a test apart."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.TWO_STEP_REQUIRED = False  # tests of signing in switch it on
    settings.PAGE_CACHE = "off"  # a test that is rolled back gives the next one the same state again
    settings.WHITENOISE_AUTOREFRESH = True  # else every client reads the whole folder of static files anew
    settings.ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
    settings.CLOCK_NOTE = None  # tests set clocks
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]


@pytest.fixture(autouse=True)
def empty_without_content(request):
    """Empty the tables for a test that does not ask for the starter content."""
    names = request.fixturenames
    if "content" in names or "reader" in names:
        return
    if request.node.get_closest_marker("django_db") or "db" in names or "transactional_db" in names:
        request.getfixturevalue("transactional_db" if "transactional_db" in names else "db")
        kept_content.empty()


@pytest.fixture
def content(db):
    """The starter content, published: it is in the database already."""


@pytest.fixture
def account(db):
    """Return a function that makes a member of staff of a group."""

    def make(group: str | None) -> User:
        user = User.objects.create_user(group or "nobody", password="a long password", is_staff=True)
        if group:
            user.groups.add(Group.objects.get(name=group))
        return user

    return make
