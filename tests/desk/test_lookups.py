"""Look-up boxes: what is not found is created in a small form; nothing beside a box deletes what it names."""

import pytest
from django.contrib.auth.models import Permission

from tehran_diplomacy.people.models import Person
from tehran_diplomacy.places.models import City
from tehran_diplomacy.publishing.models import Revision
from tehran_diplomacy.publishing.status import Status
from tests.forms import Page


def look_up(client, term: str, model: str = "meeting", field: str = "place") -> list[dict]:
    asked = {"term": term, "app_label": "meetings", "model_name": model, "field_name": field}
    response = client.get("/admin/autocomplete/", asked)
    assert response.status_code == 200
    return response.json()["results"]


def create(client, offer: dict, **values: str) -> dict:
    """Send the small form that an offer opens."""
    form = Page.open(client, offer["create"]).form(**{"class": "quick-add"})
    form.fill(**{f"quick-{name}": value for name, value in values.items()})
    response = client.post(form.action, form.data())
    assert response.status_code == 201, response.content.decode()
    return response.json()


def test_a_city_that_is_missing_is_created_with_all_that_is_known(admin_client, content):
    offers = look_up(admin_client, "ماپوتو")
    assert [one["text"] for one in offers] == ["ایجاد «ماپوتو» (موزامبیک)", "ایجاد «ماپوتو»"]
    made = create(admin_client, offers[0])
    city = City.objects.get(pk=made["id"])
    assert (city.name_fa, city.name_en, city.country.code) == ("ماپوتو", "Maputo", "MZ")
    assert (float(city.latitude), float(city.longitude)) == (-25.9655, 32.5832)
    assert (city.status, city.slug) == (Status.DRAFT, "maputo")
    assert Revision.objects.of(city).past().get().made_by.username == "admin"
    assert look_up(admin_client, "ماپوتو") == [{"id": made["id"], "text": "ماپوتو"}]
    assert [one["text"] for one in look_up(admin_client, "Maputo")] == ["ماپوتو"]


def test_a_name_goes_into_the_box_of_its_language(admin_client, content):
    for typed, column in (("نفر تازه", "name_fa"), ("Somebody New", "name_en")):
        offers = look_up(admin_client, typed, "participation", "person")
        made = create(admin_client, offers[-1])
        assert getattr(Person.objects.get(pk=made["id"]), column) == typed


def test_what_is_there_is_not_offered_again(admin_client, content):
    assert [one["text"] for one in look_up(admin_client, "ایروان")] == ["ایروان"]
    assert [one["text"] for one in look_up(admin_client, "Yerevan")] == ["ایروان"]


def test_errors_of_the_small_form_are_shown_in_it(admin_client, content):
    offer = look_up(admin_client, "شهر بی‌نام‌ونشان")[-1]
    form = Page.open(admin_client, offer["create"]).form(**{"class": "quick-add"})
    response = admin_client.post(form.action, form.data())
    assert response.status_code == 422
    assert Page.of(admin_client, response).errors
    assert not City.objects.filter(name_fa="شهر بی‌نام‌ونشان").exists()


def test_who_may_not_add_gets_no_offer(client, account, content):
    user = account("editors")
    user.groups.clear()
    user.user_permissions.set(Permission.objects.filter(codename__in=["view_city", "change_meeting"]))
    client.force_login(user)
    assert look_up(client, "ماپوتو") == []
    assert client.get("/admin/places/city/quick/").status_code == 403
    assert client.post("/admin/places/city/quick/", {"quick-country": "MZ"}).status_code == 403


def test_the_names_of_the_world_are_for_the_desk_alone(client, admin_client, content):
    places = admin_client.get("/admin/places/city/names/?term=maputo").json()["places"]
    assert places[0]["country_name"] == "موزامبیک"
    client.logout()
    assert client.get("/admin/places/city/names/?term=maputo").status_code == 302


@pytest.mark.parametrize("register", ["meetings/meeting", "agreements/agreement", "networks/network"])
def test_no_button_beside_a_look_up_deletes_the_record(admin_client, content, register):
    text = Page.open(admin_client, f"/admin/{register}/add/").text
    assert "related-widget-wrapper-link delete-related" not in text
    assert 'data-allow-clear="true"' in text


def test_a_look_up_costs_the_same_for_a_long_list_of_offers(
    admin_client, content, django_assert_max_num_queries
):
    with django_assert_max_num_queries(9):
        assert len(look_up(admin_client, "san")) > 3
