from django.contrib import admin

from tehran_diplomacy.desk.admin import RecordAdmin, WordsAdmin
from tehran_diplomacy.desk.keeping import PublishersOnceShown
from tehran_diplomacy.exchange.admin import SheetAdmin
from tehran_diplomacy.places.models import City, Country, Organisation
from tehran_diplomacy.places.sheets import CitySheet


@admin.register(Country)
class CountryAdmin(PublishersOnceShown, WordsAdmin):
    list_display = ["__str__", "code"]
    fields = ["code", "name"]


@admin.register(City)
class CityAdmin(SheetAdmin, RecordAdmin):
    sheet = CitySheet
    list_display = ["__str__", "country", "state_now", "missing_languages"]
    list_select_related = ["country"]
    autocomplete_fields = ["country"]
    main_fields = ("name", "country", ("latitude", "longitude"), "summary", "other_names", "wikidata")


@admin.register(Organisation)
class OrganisationAdmin(PublishersOnceShown, WordsAdmin):
    list_display = ["__str__", "country"]
    list_select_related = ["country"]
    autocomplete_fields = ["country"]
    fields = ["name", "country", "website", "wikidata"]
