from django.contrib import admin
from modeltranslation.admin import TranslationStackedInline

from networks.models import Committee, Network, Role
from networks.sheets import NetworkSheet
from tehran_diplomacy.desk.admin import FollowsRecord, RecordAdmin
from tehran_diplomacy.exchange.admin import SheetAdmin
from tehran_diplomacy.files.admin import DocumentInline
from tehran_diplomacy.sources.admin import SourceInline


class RoleInline(FollowsRecord, TranslationStackedInline):
    model = Role
    fields = ["role", ("begins", "ends", "as_of"), "note", "position"]


class CommitteeInline(FollowsRecord, TranslationStackedInline):
    model = Committee
    fields = ["name", ("begins", "ends", "as_of"), "note", "position"]


@admin.register(Network)
class NetworkAdmin(SheetAdmin, RecordAdmin):
    sheet = NetworkSheet
    list_display = ["__str__", "acronym", "state_now", "missing_languages"]
    autocomplete_fields = ["seat", "goals"]
    main_fields = ("name", "acronym", "summary", "founded", "seat", "website", "wikidata", "goals")
    quick_fields = ("name_fa", "name_en", "acronym")
    inlines = [RoleInline, CommitteeInline, DocumentInline, SourceInline]
