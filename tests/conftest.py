"""What all tests share: uploads in a folder of their own, accounts of the three kinds, the starter content."""

import pytest
from django.contrib.auth.models import Group, User
from django.db import connections

from tehran_diplomacy.portal.starter import load


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep SQLite's test database in a file, as in use: a server's threads then have connections of their own."""
    for connection in connections.all():
        if connection.vendor == "sqlite":
            connection.settings_dict["TEST"]["NAME"] = str(
                tmp_path_factory.mktemp("database") / "test.sqlite3"
            )


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """Keep uploads of a test apart."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]


@pytest.fixture
def content(db):
    """The starter content, published."""
    load()


@pytest.fixture
def account(db):
    """Return a function that makes a member of staff of a group."""

    def make(group: str | None) -> User:
        user = User.objects.create_user(group or "nobody", password="a long password", is_staff=True)
        if group:
            user.groups.add(Group.objects.get(name=group))
        return user

    return make
