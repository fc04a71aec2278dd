"""Who else has a record's form open."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from agreements.models import Agreement
from tehran_diplomacy.forms.models import OpenForm


@pytest.fixture
def two(client, content, account):
    """Two colleagues who are signed in."""
    first, second = account("editors"), account("publishers")
    User.objects.filter(pk=first.pk).update(first_name="ناصر", last_name="ناصری")
    other = Client()
    client.force_login(first)
    other.force_login(second)
    return client, other


def said(client, record, **sent) -> str:
    return client.post(f"/admin/agreements/agreement/{record.pk}/open/", sent).json()["said"]


def test_a_colleague_at_the_same_record_is_named(two):
    first, second = two
    record, another = Agreement.objects.all()[:2]
    assert said(first, record) == ""
    assert said(second, record).startswith("ناصر ناصری (از ساعت ")
    assert said(second, another) == ""


def test_who_left_is_named_no_more(two):
    first, second = two
    record = Agreement.objects.first()
    said(first, record)
    assert first.post(f"/admin/agreements/agreement/{record.pk}/open/", {"closed": "1"}).status_code == 204
    assert said(second, record) == ""
    said(first, record)
    OpenForm.objects.filter(user__username="editors").update(seen_at=timezone.now() - timedelta(minutes=2))
    assert said(second, record) == ""
    assert OpenForm.objects.count() == 1


def test_only_who_may_write_the_record_is_told_and_only_by_the_page(two, account):
    first, _second = two
    record = Agreement.objects.first()
    assert first.get(f"/admin/agreements/agreement/{record.pk}/open/").status_code == 405
    first.force_login(account(None))
    assert first.post(f"/admin/agreements/agreement/{record.pk}/open/").status_code == 403
    page = _second.get(f"/admin/agreements/agreement/{record.pk}/change/").content.decode()
    assert f'data-open-forms="/admin/agreements/agreement/{record.pk}/open/"' in page
