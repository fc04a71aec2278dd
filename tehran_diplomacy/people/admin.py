from django.contrib import admin

from tehran_diplomacy.desk.admin import WordsAdmin
from tehran_diplomacy.desk.keeping import PublishersOnceShown
from tehran_diplomacy.people.models import Person


@admin.register(Person)
class PersonAdmin(PublishersOnceShown, WordsAdmin):
    list_display = ["__str__"]
    fields = ["name", "other_names"]
    quick_fields = ("name_fa", "name_en")
