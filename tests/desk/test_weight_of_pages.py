"""What the desk's pages weigh and ask: every list, form and history, and the first page."""

import gzip
from functools import cache
from urllib.parse import urlsplit

import pytest
from django.contrib import admin
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreements.models import Agreement
from tehran_diplomacy.places.models import City
from tests.forms import Page

MOST = 150_000  # bytes, compressed; images aside
QUERIES = {"first page": 40, "list": 14, "add": 12, "change": 32, "history": 14}


@cache
def _weight(path: str) -> int:
    """What a static file weighs as it is sent: compressed, but for what is compressed already."""
    with staticfiles_storage.open(path) as file:
        data = file.read()
    return len(data) if path.endswith(".woff2") else len(gzip.compress(data, 9))


def files_of(page: Page) -> set[str]:
    """The style sheets and scripts that a page loads."""
    links = [one.get("href") for one in page.tree.iter("link") if "stylesheet" in one.get("rel", "")]
    scripts = [one.get("src") for one in page.tree.iter("script") if one.get("src")]
    return {urlsplit(one).path for one in (*links, *scripts)}


def own_files(page: Page) -> int:
    found = files_of(page)
    prefix = staticfiles_storage.base_url
    return sum(_weight(path.removeprefix(prefix)) for path in found if path.startswith(prefix))


@pytest.mark.slow
def test_no_page_of_the_desk_is_heavy_or_asks_much(admin_client, content):
    pages = [("first page", "/admin/")]
    for model in admin.site._registry:
        base = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        pages.append(("list", base))
        row = model._base_manager.order_by("pk").first()
        if row is not None:
            pages.append(("change", f"{base}{row.pk}/change/"))
            pages.append(("history", f"{base}{row.pk}/history/"))
        pages.append(("add", f"{base}add/"))
    wrong, seen = [], []
    for kind, address in pages:
        with CaptureQueriesContext(connection) as queries:
            answer = admin_client.get(address)
        if answer.status_code in (302, 403):  # no such page: nobody adds an entry to a log
            continue
        assert answer.status_code == 200, address
        if len(queries) > QUERIES[kind]:  # once more, with what is kept in memory
            with CaptureQueriesContext(connection) as queries:
                answer = admin_client.get(address)
        page = Page.of(admin_client, answer)
        weight = len(gzip.compress(answer.content, 6)) + own_files(page)
        seen.append((weight, len(queries), kind, address))
        if weight > MOST or len(queries) > QUERIES[kind]:
            wrong.append((weight, len(queries), kind, address))
    assert len(seen) > 40
    assert not wrong, "\n".join(map(str, sorted(wrong, reverse=True)))


def test_a_form_costs_the_same_however_many_cities_its_rows_name(admin_client, content):
    agreement = Agreement.objects.create(title_fa="یادداشت", form="mou", kind="multilateral")
    address = f"/admin/agreements/agreement/{agreement.pk}/change/"
    costs = []
    for city in City.objects.public()[:4]:
        agreement.parties.create(city=city)
        admin_client.get(address)
        with CaptureQueriesContext(connection) as queries:
            form = Page.open(admin_client, address).admin_form()
        costs.append(len(queries))
        assert form[f"parties-{len(costs) - 1}-city"] == str(city.pk)
    assert costs == [costs[0]] * 4
