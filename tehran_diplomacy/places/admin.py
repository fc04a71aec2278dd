from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import path
from django.utils.translation import gettext as _

from tehran_diplomacy.desk.admin import RecordAdmin, WordsAdmin
from tehran_diplomacy.desk.keeping import PublishersOnceShown
from tehran_diplomacy.desk.lookups import Offer
from tehran_diplomacy.exchange.admin import SheetAdmin
from tehran_diplomacy.languages.folding import squeeze
from tehran_diplomacy.languages.translated import page_language
from tehran_diplomacy.places import gazetteer, iso
from tehran_diplomacy.places.forms import CityForm, CountryForm, OrganisationForm, with_country
from tehran_diplomacy.places.models import City, Country, Organisation
from tehran_diplomacy.places.sheets import CitySheet


class ChoosesCountry:
    """An admin whose form names a country of ISO, which is added to the register when it is first chosen."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Add the country before the form is read: a version in work is tried and undone, and must find it."""
        if request.method == "POST":
            with_country(request.POST.get("country", ""))
        return super().changeform_view(request, *args, **kwargs)

    def quick_view(self, request: HttpRequest) -> HttpResponse:
        """Add the country before the small form is read."""
        if request.method == "POST" and self.has_add_permission(request):
            with_country(request.POST.get("quick-country", ""))
        return super().quick_view(request)


@admin.register(Country)
class CountryAdmin(PublishersOnceShown, WordsAdmin):
    form = CountryForm
    list_display = ["__str__", "code"]
    fields = ["code", "name"]


@admin.register(City)
class CityAdmin(ChoosesCountry, SheetAdmin, RecordAdmin):
    sheet = CitySheet
    form = quick_form = CityForm
    list_display = ["__str__", "country", "state_now", "missing_languages"]
    list_select_related = ["country"]
    main_fields = ("name", "country", ("latitude", "longitude"), "summary", "other_names", "wikidata")
    quick_fields = ("name_fa", "name_en", "country", "latitude", "longitude")
    quick_scripts = ("js/admin/place.js",)

    class Media:
        js = ["js/admin/place.js"]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Tell the script of the map where the map is, and that of names whom to ask."""
        box = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "latitude":
            box.widget.attrs |= {
                "data-map": static("img/map-land.svg"),
                "data-names": self.address("names"),
                "data-pick": _("Choose on the map"),
                "data-keys": _(
                    "Map centred on Tehran. Move the marker with the arrow keys and press Enter to "
                    "choose its place."
                ),
                "data-fill": _("Fill in name, country and coordinates from"),
            }
        return box

    def get_urls(self) -> list[Any]:
        """Add what the script of names asks."""
        names = self.admin_site.admin_view(self.names_view)
        return [path("names/", names, name="places_city_names"), *super().get_urls()]

    def names_view(self, request: HttpRequest) -> JsonResponse:
        """Answer with the large cities of the world whose name begins as typed (`?term=`)."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        named = iso.countries(page_language())
        places = gazetteer.find(request.GET.get("term", "")[:120])
        return JsonResponse({"places": [vars(one) | {"country_name": named[one.country]} for one in places]})

    def offers(self, term: str, found: list[Any]) -> Iterator[Offer]:
        """Yield the large cities of this name that the register lacks, with all that is known of them."""
        places = gazetteer.find(term)
        known = City.objects.filter(country__code__in={place.country for place in places})
        here = {(squeeze(name), city.country.code) for city in known.with_country() for name in _names(city)}
        language = page_language()
        for place in places:
            if here & {(squeeze(name), place.country) for name in (place.name_fa, place.name_en)}:
                continue
            name = (place.name_fa if language == "fa" else "") or place.name_en
            words = {"name": name, "country": iso.countries(language)[place.country]}
            yield Offer(_("Create “%(name)s” (%(country)s)") % words, vars(place))
        yield from super().offers(term, found)


def _names(city: City) -> list[str]:
    return [name for name in (city.name_fa, city.name_en, *city.other_names.splitlines()) if name]


@admin.register(Organisation)
class OrganisationAdmin(ChoosesCountry, PublishersOnceShown, WordsAdmin):
    form = quick_form = OrganisationForm
    list_display = ["__str__", "country"]
    list_select_related = ["country"]
    fields = ["name", "country", "website", "wikidata"]
    quick_fields = ("name_fa", "name_en", "country")
